"""Questions with two parts of which one may be covered. Pure, and rarely at work.

`split` gives one part for nearly every question: only what plainly asks twice is taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.answerability.assess import Assessment
from service.language.languages import Language
from service.language.part_words import ASKS, JOINTS, LEANS

WORDS = 4
"""Fewest words of a part: less leans on the other part ("and in what year?")."""

_MISSING = {
    "vi": "Các bài báo không cho biết: {what}",
    "en": "The articles do not say: {what}",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, and what came of it."""

    question: str
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a question in parts.

    Attributes:
        answered: places of the parts that are answered.
        missing: the sentence that says what stays open, for `Draft.missing`; empty if nothing or everything does.
        confidence: the least of the answered parts'; the greatest of all if none is.
    """

    answered: tuple[int, ...]
    missing: str
    confidence: float


def split(question: str, language: Language) -> tuple[str, ...]:
    """The question's parts in order: one, unless each of two asks something of its own, without a leaning pronoun."""
    joints, asks, leans = (table[language.code] for table in (JOINTS, ASKS, LEANS))
    for joint in joints.finditer(question):
        parts = (question[: joint.start()].strip(" ,"), question[joint.end() :].strip())
        # A part that leans on the other ("… and why did he?") can't be looked up by itself.
        if all(len(part.split()) >= WORDS and asks.search(part) for part in parts) and not leans.search(parts[1]):
            return (parts[0].rstrip("?") + "?", parts[1])
    return (question,)


def outcome(parts: Sequence[Part], language: Language) -> Outcome:
    """Which parts are answered, and the sentence about the others."""
    answered = tuple(place for place, part in enumerate(parts) if part.assessment.reason is None)
    if not answered:
        return Outcome((), "", max((part.assessment.confidence for part in parts), default=0.0))
    confidence = min(parts[place].assessment.confidence for place in answered)
    open_parts = [part.question for place, part in enumerate(parts) if place not in answered]
    missing = _MISSING[language.code].format(what=" ".join(open_parts)) if open_parts else ""
    return Outcome(answered, missing, confidence)
