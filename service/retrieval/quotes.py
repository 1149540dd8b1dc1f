"""Which sentences to quote, and where a quote gains by taking its neighbour in. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.analysis import fold, syllables
from ingest.models import SentenceKind
from service.models import QuoteSpan, RetrievedPassage
from service.retrieval.answer_types import AnswerType, expected_type, holds
from service.retrieval.glossary import share_held
from service.retrieval.question import Query
from service.retrieval.scoring import Scored, token_similarities
from service.retrieval.types import Floats, Language, ScoredSentence
from service.retrieval.windows import QUOTE_WORDS, Fit, best_window

PASSAGES = 5
"""Passages whose sentences may be quoted."""

SENTENCE_WEIGHT = 1.5
CUE_WEIGHT = 0.1
PERSON_WEIGHT = 0.2
"""Who-questions: a sentence that names nobody can hardly answer, however much else it shares."""
GLOSSARY_WEIGHT = 0.2
OVERLAP_WEIGHT = 0.5
"""Of the shared words, where there are no token vectors."""

COVERAGE_WEIGHT = 2.0
"""Of the mean gain in similarity over the question's tokens."""

MARGIN = 0.3
"""Further quotes are shown if their score is this close to the first one's; none that helps lies further off."""

_MALUS = {
    SentenceKind.PROSE: 0.0,
    SentenceKind.CAPTION: 0.2,
    SentenceKind.TITLE: 1.0,
    SentenceKind.BYLINE: 1.0,
    SentenceKind.SOURCE: 1.0,
}


def score_sentences(query: Query, best: Sequence[Scored], passages: Sequence[RetrievedPassage]) -> list[ScoredSentence]:
    """All sentences of the best passages, best first; what isn't prose never comes first if there is prose."""
    kind = expected_type(query.text, query.language)
    words = {fold(word) for word in syllables(query.text)}
    shown = passages[:PASSAGES]
    articles = {one.article.id: one.score for one in reversed(shown)}  # each article's best passage comes last
    found = [
        _sentence(query, scored, place, passage, (passage.score + articles[passage.article.id]) / 2, kind, words)
        for scored, passage in zip(best, shown, strict=False)
        for place in range(len(passage.passage.sentences))
    ]
    found.sort(key=lambda one: (-one.score, one.passage.passage.id, one.sentence.start))
    first = next((place for place, one in enumerate(found) if one.sentence.kind is SentenceKind.PROSE), 0)
    return [*found[first : first + 1], *found[:first], *found[first + 1 :]]


def _sentence(
    query: Query,
    scored: Scored,
    place: int,
    passage: RetrievedPassage,
    around: float,
    kind: AnswerType | None,
    words: set[str],
) -> ScoredSentence:
    """`around` is what the passage and its article are worth: between articles they decide, within one less."""
    sentence = passage.passage.sentences[place]
    text = passage.article.text[sentence.start : sentence.end]
    cosine = float(scored.sentence_cosines[place])
    support = None if scored.support is None else scored.support[place]
    overlap = len(words & {fold(word) for word in syllables(text)}) / max(1, len(words))
    maxsim = None if support is None else float(support.mean())
    cue = holds(text, kind)
    total = (
        around
        + SENTENCE_WEIGHT * cosine
        + (OVERLAP_WEIGHT * overlap if maxsim is None else maxsim)
        + _cue_weight(kind) * cue
        + GLOSSARY_WEIGHT * _meant(query, text)
        - _MALUS[sentence.kind]
    )
    columns = () if support is None else tuple(float(value) for value in support)
    return ScoredSentence(passage, sentence, total, cosine, maxsim, columns, overlap, cue)


def _meant(query: Query, text: str) -> float:
    """The share of an English question's words that the text holds in Vietnamese; 0.5 where that can't be told."""
    share = share_held(query.text, text) if query.language is Language.ENGLISH else None
    return 0.5 if share is None else share


def choose_quotes(
    query: Query, scored: Sequence[Scored], sentences: Sequence[ScoredSentence], limit: int
) -> tuple[QuoteSpan, ...]:
    """At most `limit` quotes: each the best sentence left, joined with its better neighbour where both are short.

    The first always; another only if it scores nearly as well, since each that doesn't answer costs the reader time.
    What a further quote says of the question that the earlier ones don't counts for it (submodular coverage: Lin &
    Bilmes 2011), so that a question about two things gets quotes about both.
    """
    by_id = {one.scores.passage_id: one for one in scored}
    left = list(sentences)
    quotes: list[QuoteSpan] = []
    covered: Floats | None = None
    while left and len(quotes) < limit:
        best, worth = _next(left, covered)
        if quotes and worth < quotes[0].score - MARGIN:
            break
        left.remove(best)
        partner = _partner(best, left)
        if partner is not None:
            left.remove(partner)
        for one in (best, partner):
            if one is not None and one.support:
                covered = np.array(one.support) if covered is None else np.maximum(covered, one.support)
        quotes.append(_span(best, partner, _fit(query, by_id[best.passage.passage.id], best)))
    return tuple(quotes)


def _next(left: Sequence[ScoredSentence], covered: Floats | None) -> tuple[ScoredSentence, float]:
    """The sentence to quote next, and its score with what it adds to the `covered` tokens of the question."""
    if covered is None:
        return left[0], left[0].score
    gains = [float(np.maximum(np.array(one.support) - covered, 0).mean()) if one.support else 0.0 for one in left]
    worths = [one.score + COVERAGE_WEIGHT * gain for one, gain in zip(left, gains, strict=True)]
    best = max(range(len(left)), key=lambda place: worths[place])
    return left[best], worths[best]


def _partner(best: ScoredSentence, left: Sequence[ScoredSentence]) -> ScoredSentence | None:
    """The better of the sentences next to `best` in its passage, if both fit into one quote."""
    order = best.passage.passage.sentences
    place = order.index(best.sentence)
    neighbours = {order[at] for at in (place - 1, place + 1) if 0 <= at < len(order)}
    room = QUOTE_WORDS - len(best.text.split())
    return next(
        (
            one
            for one in left
            if one.passage.passage.id == best.passage.passage.id
            and one.sentence in neighbours
            and one.sentence.kind is best.sentence.kind
            and len(one.text.split()) <= room
        ),
        None,
    )


def _fit(query: Query, scored: Scored, sentence: ScoredSentence) -> Fit:
    """How well a part of a sentence answers: by its tokens, or the words it shares, and by the kind asked for."""
    kind = expected_type(query.text, query.language)
    text = sentence.text
    words = {fold(word) for word in syllables(query.text)}
    shift = sentence.sentence.start - scored.stored.passage.start
    vectors = scored.vectors
    similarities = starts = None
    if query.tokens is not None and vectors is not None and len(vectors.codes):
        similarities, starts = token_similarities(query.tokens, vectors), vectors.starts - shift

    def fit(start: int, end: int) -> float:
        cue = _cue_weight(kind) * holds(text[start:end], kind)
        if similarities is None or starts is None:
            return cue + len(words & {fold(word) for word in syllables(text[start:end])}) / max(1, len(words))
        inside = similarities[(start <= starts) & (starts < end)]
        return cue + (float(inside.max(axis=0).mean()) if len(inside) else -1.0)

    return fit


def _cue_weight(kind: AnswerType | None) -> float:
    return PERSON_WEIGHT if kind is AnswerType.PERSON else CUE_WEIGHT


def _span(best: ScoredSentence, partner: ScoredSentence | None, fit: Fit) -> QuoteSpan:
    article, passage, sentence = best.passage.article, best.passage.passage, best.sentence
    if partner is None:
        start, end = best_window(best.text, fit)
        return QuoteSpan(article, passage.id, sentence.start + start, sentence.start + end, best.score)
    start, end = min(sentence.start, partner.sentence.start), max(sentence.end, partner.sentence.end)
    return QuoteSpan(article, passage.id, start, end, best.score)
