"""Typed evidence that nothing retrieved answers: a name or year that nowhere stands, a count of nothing. Pure.

Only objections that are nearly never wrong: on the dev questions each is raised against fewer than 1 in 100
answerable ones (docs/answerability.md). Names and counted things are compared in Vietnamese only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from service.answerability_evidence import counts, folded_words, missing_names, missing_numbers
from service.answerability_features import Evidence, best_cover
from service.answerability_question import Word
from service.retrieval.types import Language, Retrieval

OBJECTED = 0.15
"""What confidence is multiplied by where there is an objection: the result is about the share of answerable ones."""

OVERRULED = 0.95
"""Confidence from which an objection is not believed: so well covered, a name is rather spelt in another way."""

NEAREST = 3
"""Passages in which a counted thing or a unit has to stand."""

COVERED = 0.45
"""A name of an English question that something covers so well may stand there in Vietnamese."""

_UNITS = (
    (
        re.compile(r"bao nhiêu (?:km|ki-?lô-?mét|cây số)|dài bao nhiêu|bao xa|how (?:long is|far)", re.IGNORECASE),
        re.compile(r"\d\s*(?:km|ki ?lô|m\b|mét|dặm|hải lý)|\b(?:km|mét|dặm)\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"bao nhiêu tiền|giá bao nhiêu(?!\s+phần)|how much (?:did|does|do|money)\b.*\b(?:cost|pay|paid)",
            re.IGNORECASE,
        ),
        re.compile(r"đồng|USD|đô la|[$€£]|euro|triệu|tỷ|bảng", re.IGNORECASE),
    ),
    (re.compile(r"phần trăm|\bpercent", re.IGNORECASE), re.compile(r"%|phần trăm", re.IGNORECASE)),
)


class Lack(StrEnum):
    """What is lacking."""

    NAME = "name"
    NUMBER = "stated_number"
    COUNTED = "counted"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Objection:
    """What the question asks about, and nothing retrieved holds."""

    lack: Lack
    what: str


def after_objection(confidence: float) -> float:
    """Confidence where there is an objection. Keeps the order, so that a curve over it stays smooth."""
    return confidence if confidence >= OVERRULED else confidence * OBJECTED


def objection(retrieval: Retrieval, seen: Evidence) -> Objection | None:
    """The first objection there is."""
    texts = [
        f"{one.article.title or ''} {one.article.published or ''} {one.article.text}" for one in retrieval.passages
    ]
    vietnamese = retrieval.language is not Language.ENGLISH
    if vietnamese and (names := absent_names(retrieval, seen, texts)):
        return Objection(Lack.NAME, ", ".join(names))
    numbers = [one for one in missing_numbers(seen.asking, " ".join(texts)) if len(one) > 2]
    if numbers:
        return Objection(Lack.NUMBER, ", ".join(numbers))
    near = " ".join(one.passage.text for one in retrieval.passages[:NEAREST])
    if vietnamese and seen.asking.counted and not counts(seen.asking.counted, near):
        return Objection(Lack.COUNTED, seen.asking.counted)
    question = retrieval.understood or retrieval.question
    if any(asked.search(question) and not held.search(near) for asked, held in _UNITS):
        return Objection(Lack.UNIT, "")
    return None


def absent_names(retrieval: Retrieval, seen: Evidence, texts: list[str]) -> list[str]:
    """The names of the question of which no word stands in any of `texts`."""
    known = frozenset[str]().union(*map(folded_words, texts))
    missing = missing_names(seen.asking, known)
    return [" ".join(word.text for word in run) for run in missing if _sure(retrieval, run)]


def _sure(retrieval: Retrieval, run: tuple[Word, ...]) -> bool:
    """Whether a missing name may be called so: neither an abbreviation, nor perhaps translated."""
    if all(len(word.text) < 4 for word in run):
        return False
    if retrieval.language is not Language.ENGLISH:
        return True
    return all(best_cover(retrieval, word.start, word.end) < COVERED for word in run)
