"""Asks the service the questions of a case file and scores what comes back."""
