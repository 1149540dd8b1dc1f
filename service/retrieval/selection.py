"""Which sentences to quote, and where a quote gains by taking its neighbour in. Pure.

Sentences come scored each by itself (`quotes`). Here they are weighed against each other: within an article by what it
doesn't say throughout, and after the first quote by what the earlier ones leave open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.analysis import fold, syllables
from service.models import QuoteSpan, RetrievedPassage
from service.retrieval.answer_types import AnswerType, expected_type, holds
from service.retrieval.credits import credit_asked, credits_somebody
from service.retrieval.question import Query
from service.retrieval.quotes import cue_weight, prose_first
from service.retrieval.scoring import Scored, token_similarities
from service.retrieval.subjects import Subject, subjects_of, tokens_beside
from service.retrieval.types import Floats, ScoredSentence
from service.retrieval.windows import QUOTE_WORDS, Fit, best_window

PASSAGES = 12
"""Passages whose sentences may be quoted."""

COVERAGE_WEIGHT = 2.0
"""Of the mean gain in similarity over the question's tokens."""

SUBJECT_WEIGHT = 0.6
"""Of an article that speaks of a name or year of the question that no article quoted so far speaks of."""

LEAST_REST = 5
"""Words that a cut part needs to be worth a quote."""

_WORD = re.compile(r"\S+")

MARGIN = 0.3
"""Further quotes are shown if their worth is this close to the first one's; none that helps lies further off."""


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """A sentence with its score among the others.

    Attributes:
        gains: what each token of the question counts where it covers more than earlier quotes.
        subjects: names and years of the question that its article speaks of.
    """

    sentence: ScoredSentence
    score: float
    gains: NDArray[np.bool_]
    subjects: frozenset[Subject]

    def strays(self, article_id: str, first: frozenset[Subject], spoken: frozenset[Subject]) -> bool:
        """Whether it's of another article that lacks a name of the question that the first has, and adds none."""
        return self.sentence.passage.article.id != article_id and self.subjects < first and self.subjects <= spoken

    def worth(self, covered: Floats | None, spoken: frozenset[Subject]) -> float:
        """The score with what is new: over the `covered` tokens, and the subjects `spoken` of."""
        new = SUBJECT_WEIGHT if self.subjects - spoken else 0.0
        if covered is None or not self.sentence.support:
            return self.score + new
        gain = np.maximum(np.array(self.sentence.support) - covered, 0)[self.gains].mean()
        return self.score + new + COVERAGE_WEIGHT * float(gain)


def quotable(query: Query, passages: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
    """The best passages; of the others those with the kind of line that a question about a credit asks for."""
    asked = credit_asked(query.text, query.language)
    return [
        one
        for place, one in enumerate(passages)
        if place < PASSAGES or any(sentence.kind is asked for sentence in one.passage.sentences)
    ]


def choose_quotes(
    query: Query, scored: Sequence[Scored], sentences: Sequence[ScoredSentence], limit: int
) -> tuple[QuoteSpan, ...]:
    """At most `limit` quotes: each the best sentence left, joined with its better neighbour where both are short.

    The first always; another only if it is worth nearly as much, since each that doesn't answer costs the reader time.
    What a further quote says of the question that the earlier ones don't counts for it (submodular coverage: Lin &
    Bilmes 2011), and so does an article about a name or year that the earlier ones leave out: a question about two
    things gets quotes about both. Where quotes are left over, what had to be cut from the chosen sentences gets them.
    """
    by_id = {one.scores.passage_id: one for one in scored}
    asked = _Asked.by(query)
    left = _weighed(query, sentences)
    least = left[0].score - MARGIN if left else 0.0
    credit = _credit(query, left)
    quotes: list[QuoteSpan] = []
    cut: list[QuoteSpan | None] = []
    covered: Floats | None = None
    spoken: frozenset[Subject] = frozenset()
    first = spoken
    while left and len(quotes) < limit:
        if quotes:
            left = [one for one in left if not one.strays(quotes[0].article.id, first, spoken)]
        if not left:
            break
        best = max(left, key=lambda one: one.worth(covered, spoken)) if quotes else credit or left[0]
        if quotes and best.worth(covered, spoken) < least:
            break
        first = first if quotes else best.subjects
        partner = _partner(best, left)
        for one in (best, partner):
            if one is not None:
                left.remove(one)
                covered = _cover(covered, one.sentence)
        spoken |= best.subjects
        quotes.append(_span(best, partner, asked.fit(by_id[best.sentence.passage.passage.id], best.sentence)))
        cut.append(_rest(best.sentence, quotes[-1]))
    rests = [one for one in cut if one is not None]
    return (*quotes, *rests[: limit - len(quotes)])


def begins_with_credit(query: Query, sentences: Sequence[ScoredSentence], quote: QuoteSpan) -> bool:
    """Whether a question about a credit got such a line as its first quote."""
    kind = credit_asked(query.text, query.language)
    return kind is not None and any(
        one.sentence.kind is kind and one.sentence.start <= quote.start < one.sentence.end
        for one in sentences
        if one.passage.article.id == quote.article.id
    )


def _weighed(query: Query, sentences: Sequence[ScoredSentence]) -> list[_Weighed]:
    """The sentences by their score among each other, best first; prose begins."""
    articles = {one.passage.article.id: one.passage.article for one in sentences}
    subjects = subjects_of(query, articles.values())
    beside = {key: tokens_beside(query, of) for key, of in subjects.items()}
    scores = {id(one): one.score + _beyond(one, beside[one.passage.article.id]) for one in sentences}
    ordered = prose_first(sorted(sentences, key=lambda one: -scores[id(one)]))
    return [
        _Weighed(one, scores[id(one)], beside[one.passage.article.id], subjects[one.passage.article.id])
        for one in ordered
    ]


def _beyond(one: ScoredSentence, beside: NDArray[np.bool_]) -> float:
    """What it changes to leave the tokens of its article's subjects out of the sentence's similarity."""
    if not one.support or one.maxsim is None:
        return 0.0
    return float(np.array(one.support)[beside].mean()) - one.maxsim


def _credit(query: Query, weighed: Sequence[_Weighed]) -> _Weighed | None:
    """The line that answers a question about a credit, if one is asked for and there."""
    kind = credit_asked(query.text, query.language)
    lines = [one for one in weighed if one.sentence.sentence.kind is kind and credits_somebody(one.sentence.text, kind)]
    return max(lines, key=lambda one: one.score, default=None)


def _cover(covered: Floats | None, sentence: ScoredSentence) -> Floats | None:
    """What is covered of the question's tokens with one more sentence."""
    if not sentence.support:
        return covered
    support = np.array(sentence.support, dtype=np.float32)
    return support if covered is None else np.maximum(covered, support)


def _partner(best: _Weighed, left: Sequence[_Weighed]) -> _Weighed | None:
    """The better of the sentences next to `best` in its passage, if both fit into one quote."""
    passage, sentence = best.sentence.passage.passage, best.sentence.sentence
    place = passage.sentences.index(sentence)
    neighbours = {passage.sentences[at] for at in (place - 1, place + 1) if 0 <= at < len(passage.sentences)}
    room = QUOTE_WORDS - len(best.sentence.text.split())
    return next(
        (
            one
            for one in left
            if one.sentence.passage.passage.id == passage.id
            and one.sentence.sentence in neighbours
            and one.sentence.sentence.kind is sentence.kind
            and len(one.sentence.text.split()) <= room
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of the question tells how well a part of a sentence answers."""

    kind: AnswerType | None
    words: frozenset[str]
    tokens: Floats | None

    @classmethod
    def by(cls, query: Query) -> _Asked:
        words = frozenset(fold(word) for word in syllables(query.text))
        return cls(expected_type(query.text, query.language), words, query.tokens)

    def fit(self, scored: Scored, sentence: ScoredSentence) -> Fit:
        """How well a part of the sentence answers: by its tokens, or the words it shares, and by the kind asked for."""
        text, vectors = sentence.text, scored.vectors
        shift = sentence.sentence.start - scored.stored.passage.start
        similarities = starts = None
        if self.tokens is not None and vectors is not None and len(vectors.codes):
            similarities, starts = token_similarities(self.tokens, vectors), vectors.starts - shift

        def fit(start: int, end: int) -> float:
            cue = cue_weight(self.kind) * holds(text[start:end], self.kind)
            if similarities is None or starts is None:
                shared = self.words & {fold(word) for word in syllables(text[start:end])}
                return cue + len(shared) / max(1, len(self.words))
            inside = similarities[(start <= starts) & (starts < end)]
            return cue + (float(inside.max(axis=0).mean()) if len(inside) else -1.0)

        return fit


def _span(best: _Weighed, partner: _Weighed | None, fit: Fit) -> QuoteSpan:
    """The quote: both sentences, or the part of one that fits best. Its score is the sentence's own."""
    one, sentence = best.sentence, best.sentence.sentence
    article, passage = one.passage.article, one.passage.passage
    if partner is None:
        start, end = best_window(one.text, fit)
        return QuoteSpan(article, passage.id, sentence.start + start, sentence.start + end, one.score)
    start, end = min(sentence.start, partner.sentence.sentence.start), max(sentence.end, partner.sentence.sentence.end)
    return QuoteSpan(article, passage.id, start, end, one.score)


def _rest(sentence: ScoredSentence, quote: QuoteSpan) -> QuoteSpan | None:
    """What a quote leaves out of its sentence: the words behind it, or before it if there are none; at most a quote."""
    span = sentence.sentence
    text, spans = quote.article.text, []
    if quote.end < span.end:
        spans = _whole_clauses(text, [match.span() for match in _WORD.finditer(text, quote.end, span.end)])
    elif quote.start > span.start:
        spans = [match.span() for match in _WORD.finditer(text, span.start, quote.start)][-QUOTE_WORDS:]
    return replace(quote, start=spans[0][0], end=spans[-1][1]) if len(spans) >= LEAST_REST else None


def _whole_clauses(text: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many words as fit into a quote, up to the end of a clause if there is one in the second half."""
    if len(words) <= QUOTE_WORDS:
        return words
    ends = [at for at in range(QUOTE_WORDS // 2, QUOTE_WORDS) if text[words[at][1] - 1] in ",;:"]
    return words[: ends[-1] + 1 if ends else QUOTE_WORDS]
