"""A message that may be of another kind is an ordinary question where an answer speaks more for that."""

from __future__ import annotations

import pytest

from service.answerability.assess import Assessment
from service.answering.ordinary import rather_ordinary
from trichdan.wire import Reason


@pytest.mark.parametrize(
    ("odds", "confidence", "ordinary"),
    [(0.1, 0.5, True), (0.6, 0.5, True), (4.0, 0.9, True), (4.0, 0.75, False), (19.0, 0.9, False)],
)
def test_the_odds_of_an_answer_outweigh_those_of_the_kind(odds: float, confidence: float, ordinary: bool) -> None:
    assert rather_ordinary(odds, Assessment(confidence, None)) is ordinary


@pytest.mark.parametrize(("confidence", "ordinary"), [(0.2, False), (0.4, True)])
def test_what_is_refused_is_of_the_likelier_kind(confidence: float, ordinary: bool) -> None:
    """A message that is hardly of another kind, and nearly answered, is a question without an answer."""
    assert rather_ordinary(0.4, Assessment(confidence, Reason.LOW_CONFIDENCE)) is ordinary
