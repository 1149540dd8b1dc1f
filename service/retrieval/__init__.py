"""Question in, passages out, scored: analysis of the question, two arms, fusion, re-scoring."""
