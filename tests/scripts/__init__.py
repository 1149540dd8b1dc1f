"""The scripts that a user runs."""
