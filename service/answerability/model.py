"""The fitted numbers of the answerability stage: logistic regressions, scaled per typing.

Fitted by `python -m evals.fitting.answerability`, which says how; figures in docs/answerability.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from service.language.typing import Language

MODEL_FILE = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True)
class Regression:
    """Intercept and coefficients by feature."""

    intercept: float
    coefficients: Mapping[str, float]

    def logit(self, features: Mapping[str, float]) -> float:
        """The regression's value."""
        return self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())


@dataclass(frozen=True, slots=True)
class Verdict:
    """The calibrated probability that the evidence answers, and the one from which on an answer is given."""

    confidence: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that turns features into a confidence and a verdict.

    Attributes:
        families: a regression for "vi" (however typed) and "en"; with the suffix "-plain" for embedders without token
            vectors. For articles that repeat each other, of all languages: "narrow", whether the evidence answers, and
            "about", whether it is about what is asked at all; the odds against both add up. "en" and "en-about" alike.
        calibration: by typing, with the suffixes "-plain" and "-narrow": what ln p and -ln(1 - p) of the logit's
            probability p count in the confidence's logit, and its shift (beta calibration: Kull et al. 2017).
        thresholds: by typing with its suffix, and level of caution: the confidence below which it is refused.
    """

    families: Mapping[str, Regression]
    calibration: Mapping[str, tuple[float, float, float]]
    thresholds: Mapping[str, Mapping[str, float]]

    def judge(self, language: Language, features: Mapping[str, float], kinship: float, caution: str) -> Verdict:
        """Confidence and threshold. By their `kinship` those of the two kinds of corpora are mixed."""
        code, typing = language.code, language.value
        if "cover" not in features:
            return self._scaled(self._logit(features, f"{code}-plain"), f"{typing}-plain", caution)
        broad = self._scaled(self._logit(features, code, f"{code}-about"), typing, caution)
        narrow = self._scaled(self._logit(features, "narrow", "about"), f"{typing}-narrow", caution)
        return Verdict(
            (1 - kinship) * broad.confidence + kinship * narrow.confidence,
            (1 - kinship) * broad.threshold + kinship * narrow.threshold,
        )

    def _logit(self, features: Mapping[str, float], *families: str) -> float:
        """The logit of those regressions that there are: the odds against them add up."""
        against = [-self.families[name].logit(features) for name in families if name in self.families]
        return -float(np.logaddexp.reduce(against))

    def _scaled(self, logit: float, typing: str, caution: str) -> Verdict:
        low, high, shift = self.calibration[typing]
        tails = -low * _softplus(-logit) + high * _softplus(logit)
        return Verdict(_probability(tails + shift), self.thresholds[typing][caution])


def _softplus(value: float) -> float:
    """ln(1 + e^value)."""
    return float(np.logaddexp(0.0, value))


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@lru_cache(maxsize=1)
def model() -> Model:
    """The committed numbers."""
    data = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    families = {
        name: Regression(float(one["intercept"]), one["coefficients"]) for name, one in data["families"].items()
    }
    calibration = {
        name: (float(low), float(high), float(shift)) for name, (low, high, shift) in data["calibration"].items()
    }
    return Model(families, calibration, data["thresholds"])
