"""The part of the answerability stage for articles that repeat each other: fitted on corpora of one beat each.

Questions come from `evals/beats` and from our own cases over the seeds. Every figure is of a corpus that the
regression didn't see (leave one corpus out), its thresholds and calibration too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.answerability_data import Asked
from evals.metrics import auroc, mean_with_interval
from evals.regression import matrix, objected, platt, regress
from service.answerability_typed import objection_features

Floats = NDArray[np.float64]

PENALTY = 0.1
"""Inverse strength of the ridge: sklearn's C."""

FOREIGN = 0.4
"""The foreign questions' share of what unanswerable ones of a corpus weigh: from .25 on they are told apart."""

ANSWERABLE = 0.5
"""The answerable questions' share of what a corpus weighs; each corpus weighs as much as it has questions."""

LIKELY = 2 / 3
"""The same for calibration: readers ask more of what there is than of what there isn't."""

REFUSED = {"low": 0.01, "normal": 0.035, "high": 0.12}
"""The share of answerable questions that each level of caution refuses, objections aside."""

RELATIVE = ("_margin", "_next", "_background")
TYPINGS = ("vi", "vi-unaccented", "en")


def names_of(names: Sequence[str]) -> list[str]:
    """The features that compare with nothing else in the corpus."""
    kept = [one for one in names if not one.endswith(RELATIVE) and "excess" not in one and "lexical" not in one]
    return [*kept, *objection_features(None)]


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


def fit(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, Any]:
    """The regression over all corpora, and calibration and thresholds from leaving one out."""
    x, answers = matrix(asked, names, narrow=True), _answers(asked)
    slope, intercept = regress(x, answers, weights_of(asked, ANSWERABLE), PENALTY)
    logits = left_out(asked, x)
    confidence, scalings = calibrated(asked, logits)
    coefficients = {name: round(float(value), 6) for name, value in zip(names, slope, strict=True)}
    return {
        "families": {"narrow": {"intercept": round(intercept, 6), "coefficients": coefficients}},
        "calibration": {f"{typing}-narrow": pair for typing, pair in scalings.items()},
        "thresholds": {f"{typing}-narrow": levels for typing, levels in thresholds(asked, confidence).items()},
    }


def left_out(asked: Sequence[Asked], x: Floats) -> Floats:
    """The logit of every question, from a regression that saw no other question over its corpus."""
    answers, weights = _answers(asked), weights_of(asked, ANSWERABLE)
    corpora = np.array([one.corpus for one in asked])
    logits = np.zeros(len(asked))
    for corpus in sorted(set(corpora)):
        known, held = corpora != corpus, corpora == corpus
        slope, intercept = regress(x[known], answers[known], weights[known], PENALTY)
        logits[held] = x[held] @ slope + intercept
    return logits


def calibrated(asked: Sequence[Asked], logits: Floats) -> tuple[Floats, dict[str, list[float]]]:
    """Probabilities that the gold is quoted, and the scaling of each typing."""
    right = np.array([float(one.found_gold) for one in asked])
    weights = weights_of(asked, LIKELY)
    confidence, scalings = np.zeros(len(asked)), {}
    for typing in TYPINGS:
        own = np.array([one.typing == typing for one in asked])
        scale, shift = platt(logits[own], right[own], weights[own])
        confidence[own] = 1 / (1 + np.exp(-(scale * logits[own] + shift)))
        scalings[typing] = [scale, shift]
    return confidence, scalings


def over_seeds(beats: Sequence[Asked], asked: Sequence[Asked], names: Sequence[str]) -> Floats:
    """The confidence of other questions over the seeds, by what was fitted on every corpus but the seeds."""
    others = [one for one in beats if one.corpus != "seeds"]
    x = matrix(others, names, narrow=True)
    slope, intercept = regress(x, _answers(others), weights_of(others, ANSWERABLE), PENALTY)
    _, scalings = calibrated(others, left_out(others, x))
    logits = matrix(asked, names, narrow=True) @ slope + intercept
    scales = np.array([scalings[one.typing] for one in asked])
    scaled = scales[:, 0] * logits + scales[:, 1]
    return objected(asked, 1 / (1 + np.exp(-scaled)), narrow=True)


def thresholds(asked: Sequence[Asked], confidence: Floats) -> dict[str, dict[str, float]]:
    """By typing and level of caution: the confidence below which a question is refused."""
    found = {}
    for typing in TYPINGS:
        own = confidence[[one.typing == typing and one.kind == "answerable" for one in asked]]
        found[typing] = {level: round(float(np.quantile(own, share)), 4) for level, share in REFUSED.items()}
    return found


def report(asked: Sequence[Asked], names: Sequence[str]) -> str:
    """What docs/answerability.md says of corpora of one beat: each judged by a regression that didn't see it."""
    confidence, _ = calibrated(asked, left_out(asked, matrix(asked, names, narrow=True)))
    limits = thresholds(asked, confidence)
    final = objected(asked, confidence, narrow=True)
    corpora = sorted({one.corpus for one in asked})
    lines = ["## articles that repeat each other, one corpus left out", "AUROC near misses, foreign:"]
    for corpus in corpora:
        near, foreign = (_auroc(asked, final, corpus, kind) for kind in ("near_miss", "foreign"))
        lines.append(f"{corpus}: {near:.3f}, {foreign:.3f}")
    for level in REFUSED:
        lines.append(f"### {level}")
        for kind in ("answerable", "near_miss", "foreign"):
            lines += _rates(asked, final, {typing: one[level] for typing, one in limits.items()}, kind)
    return "\n".join(lines)


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


def _answers(asked: Sequence[Asked]) -> Floats:
    return np.array([float(one.kind == "answerable") for one in asked])
