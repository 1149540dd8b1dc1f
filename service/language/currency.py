"""Words that ask for what holds now: which they are, and the question without them. Pure.

Articles seldom say of their own news that it is current, so the words find nothing and speak against what was found.
"""

from __future__ import annotations

import re

from ingest.analysis import fold

LEAST_WORDS = 2
"""Of a question without such words: fewer ask nothing."""

_NOW = re.compile(
    r"\b(?:hien (?:nay|tai|gio|thoi)|bay gio|luc nay|hien(?= (?:co|la|dang|giu|lam)\b)|(?:hom|sang|trua|chieu|toi) nay"
    r"|today|this morning|(?<!from )now|at (?:present|the moment)|currently|presently)\b"
)
_LATEST = re.compile(r"\b(?:duong nhiem|(?:moi|gan day) nhat|current|incumbent|latest|newest|most recent(?:ly)?)\b")


_TODAY = re.compile(r"\b(?:hom nay|(?:sang|trua|chieu|toi) nay|today|this (?:morning|afternoon|evening))\b")


def asks_today(question: str) -> bool:
    """Whether the question is about the day on which it is asked."""
    return _TODAY.search(fold(question)) is not None


def without_now(question: str) -> tuple[str, bool]:
    """The question without the words that ask for what holds now, and whether it has any."""
    typed = " ".join(question.split())
    folded = fold(typed)
    if len(folded) != len(typed) or not _LATEST.search(folded):
        return question, _NOW.search(folded) is not None
    kept, at = [], 0
    for match in _LATEST.finditer(folded):
        kept.append(typed[at : match.start()])
        at = match.end()
    rest = re.sub(r"\s+([?.,!])", r"\1", " ".join("".join((*kept, typed[at:])).split()))
    return (rest, True) if len(rest.split()) >= LEAST_WORDS else (question, True)
