"""The dictionary: well formed, and the words of an English question are found in Vietnamese text."""

from __future__ import annotations

import unicodedata
from importlib import resources

from service.language.glossary import holds, render, share_held


def test_lines_are_well_formed() -> None:
    text = resources.files("service.language").joinpath("data/dictionary_en_vi.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 11_000
    assert unicodedata.is_normalized("NFC", text)
    for line in lines:
        english, vietnamese = line.split(" | ")
        assert english.isascii(), line
        assert english == english.lower(), line
        assert all(form.strip() for form in vietnamese.split(",")), line


def test_longest_term_wins_and_inflections_meet() -> None:
    words = [one.words for one in render("How many joint patrols did the provincial police begin in 2025?")]
    assert words == ["joint patrols", "provincial police", "begin"]


def test_function_words_say_nothing() -> None:
    assert render("What is the name of it, and who was there?") == ()
    assert share_held("Who is it?", "Ai đó") is None


def test_held_in_any_rendering_and_either_spelling() -> None:
    question = "Who chaired the meeting on peace?"
    assert holds(question, "Ông A chủ trì cuộc họp về hòa bình.") == (True, True, True)
    assert holds(question, "Ông A chủ trì cuộc họp về hoà bình.") == (True, True, True)
    assert holds(question, "Ông A phát biểu tại buổi họp.") == (False, True, False)
    assert share_held(question, "Ông A chủ trì.") == 1 / 3


def test_a_rendering_is_whole_words() -> None:
    assert holds("Is there peace?", "hòa bìnhx") == (False,)
    assert holds("Is there peace?", "Vì hòa bình.") == (True,)


def test_how_old_is_asked_of_an_age() -> None:
    assert share_held("How old is Bùi Thị Hạnh?", "Bà Bùi Thị Hạnh, 74 tuổi, ở một mình.") == 1.0
    assert share_held("How old is Bùi Thị Hạnh?", "Bà Bùi Thị Hạnh xem phim cũ.") == 0.0
