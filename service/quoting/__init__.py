"""Which sentences answer best, which are quoted, and how much of each."""
