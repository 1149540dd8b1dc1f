"""Which sentences to quote, and where a quote gains by taking its neighbour in. Pure.

Sentences come scored each by itself (`sentences`). Here they are weighed against each other: within an article by what
it doesn't say throughout, and after the first quote by what the earlier ones leave open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.analysis import fold, syllables
from service.language.answer_types import Expected, expected
from service.language.languages import Language
from service.quoting.announced import announces
from service.quoting.credits import credit_asked, credits_somebody
from service.quoting.inherited import inherited
from service.quoting.joined import joined_with
from service.quoting.rows import row_weight, with_rows
from service.quoting.sentences import CUE_WEIGHT, prose_first
from service.quoting.subjects import Subject, of_one_alone, subjects_of, tokens_beside
from service.quoting.titles import title_line
from service.quoting.types import ScoredSentence
from service.quoting.windows import QUOTE_WORDS, best_window
from service.retrieval.query import Query
from service.retrieval.scoring import Scored, mean
from service.values import Floats, QuoteSpan, RetrievedPassage

PASSAGES = 12
"""Passages whose sentences may be quoted."""

COVERAGE_WEIGHT = 2.0
"""Of the mean gain in similarity over the question's tokens."""

SUBJECT_WEIGHT = 0.6
"""Of an article that speaks of a name or year of the question that no article quoted so far speaks of."""

LEAST_REST = 5
"""Words that a cut part needs to be worth a quote."""

REST_MALUS = 0.15
"""What a part is worth less than a sentence: it may begin in the middle of one."""

_WORD = re.compile(r"\S+")

MARGIN = 0.3
"""Further quotes are shown if their worth is this close to the first one's; none that helps lies further off."""


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """A sentence with its score among the others.

    Attributes:
        support: its own, as numbers to reckon with; empty without token vectors.
        gains: what each token of the question counts where it covers more than earlier quotes.
        subjects: names and years of the question that its article speaks of.
    """

    sentence: ScoredSentence
    score: float
    support: NDArray[np.float64]
    gains: NDArray[np.bool_]
    subjects: frozenset[Subject]

    def strays(self, article_id: str, first: frozenset[Subject], spoken: frozenset[Subject]) -> bool:
        """Whether it's of another article that lacks a name of the question that the first has, and adds none."""
        return self.sentence.passage.article.id != article_id and self.subjects < first and self.subjects <= spoken

    def worth(self, covered: Floats | None, spoken: frozenset[Subject]) -> float:
        """The score with what is new: subjects not `spoken` of, or what it says beyond the `covered` tokens."""
        if self.subjects - spoken:
            return self.score + SUBJECT_WEIGHT  # of another subject the same may be asked: nothing is covered yet
        if covered is None or not len(self.support):
            return self.score
        return self.score + COVERAGE_WEIGHT * mean(np.maximum(self.support - covered, 0)[self.gains])


def quotable(query: Query, passages: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
    """The best passages and what they announce; of the others those with a line of the credit that is asked for."""
    asked = credit_asked(query.text, query.language)
    open_ended = {(one.article.id, one.passage.ordinal + 1) for one in passages[:PASSAGES] if _announces_next(one)}
    return [
        one
        for place, one in enumerate(passages)
        if place < PASSAGES
        or (one.article.id, one.passage.ordinal) in open_ended
        or any(sentence.kind is asked for sentence in one.passage.sentences)
    ]


def _announces_next(one: RetrievedPassage) -> bool:
    """Whether a passage ends with what announces the next."""
    return bool(announces(one.passage.sentences[-1].within(one.article.text)))


def choose_quotes(
    query: Query,
    scored: Sequence[Scored],
    sentences: Sequence[ScoredSentence],
    limit: int,
    worth: Sequence[float] | None = None,
) -> tuple[QuoteSpan, ...]:
    """At most `limit` quotes: each the best sentence left, joined with its better neighbour where both are short.

    `worth` is what each sentence is worth as the first quote, where something else tells that than `worths`.

    The first always; another only if it is worth nearly as much, since each that doesn't answer costs the reader time.
    What a further quote says of the question that the earlier ones don't counts for it (submodular coverage: Lin &
    Bilmes 2011), and so does an article about a name or year that the earlier ones leave out: a question about two
    things gets quotes about both. Where quotes are left over, what had to be cut from the chosen sentences gets them.
    """
    by_id = {one.scores.passage_id: one for one in scored}
    asked = _Asked.by(query)
    left = _weighed(query, sentences, worth)
    least = left[0].score - MARGIN if left else 0.0
    # Lines that share no words with the question can never win by score, so they are put first or not at all.
    opening = _credit(query, left) or _title(query, left)
    quotes: list[QuoteSpan] = []
    rests: list[_Weighed] = []
    taken: list[_Weighed] = []
    covered: Floats | None = None
    spoken: frozenset[Subject] = frozenset()
    first = spoken
    while left and len(quotes) < limit:
        if quotes:
            # Left out, precision gains .3 to 2 points, and evidence among three quotes loses nothing (decisions/0004).
            left = [one for one in left if not one.strays(quotes[0].article.id, first, spoken)]
        if not left:
            break
        best = max(left, key=lambda one: one.worth(covered, spoken)) if quotes else opening or _first(query, left)
        if quotes and best.worth(covered, spoken) < least:
            break
        first = first if quotes else best.subjects
        parts = asked.parts(by_id[best.sentence.passage.passage.id], best.sentence)
        # What is joined is chosen before the window: it is shown whole, since all of it fits.
        chosen = {id(one) for one in joined_with(best.sentence, [one.sentence for one in left])}
        joined = [one for one in left if id(one.sentence) in chosen]
        quote = _span(best, joined, parts)
        shown, rest = _cut(best, quote, parts)
        left = [one for one in left if one is not best and one not in joined]
        if rest is not None:
            rests.append(rest)
            # A rest of a rest doesn't compete for the next quote: it would be quoted in shreds.
            if best not in rests:
                left.append(rest)
        for one in (shown, *joined):
            covered = _cover(covered, one.sentence)
        spoken |= best.subjects
        taken.append(best)
        quotes.append(quote)
    unshown = [one for one in rests if one not in taken]
    return (*quotes, *(_whole(one) for one in unshown[: limit - len(quotes)]))


def begins_with_credit(query: Query, sentences: Sequence[ScoredSentence], quote: QuoteSpan) -> bool:
    """Whether a question about a credit got such a line as its first quote."""
    kind = credit_asked(query.text, query.language)
    return kind is not None and any(
        one.sentence.kind is kind and one.sentence.start <= quote.start < one.sentence.end
        for one in sentences
        if one.passage.article.id == quote.article.id
    )


def worths(query: Query, sentences: Sequence[ScoredSentence]) -> list[float]:
    """What each sentence is worth as the first quote, to a question in a conversation.

    Nothing is inherited there: what was spoken of names the matter already (decisions/0013).
    """
    return _worths(query, _About.of(query, sentences), sentences, [np.array(one.support) for one in sentences])


@dataclass(frozen=True, slots=True, eq=False)
class _About:
    """What of the question the articles speak of, and which of its tokens say something else; by article."""

    subjects: dict[str, frozenset[Subject]]
    beside: dict[str, NDArray[np.bool_]]

    @classmethod
    def of(cls, query: Query, sentences: Sequence[ScoredSentence]) -> _About:
        articles = {one.passage.article.id: one.passage.article for one in sentences}
        subjects = subjects_of(query.understood, articles.values())
        alike = {of: tokens_beside(query, of) for of in set(subjects.values())}
        return cls(subjects, {key: alike[of] for key, of in subjects.items()})


def _worths(
    query: Query, about: _About, sentences: Sequence[ScoredSentence], support: Sequence[NDArray[np.float64]]
) -> list[float]:
    asked = expected(query.understood, query.language)
    alone = [
        one.score + _beyond(one, held, about.beside[one.passage.article.id])
        for one, held in zip(sentences, support, strict=True)
    ]
    rows = [row_weight(one.text, about.subjects[one.passage.article.id], query.understood, asked) for one in sentences]
    return with_rows(sentences, alone, rows)


def _weighed(query: Query, sentences: Sequence[ScoredSentence], worth: Sequence[float] | None = None) -> list[_Weighed]:
    """The sentences by their score among each other, or by what each is `worth`, best first; prose begins."""
    about = _About.of(query, sentences)
    if worth is None:
        # Similarities across languages are too much alike to be inherited.
        inherits = query.language is not Language.ENGLISH
        support = inherited(sentences) if inherits else [np.array(one.support) for one in sentences]
        worth = _worths(query, about, sentences, support)
    weighed = [
        _Weighed(
            one,
            value,
            np.array(one.support),
            about.beside[one.passage.article.id],
            about.subjects[one.passage.article.id],
        )
        for one, value in zip(sentences, worth, strict=True)
    ]
    by_id = {id(one.sentence): one for one in weighed}
    ordered = prose_first([one.sentence for one in sorted(weighed, key=lambda one: -one.score)])
    return [by_id[id(one)] for one in ordered]


def _first(query: Query, weighed: Sequence[_Weighed]) -> _Weighed:
    """The best sentence, of an article that speaks of both where the question names two together and any does."""
    alone = of_one_alone(query, {one.sentence.passage.article.id: one.subjects for one in weighed})
    return next(one for one in weighed if one.sentence.passage.article.id not in alone)


def _beyond(one: ScoredSentence, support: NDArray[np.float64], beside: NDArray[np.bool_]) -> float:
    """What it changes to take what the sentence inherits as its own, and leave its article's subjects out."""
    if not len(support) or one.maxsim is None:
        return 0.0
    return mean(support[beside]) - one.maxsim


def _credit(query: Query, weighed: Sequence[_Weighed]) -> _Weighed | None:
    """The line that answers a question about a credit, if one is asked for and there."""
    kind = credit_asked(query.text, query.language)
    lines = [one for one in weighed if one.sentence.sentence.kind is kind and credits_somebody(one.sentence.text, kind)]
    return max(lines, key=lambda one: one.score, default=None)


def _title(query: Query, weighed: Sequence[_Weighed]) -> _Weighed | None:
    """The title line of the best sentence's article, if that alone answers."""
    own = [one for one in weighed if one.sentence.passage.article.id == weighed[0].sentence.passage.article.id]
    line = title_line(query, [one.sentence for one in own]) if own else None
    return next((one for one in own if one.sentence is line), None)


def _cover(covered: Floats | None, sentence: ScoredSentence) -> Floats | None:
    """What is covered of the question's tokens with one more sentence."""
    if not sentence.support:
        return covered
    support = np.array(sentence.support, dtype=np.float32)
    return support if covered is None else np.maximum(covered, support)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of the question tells how well a part of a sentence answers."""

    kind: Expected
    words: frozenset[str]

    @classmethod
    def by(cls, query: Query) -> _Asked:
        words = frozenset(fold(word) for word in syllables(query.text))
        return cls(expected(query.understood, query.language), words)

    def parts(self, scored: Scored, sentence: ScoredSentence) -> _Parts:
        """What the parts of a sentence are measured with."""
        if scored.similarities is None or scored.vectors is None:
            return _Parts(self, sentence)
        shift = sentence.sentence.start - scored.stored.passage.start
        return _Parts(self, sentence, scored.similarities, scored.vectors.starts - shift)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """A sentence, with the places of its tokens and their similarities to the question's if there are any."""

    asked: _Asked
    sentence: ScoredSentence
    similarities: Floats | None = None
    starts: NDArray[np.int64] | None = None

    def support(self, start: int, end: int) -> Floats | None:
        """For each token of the question, the similarity of the best token between two offsets."""
        if self.similarities is None or self.starts is None:
            return None
        inside = self.similarities[(start <= self.starts) & (self.starts < end)]
        return np.asarray(inside.max(axis=0)) if len(inside) else np.full(self.similarities.shape[1], -1.0, np.float32)

    def fit(self, start: int, end: int, over: NDArray[np.bool_] | None = None) -> float:
        """How well a part answers: by its tokens, or the words it shares, and by the kind asked for."""
        text, support = self.sentence.text[start:end], self.support(start, end)
        cue = CUE_WEIGHT * self.asked.kind.held(text)
        if support is None:
            shared = self.asked.words & {fold(word) for word in syllables(text)}
            return cue + len(shared) / max(1, len(self.asked.words))
        return cue + float((support if over is None else support[over]).mean())

    def part(self, of: _Weighed, start: int, end: int) -> _Weighed:
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


def _span(best: _Weighed, joined: Sequence[_Weighed], parts: _Parts) -> QuoteSpan:
    """The quote: all of them, or the part of one sentence that fits best. Its score is the sentence's own."""
    one, sentence = best.sentence, best.sentence.sentence
    article, passage = one.passage.article, one.passage.passage
    if not joined:
        start, end = best_window(one.text, parts.fit)
        return QuoteSpan(article, passage.id, sentence.start + start, sentence.start + end, one.score)
    spans = [sentence, *(other.sentence.sentence for other in joined)]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return QuoteSpan(article, passage.id, start, end, one.score)


def _whole(one: _Weighed) -> QuoteSpan:
    """The rest of a sentence as a quote, as much as fits into one."""
    span, found = one.sentence.sentence, one.sentence.passage
    words = [match.span() for match in _WORD.finditer(found.article.text, span.start, span.end)][:QUOTE_WORDS]
    return QuoteSpan(found.article, found.passage.id, words[0][0], words[-1][1], one.sentence.score)


def _cut(best: _Weighed, quote: QuoteSpan, parts: _Parts) -> tuple[_Weighed, _Weighed | None]:
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
