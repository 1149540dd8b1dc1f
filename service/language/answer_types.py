"""What kind of thing a question asks for (a number, a date, a person), and whether a text holds one. Pure.

Rules of grammar and typography only, no names: they have to hold for any corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ingest.analysis import fold, syllables
from ingest.regex import regex
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.offices import office_of, places_of
from service.language.relative import TOLD
from service.language.spellings import is_explained
from service.language.text import UPPER
from service.language.who_is import asked_acronym, asked_who, is_capitalised


class AnswerType(StrEnum):
    """What a question asks for, where it says so."""

    MONEY = "money"
    MOTTO = "motto"
    REASON = "reason"
    DOCUMENT = "document"
    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    NAMED = "named"
    OFFICE = "office"
    LONG_FORM = "long form"


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

NUMBER = regex(r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
DATE = regex(
    r"\b(?:năm|ngày|tháng|thế kỷ|thập niên|thập kỷ|mùa)\s+\S*\d|\b\d{4}\b|\d{1,2}[-/]\d{1,2}|thế kỷ"
    r"|\b\d{1,2}(?:[hg:]\d\d|h)\b|\b(?:lúc|từ|đến|trước|khoảng) \d{1,2} giờ\b"
    r"|\b(?:đầu|giữa|cuối) (?:tuần|tháng|quý|năm)\b"
    rf"|\bthứ (?-i:Hai|Ba|Tư|Năm|Sáu|Bảy)\b|\bchủ nhật\b|{TOLD}",
    re.IGNORECASE,
)
_TITLED_PERSON = regex(rf"\b(?i:{_TITLE})\.?\s+{_FULL_NAME}")
_NAMED = regex(rf"(?P<before>\S+\s)?{_FULL_NAME}")
_PLACE = regex(rf"{_PLACE_BEFORE}\s", re.IGNORECASE)

MONEY = regex(
    r"\d[\d.,]*\s*(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)\s*)?(?:đồng|VND|VNĐ|USD|đô la|euro|bảng|kíp|riel|baht|nhân dân tệ)"
    r"|\d\s*(?:triệu|tỷ|tỉ)\b|[$€£]\s*\d",
    re.IGNORECASE,
)
MOTTO = regex(r"[“\"«][^”\"»]{3,}[”\"»]")
_DOCUMENTS = (
    r"biên bản|bản ghi nhớ|ghi nhớ|kế hoạch|thỏa thuận|thoả thuận|hiệp định|hiệp ước|quy chế|hợp đồng|nghị định thư"
    r"|tuyên bố|chương trình|công ước|văn kiện"
)
DOCUMENT = regex(rf"\bký\b[^.;]*?\b(?:{_DOCUMENTS})\b", re.IGNORECASE)
PLACE = regex(rf"\b(?:tại|ở|thành phố|tỉnh|huyện|quận|xã|nước|vùng|TP)\b|(?<=[\s(])[{UPPER}]\w+")
REASON = regex(r"\b(?:vì|do|bởi|nhờ|nhằm|để|nguyên nhân|lý do)\b", re.IGNORECASE)

_ASKED = {
    "en": (
        (
            regex(
                r"\bhow much (?:did|does|do|money|was|were|is)\b.*\b(?:cost|pay|paid|worth|spen[dt])|\bhow much money\b"
                r"|\b(?:what|how)\b.*\b(?:cost|price|worth|budget|expensive)\b"
            ),
            AnswerType.MONEY,
        ),
        (regex(r"\b(?:what|which)\b.*\bsign(?:ed|s|ing)?\b|\bsigned (?:what|which)\b"), AnswerType.DOCUMENT),
        (regex(r"\b(?:motto|slogan|theme|catchphrase|watchword)\b"), AnswerType.MOTTO),
        (regex(r"\bwhy\b|\bfor what reason\b|\bwhat (?:was|is|were) the (?:reason|cause)"), AnswerType.REASON),
        (
            regex(
                r"\bhow (?:many|much|long|far|old|large|big|high|tall|often)\b"
                r"|\bwhat (?:percentage|percent|number|amount|share)\b"
            ),
            AnswerType.NUMBER,
        ),
        (
            regex(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time|period)\b"),
            AnswerType.DATE,
        ),
        (regex(r"\bwho\b|\bwhom\b|\bwhose\b|^name the\b"), AnswerType.PERSON),
        (regex(r"\bwhere\b"), AnswerType.PLACE),
    ),
    "vi": (
        (
            regex(
                r"\bbao nhieu tien\b|\b(?:tri|gia tri|don|dang) gia (?:la )?bao nhieu\b|\bgia (?:la )?bao nhieu\b"
                r"|\b(?:kinh phi|ton|chi phi|so tien|tong von)\b.*\bbao nhieu\b"
            ),
            AnswerType.MONEY,
        ),
        (
            regex(
                r"\b(?:phuong cham|khau hieu|thong diep|chu de)\b.*\b(?:gi|nao)\b"
                r"|\b(?:phuong cham|khau hieu) (?:cua|ma)\b"
            ),
            AnswerType.MOTTO,
        ),
        (regex(r"\bky (?:ket )?(?:\w+ ){0,3}(?:gi|nao)\b"), AnswerType.DOCUMENT),
        (regex(r"\b(?:vi|tai) sao\b|\b(?:nguyen nhan|ly do|li do)\b.*\b(?:gi|nao)\b"), AnswerType.REASON),
        (
            regex(
                r"\bbao (?:nhieu|lau|xa)\b|\bphan tram\b|\bmay (?:nguoi|lan|vu|nam|gio|tinh|dot|chiec|cai|suat|doan"
                r"|buoi|cuoc|bai|don vi|can bo)\b(?!.*\b(?:gi|nao|ra sao|la ai)\b)"
            ),
            AnswerType.NUMBER,
        ),
        (
            regex(
                r"\bkhi nao\b|\bbao gio\b"
                r"|\b(?:nam|ngay|thang|luc|the ky|thap ky|thap nien|thoi gian|thoi diem) nao\b"
            ),
            AnswerType.DATE,
        ),
        (
            regex(
                r"\bai\b|\b(?:nguoi|ong|ba|tuong) nao\b"
                r"|\bten (?:la )?gi\b"
                r"|\bten (?:cua |cac )?(?:nguoi|vi|ong|ba|giam doc|chi huy|bo truong|chu tich|lanh dao|tuong)\b"
            ),
            AnswerType.PERSON,
        ),
        (regex(r"\b(?:o|tai|den|tu|ve|di) dau\b|\bdau(?: vay| the| nhi| a)?$"), AnswerType.PLACE),
    ),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a question asks for.

    Attributes:
        kind: of what kind it is; None where the question's words don't say.
        nouns: for a `NAMED` kind: what the named thing is ("khách sạn" of "khách sạn nào"), as `spelt` spells it; for
            an `OFFICE` whose it is; for a `LONG_FORM` the acronym.
    """

    kind: AnswerType | None
    nouns: tuple[str, ...] = ()

    def held(self, text: str) -> float:
        """How surely `text` holds such a thing: 1 or 0, and 0.5 for what may be one, or if no kind is known."""
        if self.kind is None:
            return 0.5
        if self.kind is AnswerType.NAMED:
            return _named(self.nouns, text)
        if self.kind is AnswerType.OFFICE:
            return max(_office(name, text) for name in self.nouns)
        if self.kind is AnswerType.LONG_FORM:
            return float(any(is_explained(short, text) for short in self.nouns))
        pattern = _HELD.get(self.kind)
        return _person(text) if pattern is None else float(pattern.search(text) is not None)

    def is_untold_by(self, text: str) -> bool:
        """Whether `text` can't tell it: it holds nothing of a kind that has a form of its own."""
        return self.kind in _FORMED and not self.held(text)

    def differs_from(self, other: Expected) -> bool:
        """Whether what one of two questions asks for can't be what the other does."""
        return self.kind in _FORMED and other.kind in _FORMED and self.kind is not other.kind


NOTHING = Expected(None)
_FORMED = frozenset((AnswerType.NUMBER, AnswerType.MONEY, AnswerType.DATE, AnswerType.PERSON))
"""Kinds of which a sentence that tells one can hardly hold none."""

_HELD = {
    AnswerType.MONEY: MONEY,
    AnswerType.MOTTO: MOTTO,
    AnswerType.REASON: REASON,
    AnswerType.DOCUMENT: DOCUMENT,
    AnswerType.NUMBER: NUMBER,
    AnswerType.DATE: DATE,
    AnswerType.PLACE: PLACE,
}
_WHICH = {
    "vi": regex(r"((?:\w+ )?\w+) (?:nào|nao)\b", re.IGNORECASE),
    "en": regex(r"\b(?:which|what)((?: [a-z]+){1,3})", re.IGNORECASE),
}
_SPELT = {"ton": "tốn", "ai": "ai"}  # "tồn tại", "Tôn Đức Thắng" cost nothing, and "Nhân Ái" is no "ai"
_VALUE = regex(rf"[“\"{UPPER}\d]")


@lru_cache(maxsize=512)
def expected(question: str, language: Language) -> Expected:
    """What the question asks for. `question` with its diacritics, as far as they could be restored."""
    if short := asked_acronym(question, language):
        return Expected(AnswerType.LONG_FORM, (short,))
    who = asked_who(question, language)
    if who is not None and is_capitalised(who):
        return Expected(AnswerType.OFFICE, (who,))
    folded = " ".join(map(_as_asked, syllables(question)))
    # In the order of the table: "how much does it cost" is of money before it is of a number.
    kind = next((kind for pattern, kind in _ASKED[language.code] if pattern.search(folded)), None)
    if kind is not None:
        return Expected(kind)
    match = _WHICH[language.code].search(question)
    if match is None:
        return NOTHING
    if language is Language.ENGLISH:
        nouns = {form for one in render(match.group(1))[:1] for form in one.renderings}
        return Expected(AnswerType.NAMED, tuple(sorted(nouns))) if nouns else NOTHING
    return Expected(AnswerType.NAMED, (spelt(match.group(1)),))


def _as_asked(word: str) -> str:
    """A word folded, unless it would be taken for another one that tells what is asked for."""
    folded = fold(word)
    return folded if word in {folded, _SPELT.get(folded, word)} else word


def _named(nouns: tuple[str, ...], text: str) -> float:
    """Whether one of the nouns stands there with a name, a number or a quotation right behind it."""
    spelling = spelt(text)
    if not any(noun in spelling for noun in nouns):
        return 0.0
    words = _WORDS.findall(text)
    keys = [spelt(word).strip() for word in words]
    for noun in nouns:
        size = len(noun.split())
        for at in range(len(words) - size):
            if f" {' '.join(keys[at : at + size])} " == noun and _VALUE.match(words[at + size]):
                return 1.0
    return 0.5


_WORDS = regex(r"[“\"]?\w+")


def _office(name: str, text: str) -> float:
    """Whether a text says what the bearer of a name is, or names them at least."""
    if office_of(name, text):
        return 1.0
    return 0.5 if places_of(name, text) else 0.0


def _person(text: str) -> float:
    if _TITLED_PERSON.search(text):
        return 1.0
    # Two capitalised words behind "tỉnh" or "sông" are a place: persons and places are written alike otherwise.
    named = any(not _PLACE.fullmatch(match["before"] or "") for match in _NAMED.finditer(text))
    return 0.5 if named else 0.0
