"""Floors: what a metric has to reach, as "evidence@3>=0.8" or "refused<=10%", whatever it was before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.errors import EvalError
from evals.reports.summary import Mean, mean_of
from evals.scorers.records import Record
from evals.scorers.registry import METRICS

ALIASES = {"refused": "refusal_error", "made_up": "hallucination"}
"""Plain names of metrics."""

_FLOOR = re.compile(r"\s*([\w@]+)\s*(>=|<=)\s*(\d+(?:\.\d+)?)\s*(%?)\s*")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that a metric may be, or the most where lower is better."""

    metric: str
    value: float

    @classmethod
    def parse(cls, text: str) -> Floor:
        """A floor as it is written on the command line.

        Raises:
            EvalError: it is none, there is no such metric, or the sign asks for the worse side.
        """
        match = _FLOOR.fullmatch(text)
        if match is None:
            raise EvalError(f"{text!r} is no floor.", help="Write one as 'refused<=0.1' or 'evidence@3>=80%'.")
        metric = ALIASES.get(match.group(1), match.group(1))
        if metric not in METRICS:
            names = ", ".join((*ALIASES, *METRICS))
            raise EvalError(f"There is no metric {metric!r}.", help=f"Choose from: {names}.")
        # "refused>=10%" would pass whatever refuses more: surely a slip.
        if match.group(2) != _sign(metric):
            better = "higher" if METRICS[metric].higher_is_better else "lower"
            raise EvalError(f"{metric} is better where it is {better}: write {metric}{_sign(metric)}{match.group(3)}.")
        return cls(metric, float(match.group(3)) / (100 if match.group(4) else 1))

    def __str__(self) -> str:
        return f"{self.metric}{_sign(self.metric)}{self.value:g}"

    def allows(self, value: float) -> bool:
        """Whether a value is on the right side."""
        return value >= self.value if METRICS[self.metric].higher_is_better else value <= self.value


def _sign(metric: str) -> str:
    return ">=" if METRICS[metric].higher_is_better else "<="


def lowered(before: Iterable[Floor], after: Iterable[Floor]) -> list[str]:
    """The floors that allow more than before, or are gone, in words."""
    now = {one.metric: one for one in after}
    faults = []
    for old in before:
        new = now.get(old.metric)
        if new is None:
            faults.append(f"The floor {old} is gone.")
        elif new.value != old.value and new.allows(old.value):
            faults.append(f"The floor {old} was lowered to {new}.")
    return faults


def strictest(floors: Iterable[Floor]) -> tuple[Floor, ...]:
    """One floor for each metric: the one that allows least."""
    kept: dict[str, Floor] = {}
    for one in floors:
        if one.metric not in kept or kept[one.metric].allows(one.value):
            kept[one.metric] = one
    return tuple(kept[metric] for metric in sorted(kept))


def unmet(floors: Iterable[Floor], records: Sequence[Record]) -> list[str]:
    """The floors that a run doesn't reach, in words. A metric that no case has reaches nothing."""
    means = [(one, mean_of(records, one.metric)) for one in floors]
    return [_in_words(one, mean) for one, mean in means if mean.value is None or not one.allows(mean.value)]


def _in_words(floor: Floor, mean: Mean) -> str:
    if mean.value is None:
        return f"The floor {floor} can't be judged: no case has {floor.metric}."
    interval = "" if mean.low is None or mean.high is None else f", 95 %: {mean.low:.3f} to {mean.high:.3f}"
    return f"The floor {floor} is not reached: {mean.value:.3f} over {mean.n} cases{interval}."
