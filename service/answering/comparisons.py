"""Two things compared: each is looked up by itself, and one quote a side says the same of both.

A side that no article holds is named as such. Nothing is reckoned: which of the two is more, the quotes say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from ingest.catalog.reading import Selection
from ingest.models import Article
from service.answerability.assess import THRESHOLDS, Assessment
from service.answerability.evidence import folded_words
from service.answering.topics import holds, numbered_right
from service.answering.types import Judge, Looked
from service.language.intents import Intent
from service.language.languages import Language
from service.language.stopwords import QUESTION_STOPWORDS
from service.quoting.stage import MAX_QUOTES
from service.quoting.types import Retrieval, ScoredSentence, merge
from service.values import QuoteSpan
from trichdan.wire import Kind, Reason

NAMED = 0.3
"""What it counts in an article on both sides that a sentence names its own: as much as a further quote may be worth
less. By hand."""

ALIKE = 0.6
"""What it counts that two sentences share all their words: they say the same of both sides. By hand."""

TRIED = 10
"""Sentences of each side that are held against each other."""

_MISSING = {
    "vi": "Các bài báo không nói đến {what} ở điểm này.",
    "en": "The articles do not tell this of {what}.",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: the two sides as they were typed, and what is asked of each."""

    names: tuple[str, str]
    questions: tuple[str, str]


JOINED = 3
"""Words between two sides that only join them ("so với", "hay là"), at most."""


def read_sides(intent: Intent) -> Sides | None:
    """The sides of a comparison; None where only one is told.

    Each is asked about by the same question without the other side, and without what joins the two.
    """
    spans = sorted(span for name, span in intent.slots.items() if name in ("a", "b"))
    if len(spans) < len(("a", "b")):
        return None
    text = intent.message
    (start, end), (begin, stop) = spans
    joined = len(text[end:begin].split()) <= JOINED
    left, right = (end, stop) if joined else (begin, stop), (start, begin) if joined else (start, end)
    asked = tuple(" ".join((text[:cut] + " " + text[behind:]).split()) for cut, behind in (left, right))
    return Sides((text[start:end], text[begin:stop]), (asked[0], asked[1]))


@dataclass(frozen=True, slots=True)
class _Side:
    """A side as it was typed, and what was found for it.

    Attributes:
        fitting: sentences of articles that hold the side, with what each is worth below the best; none if refused.
    """

    name: str
    found: Retrieval
    assessment: Assessment
    fitting: tuple[tuple[float, ScoredSentence], ...]


def compare(asked: Sides, question: str, selection: Selection, judge: Judge, top_k: int) -> Looked:
    """One quote a side, and which side isn't there; refused where neither is."""
    sides = []
    for name, other, text in zip(asked.names, reversed(asked.names), asked.questions, strict=True):
        found, assessment = judge(text, selection)
        # What is left of the question without the other side is hardly a sentence, and is surer of less.
        answers = assessment.confidence >= THRESHOLDS["low"]
        sides.append(_Side(name, found, assessment, _fitting(name, other, found) if answers else ()))
    told = [one for one in sides if one.fitting]
    if not told:
        return _refused(max(sides, key=lambda one: one.assessment.confidence))
    best = _most_alike(*(one.fitting for one in told), names=[one.name for one in told], beside=" ".join(asked.names))
    language = told[0].found.language
    lost = [one.name for one in sides if not one.fitting]
    merged = merge([one.found for one in told], question, max(top_k, MAX_QUOTES))
    quotes = dict.fromkeys(_shown(one, side.found) for one, side in zip(best, told, strict=True))
    return Looked(
        replace(merged, quotes=tuple(quotes)),
        replace(min((one.assessment for one in told), key=lambda one: one.confidence), reason=None, explanation=""),
        missing=_MISSING[language.code].format(what=lost[0]) if lost else "",
        absent=tuple(lost),
        kind=Kind.COMPARISON,
    )


def _refused(best: _Side) -> Looked:
    """What came nearest, refused though it may answer: of neither side."""
    assessment = best.assessment
    if assessment.reason is None:
        assessment = replace(assessment, reason=Reason.INSUFFICIENT_EVIDENCE)
    return Looked(best.found, assessment, kind=Kind.COMPARISON)


def _fitting(name: str, other: str, found: Retrieval) -> tuple[tuple[float, ScoredSentence], ...]:
    """The best sentences of articles that hold a side, above all those that name it; the best is worth 0."""
    own, language = folded_words(name) - folded_words(other), found.language
    articles = {one.passage.article.id: one.passage.article for one in found.sentences}
    held = {key for key, one in articles.items() if _tells_of(one, name, language)}
    both = {key for key in held if holds(articles[key], other, language)}

    def worth(one: ScoredSentence) -> float:
        return one.score + NAMED * (_share(own, one.text) if one.passage.article.id in both else 1.0)

    fitting = [(worth(one), one) for one in found.sentences if one.passage.article.id in held]
    best = max((value for value, _ in fitting), default=0.0)
    ordered = sorted(((value - best, one) for value, one in fitting), key=lambda one: -one[0])
    return tuple(ordered[:TRIED])


def _most_alike(
    *sides: Sequence[tuple[float, ScoredSentence]], names: Sequence[str], beside: str
) -> tuple[ScoredSentence, ...]:
    """The sentence of each side: together the best, and the most alike but for what they name.

    One sentence for both only if it names both.
    """
    named = folded_words(beside)

    def together(pair: Sequence[tuple[float, ScoredSentence]]) -> float:
        texts = [each.text for _, each in pair]
        if len(set(texts)) < len(texts) and min(_share(folded_words(name), texts[0]) for name in names) < 1:
            return -math.inf
        one, *others = (folded_words(text) - named - QUESTION_STOPWORDS["vi"] for text in texts)
        alike = sum(len(one & other) / math.sqrt(len(one) * len(other) or 1) for other in others)
        return sum(value for value, _ in pair) + ALIKE * alike

    return tuple(one for _, one in max(product(*sides), key=together))


def _shown(one: ScoredSentence, found: Retrieval) -> QuoteSpan:
    """A sentence as it's quoted: as it was cut for the quotes, or whole."""
    return next((quote for quote in found.quotes if _within(one, quote)), one.quote)


def _within(one: ScoredSentence, quote: QuoteSpan) -> bool:
    """Whether a quote shows a part of this sentence, and of no other."""
    span = one.sentence
    return quote.article.id == one.passage.article.id and span.start <= quote.start and quote.end <= span.end


def _tells_of(article: Article, name: str, language: Language) -> bool:
    return holds(article, name, language) and (language is Language.ENGLISH or numbered_right(article, name))


def _share(words: frozenset[str], text: str) -> float:
    return len(words & folded_words(text)) / len(words) if words else 0.0
