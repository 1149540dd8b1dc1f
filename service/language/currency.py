"""Words that ask for the latest, which a question is looked up without; and those that ask about today. Pure.

Articles seldom say of their own news that it is current, so the words find nothing and speak against what was found;
and where one does ("đến nay mới có 96 bác sĩ"), it is of its own day, and draws the question to it however old it is.
Whether a question asks for what holds now is learned (`service/answering/currency.py`).
"""

from __future__ import annotations

import re

from ingest.analysis import fold
from ingest.regex import regex

LEAST_WORDS = 2
"""Of a question without such words: fewer ask nothing."""

_LATEST = regex(
    r"\b(?:duong nhiem|(?:moi|gan day) nhat|current(?:ly)?|incumbent|latest|newest|most recent(?:ly)?|so far|as of now"
    r"|(?<!up )to date|at (?:present|the moment)|now(?=\W*$)|nowadays|these days"
    r"|(?:(?:cho|tinh) )?(?P<now>den nay|hien (?:tai|gio)|bay gio))\b"
)

_SPELT = {"den nay": "đến nay", "hien tai": "hiện tại", "hien gio": "hiện giờ", "bay gio": "bây giờ"}
"""As they are spelt: "bảy giờ" is seven o'clock, and "hiền tài" a talent."""

_TODAY = regex(r"\b(?:hom nay|(?:sang|trua|chieu|toi) nay|today|this (?:morning|afternoon|evening))\b")


def asks_today(question: str) -> bool:
    """Whether the question is about the day on which it is asked."""
    return _TODAY.search(fold(question)) is not None


def without_latest(question: str) -> str:
    """The question without the words that ask for the latest; as it is where nothing would be left."""
    typed = " ".join(question.split())
    folded = fold(typed)
    found = [match for match in _LATEST.finditer(folded) if len(folded) == len(typed) and _is_meant(match, typed)]
    if not found:
        return question
    kept, at = [], 0
    for match in found:
        kept.append(typed[at : match.start()])
        at = match.end()
    rest = re.sub(r"\s+([?.,!])", r"\1", " ".join("".join((*kept, typed[at:])).split()))
    return rest if len(rest.split()) >= LEAST_WORDS else question


def _is_meant(match: re.Match[str], typed: str) -> bool:
    """Whether words for now are those, and no others that are spelt so without diacritics."""
    if match["now"] is None:
        return True
    said = typed[match.start("now") : match.end("now")].lower()
    return said in (match["now"], _SPELT[match["now"]])
