"""Which of the numbers, dates or persons of a sentence is the one that is asked for: a ranking. Pure.

A question asks for a number, a date, a person; the sentence holds a few of that kind. Which of them is meant is told by
how near it stands to what the question says besides, and by not standing in the question itself. What articles are held
against each other by (`service.answering.given`); short answers are read (`short`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest.analysis import accented, fold
from ingest.embedding.base import EmbedderIdentity
from ingest.models import Sentence
from service.language.answer_types import AnswerType
from service.language.glossary import rendered_places, rendered_spans
from service.language.languages import Language
from service.language.lexicon import words_of
from service.language.question import Question, Word, WordKind
from service.language.spans import CLAUSE_BREAK, FITS, Candidate, candidates
from service.measured import is_of
from service.values import Floats, QuoteSpan

MODEL_FILE = Path(__file__).with_name("ranking.json")

NEAR, AROUND = 4.0, 12.0
"""Words over which a neighbour's weight falls to 1/e: of the phrase, and of the clause."""

LED = ("near", "around", "clause", "beside")
"""Features of which it counts by how much a candidate is ahead."""

LARGEST_MARGIN = 0.4
"""Of the first quote's score over the next one's; where there is none, it is as large."""

UNLIKE, ALIKE = 0.2, 0.6
"""Similarities of a token of the question and one of the quote up to which, and from which, they mean the same."""

_WORD = re.compile(r"\w+")

Ranked = Sequence[tuple[Candidate, Mapping[str, float]]]
"""Candidates, by their places in a quote, with the features that they are ranked by."""


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a quote's passage: where each begins in the article, and its similarities to the question's.

    `starts` is (p,), `similarities` (p, t), `spans` the places of the question's t tokens in the question.
    """

    starts: NDArray[np.int64]
    similarities: Floats
    spans: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A quote of n words, and how each covers the question's q words that say something.

    Attributes:
        spans: (n, 2) places in the quote.
        sentence: (n,) which of its sentences each stands in.
        clause: (n,) the same of its clauses.
        same: (n, q) whether they are the same word, or one is rendered by the other.
        covers: (n, q) the same, or how alike their tokens are.
    """

    text: str
    spans: NDArray[np.int64]
    sentence: NDArray[np.int64]
    clause: NDArray[np.int64]
    same: NDArray[np.float64]
    covers: NDArray[np.float64]

    def words_of(self, one: Candidate) -> tuple[int, int]:
        """The half-open range of words that a candidate has."""
        first = np.searchsorted(self.spans[:, 1], one.start, side="right")
        return int(first), int(np.searchsorted(self.spans[:, 0], one.end, side="left"))


def ranking(
    question: Question,
    quote: QuoteSpan,
    sentences: Sequence[Sentence],
    tokens: Tokens | None,
    want: AnswerType,
    margin: float = LARGEST_MARGIN,
) -> Ranked:
    """The candidates of a quote: what is of the kind wanted, and isn't all in the question itself.

    `sentences` are those of the quote's passage; `margin` is what it scores above the next one (`margin_of`).
    """
    read = _read(question, quote, sentences, tokens)
    found = [(one, read.words_of(one)) for one in candidates(quote.text, want)]
    found = [(one, at) for one, at in found if at[0] < at[1]]
    # What the question says itself answers nothing.
    new = [one for one, (first, last) in found if not read.same[first:last].any(axis=1).all()]
    told = [(one, _features(question, want, read, one, at, len(new))) for one, at in found if one in new]
    every = [numbers for _, numbers in told]
    same = {"margin": margin, "english": float(question.language is Language.ENGLISH)}
    return [(one, numbers | _lead(numbers, every) | same) for one, numbers in told]


def _lead(numbers: Mapping[str, float], every: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """By how much a candidate is ahead of its best rival."""
    return {
        f"{name}_lead": numbers[name] - max((one[name] for one in every if one is not numbers), default=0.0)
        for name in LED
    }


def margin_of(quotes: Sequence[QuoteSpan]) -> float:
    """What the first quote scores above the next one, bounded, as a regression can't take the only quote's."""
    return min(quotes[0].score - quotes[1].score, LARGEST_MARGIN) if len(quotes) > 1 else LARGEST_MARGIN


def confidence(numbers: Mapping[str, float]) -> float:
    """How probably a candidate with these features answers."""
    return _fitted().probability(numbers)


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression as `evals.fitting` wrote it.

    Attributes:
        coefficients: by feature, beside the intercept.
        threshold: the probability from which it is acted on; 0 where only which is the largest counts.
        embedder: what decides the vectors of the embedder that it was fitted on.
    """

    intercept: float
    coefficients: Mapping[str, float]
    threshold: float
    embedder: Mapping[str, str]

    @classmethod
    def read(cls, file: Path) -> Self:
        """What the file holds."""
        data = json.loads(file.read_text(encoding="utf-8"))
        threshold = float(data.get("threshold", 0.0))
        return cls(float(data["intercept"]), data["coefficients"], threshold, data["embedder"])

    def probability(self, features: Mapping[str, float]) -> float:
        """By these features."""
        logit = self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1 / (1 + math.exp(-logit))

    def fits(self, identity: EmbedderIdentity | None) -> bool:
        """Whether it was fitted on what this embedder finds."""
        return is_of(identity, self.embedder)


@lru_cache(maxsize=1)
def _fitted() -> Regression:
    return Regression.read(MODEL_FILE)


def fits(identity: EmbedderIdentity) -> bool:
    """Whether the ranking was fitted on what this embedder finds."""
    return _fitted().fits(identity)


def _read(question: Question, quote: QuoteSpan, sentences: Sequence[Sentence], tokens: Tokens | None) -> _Read:
    words = list(_WORD.finditer(quote.text))
    spans = np.array([match.span() for match in words], np.int64).reshape(-1, 2)
    asked = question.content
    same = _same([match.group() for match in words], asked, question.language)
    covers = same if tokens is None else np.maximum(same, _alike(spans + quote.start, asked, tokens))
    begins = np.array([one.start for one in sentences], np.int64)
    sentence = np.searchsorted(begins, spans[:, 0] + quote.start, side="right")
    breaks = np.array([0, *(match.start() for match in CLAUSE_BREAK.finditer(quote.text))], np.int64)
    clause = np.searchsorted(breaks, spans[:, 0], side="left")
    return _Read(quote.text, spans, sentence, clause, same, covers)


def _same(words: Sequence[str], asked: Sequence[Word], language: Language) -> NDArray[np.float64]:
    """Which words are a word of the question; of an English one also those that render it."""
    folded = np.array([fold(word) for word in words], dtype=object)
    found = np.zeros((len(words), len(asked)))
    for column, word in enumerate(asked):
        found[:, column] = folded == word.folded
        if language is Language.ENGLISH and word.kind is WordKind.WORD:
            spelling = [accented(one.lower()) for one in words]
            for start, end in rendered_places(rendered_spans(tuple(words_of(word.text))), spelling):
                found[start:end, column] = 1.0
    return found


def _alike(spans: NDArray[np.int64], asked: Sequence[Word], tokens: Tokens) -> NDArray[np.float64]:
    """How alike each word, at its place in the article, is to each of the question's, from 0 to 1."""
    found = np.zeros((len(spans), len(asked)))
    # The embedder's tokens are parts of words: each counts for the word that it begins in.
    at = np.searchsorted(spans[:, 0], tokens.starts, side="right") - 1
    inside = (at >= 0) & (tokens.starts < spans[np.maximum(at, 0), 1])
    for column, word in enumerate(asked):
        own = [place for place, (low, high) in enumerate(tokens.spans) if low < word.end and high > word.start]
        if own:
            np.maximum.at(found[:, column], at[inside], tokens.similarities[inside][:, own].max(axis=1))
    return np.clip((found - UNLIKE) / (ALIKE - UNLIKE), 0.0, 1.0)


def _features(
    question: Question,
    want: AnswerType,
    read: _Read,
    one: Candidate,
    at: tuple[int, int],
    rivals: int,
) -> dict[str, float]:
    """What speaks for and against a candidate: words `first` to `last` of the quote, among so many of its kind."""
    first, last = at
    place = np.arange(len(read.spans))
    outside = (place < first) | (place >= last)
    distance = np.where(place < first, first - place, place - last + 1)
    beside = (read.covers * (outside & (read.sentence == read.sentence[first]))[:, None]).T
    given = read.covers.max(axis=1)
    clause = (read.covers * (outside & (read.clause == read.clause[first]))[:, None]).max(axis=0)
    counted = fold(question.counted).split()[:1]
    behind = [fold(read.text[start:end]) for start, end in read.spans[first : last + 2]]
    return {
        "fits": FITS[want][one.kind],
        "near": float((beside * np.exp(-distance / NEAR)).max(axis=1).mean()),
        "around": float((beside * np.exp(-distance / AROUND)).max(axis=1).mean()),
        "beside": float(beside.max(axis=1).mean()),
        "clause": float(clause.mean()),
        "given": float(given[first:last].mean()),
        "repeated": float(read.same[first:last].max(axis=1).mean()),
        "given_before": float(given[first - 1]) if first else 0.0,
        "given_behind": float(given[last]) if last < len(given) else 0.0,
        "counted": float(bool(counted) and counted[0] in behind),
        "uncounted": float(bool(counted) and counted[0] not in behind),
        "rivals": math.log(rivals),
        "words": math.log(last - first),
        "opens": float(first == 0),
        "clause_ends": float(not read.text[one.end :].strip() or read.text[one.end :].lstrip()[0] in ",.;:–)"),
        **{f"wants_{kind}": float(want is kind) for kind in FITS},
    }
