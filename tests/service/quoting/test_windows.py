"""The part of an overlong sentence that is quoted."""

from __future__ import annotations

from hypothesis import given, strategies

from service.quoting.windows import QUOTE_WORDS, best_window


def held(text: str, needle: str) -> tuple[int, int]:
    return best_window(text, lambda start, end: float(needle in text[start:end]))


def test_short_sentences_stay_whole() -> None:
    assert held("Hai bên ký biên bản.", "ký") == (0, 20)


def test_the_window_goes_where_it_fits_and_ends_with_a_clause() -> None:
    text = " ".join(["một hai ba bốn năm sáu bảy tám chín mười,"] * 8 + ["đích đến."])
    start, end = held(text, "đích")
    assert text[start:end].startswith("một")
    assert text[start:end].endswith("đích đến.")
    assert len(text[start:end].split()) == 42


def test_of_windows_that_fit_alike_the_middle_one() -> None:
    clause = "một hai ba bốn năm sáu bảy tám chín mười,"
    text = " ".join([clause] * 6 + ["giáo dục về đích,"] + [clause] * 6)
    start, end = held(text, "đích")
    assert len(text[start:end].split()) <= QUOTE_WORDS
    assert text[start:].index("đích") > 60
    assert end - start - text[start:].index("đích") > 60


def test_without_clauses_the_first_words() -> None:
    text = "chữ " * 100
    start, end = held(text.strip(), "không có")
    assert (start, len(text[start:end].split())) == (0, QUOTE_WORDS)


@given(strategies.lists(strategies.sampled_from(["a", "b,", "c.", "đ;", "ê"]), max_size=150), strategies.integers(0, 9))
def test_windows_are_whole_words_within_the_limit(words: list[str], seed: int) -> None:
    text = " ".join(words)
    start, end = best_window(text, lambda start, end: float(hash((start, end, seed)) % 100))
    assert 0 <= start <= end <= len(text)
    assert len(text[start:end].split()) == min(len(words), len(text[start:end].split())) <= max(QUOTE_WORDS, 0)
    assert text[start:end].split() == words[text[:start].count(" ") :][: len(text[start:end].split())]
