"""Who answers, and what: an LLM or quotes, follow-ups that stand alone, questions of several parts."""
