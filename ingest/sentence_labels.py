"""Lines that say when: the labels of live blogs and timelines ("14:15", "8h30", "Phút 67", "Ngày 5/8"). Pure.

Such a line tells the time of what follows it. Quoted with what stands before, it makes a true text false.
"""

from __future__ import annotations

import re

from ingest.regex import regex

MAX_LABEL = 60
"""Characters; a longer line isn't looked at."""

_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = (
    rf"{_HOUR}\s?(?::\s?[0-5]\d(?::[0-5]\d)?|[hg](?:\s?[0-5]\d)?|giờ(?:\s(?:[0-5]?\d|rưỡi))?)"
    r"(?:\s?(?:phút|ph|p|['’′]))?(?:\s?(?:am|pm|sáng|trưa|chiều|tối|đêm|khuya))?"
)
_MINUTE = r"(?:phút(?:\s(?:thứ|bù giờ))?\s\d{1,3}(?:\s?\+\s?\d{1,2})?|\d{1,3}(?:\s?\+\s?\d{1,2})?\s?['’′])"
_DAY = (
    r"(?:(?:rạng sáng|sáng|trưa|chiều|tối|đêm|khuya|ngày|mùng)\s)*"
    r"(?:\d{1,2}\s?[/-]\s?\d{1,2}(?:\s?[/-]\s?\d{4})?|(?<=ngày\s)\d{1,2}(?:\stháng\s\d{1,2})?(?:\snăm\s\d{4})?)"
)
_WEEKDAY = r"(?:thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|(?:hôm|sáng|trưa|chiều|tối|đêm) (?:nay|qua))"
_FILLER = r"(?:lúc|vào|hồi|khoảng|gần|từ|đến|tới|cập nhật(?:\slúc)?|giờ\sviệt\snam|gmt\s?[+]\s?\d|utc\s?[+]\s?\d)"
_MARKS = r"[-–—|,:;.()\[\]•●▪■◆*#►▶→⏰🕐]"
_PIECES = rf"(?:{_DAY}|{_TIME}|{_MINUTE}|{_WEEKDAY}|{_FILLER})"
_LABEL = regex(rf"(?:{_MARKS}|\s)*{_PIECES}(?:(?:{_MARKS}|\s)+{_PIECES}){{0,6}}(?:{_MARKS}|\s)*", re.IGNORECASE)
_HAS_TIME = regex(rf"(?<![\d/-])(?:{_TIME}|{_MINUTE})", re.IGNORECASE)
_OPENS = regex(rf"(?:{_MARKS}|\s)*(?:{_TIME}|{_MINUTE})\s*(?:[-–—:]|\n)\s*\S", re.IGNORECASE)
_HAS_DAY = regex(rf"(?:{_DAY}|{_WEEKDAY})", re.IGNORECASE)
_HAS_YEAR = regex(r"\d{4}")
_NAMED = regex(
    r"(?:(?:theo|nguồn)\b:?\s+)?(?P<name>[^\W\d_](?:[^,|\d\n–—]){1,60}?)\s*(?:,|\||\s[-–—])\s+(?P<when>\d.*)",
    re.IGNORECASE,
)
_MOST_NAME_WORDS = 7


def is_time_label(line: str) -> bool:
    """Whether the line is nothing but a time of day or a minute of play, perhaps with its day."""
    return _is_label(line) and _HAS_TIME.search(line) is not None


def opens_with_time(text: str) -> bool:
    """Whether a text begins with a time of day or a minute of play that labels the rest: an entry of a live report."""
    return _OPENS.match(text) is not None


def is_day_label(line: str) -> bool:
    """Whether the line is nothing but a day."""
    return _is_label(line) and _HAS_TIME.search(line) is None and _HAS_DAY.search(line) is not None


def dates_the_page(line: str) -> bool:
    """Whether a label names a year: at the head of an article that is when it was published."""
    return _HAS_YEAR.search(line) is not None


def is_dateline(line: str) -> bool:
    """Whether the line is nothing but a day with its year, perhaps with a time."""
    return _is_label(line) and dates_the_page(line)


def named_before(line: str) -> tuple[str, str]:
    """The name before the date that a line tells ("Báo Quảng Ninh, 12/9/2025"), and that; no name, and the line."""
    match = _NAMED.fullmatch(line.strip()) if len(line) <= 2 * MAX_LABEL else None
    if match is None or not match["name"][0].isupper() or len(match["name"].split()) > _MOST_NAME_WORDS:
        return "", line
    return match["name"], match["when"]


def _is_label(line: str) -> bool:
    return len(line) <= MAX_LABEL and _LABEL.fullmatch(line) is not None
