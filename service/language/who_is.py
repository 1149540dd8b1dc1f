"""Questions for who somebody is, or what an acronym stands for, however they are put. Pure.

"X giữ chức vụ gì?" is answered by what answers "X là ai?": words for an office in general stand in no such sentence,
and draw the question to others that have them. What answers is read by `offices` and `spellings`.
"""

from __future__ import annotations

import re

from ingest.regex import regex
from service.language.languages import Language
from service.language.offices import begins_office, without_address

NAME_WORDS = range(2, 6)
"""How many a person's name has."""

_OFFICE = r"(?:chức vụ|chuc vu|chức danh|chuc danh|chức|chuc|cương vị|cuong vi|nghề nghiệp|nghe nghiep|nghề|nghe)"
_NOW = r"(?:(?:hiện|hien|đang|dang)(?:\s(?:nay|tại|tai|giờ|gio))?\s){0,2}"
_WHICH = r"(?:gì|gi|nào|nao)"
_END = r"(?:\s(?:vậy|vay|thế|the|ạ|a|nhỉ|nhi|hả|ha))?\s*[?.!]*"
_JOB = r"(?:position|post|office|job|job title|title|occupation|profession)"
_ACRONYM = r"(?P<short>[^\W\d_]{2,10}(?:-[^\W\d_]{1,6})?)(?:\s\([^)]*\))?"

_PUT = {
    "vi": (
        (
            rf"(?P<who>.+?)\s{_NOW}(?:giữ|giu|làm|lam|nắm|nam|có|co|đảm nhiệm|dam nhiem|đảm nhận|dam nhan|mang)\s"
            rf"{_OFFICE}\s(?:là\s|la\s)?{_WHICH}{_END}",
            "{who} là ai?",
        ),
        (rf"(?P<who>.+?)\s{_NOW}(?:là|la)\s{_OFFICE}\s{_WHICH}{_END}", "{who} là ai?"),
        (rf"{_OFFICE}\s{_NOW}(?:của|cua)\s(?P<who>.+?)(?:\s(?:là|la)(?:\s{_WHICH})?)?{_END}", "{who} là ai?"),
        (
            rf"{_ACRONYM}\s(?:(?:được|duoc|là|la)\s)?(?:chữ\s|chu\s)?(?:viết|viet)\s(?:tắt|tat)\s(?:của|cua|cho)\b.*",
            "{short} là gì?",
        ),
    ),
    "en": (
        (
            rf"what(?:\s?['’]s|\sis|\swas)\s(?P<who>.+?)['’]s\s(?:current\s|official\s)?{_JOB}\s*[?.!]*",
            "Who is {who}?",
        ),
        (
            rf"(?:what|which)\s{_JOB}\s(?:does|did|do)\s(?P<who>.+?)\s(?:currently\s)?(?:hold|have|occupy|do)\s*[?.!]*",
            "Who is {who}?",
        ),
        (rf"what\s(?:does|do)\s{_ACRONYM}\s(?:stand\sfor|mean).*", "What is {short}?"),
    ),
}
"""Questions as they are asked, and how each is put."""

_PATTERNS = {code: tuple((regex(form, re.IGNORECASE), put) for form, put in forms) for code, forms in _PUT.items()}

_WHO = {
    "vi": (
        regex(rf"(?P<who>.+?)\s{_NOW}(?:là|la)\sai{_END}", re.IGNORECASE),
        regex(rf"ai\s(?:là|la)\s(?P<who>.+?){_END}", re.IGNORECASE),
    ),
    "en": (regex(r"who(?:\s?['’]s|\sis|\swas)\s(?P<who>.+?)\s*[?.!]*", re.IGNORECASE),),
}
_WHAT = {
    "vi": regex(rf"{_ACRONYM}\s(?:là|la)\s(?:gì|gi)(?:\s\w+)?\s*[?.!]*"),
    "en": regex(rf"[Ww]hat\s(?:is|are)\s(?:the\s)?{_ACRONYM}\s*[?.!]*"),
}


def put_plainly(question: str, language: Language) -> str:
    """A question for somebody's office or job as "… là ai?" or "Who is …?", one for a long form as "… là gì?".

    Any other as it is.
    """
    for pattern, put in _PATTERNS[language.code]:
        if found := pattern.fullmatch(question):
            return put.format(**{name: _as_written(name, words) for name, words in found.groupdict().items()})
    return question


def _as_written(name: str, words: str) -> str:
    return words.upper() if name == "short" else words


def asked_who(question: str, language: Language) -> str | None:
    """The name, as it is typed, of whom a question asks who that is; None if it asks something else.

    What is typed in small letters may be something else yet ("người đứng đầu").
    """
    found = next(filter(None, (pattern.fullmatch(question.strip()) for pattern in _WHO[language.code])), None)
    name = without_address(found["who"]) if found else ""
    # Behind an office stands what it is an office of, most often.
    return name if len(name.split()) in NAME_WORDS and not begins_office(name) else None


def asked_acronym(question: str, language: Language) -> str | None:
    """The acronym, in capitals, of which a question asks what it is."""
    found = _WHAT[language.code].fullmatch(question)
    return str(found["short"]) if found and found["short"].isupper() else None


def is_capitalised(name: str) -> bool:
    """Whether each of its words is written with a capital."""
    return all(word[0].isupper() for word in name.split())
