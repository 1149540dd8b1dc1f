"""Whether what may ask nothing of what articles say, by its words, is answered by one, and so is asked of them."""

from __future__ import annotations

from service.answerability.assess import Assessment

POSSIBLE = 20.0
"""Odds of another kind that no answer outweighs: few confidences are over .95."""


def rather_ordinary(odds: float, assessment: Assessment) -> bool:
    """Whether a message of another kind ("Thi mấy bài?", a count of articles) is rather an ordinary question.

    It is where the odds that it is answered as one outweigh those of its kind, as of two independent signs: a
    question about the collection or the service is hardly answered by what an article says.
    """
    return assessment.confidence >= odds * (1.0 - assessment.confidence)
