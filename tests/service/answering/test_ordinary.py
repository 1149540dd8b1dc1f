"""A message that may be of another kind is an ordinary question where an answer speaks more for that."""

from __future__ import annotations

import pytest

from service.answerability.assess import Assessment
from service.answering.ordinary import POSSIBLE, rather_ordinary
from service.language.intents import Intent
from trichdan.wire import Reason


@pytest.mark.parametrize(
    ("odds", "confidence", "ordinary"),
    [(0.6, 0.5, True), (4.0, 0.9, True), (4.0, 0.75, False), (19.0, 0.9, False)],
)
def test_the_odds_of_an_answer_outweigh_those_of_the_kind(odds: float, confidence: float, ordinary: bool) -> None:
    intent = Intent("count_articles", "Thi mấy bài?", odds=odds)
    assert rather_ordinary(intent, lambda: Assessment(confidence, None)) is ordinary


def test_what_is_refused_is_no_question() -> None:
    refused = Assessment(0.9, Reason.NO_EVIDENCE)
    assert not rather_ordinary(Intent("count_articles", "Thi mấy bài?", odds=0.6), lambda: refused)


def test_what_is_surely_of_its_kind_is_not_looked_up() -> None:
    def never() -> Assessment:
        raise AssertionError("looked up")

    assert not rather_ordinary(Intent("count_articles", "Có bao nhiêu bài báo?", odds=POSSIBLE), never)
