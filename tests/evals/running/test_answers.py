"""A good answer goes the way of a model's, and a bad one is dropped on it."""

from __future__ import annotations

from typing import Any

from evals.running.answers import lost
from evals.running.talk_sets import load
from ingest.models import Article
from trichdan.wire import FaultKind

ARTICLES = {"a": Article("a", "Xã có 18 thôn.\n\nSố hộ nghèo giảm 50%.", published="2025-01-02")}


def case(*texts: str) -> dict[str, Any]:
    quotes = [{"article": "a", "quote": "Xã có 18 thôn."}, {"article": "a", "quote": "Số hộ nghèo giảm 50%."}]
    return {"question": "Xã có mấy thôn?", "statements": [{"text": text, "quotes": quotes} for text in texts]}


def test_a_good_answer_loses_nothing() -> None:
    assert lost(case("Xã có 18 thôn.", "Hộ nghèo của xã giảm 50%."), ARTICLES, None) == ()


def test_what_is_false_is_lost_with_its_reason_beside_what_stands() -> None:
    (dropped,) = lost(case("Xã có 18 thôn.", "Hộ nghèo của xã giảm 20%."), ARTICLES, None)
    assert dropped.text == "Hộ nghèo của xã giảm 20%."
    assert dropped.reason is FaultKind.FIGURE


def test_an_answer_of_which_nothing_stands_is_lost() -> None:
    assert len(lost(case("Xã có 81 thôn."), ARTICLES, None)) == 1


def test_both_sets_are_there() -> None:
    for name in ("answers", "held/answers"):
        assert len(load(name)) == 110
