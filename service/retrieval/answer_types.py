"""What kind of thing a question asks for (a number, a date, a person), and whether a text holds one. Pure.

Rules of grammar and typography only, no names: they have to hold for any corpus.
"""

from __future__ import annotations

import re
from enum import StrEnum

from ingest.analysis import fold, syllables
from service.retrieval.types import Language


class AnswerType(StrEnum):
    """What a question asks for, where it says so."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"


UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
"""Capital letters of Vietnamese, for a character class: a range would take small ones in."""

_CAPITALISED = rf"[{UPPER}][\w'’\-]*"
_FULL_NAME = rf"{_CAPITALISED}(?:\s{_CAPITALISED})+"
_TITLE = (
    r"(?:ông|bà|đồng chí|anh|chị|cô|(?:thiếu|trung|thượng|đại) (?:tướng|tá|úy|uý)|chủ tịch|giám đốc|bộ trưởng"
    r"|thứ trưởng|thủ tướng|tổng thống|chủ nhiệm|chỉ huy trưởng|trưởng phòng|trưởng ban|bí thư|đại sứ|giáo sư|tiến sĩ"
    r"|bác sĩ|luật sư|vua|hoàng đế|hoàng hậu|nữ hoàng|giáo hoàng|mr|mrs|ms|dr|president|king|queen|general|colonel)"
)
_PLACE_BEFORE = (
    r"(?:tỉnh|thành phố|thị xã|huyện|quận|phường|xã|nước|sông|núi|đảo|vương quốc|cửa khẩu|bộ|công an|ban|trường|hội)"
)

NUMBER = re.compile(r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
DATE = re.compile(
    r"\b(?:năm|ngày|tháng|thế kỷ|thập niên|thập kỷ|mùa)\s+\S*\d|\b\d{4}\b|\d{1,2}[-/]\d{1,2}|thế kỷ", re.IGNORECASE
)
_TITLED_PERSON = re.compile(rf"\b(?i:{_TITLE})\.?\s+{_FULL_NAME}")
_NAMED = re.compile(rf"(?P<before>\S+\s)?{_FULL_NAME}")
_PLACE = re.compile(rf"{_PLACE_BEFORE}\s", re.IGNORECASE)

_ASKED = {
    "en": (
        (
            re.compile(
                r"\bhow (?:many|much|long|far|old|large|big|high|tall)\b"
                r"|\bwhat (?:percentage|percent|number|amount)\b"
            ),
            AnswerType.NUMBER,
        ),
        (
            re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b"),
            AnswerType.DATE,
        ),
        (re.compile(r"\bwho\b|\bwhom\b|\bwhose\b|^name the\b"), AnswerType.PERSON),
    ),
    "vi": (
        (
            re.compile(r"\bbao (?:nhieu|lau|xa)\b|\bmay (?:nguoi|lan|vu|nam|gio|tinh)\b|\bphan tram\b"),
            AnswerType.NUMBER,
        ),
        (
            re.compile(
                r"\bkhi nao\b|\bbao gio\b"
                r"|\b(?:nam|ngay|thang|luc|the ky|thap ky|thap nien|thoi gian|thoi diem) nao\b"
            ),
            AnswerType.DATE,
        ),
        (re.compile(r"\bai\b|\b(?:nguoi|ong|ba|tuong) nao\b"), AnswerType.PERSON),
    ),
}


def expected_type(question: str, language: Language) -> AnswerType | None:
    """What the question asks for, or None where its words don't say."""
    folded = " ".join(fold(word) for word in syllables(question))
    return next((kind for pattern, kind in _ASKED[language.code] if pattern.search(folded)), None)


def holds(text: str, kind: AnswerType | None) -> float:
    """How surely `text` holds such a thing: 1 or 0, and 0.5 for a name that may be a person's, or if `kind` is None."""
    if kind is None:
        return 0.5
    if kind is AnswerType.NUMBER:
        return float(NUMBER.search(text) is not None)
    if kind is AnswerType.DATE:
        return float(DATE.search(text) is not None)
    if _TITLED_PERSON.search(text):
        return 1.0
    named = any(not _PLACE.fullmatch(match["before"] or "") for match in _NAMED.finditer(text))
    return 0.5 if named else 0.0
