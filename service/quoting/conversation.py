"""How well each sentence answers a question in its conversation. Pure.

A question after others is asked by itself, and joined to the question that it may lean on. What a sentence is worth to
both, how well its article answers the question before, and how many of the question's names that speaks of is weighed
by one conditional logit: the first quote as a choice among all sentences (McFadden 1974). Questions that may lean on
another have weights of their own: `python -m evals.fitting.follow_ups`, decisions/0013.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.quoting.subjects import subjects_of
from service.quoting.types import ScoredSentence
from service.quoting.weighing import worths
from service.retrieval.retriever import Found
from service.values import RetrievedPassage

MODEL_FILE = Path(__file__).with_name("conversation.json")

FEATURES = ("alone", "joined", "cosine", "kind_held", "topic", "names_held")
"""Of a sentence: its worth to the question alone and joined to the one before; to the first also its cosine, and
whether it holds the kind asked for; how well its article answers the question before, and the share of the question's
names that it speaks of."""


@dataclass(frozen=True, slots=True)
class InContext:
    """A question's sentences, and what they are worth in its conversation.

    Attributes:
        sentences: by how well each answers the question by itself, best first.
        worths: what each of them is worth in the conversation, in units of their scores.
        joined: the same passages' sentences by how well each answers the question joined to the one before.
        features: of each of `sentences`, as `FEATURES` names them, (n, f).
        chance: the probability of the best one among them.
    """

    sentences: tuple[ScoredSentence, ...]
    worths: tuple[float, ...]
    joined: tuple[ScoredSentence, ...]
    features: NDArray[np.float64]
    chance: float

    @property
    def passages(self) -> tuple[RetrievedPassage, ...]:
        """The passages, that of the sentence that is worth most first."""
        ordered = sorted(zip(self.worths, self.sentences, strict=True), key=lambda one: -one[0])
        return tuple({one.passage.passage.id: one.passage for _, one in ordered}.values())


def nearest_passages(alone: Found, joined: Found) -> list[str]:
    """The passages, best first: by the question, alone and joined."""
    together = {one.scores.passage_id: one.scores.score for one in joined.scored}
    worth = {
        one.scores.passage_id: one.scores.score + together.get(one.scores.passage_id, -math.inf) for one in alone.scored
    }
    return sorted(worth, key=lambda key: (-worth[key], key))


def weigh(
    alone: tuple[Found, Sequence[ScoredSentence]],
    joined: tuple[Found, Sequence[ScoredSentence]],
    before: Found,
    leans: bool,
) -> InContext:
    """The sentences that were scored for the question alone, with what they are worth in context.

    `leans` tells whether the question may not be understood without the one before.
    """
    (found, sentences), (together, scored) = alone, joined
    worth = worths(found.query, sentences)
    joint = {_place(one): value for one, value in zip(scored, worths(together.query, scored), strict=True)}
    least = min(joint.values(), default=0.0)
    # By the best passage of each article.
    topics = {one.scores.article_id: one.scores.score for one in reversed(before.scored)}
    subjects = subjects_of(found.query.question.text, (one.passage.article for one in sentences))
    named = len(frozenset().union(*subjects.values()))
    rows = [
        (
            value,
            joint.get(_place(one), least),
            one.cosine,
            one.cue,
            topics.get(one.passage.article.id, 0.0),
            len(subjects[one.passage.article.id]) / named if named else 0.0,
        )
        for one, value in zip(sentences, worth, strict=True)
    ]
    features = np.array(rows).reshape(-1, len(FEATURES))
    return valued(sentences, scored, features, fitted()["weights"][told(leans)])


def valued(
    sentences: Sequence[ScoredSentence],
    joined: Sequence[ScoredSentence],
    features: NDArray[np.float64],
    weights: Mapping[str, float],
) -> InContext:
    """The sentences with what they are worth by their features."""
    utility = features @ np.array([weights[name] for name in FEATURES])
    # In units of a sentence's own score, which margins between quotes are measured in.
    worth = utility / (weights["alone"] + weights["joined"])
    odds = np.exp(utility - utility.max()) if len(utility) else np.ones(1)
    chance = float(odds.max() / odds.sum())
    return InContext(tuple(sentences), tuple(worth.tolist()), tuple(joined), features, chance)


def _place(one: ScoredSentence) -> tuple[str, int]:
    return one.passage.article.id, one.sentence.start


@lru_cache(maxsize=1)
def fitted() -> dict[str, Any]:
    """The committed numbers."""
    data: dict[str, Any] = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    return data


def told(leans: bool) -> str:
    """The name of the numbers for questions that may lean on the one before, or stand alone."""
    return "leans" if leans else "stands"
