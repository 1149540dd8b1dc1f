"""The parts of a sentence: which of them a quote shows, and what it leaves out. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.language.question import Question
from service.quoting.sentences import CUE_WEIGHT, overlap
from service.quoting.types import ScoredSentence
from service.quoting.weighing import Weighed
from service.quoting.windows import QUOTE_WORDS, best_window
from service.retrieval.scoring import Scored
from service.values import Floats, QuoteSpan

LEAST_REST = 5
"""Words that a cut part needs to be worth a quote."""

REST_MALUS = 0.15
"""What a part is worth less than a sentence: it may begin in the middle of one."""

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A sentence, with the places of its tokens and their similarities to the question's if there are any."""

    question: Question
    sentence: ScoredSentence
    similarities: Floats | None = None
    starts: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, sentence: ScoredSentence, scored: Scored, question: Question) -> Parts:
        """What the parts of a sentence, of a passage that was `scored`, are measured with."""
        if scored.similarities is None or scored.vectors is None:
            return cls(question, sentence)
        shift = sentence.sentence.start - scored.stored.passage.start
        return cls(question, sentence, scored.similarities, scored.vectors.starts - shift)

    def support(self, start: int, end: int) -> Floats | None:
        """For each token of the question, the similarity of the best token between two offsets."""
        if self.similarities is None or self.starts is None:
            return None
        inside = self.similarities[(start <= self.starts) & (self.starts < end)]
        return np.asarray(inside.max(axis=0)) if len(inside) else np.full(self.similarities.shape[1], -1.0, np.float32)

    def fit(self, start: int, end: int, over: NDArray[np.bool_] | None = None) -> float:
        """How well a part answers: by its tokens, or the words it shares, and by the kind asked for."""
        text, support = self.sentence.text[start:end], self.support(start, end)
        cue = CUE_WEIGHT * self.question.expected.held(text)
        if support is None:
            return cue + overlap(self.question.typed_words, text)
        return cue + float((support if over is None else support[over]).mean())

    def part(self, of: Weighed, start: int, end: int) -> Weighed:
        """A part as a sentence of its own: worth less by as much as it fits worse than the whole."""
        support = self.support(start, end)
        # Measured against the whole sentence, so that rests and sentences are weighed on one scale.
        worse = REST_MALUS + self.fit(0, len(self.sentence.text), of.gains) - self.fit(start, end, of.gains)
        at = self.sentence.sentence.start
        sentence = replace(
            self.sentence,
            sentence=replace(self.sentence.sentence, start=at + start, end=at + end),
            score=self.sentence.score - worse,
            support=self.sentence.support if support is None else tuple(float(value) for value in support),
        )
        return replace(of, sentence=sentence, score=of.score - worse, support=np.array(sentence.support))


def span_of(best: Weighed, joined: Sequence[Weighed], parts: Parts) -> QuoteSpan:
    """The quote: all of them, or the part of one sentence that fits best. Its score is the sentence's own."""
    one, sentence = best.sentence, best.sentence.sentence
    article, passage = one.passage.article, one.passage.passage
    if not joined:
        start, end = best_window(one.text, parts.fit)
        return QuoteSpan(article, passage.id, sentence.start + start, sentence.start + end, one.score)
    spans = [sentence, *(other.sentence.sentence for other in joined)]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return QuoteSpan(article, passage.id, start, end, one.score)


def whole(one: Weighed) -> QuoteSpan:
    """The rest of a sentence as a quote, as much as fits into one."""
    span, found = one.sentence.sentence, one.sentence.passage
    words = [match.span() for match in _WORD.finditer(found.article.text, span.start, span.end)][:QUOTE_WORDS]
    return QuoteSpan(found.article, found.passage.id, words[0][0], words[-1][1], one.sentence.score)


def cut(best: Weighed, quote: QuoteSpan, parts: Parts) -> tuple[Weighed, Weighed | None]:
    """What a quote shows of its sentence, and what it leaves out: what is behind it, or else before it."""
    span, text = best.sentence.sentence, quote.article.text
    if quote.start <= span.start and span.end <= quote.end:
        return best, None
    start, end = (quote.end, span.end) if quote.end < span.end else (span.start, quote.start)
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    shown = parts.part(best, quote.start - span.start, quote.end - span.start)
    if len(words) < LEAST_REST:
        return shown, None
    return shown, parts.part(best, words[0][0] - span.start, words[-1][1] - span.start)
