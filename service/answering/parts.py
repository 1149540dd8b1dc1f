"""Questions with two parts of which one may be covered, and articles that disagree. Pure, and rarely at work.

`split` gives one part for nearly every question: only what plainly asks twice is taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.analysis import fold, syllables
from service.answerability.assess import Assessment
from service.language.asking import STOP_VI
from service.language.figures import Figure, figures_and_days
from service.language.parts import ASKS_EN, ASKS_VI, JOINTS_EN, JOINTS_VI, LEANS_EN, LEANS_VI
from service.language.typing import Language
from service.values import QuoteSpan

WORDS = 4
"""Fewest words of a part: less leans on the other part ("and in what year?")."""

COMMON = 3
"""Fewest words that two quotes about the same thing have in common."""

SHARED = 0.5
"""Share of the shorter quote's words that two quotes about the same thing have in common, at least."""

AROUND = 24
"""Code points before and after a number that say what it is a number of."""

_MISSING = {
    "vi": "Các bài báo không cho biết: {what}",
    "en": "The articles do not say: {what}",
}
_CONFLICT = {
    "vi": "Các bài báo nêu khác nhau: {first} ({when_first}) và {second} ({when_second}).",
    "en": "The articles differ: {first} ({when_first}) and {second} ({when_second}).",
}
_UNDATED = {"vi": "không rõ ngày", "en": "undated"}


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


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two quotes of two articles that give two numbers for the same thing."""

    first: QuoteSpan
    second: QuoteSpan
    numbers: tuple[str, str]


def split(question: str, language: Language) -> tuple[str, ...]:
    """The question's parts in order: one, unless each of two asks something of its own, without a leaning pronoun."""
    english = language is Language.ENGLISH
    joints, asks, leans = (JOINTS_EN, ASKS_EN, LEANS_EN) if english else (JOINTS_VI, ASKS_VI, LEANS_VI)
    for joint in joints.finditer(question):
        parts = (question[: joint.start()].strip(" ,"), question[joint.end() :].strip())
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


def conflicts(quotes: Sequence[QuoteSpan]) -> list[Conflict]:
    """The pairs of quotes of different articles that say much the same, with another number of the same thing."""
    found = []
    for first, second in combinations(quotes, 2):
        if first.article.id != second.article.id and _same_matter(first.text, second.text):
            numbers = _different_numbers(first.text, second.text)
            if numbers is not None:
                found.append(Conflict(first, second, numbers))
    return found


def conflict_sentence(conflict: Conflict, language: Language) -> str:
    """That the articles differ, with what each says and its date."""
    code = language.code
    when = [one.article.published or _UNDATED[code] for one in (conflict.first, conflict.second)]
    first, second = conflict.numbers
    return _CONFLICT[code].format(first=first, when_first=when[0], second=second, when_second=when[1])


def _content(text: str) -> set[str]:
    return {word for word in map(fold, syllables(text)) if word not in STOP_VI and not word[0].isdigit()}


def _same_matter(first: str, second: str) -> bool:
    one, other = _content(first), _content(second)
    return len(one & other) >= max(COMMON, SHARED * min(len(one), len(other)))


def _different_numbers(first: str, second: str) -> tuple[str, str] | None:
    """Two numbers in the same surroundings and unit that differ, as written; None if a number is in both texts."""
    (ours, days), (theirs, other_days) = figures_and_days(first), figures_and_days(second)
    if set(days) and set(other_days) and not set(days) & set(other_days):
        return None
    shared = {figure.value for figure in ours} & {figure.value for figure in theirs}
    for one in ours:
        for other in theirs:
            if one.value not in shared and other.value not in shared and _same_thing(one, first, other, second):
                return _written(one, first), _written(other, second)
    return None


def _same_thing(one: Figure, first: str, other: Figure, second: str) -> bool:
    if one.unit != other.unit:
        return False
    after = [_content(text[figure.end : figure.end + AROUND]) for figure, text in ((one, first), (other, second))]
    return bool(after[0] & after[1])


def _written(figure: Figure, text: str) -> str:
    """The number with the two words after it."""
    following = re.match(r"\s*[%]?(?:\s*[^\W\d_]+){0,2}", text[figure.end :])
    return text[figure.start : figure.end] + (following.group() if following else "")
