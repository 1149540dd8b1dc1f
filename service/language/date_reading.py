"""Dates in Vietnamese and English text, as values that can be compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TypeVar

from ingest.regex import regex

T = TypeVar("T")

_MONTHS = 12
_MONTH = 30.44
"""Days of one, in the mean."""

_LEAP = 2024
"""A year in which every day exists."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, possibly partial: what isn't said is None."""

    year: int | None
    month: int | None
    day: int | None


def may_be_one(one: Day, other: Day) -> bool:
    """Whether two dates, which may be partial, may be the same."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs)


def as_written(date: str, code: str) -> str:
    """An ISO date, which may be partial, as people of a language write it: 17-10-2025 in "vi", as it is in "en"."""
    return "-".join(reversed(date.split("-"))) if code == "vi" else date


RELATIVE_DAYS = {"hôm qua": -1, "hôm trước": -1, "hôm kia": -2, "ngày mai": 1, "yesterday": -1, "tomorrow": 1}
"""Words for a day by its distance, in days, from an article's date."""

YEAR_BEFORE = regex(
    r"(?<!một )(?<!hai )(?<!ba )(?<!\d )\bnăm trước(?! đó)\b|\bcùng kỳ\b(?! (?:năm )?\d)|"
    r"\ba year (?:earlier|before)\b|\b(?:previous year|year[ -]on[ -]year)\b",
    re.IGNORECASE,
)
"""Words for the year before the one that is told of."""

_MONTHS_EN = {
    name: at
    for at, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_M = "|".join(sorted(_MONTHS_EN, key=len, reverse=True))
_Y = r"(?P<y>1\d{3}|20\d\d|21\d\d)"
_D, _MO = r"(?P<d>0?[1-9]|[12]\d|3[01])", r"(?P<m>1[0-2]|0?[1-9])"
# Of the same line, and a whole word: "2024 tỉnh" and "2024 tỉ lệ" are years.
_NO_UNIT = (
    r"(?![^\S\n]*(?:%|(?:người|xe|tỷ(?! lệ)|tỉ(?! lệ)|triệu|nghìn|km|kg|tấn|people|persons|million|billion|percent|"
    r"per cent)(?!\w)))"
)
_ORD = r"(?:st|nd|rd|th)?"
_DATE_FORMS = tuple(
    regex(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.,/-]){_Y}-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        # Before those that take the other day's month away: of "18 đến 21/9/2025" both are days.
        rf"(?<![\d.,/-]){_D}(?=\s*(?:-|–|đến|tới|và)\s*(?:hết\s+)?(?:ngày\s+)?(?:0?[1-9]|[12]\d|3[01])\s?(?:[-/]|\s+tháng\s+){_MO}(?!\d))",
        rf"(?<![\d.,/-]){_D}{_ORD}(?=\s*(?:-|–|to|and|until)\s*(?:0?[1-9]|[12]\d|3[01]){_ORD}\s+(?:{_M})\b)",
        rf"(?<![\d.,/-]){_D}\s*([/.\-–])\s*{_MO}\s*\2\s*{_Y}(?![\d])",
        rf"(?:ngày\s+)?(?:mùng\s+|mồng\s+)?(?<![\d.,/-]){_D}\s+tháng\s+{_MO}(?!\d)(?:\s*(?:,|/|-)?\s*(?:năm\s+)?{_Y}(?!\d))?",
        rf"tháng\s+{_MO}(?:\s*[/\-,]\s*|\s+năm\s+|\s+){_Y}(?!\d)",
        rf"\b{_D}{_ORD}\s+(?:of\s+)?(?P<en>{_M})\b\.?(?:,?\s+{_Y}(?!\d))?",
        rf"\b(?P<en>{_M})\.?\s+{_D}{_ORD}\b(?![\d%])(?:,?\s+{_Y}(?!\d))?",
        rf"\b(?P<en>{_M})\.?,?\s+(?:of\s+)?{_Y}(?!\d)",
        rf"(?<![\d.,/-])(?<!quý )(?<!Quý ){_MO}\s*[/-]\s*{_Y}(?![\d/-])",
        rf"(?<![\d.,/\-]){_D}\s?[/-]\s?{_MO}(?![\d/]|-\d|[.,]\d){_NO_UNIT}",
        rf"tháng\s+{_MO}(?!\d)",
        r"\b(?P<en>january|february|april|june|july|august|september|october|november|december)\b",
        rf"(?<![\d.,])(?P<y>1[89]\d\d|20\d\d|2100)(?![\d%]|[.,]\d|\s*m[²³23]){_NO_UNIT}",
    )
)  # fmt: skip


def take_days(text: str) -> tuple[list[Day], str]:
    """The dates of `text`, and the text with them blanked out (same length)."""
    return take(text, _DATE_FORMS, _day)


def take(text: str, forms: Iterable[re.Pattern[str]], read: Callable[[re.Match[str]], T]) -> tuple[list[T], str]:
    """What is `read` of all matches, form by form, and the text with them blanked out (same length)."""
    found: list[T] = []

    def blank(match: re.Match[str]) -> str:
        found.append(read(match))
        return "\x00" * len(match.group())

    for form in forms:
        text = form.sub(blank, text)
    return found, text.replace("\x00", "_")


def _day(match: re.Match[str]) -> Day:
    """The date of one match of any form."""
    parts = match.groupdict()
    month = _MONTHS_EN[parts["en"].lower()] if parts.get("en") else parts.get("m")
    year, day = parts.get("y"), parts.get("d")
    return Day(int(year) if year else None, int(month) if month else None, int(day) if day else None)


def typed_day(text: str, month: int, day: int) -> str | None:
    """The stretch of a Vietnamese text that tells this day of this month ("7/8", "7 tháng 8"); None if none does."""
    typed = re.search(rf"(?<!\d)0?{day}(?:\s?[-/.]\s?| tháng )0?{month}(?!\d)", text)
    return typed.group() if typed else None


def spans_between(days: Sequence[Day]) -> Iterator[tuple[str, int]]:
    """The spans of time between two of some dates, as a unit ("day" or "month") and how many there are of it."""
    for first, second in combinations(days, 2):
        year = first.year or second.year or _LEAP
        begin, end = _on(first, year), _on(second, year)
        if begin and end:
            yield "month", abs((end.year - begin.year) * _MONTHS + end.month - begin.month)
            if first.day and second.day:
                apart = abs((end - begin).days)
                yield from (("day", apart), ("month", round(apart / _MONTH)))


def _on(day: Day, year: int) -> date | None:
    """A date on which a stated one may lie; None if it has no month, or there is none such."""
    try:
        return date(day.year or year, day.month, day.day or 1) if day.month else None
    except ValueError:
        return None
