"""Partial ISO dates (`2025-10-17`, `2024-06`, `2023`), and the day that a news text's opening gives. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTH_ONLY = re.compile(r"([0-9]{4})-([0-9]{2})")
_OPENING = 300  # characters: a dateline stands in the first sentence or not at all
_HEAD = 40
_DATELINE = re.compile(
    r"(?<!\w)(?:ngày|rạng sáng|sáng|trưa|chiều|tối|đêm|khuya|hôm)(?:\s+(?:nay|qua|ngày|mùng))*,?\s*\(?\s*"
    r"(?P<day>\d{1,2})(?:\s*[-/.]\s*|,?\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?:(?:\s*[-/.]\s*|,?\s+năm\s+)(?P<year>\d{4}))?(?![\d/-])",
    re.IGNORECASE,
)
# A date behind one of these is a limit, a range or an anniversary, not the day of the report.
_NOT_A_DATELINE = re.compile(r"(?:từ|đến|tới|trước|sau|hết|kể|kỷ niệm|niệm|hạn|quá|tính)\s*$", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:đến|tới|–|—|-)\s*(?:ngày\s*)?\d", re.IGNORECASE)


def partial_date(value: str) -> str:
    """`value` as a partial ISO date; of a date with a time, its date.

    Raises:
        ValueError: with a sentence, where it isn't a date of the calendar.
    """
    match = _PARTIAL.fullmatch(value)
    try:
        if match is None:
            return datetime.fromisoformat(value).date().isoformat()
        year, month, day = (int(part or 1) for part in match.groups())
        date(year, month, day)
    except ValueError:
        raise ValueError(f"{value!r} is not a date such as 2025-10-17, 2025-10 or 2025.") from None
    return value


def complete_date(published: str | None, opening: str) -> str | None:
    """A month from the header with the day from the text's first words: `2024-06` and "Chiều 27-6" make `2024-06-27`.

    Everything else is handed back as it came: a year isn't combined with a day and month (a report of January may
    open with a day of December), and a date in the text alone may be the date of what is told, not of the telling.
    """
    header = _MONTH_ONLY.fullmatch(published or "")
    if header is None:
        return published
    year, month = int(header.group(1)), int(header.group(2))
    days = [(start, day) for start, day in _datelines(opening[:_OPENING], year, month)]
    if not days or (len({day for _, day in days}) > 1 and days[0][0] > _HEAD):
        return published
    return f"{published}-{days[0][1]:02d}"


def _datelines(opening: str, year: int, month: int) -> list[tuple[int, int]]:
    """Where a day of that month is named, and the day."""
    found: list[tuple[int, int]] = []
    for match in _DATELINE.finditer(opening):
        limit = _NOT_A_DATELINE.search(opening, 0, match.start()) or _RANGE.match(opening, match.end())
        if limit or int(match["month"]) != month or int(match["year"] or year) != year:
            continue
        try:
            found.append((match.start(), date(year, month, int(match["day"])).day))
        except ValueError:
            continue
    return found
