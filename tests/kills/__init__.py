"""Processes killed at random moments while they write, answer and take over; what must hold afterwards.

`python -m tests.kills` runs as many rounds as it is told, `test_kills` a few.
"""
