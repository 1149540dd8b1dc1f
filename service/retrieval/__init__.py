"""Question in, passages and scored sentences out: analysis of the question, two arms, fusion, re-scoring."""
