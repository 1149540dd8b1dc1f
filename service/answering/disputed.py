"""Articles that answer a question differently. Pure.

The question tells which value of a sentence is meant, however it's worded (`given`). Two articles differ if the values
that they give can't be one, and nothing tells that they are of two things: a part and all of it, a plan and what came
of it, another day, another place. How surely they are of the same is weighed in the end: a false remark costs more than
a missing one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from ingest.analysis import fold, syllables
from ingest.models import Article
from service.answerability.evidence import whole
from service.answering.conflicts import Conflict, is_of_its_day, rounded
from service.answering.given import Given, clearly_meant, given
from service.language.answer_types import AnswerType
from service.language.asked_values import asked_kind
from service.language.date_reading import Day, may_be_one
from service.language.facet_words import FORMER, PERIOD, PLAN, RAISED, is_wider, members
from service.language.figure_reading import figures_and_days
from service.language.languages import Language
from service.language.ordinals import NUMBERED
from service.language.question import Question, WordKind
from service.language.text import folded_run, folded_words, side_by_side
from service.quoting.types import Rank, Retrieval, ScoredSentence
from service.values import QuoteSpan

OF_EACH, NEAR = 3, 0.6
"""Sentences of an article that are read for what is asked, and how far they may score below the best one of all
articles. Most that answer are within .5."""

APART = 31
"""Days between two articles from which on the later one tells of another time, most often."""

TIMES = 6
"""How many times as much as the other one of two numbers of the same thing may be, at most."""

LEAST = 0.6
"""Probability that two values are of the same thing from which it's said that they differ."""

MOST_LEAD = 0.6
"""As far ahead of other values counts as if there were none."""

_WEIGHTS = {"sure": 0.5, "like": 2.0, "named": 1.8, "lead": 2.0, "days": -7.1, "behind": -1.0}
_INTERCEPT = -0.8
"""Of `evidence`, by logistic regression over pairs of values that articles give for one question: some 80 that differ,
and some 100 that don't, most of them from questions over news."""


def disputed(found: Retrieval, quotes: Sequence[QuoteSpan]) -> Conflict | None:
    """The values of two articles that answer the question differently, the newer article's first; None if none do.

    One is of the first of the `quotes` whose article clearly gives one.
    """
    question, rank, want = found.question, found.rank, asked_kind(found.question)
    near = _nearest(found.sentences) if want and rank else {}
    if want is None or rank is None or len(near) <= 1:
        return None
    told = (given(question, want, near.get(key, ())) for key in dict.fromkeys(one.article.id for one in quotes))
    meant = (clearly_meant(question, want, values, rank) for values in told)
    ours = next((one for one in meant if one is not None), None)
    if ours is None or not _is_about(question, ours.article):
        return None
    others = (_differing(question, want, ours, each, rank) for key, each in near.items() if key != ours.article.id)
    best = max((one for one in others if one), key=lambda one: _probability(ours, one), default=None)
    if best is None or _probability(ours, best) < LEAST:
        return None
    second, first = sorted((ours, best), key=lambda one: one.published)
    return Conflict(first.sentence.quote, second.sentence.quote, (_written(first), _written(second)))


def _differing(
    question: Question, want: AnswerType, ours: Given, sentences: Sequence[ScoredSentence], rank: Rank
) -> Given | None:
    """What an article clearly gives for what is asked, if that differs from our value of the same."""
    article = sentences[0].passage.article
    if _days_between(ours.article, article) > APART or not _is_about(question, article):
        return None
    values = given(question, want, sentences, ours)
    # Ranked last and only where one may differ: that takes the longest.
    if not any(_are_of_one(question, ours, one) for one in values):
        return None
    theirs = clearly_meant(question, want, values, rank)
    return theirs if theirs is not None and _are_of_one(question, ours, theirs) else None


def _nearest(sentences: Sequence[ScoredSentence]) -> dict[str, list[ScoredSentence]]:
    """The best sentences of each article that has one near the best of all."""
    best = max((one.score for one in sentences), default=0.0)
    found: dict[str, list[ScoredSentence]] = {}
    for one in sentences:
        if best - one.score <= NEAR and len(own := found.setdefault(one.passage.article.id, [])) < OF_EACH:
            own.append(one)
    return found


def _written(value: Given) -> str:
    """A value as it stands there; a number without a unit with the two words behind it."""
    end = value.span.end
    if value.figure and value.figure.unit in ("", "person"):
        following = re.match(r"(?:\s*[^\W\d_]+){0,2}", value.text[value.figure.end :])
        end = max(end, value.figure.end + following.end()) if following else end
    return value.text[value.span.start : end]


def _are_of_one(question: Question, one: Given, other: Given) -> bool:
    """Whether two values differ and nothing tells that they are of two things."""
    if not one.differs_from(other) or _is_told_by(one, other) or _is_told_by(other, one):
        return False
    if one.figure and other.figure and not _may_be_one_number(one, other):
        return False
    return not _are_told_apart(question, one, other)


def _is_told_by(one: Given, other: Given) -> bool:
    """Whether the sentence of one also has the other's value."""
    if one.name:
        return next(side_by_side(list(other.name), list(map(fold, syllables(one.text)))), None) is not None
    figures, days = figures_and_days(one.text)
    if other.figure:
        return any(each.value == other.figure.value for each in figures)
    return _may_meet(days, other.days)


def _is_about(question: Question, article: Article) -> bool:
    """Whether an article speaks of all that the question names, and of its numbered things by their numbers."""
    text = whole(article)
    names, run = question.of(WordKind.NAME), folded_run(text)
    if question.language is Language.ENGLISH:  # others may be translated
        names = tuple(word for one in question.names if one.surely for word in one.words)
    asked = pairwise(word.folded for word in question.words)
    numbered = [f" {label} {number} " for label, number in asked if label in NUMBERED and number.isdigit()]
    return {word.folded for word in names} <= folded_words(text) and all(one in run for one in numbered)


def _may_be_one_number(one: Given, other: Given) -> bool:
    """Whether two numbers may be of the same thing, as far as they themselves tell; times of day are of one day."""
    if one.figure is None or other.figure is None or one.figure.unit != other.figure.unit:
        return False
    if one.days or other.days:
        return _may_meet(one.days, other.days) or not (one.days and other.days)
    less, more = sorted((abs(one.figure.value), abs(other.figure.value)))
    if rounded(one.figure, other.figure) or (more > TIMES * less and one.figure.unit != "minute"):
        return False
    of_days = is_of_its_day(one.figure, one.text) or is_of_its_day(other.figure, other.text)
    return not of_days or one.published == other.published or bool(one.when and other.when)


def _are_told_apart(question: Question, one: Given, other: Given) -> bool:
    """Whether a word beside two values says that they are of two things."""
    excluded = any(
        ours and theirs and not ours & theirs
        for ours, theirs in zip(members(one.clause), members(other.clause), strict=True)
    )
    of_part = one.parts != other.parts or is_wider(one.clause, other.clause) or is_wider(other.clause, one.clause)
    planned = _only_one(PLAN, one, other) and not PLAN.search(question.text)
    elsewhere = bool(one.names and other.names) and not one.names & other.names and not one.name
    former = bool(one.name) and (FORMER.search(one.text) is None) != (FORMER.search(other.text) is None)
    raised = _only_one(RAISED, one, other)
    return excluded or of_part or planned or elsewhere or former or raised or _are_of_two_times(one, other)


def _only_one(form: re.Pattern[str], one: Given, other: Given) -> bool:
    """Whether a form stands beside one of two values only."""
    return (form.search(one.clause) is None) != (form.search(other.clause) is None)


def _are_of_two_times(one: Given, other: Given) -> bool:
    """Whether two values are of two days, periods, or numbered things."""
    numbered = any(other.numbered.get(label, number) != number for label, number in one.numbered.items())
    days = bool(one.when and other.when) and not _may_meet(one.when, other.when)
    ours, theirs = ({match[1].lower() for match in PERIOD.finditer(each.text)} for each in (one, other))
    periods = bool(one.figure and not one.days and ours and theirs) and not ours & theirs
    return numbered or days or periods


def _may_meet(ours: Sequence[Day], theirs: Sequence[Day]) -> bool:
    return any(may_be_one(one, other) for one in ours for other in theirs)


def _days_between(one: Article, other: Article) -> int:
    """Days between two articles; about as many as `APART` where one has no whole date."""
    try:
        return abs((date.fromisoformat(one.published or "") - date.fromisoformat(other.published or "")).days)
    except ValueError:
        return APART - 1


def _probability(one: Given, other: Given) -> float:
    """How probably two values are of the same thing."""
    numbers = evidence(one, other)
    return 1 / (1 + math.exp(-_INTERCEPT - sum(weight * numbers[name] for name, weight in _WEIGHTS.items())))


def evidence(one: Given, other: Given) -> dict[str, float]:
    """What speaks for two values' being of the same thing, as numbers."""
    return {
        "sure": max(one.sure, other.sure),
        "like": max(one.sentence.maxsim or 0.0, other.sentence.maxsim or 0.0),
        "named": min(one.named, other.named),
        "lead": min(one.lead, other.lead, MOST_LEAD),
        "days": _days_between(one.article, other.article) / APART,
        "behind": abs(one.sentence.score - other.sentence.score),
    }
