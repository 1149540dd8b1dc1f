"""Words that ask for the latest, which a question is looked up without; and those that ask about today. Pure.

Articles seldom say of their own news that it is current, so the words find nothing and speak against what was found.
Whether a question asks for what holds now is learned (`service/answering/currency.py`).
"""

from __future__ import annotations

import re

from ingest.analysis import fold
from ingest.regex import regex

LEAST_WORDS = 2
"""Of a question without such words: fewer ask nothing."""

_LATEST = regex(r"\b(?:duong nhiem|(?:moi|gan day) nhat|current|incumbent|latest|newest|most recent(?:ly)?)\b")

_TODAY = regex(r"\b(?:hom nay|(?:sang|trua|chieu|toi) nay|today|this (?:morning|afternoon|evening))\b")


def asks_today(question: str) -> bool:
    """Whether the question is about the day on which it is asked."""
    return _TODAY.search(fold(question)) is not None


def without_latest(question: str) -> str:
    """The question without the words that ask for the latest; as it is where nothing would be left."""
    typed = " ".join(question.split())
    folded = fold(typed)
    if len(folded) != len(typed) or not _LATEST.search(folded):
        return question
    kept, at = [], 0
    for match in _LATEST.finditer(folded):
        kept.append(typed[at : match.start()])
        at = match.end()
    rest = re.sub(r"\s+([?.,!])", r"\1", " ".join("".join((*kept, typed[at:])).split()))
    return rest if len(rest.split()) >= LEAST_WORDS else question
