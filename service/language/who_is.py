"""Questions for who somebody is, however they are put: by office, title or job. Pure.

"X giữ chức vụ gì?" is answered by what answers "X là ai?": words for an office in general stand in no such sentence, and draw
the question to others that have them.
"""

from __future__ import annotations

from ingest.regex import regex
from service.language.languages import Language

_OFFICE = r"(?:chức vụ|chuc vu|chức danh|chuc danh|chức|chuc|cương vị|cuong vi|nghề nghiệp|nghe nghiep|nghề|nghe)"
_NOW = r"(?:(?:hiện|hien|đang|dang)(?:\s(?:nay|tại|tai|đang|dang|giờ|gio))?\s)?"
_WHICH = r"(?:gì|gi|nào|nao)"
_END = r"(?:\s(?:vậy|vay|thế|the|ạ|a|nhỉ|nhi|hả|ha))?\s*[?.!]*"
_JOB = r"(?:position|post|office|job|job title|title|occupation|profession|rank|role)"

_FORMS = {
    "vi": (
        rf"(?P<who>.+?)\s{_NOW}(?:giữ|giu|làm|lam|nắm|nam|có|co|đảm nhiệm|dam nhiem|đảm nhận|dam nhan|mang)\s"
        rf"{_OFFICE}\s(?:là\s|la\s)?{_WHICH}{_END}",
        rf"(?P<who>.+?)\s{_NOW}(?:là|la)\s{_OFFICE}\s{_WHICH}{_END}",
        rf"{_OFFICE}\s{_NOW}(?:của|cua)\s(?P<who>.+?)(?:\s(?:là|la)(?:\s{_WHICH})?)?{_END}",
    ),
    "en": (
        rf"what(?:\s?['’]s|\sis|\swas)\s(?P<who>.+?)['’]s\s(?:current\s|official\s)?{_JOB}\s*[?.!]*",
        rf"(?:what|which)\s{_JOB}\s(?:does|did|do)\s(?P<who>.+?)\s(?:currently\s)?(?:hold|have|occupy|do)\s*[?.!]*",
    ),
}
_PUT = {
    "vi": "{} là ai?", "en": "Who is {}?",
}
_PATTERNS = {code: tuple(regex(form, __import__("re").IGNORECASE) for form in forms) for code, forms in _FORMS.items()}


def put_as_who_is(question: str, language: Language) -> str:
    """The question as "… là ai?" or "Who is …?" where it asks for somebody's office or job; else as it is."""
    for pattern in _PATTERNS[language.code]:
        if found := pattern.fullmatch(question):
            return _PUT[language.code].format(found["who"])
    return question
