"""Messages that ask nothing of the articles, told from questions."""

from __future__ import annotations

import pytest

from service.language.courtesies import Courtesy, Phrase, read_courtesy, without_courtesies


@pytest.mark.parametrize(
    ("message", "courtesy", "language"),
    [
        ("Chào bạn!", Courtesy.GREETING, "vi"),
        ("chao ban", Courtesy.GREETING, "vi"),
        ("hi there", Courtesy.GREETING, "en"),
        ("cảm ơn bạn nhiều nhé", Courtesy.THANKS, "vi"),
        ("tks ad nhiu", None, ""),
        ("Great, thanks!", Courtesy.THANKS, "en"),
        ("ok", Courtesy.THANKS, "en"),
        ("cảm ơn, tạm biệt nhé", Courtesy.GOODBYE, "vi"),
        ("Chào bạn, bạn là ai?", Courtesy.ABOUT, "vi"),
        ("What can you do?", Courtesy.ABOUT, "en"),
        ("chào bạn, ai chủ trì hội nghị?", None, ""),
        ("Ai đến chào xã giao Chủ tịch tỉnh?", None, ""),
        ("họ là ai?", None, ""),
        ("Who are they?", None, ""),
        ("", None, ""),
        ("…?!", None, ""),
    ],
)
def test_courtesies_are_told_from_questions(message: str, courtesy: Courtesy | None, language: str) -> None:
    assert read_courtesy(message) == (Phrase(courtesy, language) if courtesy else None)


def test_what_may_ask_about_the_answer_before_asks_about_the_service_only_at_the_beginning() -> None:
    assert read_courtesy("cách dùng?") == Phrase(Courtesy.ABOUT, "vi")
    assert read_courtesy("cách dùng?", opening=False) is None


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Cảm ơn. Thế còn khi nào chạy?", "Thế còn khi nào chạy?"),
        ("Hi, thanks! When?", "When?"),
        ("Chào bạn!", "Chào bạn!"),
        ("Ông Nam, ai?", "Ông Nam, ai?"),
    ],
)
def test_leading_courtesies_are_left_out(message: str, rest: str) -> None:
    assert without_courtesies(message) == rest
