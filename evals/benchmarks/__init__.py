"""Beside others: retrieval, speed and answers of ours and of the usual ways, in one run."""
