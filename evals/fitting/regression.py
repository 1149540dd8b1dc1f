"""What both fits of the answerability stage share: features as a matrix, ridge regression, scaling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.fitting.data import Asked
from service.answerability.evidence import evidence_of
from service.answerability.features import features
from service.answerability.objections import Objection, after_objection, objection, objection_features

Floats = NDArray[np.float64]


def names_of(asked: Sequence[Asked]) -> list[str]:
    """The features that every question has."""
    common = set.intersection(*(set(features(one.retrieval)) for one in asked))
    return [*sorted(common), *objection_features(None)]


def matrix(asked: Sequence[Asked], names: Sequence[str], narrow: bool = False) -> Floats:
    """Features of all questions, one a row."""
    rows = [features(one.retrieval) | objection_features(objection_to(one, narrow)) for one in asked]
    return np.array([[row[name] for name in names] for row in rows], dtype=float)


def objection_to(one: Asked, narrow: bool) -> Objection | None:
    """The objection that there is to a question's evidence."""
    return objection(one.retrieval, evidence_of(one.retrieval), narrow)


def objected(asked: Sequence[Asked], confidence: Floats, narrow: bool = False) -> Floats:
    """Confidence as it is after the objections of typed evidence."""
    against = [objection_to(one, narrow) for one in asked]
    return np.array(
        [after_objection(value, one, narrow) if one else value for value, one in zip(confidence, against, strict=True)]
    )


def regress(x: Floats, y: Floats, weights: Floats, penalty: float) -> tuple[Floats, float]:
    """Coefficients and intercept in units of the raw features. `penalty` is the inverse strength of the ridge."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    found = LogisticRegression(C=penalty, max_iter=2_000).fit((x - mean) / spread, y, sample_weight=weights)
    slope = found.coef_[0] / spread
    return slope, float(found.intercept_[0] - slope @ mean)


def family(names: Sequence[str], slope: Floats, intercept: float) -> dict[str, Any]:
    """A regression as it is written for the service."""
    coefficients = {name: round(float(value), 6) for name, value in zip(names, slope, strict=True)}
    return {"intercept": round(intercept, 6), "coefficients": coefficients}


def answers_of(asked: Sequence[Asked]) -> Floats:
    """1 for each question that is answerable, 0 for the others."""
    return np.array([float(one.kind == "answerable") for one in asked])


def both(first: Floats, second: Floats) -> Floats:
    """The logits that two things hold: the odds against them add up. Smooth, and never above the lesser."""
    return np.asarray(-np.logaddexp(-first, -second))


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
