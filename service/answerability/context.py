"""How probably the evidence answers a question in its conversation. Pure."""

from __future__ import annotations

import math

from service.quoting.conversation import fitted, told
from service.quoting.types import Context

CHANCES = ("alone", "joined", "chance")
"""What the confidence is read from, in order."""

SUREST = 0.999
"""Probability beyond which nothing is told apart."""


def in_context(alone: float, joined: float, context: Context) -> float:
    """The confidence, from what it is for the question alone and joined to the one before.

    One logistic regression over their log-odds and those of the first quote among all sentences, and another for
    questions that don't lean on the one before: `python -m evals.fitting.follow_ups`.
    """
    weights = fitted()["confidence"][told(context.leans)]
    values = dict(zip(CHANCES, (alone, joined, context.chance), strict=True))
    return 1 / (1 + math.exp(-weights["intercept"] - sum(weights[name] * logit(one) for name, one in values.items())))


def logit(chance: float) -> float:
    """The log-odds of a probability, bounded."""
    kept = min(max(chance, 1 - SUREST), SUREST)
    return math.log(kept / (1 - kept))
