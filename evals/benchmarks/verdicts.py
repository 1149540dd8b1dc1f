"""An LLM's verdict as a signal beside the confidence: does it tell better which questions are answered?

A verdict counts as the service counts it: "answers" only with verified quotes, "refuses" only if it showed what comes
nearest; all else is none. It is joined to the confidence by a logistic regression, fitted on other groups than those
that it's judged on (five folds), so that a verdict that says nothing adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from evals import statistics
from evals.scorers.records import Record
from trichdan.wire import Reason

FOLDS = 5
WEIGHT_MIN = 0.25
"""Least weight of the log odds: on a sample where they say nothing, a verdict's weight would have no bounds."""

Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """What an LLM's reply comes to."""

    ANSWERS = "answers"
    REFUSES = "refuses"
    NONE = "none"


class Signal(BaseModel):
    """AUROC, answerable against unanswerable, of the confidence alone and with the verdict. `typing` may be "all"."""

    typing: str
    answerable: int
    unanswerable: int
    alone: float
    joined: float
    change: float
    low: float | None
    high: float | None

    def line(self) -> str:
        """The signal in a line."""
        interval = "" if self.low is None or self.high is None else f" ({self.low:+.3f} to {self.high:+.3f})"
        return (
            f"AUROC, {self.typing}, {self.answerable} answerable and {self.unanswerable} not: "
            f"confidence {self.alone:.3f}, with the verdict {self.joined:.3f}, change {self.change:+.3f}{interval}"
        )


def verdict_of(record: Record) -> Verdict:
    """The LLM's verdict on a question, from a run in which it was asked."""
    answer = record.answer
    if answer is None or answer.mode != "llm" or answer.degraded is not None:
        return Verdict.NONE
    if answer.answered:
        return Verdict.ANSWERS
    return Verdict.REFUSES if answer.reason is Reason.INSUFFICIENT_EVIDENCE else Verdict.NONE


def signals(plain: Sequence[Record], asked: Sequence[Record]) -> list[Signal]:
    """What the verdicts of `asked` add to the confidence of `plain`, over all and by typing; equal cases in order."""
    pairs = [pair for pair in zip(plain, asked, strict=True) if pair[0].answer is not None]
    typings = list(dict.fromkeys(one.case.language.value for one, _ in pairs))
    chosen = [("all", pairs)] if len(typings) != 1 else []
    chosen += [(typing, [pair for pair in pairs if pair[0].case.language.value == typing]) for typing in typings]
    found = [_signal(name, some) for name, some in chosen]
    return [one for one in found if one is not None]


def _signal(name: str, pairs: Sequence[tuple[Record, Record]]) -> Signal | None:
    labels = np.array([one.case.answerable for one, _ in pairs], dtype=bool)
    confidences = np.array([one.answer.confidence if one.answer else 0.0 for one, _ in pairs])
    groups = [one.case.group for one, _ in pairs]
    verdicts = [verdict_of(other) for _, other in pairs]
    said = np.array([[v is Verdict.ANSWERS, v is Verdict.REFUSES] for v in verdicts], dtype=float).reshape(-1, 2)
    joined = _joined(confidences, said, labels, groups)
    alone = statistics.auroc(confidences, labels)
    if alone is None or joined is None:
        return None
    change = statistics.auroc_difference(confidences, joined, labels, groups)
    after = statistics.auroc(joined, labels)
    if change is None or after is None:
        return None
    return Signal(
        typing=name,
        answerable=int(labels.sum()),
        unanswerable=int((~labels).sum()),
        alone=alone,
        joined=after,
        change=change.value,
        low=change.low,
        high=change.high,
    )


def _joined(confidences: Floats, said: Floats, labels: NDArray[np.bool_], groups: Sequence[str]) -> Floats | None:
    """The log odds with what the verdict adds to them, its weights fitted on the other folds; None if they can't be.

    The confidence keeps its weight of one: it's calibrated already, and only the verdict is on trial.
    """
    from sklearn.linear_model import LogisticRegression

    held = np.clip(confidences, 1e-4, 1 - 1e-4)
    odds = np.log(held / (1 - held))
    # Whole groups: questions about one article in two folds would tell each other.
    codes = {group: number % FOLDS for number, group in enumerate(dict.fromkeys(groups))}
    fold = np.array([codes[group] for group in groups])
    joined = odds.copy()
    for number in range(FOLDS):
        test, train = fold == number, fold != number
        if not test.any():
            continue
        if len(set(labels[train])) < 2:
            return None
        model = LogisticRegression(C=1.0).fit(np.column_stack([odds, said])[train], labels[train])
        # In units of the odds, so that the folds share one scale.
        joined[test] = odds[test] + said[test] @ model.coef_[0][1:] / max(float(model.coef_[0][0]), WEIGHT_MIN)
    return joined
