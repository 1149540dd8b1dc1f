"""Does the evidence answer the question? A stage of its own, the same for every answerer. First version."""

from __future__ import annotations

from dataclasses import dataclass

from service.retrieval.types import Retrieval
from service.schemas import Reason


@dataclass(frozen=True, slots=True)
class Assessment:
    """The probability that the evidence answers the question, and why it is refused if it is.

    `explanation` is a sentence in the language to answer in, empty where nothing can be said.
    """

    confidence: float
    reason: Reason | None
    explanation: str = ""


def assess(retrieval: Retrieval, caution: str = "normal") -> Assessment:
    """Judge what was retrieved."""
    if not retrieval.searched:
        return Assessment(0.0, Reason.EMPTY_INDEX)
    if not retrieval.sentences:
        return Assessment(0.0, Reason.NO_EVIDENCE)
    return Assessment(0.5, None)
