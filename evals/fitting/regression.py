"""One logistic regression over features, and its calibration: how each is fitted, and judged by what it didn't see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.fitting.data import ANSWERABLE, Asked

Floats = NDArray[np.float64]

FOLDS = 6
SEED = 20_251_017
PENALTY = 0.1
"""Inverse strength of the ridge: sklearn's C. From .01 to 1 makes no difference that intervals show."""

KINDS = {ANSWERABLE: 1.0, "gold_removed": 0.6, "near_miss": 0.15, "foreign": 0.4}
"""What a corpus's questions of a kind weigh in sum. From .1 to .3 near misses over news rise from .71 to .75 of AUROC,
and of the seeds' answerable questions .89 are answered, not .94."""

MOST = {"xquad": 2_500.0, "reading": 1_000.0}
"""What a corpus weighs at most; others weigh as much as they have questions."""

ASKED = {ANSWERABLE: 2.0, "gold_removed": 0.7, "near_miss": 0.2, "foreign": 0.1}
"""The same for calibration: readers ask more of what there is than of what there isn't."""


def matrix(asked: Sequence[Asked], names: Sequence[str]) -> Floats:
    """Features of all questions, (n, f)."""
    return np.array([[one.features[name] for name in names] for one in asked if one.features], dtype=float)


def weights_of(asked: Sequence[Asked], kinds: dict[str, float]) -> Floats:
    """A weight for each question: a corpus weighs as it has questions, its kinds as they are given."""
    corpora, kind = np.array([one.corpus for one in asked]), np.array([one.kind for one in asked])
    weights = np.zeros(len(asked))
    for corpus in sorted(set(corpora)):
        own = corpora == corpus
        for name, share in kinds.items():
            alike = own & (kind == name)
            weights[alike] = share / max(1, alike.sum())
        weights[own] *= min(own.sum(), MOST.get(corpus, np.inf)) / weights[own].sum()
    return weights


def regress(x: Floats, y: Floats, weights: Floats) -> tuple[Floats, float]:
    """Coefficients and intercept in units of the raw features."""
    from sklearn.linear_model import LogisticRegression

    # A ridge punishes by size, so features have to be of one size; given back in raw units, the service needs no
    # scaling.
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    found = LogisticRegression(C=PENALTY, max_iter=2_000).fit((x - mean) / spread, y, sample_weight=weights)
    slope = found.coef_[0] / spread
    return slope, float(found.intercept_[0] - slope @ mean)


def answers_of(asked: Sequence[Asked]) -> Floats:
    """1 for each question that is answerable, 0 for the others."""
    return np.array([float(one.kind == ANSWERABLE) for one in asked])


def folds_of(asked: Sequence[Asked]) -> NDArray[np.int64]:
    """A fold for each question: whole corpora of news, beats and the seeds; whole articles of the two large ones."""
    units = [(one.corpus, one.group if one.corpus in MOST else "") for one in asked]
    # Ours and strangers' questions are over the same articles: in two folds they would see each other.
    units = [("seeds", "") if one.genre == "seeds" else unit for one, unit in zip(asked, units, strict=True)]
    unique = sorted(set(units))
    order = np.random.default_rng(SEED).permutation(len(unique))
    fold = {unit: int(place) % FOLDS for unit, place in zip(unique, order, strict=True)}
    return np.array([fold[unit] for unit in units])


def left_out(x: Floats, asked: Sequence[Asked]) -> Floats:
    """The logit of every question, from a regression that saw no question of its fold."""
    y, weights, fold = answers_of(asked), weights_of(asked, KINDS), folds_of(asked)
    logits = np.zeros(len(asked))
    for number in range(FOLDS):
        held = fold == number
        slope, intercept = regress(x[~held], y[~held], weights[~held])
        logits[held] = x[held] @ slope + intercept
    return logits


def calibrated(logits: Floats, asked: Sequence[Asked]) -> tuple[Floats, dict[str, list[float]]]:
    """Probabilities that the gold is quoted, each from other folds' scaling, and each typing's scaling over all."""
    right = np.array([float(one.found_gold) for one in asked])
    weights, fold = weights_of(asked, ASKED), folds_of(asked)
    confidence, scalings = np.zeros(len(asked)), {}
    for typing in sorted({one.typing for one in asked}):
        own = np.array([one.typing == typing for one in asked])
        scalings[typing] = beta(logits[own], right[own], weights[own])
        for number in range(FOLDS):
            held, others = own & (fold == number), own & (fold != number)
            confidence[held] = scaled(logits[held], beta(logits[others], right[others], weights[others]))
    return confidence, scalings


def beta(logits: Floats, right: Floats, weights: Floats) -> list[float]:
    """What turns logits into probabilities, for `scaled`: beta calibration (Kull et al. 2017).

    Unlike Platt's two numbers, which it contains, its three bend the two tails by themselves.
    """
    from sklearn.linear_model import LogisticRegression

    x, kept = _tails(logits), np.array([True, True])
    found = LogisticRegression(C=1e3).fit(x, right, sample_weight=weights)
    if (found.coef_[0] < 0).any():  # then confidence would fall somewhere: the other tail's number alone
        kept = found.coef_[0] >= 0
        found = LogisticRegression(C=1e3).fit(x[:, kept], right, sample_weight=weights)
    slopes = np.zeros(2)
    slopes[kept] = found.coef_[0]
    return [*map(float, slopes), float(found.intercept_[0])]


def scaled(logits: Floats, scaling: Sequence[float]) -> Floats:
    """Probabilities of logits by what `beta` found."""
    return np.asarray(1 / (1 + np.exp(-(_tails(logits) @ np.array(scaling[:2]) + scaling[2]))))


def _tails(logits: Floats) -> Floats:
    """Of each probability p, given as a logit, ln p and -ln(1 - p)."""
    return np.column_stack([-np.logaddexp(0, -logits), np.logaddexp(0, logits)])
