"""When articles were published, as people say it ("tháng 9/2024", "từ 1/3 đến 15/3", "quý 1", "last month"). Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ingest.analysis import fold
from ingest.regex import regex
from service.language.relative import resolve

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_ENGLISH = "one two three four five six seven eight nine ten".split()  # noqa: SIM905
_VIETNAMESE = "mot hai ba bon nam sau bay tam chin muoi".split()  # noqa: SIM905
_NUMBERS = {word: at for words in (_ENGLISH, _VIETNAMESE) for at, word in enumerate(words, 1)}
_MONTH_WORDS = {word: at for at, word in enumerate((*_VIETNAMESE, "muoi mot", "muoi hai"), 1)} | {"tu": 4}
_ORDINALS = {word: at for at, words in enumerate(("i 1 first", "ii 2 second", "iii 3 third", "iv 4 fourth"), 1)
             for word in words.split()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """When articles were published: partial ISO dates, both inclusive, either may be open; or a `yearly` month or day.

    `yearly` is as it stands in dates: "09", "09-02".
    """

    first: str | None = None
    last: str | None = None
    yearly: str | None = None


@dataclass(frozen=True, slots=True)
class _Date:
    """A date as it's written, with what of it is said."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    months: int = 1
    """How many months it spans, where no day is said: a quarter, half a year."""


_Y, _M, _D = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12]\d|0?[1-9])"
_NAMED = rf"(?P<n>{'|'.join(f'{name}|{name[:3]}' for name in _MONTHS)})\.?"
_SPELT = "|".join(sorted(_MONTH_WORDS, key=len, reverse=True))
_DAY, _OF_YEAR = rf"{_D}(?:st|nd|rd|th)?", rf"(?:(?: nam |,? of |\s*[-/.,]\s*| ){_Y})?"
_ALONE = regex(r"(?:ngay|mong|mung) ")
_DATES = [
    regex(rf"(?<![\w/.-]){form}(?![\w/]|[.-]\d)")
    for form in (
        rf"{_DAY}\s*[-/.]\s*{_M}{_OF_YEAR}",
        rf"{_DAY} thang {_M}{_OF_YEAR}",
        rf"{_DAY} (?:of )?{_NAMED}{_OF_YEAR}",
        rf"{_NAMED} {_DAY}{_OF_YEAR}",
        rf"{_M}\s*[-/.]\s*{_Y}",
        rf"thang {_M}{_OF_YEAR}",
        rf"(?:{_DAY} )?thang (?P<w>{_SPELT}){_OF_YEAR}",
        rf"{_NAMED}{_OF_YEAR}",
        rf"(?:quy|q|quarter) ?(?P<q>iv|i{{1,3}}|[1-4]){_OF_YEAR}",
        rf"(?P<q>first|second|third|fourth) quarter{_OF_YEAR}",
        rf"(?:nua dau|6 thang dau|first half of)(?: nam| year)? {_Y}(?P<h>)",
        _Y,
        _DAY,
    )
]
_BOUNDS = ("truoc|before|until", "sau|after", "ke tu|tu|since")
_BOUND = regex("|".join(_BOUNDS))
# Not "thứ tư" and "thứ sáu", which are days; "từ đầu năm".
_BEFORE, _AFTER, _SINCE = (regex(rf"(?<!\bthu )\b(?:{words}) (?:\w+ ){{0,2}}$") for words in _BOUNDS)
_TO = regex(r"(?:den|toi|until|till|to|and|va|voi|–|-)(?: |$)")
_NOW = regex(r"(?:den|toi|until|till|to|–|-) (?:(?:bay |hien |hom )?(?:nay|gio)|now|today)")
_FEW = regex(r"(?<!\d )\bm[aấ]y\b(?! (?:19|20)\d\d)")
"""No month: "mấy ngày", with diacritics or without."""
_SHORT = regex(r"\bt(?=\d{1,2}\b)")


def read_number(text: str) -> int | None:
    """How many are wanted, in digits or a word; None where that isn't said."""
    for word in fold(text).lower().split():
        if word.isdecimal() or word in _NUMBERS:  # "①" is a digit, and no number to `int`
            return int(word) if word.isdecimal() else _NUMBERS[word]
    return None


def bounding(before: str) -> str:
    """The words right before a period that say that it's what lies before, after or since; else none."""
    words = before.split()
    tails = (" ".join(words[-count:]) for count in (2, 1))
    return next((tail for tail in tails if _BOUND.fullmatch(fold(tail).lower())), "")


def read_period(text: str, today: date) -> Period | None:
    """The period that a text tells; None where it tells none, or one that isn't understood.

    Dates are looked for in it, whatever stands beside them; of two with a word that joins them all between is meant.
    `today` dates what is told by its distance ("last month").
    """
    told = _SHORT.sub("thang ", " ".join(fold(_FEW.sub("", text)).lower().split()))
    dates = _dates(told)
    if not dates:
        found = resolve(text, today.isoformat())
        return Period(found[0].first.isoformat(), found[0].last.isoformat()) if found else None
    (one, start, end), *others = dates
    if others and _TO.match(told[end : others[0][1]].strip() + " "):
        return _range(one, others[0][0], today)
    if _NOW.match(told[end:].strip()):
        return Period(_bounds(one, today)[0], today.isoformat())
    bound = next((form for form in (_BEFORE, _AFTER, _SINCE) if form.search(told[:start])), None)
    return _bounded(bound, one, *_bounds(one, today))


def _bounded(bound: re.Pattern[str] | None, one: _Date, first: str | None, last: str | None) -> Period | None:
    """What lies before, after, since or within a date."""
    if first is None or last is None:
        return None
    if bound is _BEFORE:
        return Period(None, _shifted(first, -1))
    if bound is _AFTER:
        return Period(_shifted(last, 1), None)
    if bound is _SINCE and one.year and one.month:
        return Period(first, None)
    of_any_year = one.year is None and one.months == 1
    return Period(yearly=first[len("2024-") :]) if of_any_year else Period(first, last)


def _range(one: _Date, other: _Date, today: date) -> Period | None:
    """From one date to another, which may tell the month and the year of both."""
    one = replace(one, month=one.month or other.month, year=one.year or other.year)
    first, last = _bounds(one, today)[0], _bounds(other, today)[1]
    return Period(first, last) if first and last else None


def _dates(text: str) -> list[tuple[_Date, int, int]]:
    """The dates in a text, each with its place: from left to right the longest ones.

    A number alone is the day of a date behind it, or of none in particular behind a word that says so.
    """
    found: list[tuple[_Date, int, int]] = []
    at = 0
    while matches := [match for form in _DATES if (match := form.search(text, at))]:
        match = max(matches, key=lambda one: (-one.start(), one.end()))
        found.append((_date(match), *match.span()))
        at = match.end()
    return [
        one
        for place, one in enumerate(found)
        if one[0].month or one[0].year or _ALONE.search(text[: one[1]]) or (place + 1 < len(found))
    ]


def _date(match: re.Match[str]) -> _Date:
    """What a match of one of the forms says."""
    parts = match.groupdict()
    named, spelt = parts.get("n"), parts.get("w")
    month = next(k for k, name in enumerate(_MONTHS, 1) if name[:3] == named[:3]) if named else parts.get("m")
    year, day = parts.get("y"), parts.get("d")
    quarter = _ORDINALS[parts["q"]] if parts.get("q") else 0
    half = parts.get("h") is not None
    if quarter or half or spelt:
        month = 3 * quarter - 2 if quarter else 1 if half else _MONTH_WORDS[spelt or ""]
    return _Date(
        int(day) if day else None,
        int(month) if month else None,
        int(year) if year else None,
        3 if quarter else 6 if half else 1,
    )


def _bounds(one: _Date, today: date) -> tuple[str | None, str | None]:
    """The first and the last day, month or year of a date; none of one that doesn't exist (31 April)."""
    if one.month is None:
        return (None, None) if one.year is None else (str(one.year), str(one.year))
    # News are of the past: without a year the last such date is meant.
    year = one.year or today.year - ((one.month, one.day or 1) > (today.month, today.day))
    if one.day is None:
        return f"{year}-{one.month:02}", f"{year}-{one.month + one.months - 1:02}"
    if one.day > monthrange(year, one.month)[1]:
        return None, None
    day = f"{year}-{one.month:02}-{one.day:02}"
    return day, day


def _shifted(day: str, by: int) -> str:
    """The date one period of the same length earlier or later."""
    match [int(part) for part in day.split("-")]:
        case [year]:
            return f"{year + by:04}"
        case [year, month]:
            year, month = divmod(year * 12 + month - 1 + by, 12)
            return f"{year:04}-{month + 1:02}"
        case parts:
            return (date(*parts) + timedelta(days=by)).isoformat()
