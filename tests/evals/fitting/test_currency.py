"""What tells whether a message asks for what holds now, fitted."""

from __future__ import annotations

from evals.fitting.currency import ORDINARY, Message, fit, messages, ordinary
from service.answering.currency import log_odds


def test_a_word_counts_only_if_two_use_it() -> None:
    asked = [("xong chưa", True), ("mở chưa", True), ("xong năm nào", False), ("mở năm nào", False)]
    theirs = [Message(writer, text, now) for writer in ("one", "two") for text, now in asked]
    fitted = fit([*theirs, Message("one", "riêng chưa", now=True), Message(ORDINARY, "năm nào", now=False)])
    assert fitted.weights["chua"] > 0 > fitted.weights["nam"]
    assert "rieng" not in fitted.weights
    assert log_odds("làm chưa", fitted) > log_odds("làm năm nào", fitted)


def test_there_are_messages_of_both_kinds_by_each_writer_and_ordinary_questions() -> None:
    told = {(one.writer, one.now) for one in messages()}
    assert told == {(writer, now) for writer in ("own", "writer_01", "writer_02") for now in (True, False)}
    assert not any(one.now for one in ordinary())
