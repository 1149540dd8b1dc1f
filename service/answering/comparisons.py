"""Two things compared: each is asked about by itself, and one quote a side says the same of both.

A question about several things is split into one about each, whose answers are put together (decomposition into
sub-questions: Perez et al. 2020, "Unsupervised question decomposition for question answering"). Of two periods each is
asked about in what was published then, if that answers. A side that no article holds is named as such. Nothing is
reckoned: which of the two is more, the quotes say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from ingest.catalog.reading import Selection
from ingest.models import Article
from service.answerability.assess import THRESHOLDS, Assessment
from service.answering.orders import planted
from service.answering.topics import holds, numbered_right, opening
from service.answering.types import Judge, Looked
from service.language.date_reading import take_days
from service.language.figure_reading import LABEL, figures_and_days
from service.language.intents import Intent
from service.language.languages import Language
from service.language.periods import periods
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import folded_words
from service.quoting.stage import MAX_QUOTES
from service.quoting.types import Retrieval, ScoredSentence, merge
from service.values import QuoteSpan
from trichdan.wire import Kind

SIDES = ("a", "b")
"""The slots of the two sides."""

NAMED = 0.3
"""What it counts that a sentence names its side, unless its article opens with that: as much as a further quote may be
worth less. By hand."""

QUOTED, LATER = 0.15, 0.05
"""What it counts to be quoted first for a side's question, and how much less each later quote. Of 123 comparisons 7 are
right for it."""

ALIKE = 0.6
"""What it counts that two sentences share all their words: they say the same of both sides. By hand."""

MEASURED = 0.3
"""What it counts that both tell an amount in one unit. Of 123 comparisons 6 are right for it, from .2 to .5
alike, within 3."""

CLOCK = "minute"
"""The unit of times of day, which tell when, and not how much."""

TRIED = 10
"""Sentences of each side that are held against each other."""

_MISSING = {
    "vi": "Các bài báo không nói đến {what} ở điểm này.",
    "en": "The articles do not tell this of {what}.",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: the two sides as they were typed, what is asked of each, and whether it surely is a side."""

    names: tuple[str, str]
    questions: tuple[str, str]
    sure: tuple[bool, bool]


JOINED = 3
"""Words between two sides that only join them ("so với", "hay là"), at most."""


def read_sides(intent: Intent) -> Sides | None:
    """The sides of a comparison; None where neither is surely told.

    Each is asked about by the same question without the other side, and without what joins the two.
    """
    placed = sorted((intent.slots[name], name not in intent.guessed) for name in SIDES if name in intent.slots)
    if len(placed) < len(SIDES) or not any(sure for _, sure in placed):
        return None
    text = intent.message
    ((start, end), first), ((begin, stop), second) = placed
    joined = len(text[end:begin].split()) <= JOINED
    left, right = (end, stop) if joined else (begin, stop), (start, begin) if joined else (start, end)
    asked = tuple(" ".join((text[:cut] + " " + text[behind:]).split()) for cut, behind in (left, right))
    return Sides((text[start:end], text[begin:stop]), (asked[0], asked[1]), (first, second))


@dataclass(frozen=True, slots=True)
class _Told:
    """What may be quoted of a side.

    Attributes:
        worth: how much less than the best of its side.
        sentence: what was found.
        quote: as it's shown.
    """

    worth: float
    sentence: ScoredSentence
    quote: QuoteSpan


@dataclass(frozen=True, slots=True)
class _Side:
    """A side as it was typed, and what was found for it.

    Attributes:
        fitting: sentences of articles that hold the side, the best first; none if refused.
    """

    name: str
    found: Retrieval
    assessment: Assessment
    fitting: tuple[_Told, ...]


def compare(asked: Sides, question: str, selection: Selection, judge: Judge, top_k: int) -> Looked | None:
    """One quote a side, and which side isn't there; None where that side is none, most likely."""
    spans = _periods(asked.names, selection)
    sides = []
    for name, other, text, span in zip(asked.names, reversed(asked.names), asked.questions, spans, strict=True):
        # What was published then seldom says when; and the other side may name what both are asked of.
        about = question if _says(_undated(other)) else text
        side = _side(name, other, *judge(_undated(about), span), dated=True) if span else None
        sides.append(side if side and side.fitting else _side(name, other, *judge(text, selection)))
    if not all(one.fitting or sure for one, sure in zip(sides, asked.sure, strict=True)):
        return None
    told = [one for one in sides if one.fitting]
    if not told:
        return as_asked(question, selection, judge)
    lost = [one.name for one in sides if not one.fitting]
    merged = merge([one.found for one in told], question, max(top_k, MAX_QUOTES))
    return Looked(
        replace(merged, quotes=_together([one.fitting for one in told], asked.names)),
        replace(min((one.assessment for one in told), key=lambda one: one.confidence), reason=None, explanation=""),
        missing=_MISSING[told[0].found.question.language.code].format(what=lost[0]) if lost else "",
        absent=tuple(lost),
        kind=Kind.COMPARISON,
    )


def _side(name: str, other: str, found: Retrieval, assessment: Assessment, *, dated: bool = False) -> _Side:
    """A side, with what of what was found for it tells of it."""
    # What is left of the question without the other side is hardly a sentence, and is surer of less.
    answers = assessment.confidence >= THRESHOLDS["low"]
    return _Side(name, found, assessment, _fitting(name, other, found, dated=dated) if answers else ())


def _periods(names: Sequence[str], selection: Selection) -> tuple[Selection | None, ...]:
    """Of each side the articles published in the period that it names; None where the two don't name one each."""
    told = [periods(name) for name in names]
    if selection.published_from or selection.published_to or any(len(one) != 1 for one in told) or told[0] == told[1]:
        return (None,) * len(names)
    return tuple(replace(selection, published_from=one, published_to=one) for (one,) in told)


def _undated(text: str) -> str:
    """A text without its dates."""
    return " ".join(take_days(text)[1].replace("_", " ").split())


def _says(name: str, language: Language = Language.VIETNAMESE) -> bool:
    """Whether a name says something, beside words of questions and of time."""
    return not folded_words(name) <= QUESTION_STOPWORDS[language.code]


def as_asked(question: str, selection: Selection, judge: Judge) -> Looked:
    """What the question gets as it stands: sides that no article names may be told in other words ("đợt đầu")."""
    found, assessment = judge(question, selection)
    return Looked(replace(found, quotes=found.quotes[: len(SIDES)]), assessment, kind=Kind.COMPARISON)


def _fitting(name: str, other: str, found: Retrieval, *, dated: bool) -> tuple[_Told, ...]:
    """The best sentences of articles that hold a side, above all those that name it; the best is worth 0.

    `dated`: they are of the period that the side names, and needn't name it.
    """
    language = found.question.language
    if dated:
        name, other = _undated(name), _undated(other)
    own = folded_words(name) - folded_words(other)
    if not (dated or _says(name, language)):
        return ()
    articles = {one.passage.article.id: one.passage.article for one in found.sentences}
    held = {key for key, one in articles.items() if not _says(name, language) or _tells_of(one, name, language)}
    # What an article is about its sentences leave out; of two that it's about each has to be named.
    about = {key for key in held if own <= folded_words(opening(articles[key]))}
    about -= {key for key in about if holds(articles[key], other, language)} if not dated else set()

    def worth(one: ScoredSentence) -> float:
        named = len(own & folded_words(one.text)) / max(len(own), 1)
        named = 1.0 if one.passage.article.id in about else named
        return one.score + NAMED * named + _quoted(one, found)

    usable = (one for one in found.sentences if one.passage.article.id in held and not planted(one.quote))
    told = sorted(((worth(one), one) for one in usable), key=lambda one: -one[0])[:TRIED]
    return tuple(_Told(value - told[0][0], one, _shown(one, found)) for value, one in told)


def _together(sides: Sequence[Sequence[_Told]], names: Sequence[str]) -> tuple[QuoteSpan, ...]:
    """The quote of each side: together the best, and the most alike but for what they name."""
    named = folded_words(" ".join(names))

    def worth(pair: Sequence[_Told]) -> float:
        value = sum(one.worth for one in pair)
        if len(pair) < len(SIDES):
            return value
        one, other = pair
        if one.quote.overlaps(other.quote) and not all(
            folded_words(name) <= folded_words(one.quote.text) for name in names
        ):
            return -math.inf  # one quote for both only if it names both
        value += ALIKE * _alike(one.sentence.text, other.sentence.text, named)
        return value + MEASURED * (not _units(one).isdisjoint(_units(other)))

    best = max(product(*sides), key=worth)
    first, *others = (one.quote for one in best)
    return (first, *(one for one in others if not one.overlaps(first)))


def _alike(one: str, other: str, named: frozenset[str]) -> float:
    """How many words two sentences share beside the names of the sides: their cosine."""
    left, right = (folded_words(text) - named - QUESTION_STOPWORDS["vi"] for text in (one, other))
    return len(left & right) / math.sqrt(len(left) * len(right) or 1)


def _units(one: _Told) -> frozenset[str]:
    """The units of the amounts that a sentence tells."""
    figures, _ = figures_and_days(one.sentence.text)
    return frozenset(figure.unit for figure in figures) - {"", LABEL, CLOCK}


def _quoted(one: ScoredSentence, found: Retrieval) -> float:
    """What it counts that a sentence is quoted for the question of its side."""
    places = (place for place, quote in enumerate(found.quotes) if quote.overlaps(one.quote))
    return max(0.0, QUOTED - LATER * next(places, QUOTED / LATER))


def _shown(one: ScoredSentence, found: Retrieval) -> QuoteSpan:
    """A sentence as it's quoted: as it was cut or joined for the quotes, or whole."""
    return next((quote for quote in found.quotes if quote.overlaps(one.quote)), one.quote)


def _tells_of(article: Article, name: str, language: Language) -> bool:
    return holds(article, name, language) and (language is Language.ENGLISH or numbered_right(article, name))
