"""Dates that a question names, as gentle preferences among the passages found. Pure.

A preference and not a filter: a year in a question may be when something happened, not when it was published.
"Last year" says nothing without knowing when it was asked, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.analysis import fold
from ingest.catalog.rows import date_bounds

MONTH_BOOST = 0.1
YEAR_BOOST = 0.05
LATEST_BOOST = 0.1
"""On scores whose best and second best article are usually .05 to .2 apart."""

_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = _MONTH_NAMES.split()
_SEPTEMBER = 9
"""Alone has a short form of four letters ("Sept.") beside that of three."""

_YEAR_AND_MONTH = len("2023-10")
_NUMBERED = re.compile(r"\b(?:thang|thg)\s*(\d{1,2})(?:\s*[-/.,]\s*|\s+nam\s+|\s+)((?:19|20)\d\d)\b")
_DAY = re.compile(r"\b(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:19|20)\d\d)\b")
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})\s*[-/]\s*((?:19|20)\d\d)\b")
_NAMED = re.compile(r"\b([a-z]{3,9})\.?\s+(?:\d{1,2}\s*,?\s*|of\s+)?((?:19|20)\d\d)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LATEST = re.compile(r"\b(?:moi nhat|gan day nhat|gan nhat|latest|most recent|newest)\b")


@dataclass(frozen=True, slots=True)
class Preference:
    """What a question says about when: periods as partial ISO dates, and whether the newest is wanted."""

    periods: tuple[str, ...] = ()
    latest: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the question says nothing about when."""
        return not self.periods and not self.latest


def preference(question: str) -> Preference:
    """The periods and the wish for the newest that `question` names."""
    folded = fold(question)
    periods: list[str] = []
    for match in _DAY.finditer(folded):
        periods += _month(match.group(3), int(match.group(2)))
    for pattern in (_NUMBERED, _SHORT):
        for match in pattern.finditer(folded):
            periods += _month(match.group(2), int(match.group(1)))
    for match in _NAMED.finditer(folded):
        for number, name in enumerate(_MONTHS, start=1):
            if match.group(1) in (name, name[:3], "sept" if number == _SEPTEMBER else name):
                periods += _month(match.group(2), number)
    named = {period[:4] for period in periods}
    periods += [year for year in _YEAR.findall(folded) if year not in named]
    return Preference(tuple(dict.fromkeys(periods)), _LATEST.search(folded) is not None)


def _month(year: str, month: int) -> list[str]:
    return [f"{year}-{month:02}"] if 1 <= month <= len(_MONTHS) else []


def boosts(wanted: Preference, published: Sequence[str | None]) -> list[float]:
    """What to add to each passage's score, from when its article was published."""
    firsts = [date_bounds(one)[0] for one in published]
    dates = sorted({first for first in firsts if first is not None})
    # By rank and not by days: a corpus of a week and one of ten years are both sorted so.
    newest = {first: place / max(1, len(dates) - 1) for place, first in enumerate(dates)}
    return [
        max((_fits(period, one) for period in wanted.periods), default=0.0)
        + (LATEST_BOOST * newest[first] if wanted.latest and first is not None else 0.0)
        for one, first in zip(published, firsts, strict=True)
    ]


def _fits(period: str, published: str | None) -> float:
    if published is None:
        return 0.0
    if len(period) == _YEAR_AND_MONTH:
        return MONTH_BOOST if published.startswith(period) else YEAR_BOOST * (published == period[:4])
    return YEAR_BOOST if published.startswith(period) else 0.0


_ANY_MONTH = re.compile(
    rf"\btháng\s+(1[0-2]|0?[1-9])(?!\d)|\bthang\s+(1[0-2]|0?[1-9])(?!\d)|\b({'|'.join(_MONTHS)})\b",
    re.IGNORECASE,
)


def months_named(text: str) -> dict[str, int]:
    """The months that a text names, as they are typed, with their numbers; "may" with a capital alone."""
    found = {}
    for match in _ANY_MONTH.finditer(text):
        typed, named = match.group(), match.group(3)
        if named is None:
            found[typed] = int(match.group(1) or match.group(2))
        elif named != "may":
            found[typed] = _MONTHS.index(named.lower()) + 1
    return found
