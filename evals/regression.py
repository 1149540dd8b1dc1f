"""What both fits of the answerability stage share: features as a matrix, ridge regression, scaling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.answerability_data import Asked
from service.answerability_features import evidence_of, features
from service.answerability_typed import Objection, after_objection, objection, objection_features

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


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of logits."""
    return np.asarray(1 / (1 + np.exp(-logits)))


def platt(logits: Floats, right: Floats, weights: Floats) -> tuple[float, float]:
    """Slope and shift that turn logits into probabilities (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=1e3).fit(logits[:, None], right, sample_weight=weights)
    return float(found.coef_[0, 0]), float(found.intercept_[0])
