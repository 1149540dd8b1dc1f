"""Partial ISO dates (`2025-10-17`, `2024-06`, `2023`): as files and pages state them, and from a text's opening. Pure.

Days are Viet Nam's: a moment with a zone is told as the day that it was there. Numbers are read day first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from ingest.analysis import fold
from ingest.provinces import PLACES
from ingest.sentence_labels import named_before

VIET_NAM = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh, without summer time as long as there have been web pages
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
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
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_MONTHS_VN = ["giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"]
_MONTH_VN = rf"(?:tháng\s+|thg\.?\s*|th)(?:\d{{1,2}}|{'|'.join(reversed(_MONTHS_VN))})"
_DAY = re.compile(
    r"(?<![\d/.-])(?:(?P<day>\d{1,2})(?:\s*(?P<mark>[-/.])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*"
    rf"|\s+(?P<monthvn>{_MONTH_VN})(?:\s*,?\s*năm\s+|\s*[-/.,]\s*|\s+)|\s+(?P<monthen>{_MONTH_NAME}),?\s+)(?P<year>\d{{4}})"
    rf"|(?P<monthfirst>{_MONTH_NAME}|{_MONTH_VN})\s+(?P<dayus>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<yearus>\d{{4}})"
    r"|(?P<iso>\d{4}(?P<between>[-/.])\d{2}(?P=between)\d{2}))(?![\d/-]|\.\d)",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(?P<month>\d{1,2})[-/](?P<year>\d{4})")
_TIME = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-3])\s*(?::|h|giờ|g)\s*(?P<minute>[0-5]\d)?(?::[0-5]\d)?(?:\s*(?P<half>AM|PM|SA|CH|sáng|trưa|chiều|tối|đêm)\b)?(?!\d)",
    re.IGNORECASE,
)
_AFTER_NOON = frozenset({"pm", "ch", "chiều", "tối"})
_ZONE = re.compile(
    r"\(?\s*(?:GMT|UTC)\s*(?P<sign>[+-])?\s*(?P<hours>\d{1,2})?(?::?(?P<minutes>\d{2}))?\s*\)?", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"\b(?:thứ\s*(?:hai|ba|tư|bốn|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|cn|t[2-7]|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tue|wed|thu|fri|sat|sun))\b",
    re.IGNORECASE,
)
_ABOUT_DATE = re.compile(
    r"\b(?:(?:thời gian|xuất bản|phát hành|đăng(?: tải)?(?: bởi)?|đăng lúc|published|posted|publish(?: date)?|date"
    r"|on|at|lúc|vào|ngày|giờ)\b\s*)+:?",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?:cập nhật|sửa|chỉnh sửa|updated?|modified|edited)[^\d]{0,25}(?:\d{1,2}[:h]\d{2}[^\d]{0,12})?$", re.IGNORECASE
)
_OTHER_WORDS = 6  # of a date line: who wrote, and from where
_HEAD_LINES = 8
_BELOW_TITLE = (1, 2)  # lines of a head in which an outlet may stand before the day
_LINE = 500  # characters: a longer line is no date line, and the time of its patterns grows as the square
_PLACE = re.compile(r"^\s*(?:[^\W\d_]\S*\s+){0,4}[^\W\d_]\S*,\s*(?=ngày\b)", re.IGNORECASE)
_CITY = re.compile(r"^(?:thành phố|tỉnh|tp\.?|thủ đô)\s+|[.]", re.IGNORECASE)
_PLACES = frozenset(fold(name) for name in PLACES)
_RANGE = re.compile(r"\s*(?:đến|tới|–|—|-)\s*(?:ngày\s*)?\d", re.IGNORECASE)


def partial_date(value: str) -> str:
    """`value` as a partial ISO date; of a date with a time, its date.

    Raises:
        ValueError: with a sentence, where it isn't a date of the calendar.
    """
    match = _PARTIAL.fullmatch(value)
    try:
        if match is None:
            return viet_nam_day(datetime.fromisoformat(value))
        year, month, day = (int(part or 1) for part in match.groups())
        date(year, month, day)
    except ValueError:
        raise ValueError(f"{value!r} is not a date such as 2025-10-17, 2025-10 or 2025.") from None
    return value


def read_date(value: str) -> str:
    """A date as people and programs write it (`12/08/2025`, `12-8-2025 08:30`, `8/2025`, an ISO date) as an ISO date.

    Raises:
        ValueError: with a sentence, where it isn't a date of the calendar.
    """
    value = value.strip()
    month = _MONTH.fullmatch(value)
    if month:
        return partial_date(f"{month['year']}-{int(month['month']):02d}")
    day = stated_date(value)
    return day or partial_date(value)


def stated_date(value: str) -> str | None:
    """The day that a page's metadata states, or None where it is none: ISO 8601, RFC 2822, or day first."""
    value = " ".join(value.split())
    for read in (_from_iso, _from_mail, date_of_line):
        try:
            day = read(value)
        except (ValueError, OverflowError):
            continue
        if day:
            return day if _FIRST_YEAR <= int(day[:4]) <= _LAST_YEAR else None
    return None


def _from_iso(value: str) -> str:
    if _PARTIAL.fullmatch(value):
        return partial_date(value)
    return viet_nam_day(datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$|Z$)", "", value)))


def _from_mail(value: str) -> str:
    return viet_nam_day(parsedate_to_datetime(value)) if re.match(r"[A-Za-z]{3},", value) else ""


def viet_nam_day(moment: datetime) -> str:
    """The day of a moment in Viet Nam; without a zone it is taken to be there already.

    Raises:
        ValueError: there the calendar has ended, or not begun.
    """
    try:
        return (moment.astimezone(VIET_NAM) if moment.tzinfo else moment).date().isoformat()
    except OverflowError as error:
        raise ValueError(str(error)) from error


def is_date_line(line: str) -> bool:
    """Whether a line says only when something came out or was changed (and perhaps who wrote it)."""
    return (
        len(line) <= _LINE
        and _DAY.search(line) is not None
        and not line.endswith((".", "!", "?"))
        and _other_words(line) <= _OTHER_WORDS
    )


def date_of_line(line: str) -> str | None:
    """The day of publication in a date line ("Thứ ba, 24/10/2023, 08:30 (GMT+7)"); None for any other line.

    A day of change isn't one of publication; a line with two days of publication tells none.
    """
    if not is_date_line(line):
        return None
    days = set(_days_of_publication(line))
    return days.pop() if len(days) == 1 else None


def date_of_head(text: str) -> tuple[str | None, str | None]:
    """The day in the first line of a text's head that says nothing else, and the outlet that stands before it.

    None where the prose begins before such a line. A place may stand there too, as papers and press releases begin:
    before "ngày" it is one ("Tây Ninh, ngày 9 tháng 12 năm 2025"), and a province or a capital always ("Hà Nội,
    12/9/2025"); else an outlet ("Báo Quảng Ninh, 12/9/2025").
    """
    lines = text.split("\n", 2 * _HEAD_LINES)[: 2 * _HEAD_LINES]
    for place, line in enumerate([one for one in lines if one.strip()][:_HEAD_LINES]):
        if line.endswith((".", "!", "?", ":")):
            return None, None
        if day := date_alone(line):
            return day, None
        name, when = named_before(line)
        # Only below a title and a lead's label: "Giá vàng, 12/9/2025" is a title, "Khởi công, 12/9/2025" a row.
        if name and place in _BELOW_TITLE and date_alone(when) and (day := date_of_line(line)):
            return day, None if _is_place(name) else name
    return None, None


def _is_place(name: str) -> bool:
    """Whether a name is that of a province, a great city or a capital near by."""
    return fold(_CITY.sub("", name)) in _PLACES


def date_alone(line: str) -> str | None:
    """The day in a line that says nothing else, but perhaps where; None for any other line."""
    if len(line) > _LINE:
        return None
    bare = _PLACE.sub("", line)
    return date_of_line(bare) if _other_words(bare) == 0 else None


def _other_words(line: str) -> int:
    for pattern in (_DAY, _ZONE, _TIME, _WEEKDAY, _ABOUT_DATE):
        line = pattern.sub(" ", line)
    return len(re.findall(r"\w+", line))


def _days_of_publication(line: str) -> Iterator[str]:
    for match in _DAY.finditer(line):
        if _CHANGE.search(line, 0, match.start()):
            continue
        try:
            yield _moved(_day(match), line).isoformat()
        except ValueError:
            continue


def _day(match: re.Match[str]) -> date:
    if match["iso"]:
        return date.fromisoformat(match["iso"].replace(match["between"], "-"))
    if match["monthfirst"]:
        return date(int(match["yearus"]), _month_number(match["monthfirst"]), int(match["dayus"]))
    named = match["monthen"] or match["monthvn"]
    return date(int(match["year"]), _month_number(named) if named else int(match["month"]), int(match["day"]))


def _month_number(name: str) -> int:
    """The number of a month by its English or Vietnamese name ("Sept.", "tháng 9", "Th9", "tháng Chín")."""
    said = re.sub(r"^th(?:áng\s+|g\.?\s*|)", "", name.lower())
    if said.isdigit():
        return int(said)
    return _MONTHS_VN.index(said) + 1 if said in _MONTHS_VN else _MONTHS.index(said[:3]) + 1


def _moved(day: date, line: str) -> date:
    """The day in Viet Nam, where the line names a time of another zone."""
    time, zone = _TIME.search(line), _ZONE.search(line)
    if time is None or zone is None:
        return day
    hours = int((zone["sign"] or "+") + (zone["hours"] or "0"))
    later = (time["half"] or "").lower() in _AFTER_NOON
    hour = int(time["hour"]) % 12 + 12 if later else int(time["hour"])
    moment = datetime(
        day.year, day.month, day.day, hour, int(time["minute"] or 0), tzinfo=timezone(timedelta(hours=hours))
    )
    return date.fromisoformat(viet_nam_day(moment))


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
