"""Trains the reader, which tells whether a text answers a question: `python -m evals.reading.train`."""
