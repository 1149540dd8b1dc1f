"""Two things compared: each is looked up by itself, and one quote a side says the same of both.

A side that no article holds is named as such. Nothing is reckoned: which of the two is more, the quotes say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.analysis import fold, syllables
from ingest.catalog.reading import Selection
from service.answerability.assess import Assessment
from service.answering.looked import Judge, Looked
from service.answering.topics import holds, numbered_right
from service.language.kinds import Comparison
from service.language.typing import Language
from service.quoting.quote import MAX_QUOTES
from service.quoting.types import Retrieval, ScoredSentence, merge
from service.values import QuoteSpan
from trichdan.wire import Kind, Reason

NAMED = 0.3
"""What it counts in an article on both sides that a sentence names its own: as much as a further quote may be worth
less. By hand."""

_MISSING = {
    "vi": "Các bài báo không nói đến {what} ở điểm này.",
    "en": "The articles do not tell this of {what}.",
}


@dataclass(frozen=True, slots=True)
class _Side:
    """A side as it was typed, and what was found for it; `quote` is None where nothing tells of it."""

    name: str
    found: Retrieval
    assessment: Assessment
    quote: QuoteSpan | None


def compare(asked: Comparison, question: str, selection: Selection, judge: Judge, top_k: int) -> Looked:
    """One quote a side, and which side isn't there; refused where neither is."""
    sides = []
    for name, other, text in zip(asked.sides, reversed(asked.sides), asked.questions, strict=True):
        found, assessment = judge(text, selection)
        quote = _quote(name, other, found) if assessment.reason is None else None
        sides.append(_Side(name, found, assessment, quote))
    told = [one for one in sides if one.quote is not None]
    if not told:
        return _refused(max(sides, key=lambda one: one.assessment.confidence))
    language = told[0].found.language
    lost = [one.name for one in sides if one.quote is None]
    merged = merge([one.found for one in told], question, max(top_k, MAX_QUOTES))
    quotes = tuple(dict.fromkeys(one.quote for one in told if one.quote is not None))
    return Looked(
        replace(merged, quotes=quotes),
        min((one.assessment for one in told), key=lambda one: one.confidence),
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


def _quote(name: str, other: str, found: Retrieval) -> QuoteSpan | None:
    """The best sentence of an article that holds the side, above all one that names it."""
    own = _words(name) - _words(other)
    fitting = [one for one in found.sentences if _tells_of(one, name, found.language)]
    if not fitting:
        return None
    articles = {one.passage.article.id: one.passage.article for one in fitting}
    both = {key for key, one in articles.items() if holds(one, other, found.language)}

    def worth(one: ScoredSentence) -> float:
        return one.score + NAMED * (_share(own, one.text) if one.passage.article.id in both else 1.0)

    first = found.quotes[0] if found.quotes else None
    if first is not None and first.article.id in articles and first.article.id not in both:
        return first
    best = max(fitting, key=worth)
    return next((one for one in found.quotes if _within(best, one)), best.quote)


def _within(one: ScoredSentence, quote: QuoteSpan) -> bool:
    """Whether a quote shows a part of this sentence, and of no other."""
    return (
        quote.article.id == one.passage.article.id
        and one.sentence.start <= quote.start
        and quote.end <= one.sentence.end
    )


def _tells_of(one: ScoredSentence, name: str, language: Language) -> bool:
    article = one.passage.article
    return holds(article, name, language) and (language is Language.ENGLISH or numbered_right(article, name))


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in syllables(text))


def _share(words: frozenset[str], text: str) -> float:
    held: Sequence[bool] = [word in _words(text) for word in words]
    return sum(held) / len(held) if held else 0.0
