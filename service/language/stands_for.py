"""Questions for what an acronym stands for, and where a text says so. Pure."""

from __future__ import annotations

import re

from ingest.acronyms import spells
from ingest.analysis import fold
from ingest.regex import regex
from service.language.languages import Language

LONGEST = 10
"""Words of a long form, at most."""

_ACRONYM = r"(?P<short>[^\W\d_]{2,10}(?:-[^\W\d_]{1,6})?)(?:\s\([^)]*\))?"
_STANDS_FOR = {
    "vi": regex(
        rf"{_ACRONYM}\s(?:(?:được|duoc|là|la)\s)?(?:chữ\s|chu\s)?(?:viết|viet)\s(?:tắt|tat)\s(?:của|cua|cho)\b.*",
        re.IGNORECASE,
    ),
    "en": regex(rf"what\s(?:does|do)\s{_ACRONYM}\s(?:stand\sfor|mean).*", re.IGNORECASE),
}
_WHAT_IS = {
    "vi": regex(rf"{_ACRONYM}\s(?:là|la)\s(?:gì|gi)(?:\s\w+)?\s*[?.!]*"),
    "en": regex(rf"[Ww]hat\s(?:is|are)\s(?:the\s)?{_ACRONYM}\s*[?.!]*"),
}
_WORD = regex(r"\w+")


_PUT = {"vi": "{} là gì?", "en": "What is {}?"}


def put_as_what_is(question: str, language: Language) -> str:
    """The question as "… là gì?" or "What is …?" where it asks what an acronym stands for; else as it is."""
    found = _STANDS_FOR[language.code].fullmatch(question)
    return _PUT[language.code].format(found["short"].upper()) if found else question


def asked_acronym(question: str, language: Language) -> str | None:
    """The acronym, in capitals, of which a question asks what it stands for."""
    found = _WHAT_IS[language.code].fullmatch(put_as_what_is(question, language))
    return str(found["short"]) if found and found["short"].isupper() else None


def is_explained(short: str, text: str) -> bool:
    """Whether a text has an acronym in brackets, or behind it words in brackets, or what it is."""
    return any(form in text for form in (f"({short})", f"{short} (", f"{short} là "))


def long_form(short: str, text: str) -> tuple[int, int] | None:
    """The half-open stretch of `text` before an acronym in brackets that has its initials; None if there is none."""
    at = text.find(f"({short})")
    words = list(_WORD.finditer(text, 0, max(0, at)))[-LONGEST:]
    for first in range(len(words) - 2, -1, -1):
        if spells(fold(short), [word.group() for word in words[first:]]):
            return words[first].start(), words[-1].end()
    return None
