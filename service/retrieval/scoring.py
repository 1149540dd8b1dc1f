"""Candidates scored by what is in them: sentences by cosine, tokens by MaxSim. Pure.

Why these and not others: docs/decisions/0004-retrieval.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.catalog.rows import StoredPassage
from ingest.late_interaction import LateVectors, laid_out, unpack
from service.language.glossary import share_held
from service.language.languages import Language
from service.language.periods import boost, periods
from service.retrieval.candidates import Candidate
from service.retrieval.query import Query
from service.values import Floats

SENTENCE_WEIGHT = 1.5
LEXICAL_WEIGHT = 0.3
"""Not for English questions: whatever names they share with the wrong passages outweighs what it helps."""

TRANSLATED_WEIGHT = 0.15
"""English questions: of the share of their words whose Vietnamese rendering the passage holds."""

UNKNOWN = 0.5
"""The share where the dictionary knows none of the words: the same for every passage."""


@dataclass(frozen=True, slots=True)
class PassageScores:
    """The numbers behind the score of one candidate passage.

    Attributes:
        passage_id: the passage.
        article_id: its article.
        score: what the candidates are ordered by.
        cosine: of question and passage.
        lexical: BM25 as a share of what the question's terms could give; 0 where nothing matched.
        sentence: the best cosine of question and sentence.
        maxsim: mean over the question's tokens of the best token of the passage, centred; None without tokens.
        date: what its date added to the score, where the question names one.
    """

    passage_id: str
    article_id: str
    score: float
    cosine: float
    lexical: float
    sentence: float
    maxsim: float | None
    date: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A candidate, read and scored.

    Attributes:
        scores: the numbers.
        stored: the passage and its article.
        sentence_cosines: (s,).
        support: (s, t): for each sentence and token of the question, the similarity of the best token; None
            without token vectors.
        similarities: (p, t): of the passage's tokens and the question's; None likewise.
        vectors: as stored; None if nothing usable is.
    """

    scores: PassageScores
    stored: StoredPassage
    sentence_cosines: Floats
    support: Floats | None
    similarities: Floats | None
    vectors: LateVectors | None


def score(query: Query, candidates: Sequence[Candidate], stored: dict[str, StoredPassage]) -> list[Scored]:
    """The candidates that `stored` holds, best first. Where some lack token vectors, they get the others' mean."""
    asked = None if query.tokens is None else laid_out(query.tokens)
    read = [_read(query, asked, one, stored[one.passage_id]) for one in candidates if one.passage_id in stored]
    known = [one.maxsim for one in read if one.maxsim is not None]
    # Without its tokens a passage would otherwise fall behind all that have them.
    usual = sum(known) / len(known) if known else None
    wanted = periods(query.question.text)
    scored = [one.scored(query, usual, boost(wanted, one.stored.article.published)) for one in read]
    return sorted(scored, key=lambda each: (-each.scores.score, each.scores.passage_id))


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A candidate, read and compared with the question."""

    candidate: Candidate
    stored: StoredPassage
    vectors: LateVectors | None
    cosines: Floats
    similarities: Floats | None
    support: Floats | None
    maxsim: float | None

    def scored(self, query: Query, usual: float | None, date: float) -> Scored:
        """With its score; `usual` stands in for a MaxSim that can't be had."""
        maxsim = usual if self.maxsim is None else self.maxsim
        scores = _passage_scores(
            query, self.candidate, self.stored, float(np.maximum.reduce(self.cosines)), maxsim, date
        )
        return Scored(scores, self.stored, self.cosines, self.support, self.similarities, self.vectors)


def _read(query: Query, asked: Floats | None, candidate: Candidate, stored: StoredPassage) -> _Read:
    """`asked` are the question's tokens, laid out."""
    vectors = unpack(stored.tokens, len(stored.passage.sentences), len(query.vector))
    cosines = _cosines(query, candidate, stored, vectors)
    similarities = _similarities(asked, vectors)
    if vectors is None or similarities is None:
        return _Read(candidate, stored, vectors, cosines, None, None, None)
    support = _by_sentence(similarities, vectors.first_tokens)
    return _Read(candidate, stored, vectors, cosines, similarities, support, mean(np.maximum.reduce(support)))


def _passage_scores(
    query: Query, one: Candidate, stored: StoredPassage, sentence: float, maxsim: float | None, date: float
) -> PassageScores:
    # An embedder without token vectors leaves the passage's cosine to say how the whole fits.
    total = (one.cosine if maxsim is None else maxsim) + SENTENCE_WEIGHT * sentence + date
    if query.question.language is Language.ENGLISH:
        share = share_held(query.question.typed, stored.passage.embedded_text)
        # As retrieved by the dictionary: .1 to .2 give R@1 .900 to .908 over English questions, .5 gives .876
        # (decisions/0004).
        total += TRANSLATED_WEIGHT * (UNKNOWN if share is None else share)
    else:
        total += LEXICAL_WEIGHT * one.lexical
    return PassageScores(one.passage_id, stored.article.id, total, one.cosine, one.lexical, sentence, maxsim, date)


def _cosines(query: Query, one: Candidate, stored: StoredPassage, vectors: LateVectors | None) -> Floats:
    """Of each sentence; the passage's own where its sentences' vectors are lost."""
    if vectors is None:
        return np.full(len(stored.passage.sentences), one.cosine, np.float32)
    return np.asarray(vectors.sentences @ query.vector, dtype=np.float32)


def _similarities(asked: Floats | None, vectors: LateVectors | None) -> Floats | None:
    """Cosines (t, q) of a passage's tokens and the question's; None where either has none."""
    if asked is None or vectors is None or not len(vectors.places):
        return None
    return vectors.similarities(asked)


def mean(values: NDArray[np.floating[Any]]) -> float:
    """Of some numbers, as numpy's own has it, at a third of the time: most of what that does is for more dimensions."""
    return float(np.add.reduce(values) / len(values))


def _by_sentence(similarities: Floats, first_tokens: NDArray[np.int64]) -> Floats:
    """For each sentence (row) the similarity of its best token to each of the question's (column); at least -1."""
    if first_tokens[-1] < len(similarities) and (first_tokens[1:] > first_tokens[:-1]).all():
        return np.asarray(np.maximum.reduceat(similarities, first_tokens, axis=0), dtype=np.float32)
    ends = np.append(first_tokens[1:], len(similarities))
    # `reduceat` gives the next sentence's first row for a sentence without tokens.
    filled = np.flatnonzero(ends > first_tokens)
    best = np.full((len(ends), similarities.shape[1]), -1, np.float32)
    best[filled] = np.maximum.reduceat(similarities, first_tokens[filled], axis=0)
    return best
