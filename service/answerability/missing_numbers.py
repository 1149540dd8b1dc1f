"""The numbers of a question that texts lack, as they are typed or by their value. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from service.language.figure_reading import UNMARKED_SCALE, figures_and_days, number
from service.language.number_words import numerals
from service.language.ordinals import IN_ORDER
from service.language.question import Question
from service.language.text import words_of_all

LEAST_DIGITS = 2
"""Of a number that may be said to be missing: shorter ones are as often written in words, or count what is listed."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def missing_numbers(question: Question, texts: Iterable[str]) -> list[str]:
    """The numbers of a question that aren't written in texts as they are typed."""
    known = {_without_zeros(word) for word in words_of_all(texts)} if question.numbers else set()
    return [one for one, words in question.numbers.items() if not known.issuperset(map(_without_zeros, words))]


def _without_zeros(word: str) -> str:
    """A word without the zeros that days, months and hours begin with: "01/12" is "1/12", "07h30" is "7h30"."""
    return word.lstrip("0") or word


def missing_values(typed: str, numbers: Sequence[str], texts: Collection[str]) -> tuple[str, ...]:
    """Of `numbers` of a `typed` question that aren't written in texts so, those whose value surely isn't there either.

    Letters typed at a number are another's way of writing it: "OM18" is "OM 18" there, "1kg" is "đồng/kg". Left out
    are those that stand there as "300.000" where "300 nghìn" is asked for, or that may: "hơn 2,3 triệu" is said to be
    about right, and may stand as 2,34.
    """
    lost = [one for one in numbers if sum(map(str.isdecimal, one)) >= LEAST_DIGITS]
    if not lost:  # reading all figures of whole articles takes its time
        return ()
    known = words_of_all(texts)
    values = {figure.value for text in texts for figure in figures_and_days(text)[0]}
    # In words, whatever they count or order: "ba mươi năm" is 360 months there, and "thứ mười" no amount.
    values |= {value for text in texts for *_, value, _ in numerals(IN_ORDER.sub("", text.lower()), loose=True)}
    held = [(one.start, one.end) for one in figures_and_days(typed)[0] if one.bound or one.value in values]
    places = {one: typed.find(one) for one in lost}
    return tuple(
        one
        for one, at in places.items()
        if not all(part in known or number(part) in values for part in _FIGURE.findall(one))
        and not UNMARKED_SCALE.match(typed, at + len(one))
        and not any(start <= at < end for start, end in held)
    )
