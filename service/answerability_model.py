"""The fitted numbers of the answerability stage: logistic regressions, scaled per typing.

Fitted by `python -m evals.fit_answerability`, which says how; figures in docs/answerability.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from service.retrieval.types import Language

MODEL_FILE = Path(__file__).with_name("answerability.json")


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
            "about", whether it is about what is asked at all; the lesser of the two counts. So does "en-about"
            beside "en".
        calibration: slope and shift of the logit, by typing, with the suffixes "-plain" and "-narrow".
        thresholds: by typing with its suffix, and level of caution: the confidence below which it is refused.
        kinship: where articles begin to count as repeating each other, and where they fully do.
    """

    families: Mapping[str, Regression]
    calibration: Mapping[str, tuple[float, float]]
    thresholds: Mapping[str, Mapping[str, float]]
    kinship: tuple[float, float]

    def judge(self, language: Language, features: Mapping[str, float], kinship: float, caution: str) -> Verdict:
        """Confidence and threshold; between the two kinds of corpora, both are mixed."""
        if "cover" not in features:
            return self._judge(language, features, "-plain", caution)
        low, high = self.kinship
        share = max(0.0, min(1.0, (kinship - low) / (high - low)))
        broad = self._broad(language, features, caution)
        narrow = self._judge(language, features, "-narrow", caution)
        confidence = min(narrow.confidence, _probability(self.families["about"].logit(features)))
        return Verdict(
            (1 - share) * broad.confidence + share * confidence,
            (1 - share) * broad.threshold + share * narrow.threshold,
        )

    def _broad(self, language: Language, features: Mapping[str, float], caution: str) -> Verdict:
        found = self._judge(language, features, "", caution)
        about = self.families.get(f"{language.code}-about")
        if about is None:
            return found
        return replace(found, confidence=min(found.confidence, _probability(about.logit(features))))

    def narrow(self, kinship: float) -> bool:
        """Whether the articles fully count as repeating each other."""
        return kinship >= self.kinship[1]

    def _judge(self, language: Language, features: Mapping[str, float], suffix: str, caution: str) -> Verdict:
        slope, shift = self.calibration[language.value + suffix]
        family = self.families.get(language.code + suffix) or self.families[suffix.removeprefix("-")]
        confidence = _probability(slope * family.logit(features) + shift)
        return Verdict(confidence, self.thresholds[language.value + suffix][caution])


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@lru_cache(maxsize=1)
def model() -> Model:
    """The committed numbers."""
    data = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    families = {
        name: Regression(float(one["intercept"]), one["coefficients"]) for name, one in data["families"].items()
    }
    calibration = {name: (float(pair[0]), float(pair[1])) for name, pair in data["calibration"].items()}
    low, high = data["kinship"]
    return Model(families, calibration, data["thresholds"], (float(low), float(high)))
