"""What each sentence is worth as a quote, among the others. Pure.

Sentences come scored each by itself (`sentences`). Here they are weighed against each other: by what they inherit
from their article, and without what it says throughout; and by what earlier quotes leave open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.language.languages import Language
from service.quoting.inherited import inherited
from service.quoting.rows import row_weight, with_rows
from service.quoting.sentences import prose_first
from service.quoting.subjects import Subject, subjects_of, tokens_beside
from service.quoting.types import ScoredSentence
from service.retrieval.query import Query
from service.retrieval.scoring import mean
from service.values import Floats

COVERAGE_WEIGHT = 2.0
"""Of the mean gain in similarity over the question's tokens."""

SUBJECT_WEIGHT = 0.6
"""Of an article that speaks of a name or year of the question that no article quoted so far speaks of."""

SAYS_IT, SAID_WEIGHT = 0.7, 1.3
"""Similarity from which a sentence says a token of the question, and what a token counts in Vietnamese, among others.

A lead says the question's very words, and what answers the same in others: past it, nearer isn't better. First quotes
with these 27 better and 8 worse of 1,834 over seven kinds of corpora; .65 to .75, and 1.2 to 1.5, nearly alike
(decisions/0004).
"""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
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

    def is_off_topic(self, quoted: Quoted) -> bool:
        """Whether it's of another article that lacks a name of the question that the first has, and adds none."""
        another = self.sentence.passage.article.id != quoted.article_id
        return another and self.subjects < quoted.first and self.subjects <= quoted.subjects

    def worth(self, quoted: Quoted) -> float:
        """The score with what is new: subjects that aren't quoted yet, or what it says beyond what is covered."""
        if self.subjects - quoted.subjects:
            return self.score + SUBJECT_WEIGHT  # of another subject the same may be asked: nothing is covered yet
        if quoted.covered is None or not len(self.support):
            return self.score
        return self.score + COVERAGE_WEIGHT * mean(np.maximum(self.support - quoted.covered, 0)[self.gains])


@dataclass(frozen=True, slots=True, eq=False)
class Quoted:
    """What the quotes that are chosen already say of the question.

    Attributes:
        article_id: of the article that is quoted first; "" where nothing is yet.
        first: the subjects that it speaks of.
        subjects: those that any quoted article speaks of.
        covered: how well they say each token of the question; None where nothing tells.
    """

    article_id: str = ""
    first: frozenset[Subject] = frozenset()
    subjects: frozenset[Subject] = frozenset()
    covered: Floats | None = None

    def and_also(self, best: Weighed, shown: Sequence[ScoredSentence]) -> Quoted:
        """The same with a further quote: chosen for its `best` sentence, of which and of others it shows some."""
        covered = self.covered
        for one in shown:
            if one.support:
                support = np.array(one.support, dtype=np.float32)
                covered = support if covered is None else np.maximum(covered, support)
        if not self.article_id:
            return Quoted(best.sentence.passage.article.id, best.subjects, best.subjects, covered)
        return Quoted(self.article_id, self.first, self.subjects | best.subjects, covered)


def worths(query: Query, sentences: Sequence[ScoredSentence]) -> list[float]:
    """What each sentence is worth as the first quote, to a question in a conversation.

    Nothing is inherited there: what was spoken of names the matter already (decisions/0013).
    """
    return _worths(query, _Named.of(query, sentences), sentences, [np.array(one.support) for one in sentences])


@dataclass(frozen=True, slots=True, eq=False)
class _Named:
    """What of the question the articles speak of, and which of its tokens say something else; by article."""

    subjects: dict[str, frozenset[Subject]]
    beside: dict[str, NDArray[np.bool_]]

    @classmethod
    def of(cls, query: Query, sentences: Sequence[ScoredSentence]) -> _Named:
        subjects = subjects_of(query.question.text, (one.passage.article for one in sentences))
        alike = {of: tokens_beside(query, of) for of in set(subjects.values())}
        return cls(subjects, {key: alike[of] for key, of in subjects.items()})


def _worths(
    query: Query,
    named: _Named,
    sentences: Sequence[ScoredSentence],
    support: Sequence[NDArray[np.float64]],
) -> list[float]:
    alone = [
        one.score + _beyond(one, held, named.beside[one.passage.article.id])
        for one, held in zip(sentences, support, strict=True)
    ]
    rows = [row_weight(one.text, named.subjects[one.passage.article.id], query.question) for one in sentences]
    return with_rows(sentences, alone, rows)


def weighed(query: Query, sentences: Sequence[ScoredSentence], worth: Sequence[float] | None = None) -> list[Weighed]:
    """The sentences by their score among each other, or by what each is `worth`, best first; prose begins."""
    named = _Named.of(query, sentences)
    if worth is None:
        worth = _worths(query, named, sentences, _said(query, sentences))
    found = [
        Weighed(
            one,
            value,
            np.array(one.support),
            named.beside[one.passage.article.id],
            named.subjects[one.passage.article.id],
        )
        for one, value in zip(sentences, worth, strict=True)
    ]
    by_id = {id(one.sentence): one for one in found}
    ordered = prose_first([one.sentence for one in sorted(found, key=lambda one: -one.score)])
    return [by_id[id(one)] for one in ordered]


def _said(query: Query, sentences: Sequence[ScoredSentence]) -> list[NDArray[np.float64]]:
    """For each sentence what each token of the question counts: by itself, or by what it inherits."""
    # Similarities across languages are too much alike to be inherited, and few come near to saying the same.
    if query.question.language is Language.ENGLISH:
        return [np.array(one.support) for one in sentences]
    return [SAID_WEIGHT * np.minimum(one, SAYS_IT) for one in inherited(sentences)]


def _beyond(one: ScoredSentence, support: NDArray[np.float64], beside: NDArray[np.bool_]) -> float:
    """What it changes to take what the sentence inherits as its own, and leave its article's subjects out."""
    if not len(support) or one.maxsim is None:
        return 0.0
    return mean(support[beside]) - one.maxsim
