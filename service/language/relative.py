"""Days that news tell by their distance from the day of publication ("hôm qua", "last week"), as dates. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from ingest.kept import kept
from ingest.regex import regex

DAYS_OF_WEEK = 7
_ISO_DAY = len("2024-11-05")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A stretch of a text that tells a day, a week, a month or a year: its place, and the first and last day of that.

    `start` and `end` are code points of the text, half open; `unit` is "day", "week", "month" or "year".
    """

    start: int
    end: int
    unit: str
    first: date
    last: date

    @property
    def written(self) -> str:
        """The period as a partial ISO date; of a week its first day."""
        whole = self.first.isoformat()
        return {"month": whole[: len("2024-11")], "year": whole[: len("2024")]}.get(self.unit, whole)


_PART = r"(?:sáng|trưa|chiều|tối|đêm|khuya)"
_DAYS = (
    (rf"\b(?:hôm nay|{_PART} nay|ngày hôm nay|today|this (?:morning|afternoon|evening))\b", 0),
    (rf"\b(?:(?:ngày )?hôm qua|{_PART} (?:hôm )?qua|yesterday|last night)\b", -1),
    (r"\b(?:hôm kia|the day before yesterday)\b", -2),
    (rf"\b(?:(?:ngày|{_PART}) mai|tomorrow)\b", 1),
)
_BEFORE, _NOW, _AFTER = r"trước|rồi|vừa qua|vừa rồi|qua", "này", "sau|tới"
_PERIODS = (
    *(
        (form, unit, by)
        for unit, vietnamese in (("week", "tuần"), ("month", "tháng"))
        for form, by in (
            (rf"\b{vietnamese} (?:{_BEFORE})\b|\blast {unit}\b", -1),
            (rf"\b{vietnamese} {_NOW}\b|\bthis {unit}\b", 0),
            (rf"\b{vietnamese} (?:{_AFTER})\b|\bnext {unit}\b", 1),
        )
    ),
    (r"\bnăm (?:ngoái|trước|rồi|vừa qua)\b|\blast year\b", "year", -1),
    (r"\bnăm nay\b|\bthis year\b", "year", 0),
    (r"\bnăm (?:sau|tới)\b|\bnext year\b", "year", 1),
)
_OF_DAYS = tuple((regex(form, re.IGNORECASE), by) for form, by in _DAYS)
_OF_PERIODS = tuple((regex(form, re.IGNORECASE), unit, by) for form, unit, by in _PERIODS)
_COUNTED = regex(
    r"(?:\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|chục|trăm|nửa|rưỡi|mấy|vài|nhiều|bao nhiêu)) $",
    re.IGNORECASE,
)
"""Before "năm trước": so many years, counted from what else is told."""

_OF_ELSE = regex(r" (?:đó|ấy|khi|lúc|thời điểm|ngày|vụ|trận)\b", re.IGNORECASE)
"""Behind it: the distance is from something else than the publication ("năm sau đó")."""

_WEEKDAYS = "hai monday|ba tuesday|tư wednesday|năm thursday|sáu friday|bảy saturday"
_NAMED = {name: at for at, names in enumerate(_WEEKDAYS.split("|")) for name in names.split()} | {"sunday": 6}
_WEEKDAY = regex(
    r"(?:\b[Tt]hứ (?P<vi>[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb]ảy|[2-7])\b"
    r"(?! (?:là|thuộc|trong|của|thế giới|liên tiếp|bị|ở))"
    r"|\b(?P<sunday>[Cc]hủ [Nn]hật)\b|\b(?P<en>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)"
    r"(?P<next> (?:tuần )?(?:tới|sau)\b)?(?P<last> (?:tuần )?(?:trước|rồi|vừa qua)\b)?(?! (?:\d|ngày))"
)
"""A day of the week with a capital, as it's written ("thứ Hai"), or in a phrase; "thứ hai" alone says second, too."""

TOLD = "|".join((*(form for form, _ in _DAYS), *(form for form, _, _ in _PERIODS)))
"""What tells a day, a week, a month or a year so, as a pattern; days of the week apart."""


@kept(8_000_000)
def resolve(text: str, published: str | None) -> tuple[Resolved, ...]:
    """What a text tells by its distance from the day it was published, in its order; nothing without that day."""
    if not published or len(published) != _ISO_DAY:
        return ()
    day = date.fromisoformat(published)
    if day.year in (MINYEAR, MAXYEAR):  # the calendar doesn't go on to where these would lead
        return ()
    found = [_of_day(match, day + timedelta(by)) for form, by in _OF_DAYS for match in form.finditer(text)]
    found += [
        _of(match, unit, day, by)
        for form, unit, by in _OF_PERIODS
        for match in form.finditer(text)
        if not _COUNTED.search(text, max(0, match.start() - 12), match.start())
        and not _OF_ELSE.match(text, match.end())
    ]
    found += [one for match in _WEEKDAY.finditer(text) if (one := _of_weekday(match, day))]
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def _of_day(match: re.Match[str], day: date) -> Resolved:
    return Resolved(match.start(), match.end(), "day", day, day)


def _of(match: re.Match[str], unit: str, day: date, by: int) -> Resolved:
    """A week, month or year, so many after the one of `day`."""
    if unit == "week":
        first = day - timedelta(day.weekday()) + timedelta(DAYS_OF_WEEK * by)
        return Resolved(match.start(), match.end(), unit, first, first + timedelta(DAYS_OF_WEEK - 1))
    year, month = divmod(day.year * 12 + day.month - 1 + (by if unit == "month" else 12 * by), 12)
    first = date(year, month + 1, 1) if unit == "month" else date(year, 1, 1)
    last = date(year, month + 1, monthrange(year, month + 1)[1]) if unit == "month" else date(year, 12, 31)
    return Resolved(match.start(), match.end(), unit, first, last)


def _of_weekday(match: re.Match[str], day: date) -> Resolved | None:
    """The last such day up to `day`; the next one where that is said; None where it counts ("thứ hai")."""
    named = match.group("vi")
    if named and named.islower() and not (match.group("next") or match.group("last")):
        return None
    number = _number(match)
    back = (day.weekday() - number) % DAYS_OF_WEEK
    if match.group("next"):
        return _of_day(match, day + timedelta(DAYS_OF_WEEK - back))
    return _of_day(match, day - timedelta(back + (DAYS_OF_WEEK if match.group("last") and back == 0 else 0)))


def _number(match: re.Match[str]) -> int:
    """Of a day of the week, from 0 for Monday."""
    if match.group("sunday"):
        return _NAMED["sunday"]
    named = match.group("vi") or match.group("en")
    return int(named) - 2 if named.isdecimal() else _NAMED[named.lower()]
