"""Articles that give two numbers for the same thing: same subject, same attribute, same period. Pure.

A false remark costs more than a missing one, so two numbers are of the same thing only if what stands around them is
nearly the same words: on one side there may be a word more, on both sides it's another thing (killed, injured). Of the
66 pairs in evals/talk/conflicts.yaml it remarks on 26 of 32 conflicts and on one of 34 others; of 60 by a stranger on 2
of 30, and on none of 30.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from ingest.analysis import fold, syllables
from ingest.sentence_tables import row_cells
from service.language.date_reading import Day, may_be_one
from service.language.detection import detect_language
from service.language.facet_words import parts_around
from service.language.figure_reading import Figure, figures_and_days
from service.language.languages import Language
from service.language.name_reading import read
from service.language.ordinals import EACH, LIGHT, NUMBERED
from service.language.part_words import clause_around
from service.language.shade_words import OPEN
from service.language.stopwords import QUESTION_STOPWORDS
from service.values import QuoteSpan

COMMON = 3
"""Fewest words around two numbers of the same thing that both have."""

ROUNDED = 0.1
"""By how much a number that says it's rounded ("gần 2.700") may differ from another."""

_RATE = re.compile(r"\s*(?:[^\W\d_]+\s?){0,3}/\s*[^\W\d_]")
_SAID = {
    "vi": "Các bài báo nêu khác nhau: {first} ({when_first}) và {second} ({when_second}).",
    "en": "The articles differ: {first} ({when_first}) and {second} ({when_second}).",
}
_UNDATED = {"vi": "không rõ ngày", "en": "undated"}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two quotes of two articles that give two values for the same thing; the newer article's comes first."""

    first: QuoteSpan
    second: QuoteSpan
    numbers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """A number with what tells what it is of: the words and names of its clause, the numbered events of its quote.

    `rate`: it holds on a day, as a price does, or what stands in a table. `open`: it is planned, asked for or possible.
    `parts`: the words that make it one of a part.
    """

    figure: Figure
    text: str
    words: frozenset[str]
    names: frozenset[str]
    events: frozenset[tuple[str, str]]
    rate: bool
    open: bool
    parts: frozenset[str]

    @property
    def written(self) -> str:
        """The number with the two words after it."""
        following = re.match(r"\s*[%]?(?:\s*[^\W\d_]+){0,2}", self.text[self.figure.end :])
        return self.text[self.figure.start : self.figure.end] + (following.group() if following else "")


def conflicts(quotes: Sequence[QuoteSpan]) -> list[Conflict]:
    """The pairs of quotes of different articles that give different numbers for the same thing."""
    found = []
    for pair in combinations(quotes, 2):
        # Undated sorts first, so that the dated one is told as the newer.
        second, first = sorted(pair, key=lambda one: one.article.published or "")
        if first.article.id == second.article.id or _apart(first, second):
            continue
        numbers = _different_numbers(first, second)
        if numbers is not None:
            found.append(Conflict(first, second, numbers))
    return found


def conflict_sentence(conflict: Conflict, language: Language) -> str:
    """That the articles differ, with what each says and its date, the newer one first."""
    code = language.code
    when = [one.article.published or _UNDATED[code] for one in (conflict.first, conflict.second)]
    first, second = conflict.numbers
    return _SAID[code].format(first=first, when_first=when[0], second=second, when_second=when[1])


def _apart(first: QuoteSpan, second: QuoteSpan) -> bool:
    """Whether both name dates, and none in common; a day without a year is one of its article's year."""
    ours, theirs = _days(first), _days(second)
    return bool(ours) and bool(theirs) and not any(may_be_one(one, other) for one in ours for other in theirs)


def _days(quote: QuoteSpan) -> list[Day]:
    year = (quote.article.published or "")[:4]
    days = figures_and_days(quote.text)[1]
    return [one if one.year or not year else replace(one, year=int(year)) for one in days]


def _different_numbers(first: QuoteSpan, second: QuoteSpan) -> tuple[str, str] | None:
    """Two numbers of the same thing that differ, as written; none that stands in both texts."""
    ours, theirs = _told(first.text), _told(second.text)
    # Where both have a number, others beside it are of other things: "500 in all, 300 of them …" against "500".
    shared = {one.figure.value for one in ours} & {one.figure.value for one in theirs}
    same_day = first.article.published == second.article.published
    for one in ours:
        for other in theirs:
            if {one.figure.value, other.figure.value} & shared or ((one.rate or other.rate) and not same_day):
                continue  # a price is of its day, and so is a table
            if _same_thing(one, other) and not rounded(one.figure, other.figure):
                return one.written, other.written
    return None


def _same_thing(one: _Told, other: _Told) -> bool:
    if (one.figure.unit, one.events, one.rate) != (other.figure.unit, other.events, other.rate):
        return False
    if one.open != other.open or one.parts != other.parts:  # a plan, and what came of it; a part, and all of it
        return False
    if one.names - other.names and other.names - one.names:
        return False
    more, less = one.words - other.words, other.words - one.words
    # A word more on both sides is another thing ("killed", "injured"); on one side alone it only says more of the same.
    return len(one.words & other.words) >= COMMON and not (more and less) and len(more | less) <= len(one.words) // 2


def rounded(one: Figure, other: Figure) -> bool:
    """Whether one number is the other, rounded and said to be."""
    most = max(abs(one.value), abs(other.value))
    return bool(one.bound or other.bound) and abs(one.value - other.value) <= most * type(most)(str(ROUNDED))


def _told(text: str) -> list[_Told]:
    """The numbers of a text."""
    language = detect_language(text)
    skipped = QUESTION_STOPWORDS[language.code]
    found = []
    spelt = [fold(word) for word in syllables(text)]
    events = frozenset((one, two) for one, two in pairwise(spelt) if one in NUMBERED and two.isdigit())
    for figure in figures_and_days(text)[0]:
        clause = clause_around(text, figure.start, figure.end)
        said = syllables(clause)
        words = [fold(word) for word in said]
        read_clause = read(clause, language.written)
        names = frozenset(" ".join(read_clause.folded[one:end]) for one, end in read_clause.names if one or end > 1)
        content = frozenset(
            word
            for word, typed in zip(words, said, strict=True)
            if word not in skipped and typed.lower() not in LIGHT and not word[0].isdigit()
        )
        rate = is_of_its_day(figure, text) or bool(EACH & set(words))
        part = parts_around(text, clause, frozenset())
        found.append(_Told(figure, text, content, names, events, rate, OPEN.search(clause) is not None, part))
    return found


def is_of_its_day(figure: Figure, text: str) -> bool:
    """Whether a number holds on a day: a price by the kilogram, or what stands in a table."""
    by = bool(figure.per) or _RATE.match(text, figure.end) is not None
    return by or len(row_cells(_line(text, figure.start))) > 1


def _line(text: str, at: int) -> str:
    """The line of a text that has a place."""
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
