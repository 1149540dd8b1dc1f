"""The fitted numbers of the answerability stage: one logistic regression, its calibration by typing, and by context.

Fitted by `python -m evals.fitting.answerability`, which says how; figures in docs/answerability.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ingest.embedding.base import EmbedderIdentity
from service.language.languages import Language
from service.measured import UNMEASURED, is_of, measured_on
from service.quoting.conversation import fitted, told
from service.quoting.types import Context
from service.values import Contribution

MODEL_FILE = Path(__file__).with_name("model.json")

PLAIN = "plain"
LATE = "late"

CHANCES = ("alone", "joined", "chance")
"""What the confidence in a conversation is read from, in order."""

SUREST = 0.999
"""Probability beyond which nothing is told apart in a conversation."""


@dataclass(frozen=True, slots=True)
class Regression:
    """What turns features into a calibrated probability that the evidence answers.

    Attributes:
        coefficients: by feature, beside the intercept.
        usual: by typing and feature, its mean over the answerable questions of the fit.
        calibration: by typing: what ln p and -ln(1 - p) of the logit's probability p count in the confidence's logit,
            and its shift (beta calibration: Kull et al. 2017).
    """

    intercept: float
    coefficients: Mapping[str, float]
    calibration: Mapping[str, tuple[float, float, float]]
    usual: Mapping[str, Mapping[str, float]]

    def contributions(self, language: Language, features: Mapping[str, float]) -> tuple[Contribution, ...]:
        """What each feature counts, the strongest first."""
        usual = self.usual[language.value]
        found = (Contribution(name, features[name], one, usual[name]) for name, one in self.coefficients.items())
        return tuple(sorted(found, key=lambda one: -abs(one.counts)))

    def confidence(self, language: Language, features: Mapping[str, float]) -> float:
        """The probability, of a question typed so."""
        logit = self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())
        low, high, shift = self.calibration[language.value]
        tails = -low * _softplus(-logit) + high * _softplus(logit)
        return _probability(tails + shift)


def _softplus(value: float) -> float:
    """ln(1 + e^value)."""
    # Written out, e^value overflows for the surest questions.
    return float(np.logaddexp(0.0, value))


def _probability(logit: float) -> float:
    # `exp` overflows beyond 700, and nothing is surer than this.
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@lru_cache(maxsize=1)
def _committed() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    return data


def fits(identity: EmbedderIdentity | None) -> bool:
    """Whether the regressions were fitted on what this embedder retrieves."""
    return is_of(identity, _committed()["embedder"])


def notes(identity: EmbedderIdentity) -> list[str]:
    """What whoever runs the service with this embedder should know, in sentences."""
    found = []
    if not fits(identity):
        found.append(
            f"Confidence was fitted on the embedder {_committed()['embedder']['model']}: with {identity.model} it is "
            "judged by the text alone, and not calibrated. Measure it with 'trichdan eval run' (docs/answerability.md)."
        )
    if measured_on(identity) == UNMEASURED:
        found.append(
            f"No thresholds were measured on {identity.model}: statements of an LLM in another language than their "
            "quotes are checked by words alone, and a name in an English question is called missing only where no "
            "article has it."
        )
    return found


@lru_cache(maxsize=2)
def regression(late: bool) -> Regression:
    """The committed numbers for the embedder they were fitted on, or for any: by the text's features alone."""
    data = _committed()["regressions"][LATE if late else PLAIN]
    calibration = {
        typing: (float(low), float(high), float(shift)) for typing, (low, high, shift) in data["calibration"].items()
    }
    return Regression(float(data["intercept"]), data["coefficients"], calibration, data["usual"])


def in_context(alone: float, joined: float, context: Context) -> float:
    """The confidence, from what it is for the question alone and joined to the one before.

    One logistic regression over their log-odds and those of the first quote among all sentences, and another for
    questions that don't lean on the one before: `python -m evals.fitting.follow_ups`.
    """
    weights = fitted()["confidence"][told(context.leans)]
    values = dict(zip(CHANCES, (alone, joined, context.chance), strict=True))
    return _probability(weights["intercept"] + sum(weights[name] * logit(one) for name, one in values.items()))


def logit(chance: float) -> float:
    """The log-odds of a probability, bounded."""
    kept = min(max(chance, 1 - SUREST), SUREST)
    return math.log(kept / (1 - kept))
