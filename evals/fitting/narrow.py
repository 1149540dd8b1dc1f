"""The part of the answerability stage for articles that repeat each other: fitted on corpora of one beat each.

Two regressions: whether the evidence is about what is asked at all, which questions over broad corpora teach as well,
and whether it answers, which they don't; the odds against both add up. Questions come from `evals/beats` and
from our own cases over the seeds. Every figure is of a corpus that the regressions didn't see (leave one corpus out),
its thresholds and calibration too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from evals.fitting.data import NEWS, Asked
from evals.fitting.regression import answers_of, beta, both, family, matrix, objected, regress, scaled
from evals.statistics import auroc, mean_with_interval

Floats = NDArray[np.float64]

PENALTY = 0.2
"""Inverse strength of the ridge: sklearn's C."""

FOREIGN = 0.15
"""The foreign questions' share of what unanswerable ones of a corpus weigh: the other regression refuses those."""

ABOUT_PENALTY = 0.01
ABOUT_BROAD = 0.5
ABOUT_FOREIGN = 0.8
"""Of the other regression; what its questions over broad corpora weigh beside one over a beat, and foreign ones beside
answerable ones."""

ANSWERABLE = 0.5
"""The answerable questions' share of what a corpus weighs; each corpus weighs as much as it has questions."""

LIKELY = 2 / 3
"""The same for calibration: readers ask more of what there is than of what there isn't."""

REFUSED = {"low": 0.01, "normal": 0.02, "high": 0.05}
"""The share of answerable questions that each level of caution refuses, objections aside."""

LENGTHS = ("question_words", "question_content")
RELATIVE = ("_margin", "_next", "_background")
TYPINGS = ("vi", "vi-unaccented", "en")


def names_of(names: Sequence[str]) -> list[str]:
    """The features that compare with nothing else in the corpus, and don't tell how long a question is.

    Who writes questions for a test writes them longer than who asks.
    """
    kept = [one for one in names if not one.endswith(RELATIVE)]
    return [one for one in kept if one not in LENGTHS and one != "lexical" and "excess" not in one]


def weights_of(asked: Sequence[Asked], answerable: float) -> Floats:
    """A weight for each question, the same in sum for each corpus and question of it."""
    shares = {"answerable": answerable, "near_miss": (1 - answerable) * (1 - FOREIGN)}
    shares["foreign"] = (1 - answerable) * FOREIGN
    corpora = np.array([one.corpus for one in asked])
    kinds = np.array([one.kind for one in asked])
    weights = np.zeros(len(asked))
    for corpus in set(corpora):
        for kind, share in shares.items():
            own = (corpora == corpus) & (kinds == kind)
            weights[own] = share * (corpora == corpus).sum() / max(1, own.sum())
    return weights


def about_names(names: Sequence[str]) -> list[str]:
    """Those of them that don't depend on what is asked for."""
    return [one for one in names if not one.startswith(("asks_", "lacks_"))]


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Questions over corpora of one beat each, and over broad ones, with their features.

    Attributes:
        asked: over corpora of one beat.
        x: their features by `names`, (n, f).
        broad: `about_names` features of the answerable and foreign ones over broad corpora, (m, g).
        broad_answers: 1 for the answerable ones of those.
    """

    asked: Sequence[Asked]
    names: Sequence[str]
    x: Floats
    broad: Floats
    broad_answers: Floats

    @classmethod
    def of(cls, asked: Sequence[Asked], others: Sequence[Asked], names: Sequence[str]) -> Self:
        """With everything that the regressions need."""
        kinds = ("answerable", "foreign")
        kept = [one for one in others if one.corpus not in NEWS and one.kind in kinds]
        x = matrix(asked, names, narrow=True)
        return cls(asked, names, x, matrix(kept, about_names(names)), answers_of(kept))

    def without(self, corpus: str) -> Self:
        """All but those over one corpus."""
        kept = [one.corpus != corpus for one in self.asked]
        asked = [one for one, keep in zip(self.asked, kept, strict=True) if keep]
        return replace(self, asked=asked, x=self.x[kept])

    def answers(self) -> tuple[Floats, float]:
        """Coefficients and intercept of whether the evidence answers."""
        return regress(self.x, answers_of(self.asked), weights_of(self.asked, ANSWERABLE), PENALTY)

    def about(self) -> tuple[Floats, float]:
        """The same of whether it is about what is asked."""
        kept = np.array([one.kind != "near_miss" for one in self.asked])
        answers = np.r_[answers_of(self.asked)[kept], self.broad_answers]
        weights = np.where(answers > 0, 1.0, ABOUT_FOREIGN)
        weights[kept.sum() :] *= ABOUT_BROAD
        return regress(np.vstack([self.about_x(self.x)[kept], self.broad]), answers, weights, ABOUT_PENALTY)

    def about_x(self, x: Floats) -> Floats:
        """Of features by `names` those by `about_names`."""
        return x[:, [self.names.index(name) for name in about_names(self.names)]]


def fit(questions: Questions) -> dict[str, Any]:
    """The regressions over all corpora, and calibration and thresholds from leaving one out."""
    asked, names = questions.asked, questions.names
    confidence, scaling = calibrated(asked, left_out(questions))
    levels = thresholds(asked, confidence)
    return {
        "families": {
            "narrow": family(names, *questions.answers()),
            "about": family(about_names(names), *questions.about()),
        },
        "calibration": {f"{typing}-narrow": scaling for typing in TYPINGS},
        "thresholds": {f"{typing}-narrow": level for typing, level in levels.items()},
    }


def left_out(questions: Questions) -> Floats:
    """For every question the logit, from regressions that saw no other question over its corpus."""
    corpora = np.array([one.corpus for one in questions.asked])
    logits = np.zeros(len(corpora))
    for corpus in sorted(set(corpora)):
        held = corpora == corpus
        logits[held] = judged(questions.without(corpus), questions.x[held])
    return logits


def judged(known: Questions, x: Floats) -> Floats:
    """The same for other questions with the features `x`."""
    (slope, intercept), (about, shift) = known.answers(), known.about()
    return both(x @ slope + intercept, known.about_x(x) @ about + shift)


def calibrated(asked: Sequence[Asked], logits: Floats) -> tuple[Floats, list[float]]:
    """Probabilities that the gold is quoted, and the scaling: one for all typings, as the regressions are."""
    right = np.array([float(one.found_gold) for one in asked])
    scaling = beta(logits, right, weights_of(asked, LIKELY))
    return scaled(logits, scaling), scaling


def thresholds(asked: Sequence[Asked], confidence: Floats) -> dict[str, dict[str, float]]:
    """By typing and level of caution: the confidence below which a question is refused."""
    found = {}
    for typing in TYPINGS:
        own = confidence[[one.typing == typing and one.kind == "answerable" for one in asked]]
        found[typing] = {level: round(float(np.quantile(own, share)), 4) for level, share in REFUSED.items()}
    return found


def report(questions: Questions, over_seeds: Sequence[Asked]) -> str:
    """What docs/answerability.md says of corpora of one beat: each judged by regressions that didn't see it.

    `over_seeds` are questions of another dataset, asked over the seeds.
    """
    asked = questions.asked
    confidence, _ = calibrated(asked, left_out(questions))
    limits = thresholds(asked, confidence)
    final = objected(asked, confidence, narrow=True)
    lines = ["## articles that repeat each other, one corpus left out", "AUROC near misses, foreign:"]
    for corpus in sorted({one.corpus for one in asked}):
        near, foreign = (_auroc(asked, final, corpus, kind) for kind in ("near_miss", "foreign"))
        lines.append(f"{corpus}: {near:.3f}, {foreign:.3f}")
    for level in REFUSED:
        lines.append(f"### {level}")
        for kind in ("answerable", "near_miss", "foreign"):
            lines += _rates(asked, final, {typing: one[level] for typing, one in limits.items()}, kind)
        lines += _rates_over_seeds(questions.without("seeds"), over_seeds, level)
    return "\n".join(lines)


def _rates_over_seeds(others: Questions, asked: Sequence[Asked], level: str) -> list[str]:
    """Share answered of questions that the seeds don't answer, by what was fitted on other corpora."""
    confidence, scaling = calibrated(others.asked, left_out(others))
    limits = thresholds(others.asked, confidence)
    logits = judged(others, matrix(asked, others.names, narrow=True))
    final = objected(asked, scaled(logits, scaling), narrow=True)
    lines = []
    for typing in TYPINGS:
        own = [at for at, one in enumerate(asked) if one.typing == typing]
        answered = np.mean([final[at] >= limits[typing][level] for at in own])
        lines.append(f"{typing} questions of XQuAD over the seeds: answered {answered:.3f}, n {len(own)}")
    return lines


def _rates(asked: Sequence[Asked], confidence: Floats, limits: Mapping[str, float], kind: str) -> list[str]:
    """Share answered of the seeds' questions and of the beats', with intervals over corpora or articles."""
    lines = []
    for label, belongs in (("seeds", True), ("beats", False)):
        own = [at for at, one in enumerate(asked) if one.kind == kind and (one.corpus == "seeds") is belongs]
        answered = [float(confidence[at] >= limits[asked[at].typing]) for at in own]
        groups = [asked[at].group if belongs else asked[at].corpus for at in own]
        found = mean_with_interval(answered, groups)
        if found is not None:
            lines.append(f"{label} {kind}: answered {found.value:.3f} [{found.low}, {found.high}], n {found.n}")
    return lines


def _auroc(asked: Sequence[Asked], scores: Floats, corpus: str, kind: str) -> float:
    own = [at for at, one in enumerate(asked) if one.corpus == corpus and one.kind in ("answerable", kind)]
    value = auroc(scores[own], np.array([float(asked[at].kind == "answerable") for at in own]))
    return float("nan") if value is None else value
