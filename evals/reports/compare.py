"""Two runs compared case by case: paired differences with intervals, McNemar's test, and the cases that flipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel

from evals import statistics
from evals.errors import ReportError
from evals.reports.report import Report
from evals.scorers.records import Record
from evals.scorers.registry import METRICS

COMPARED = tuple(name for name, metric in METRICS.items() if metric.unit == "share")
FLIPPED = ("schema_valid", "quote_valid", "hallucination", "refusal_error", "evidence@3", "answer_correct", "r@1")
"""Metrics whose flips are listed case by case."""


class Item(BaseModel):
    """A case as it is compared: its cluster and the scores it has."""

    group: str
    question: str = ""
    scores: dict[str, float]

    @classmethod
    def of(cls, record: Record) -> Item:
        """The comparable part of a record."""
        scores = {name: value for name in COMPARED if (value := record.value(name)) is not None}
        return cls(group=record.case.group, question=record.case.question, scores=scores)


class Change(BaseModel):
    """How a metric changed over the cases that have it in both runs.

    Attributes:
        change: mean of after minus before; `low` and `high` its 95 % interval.
        lost, won: cases that got worse and better, whichever direction is the good one.
        p: exact McNemar; None for metrics that aren't yes or no.
    """

    metric: str
    n: int
    before: float
    after: float
    change: float
    low: float | None
    high: float | None
    lost: int
    won: int
    p: float | None


class Flip(BaseModel):
    """A case whose score of a metric changed."""

    key: str
    question: str
    metric: str
    before: float
    after: float
    worse: bool


class Comparison(BaseModel):
    """The paired comparison of two runs."""

    changes: list[Change]
    flips: list[Flip]
    only_before: list[str]
    only_after: list[str]

    def lines(self, count: int) -> list[str]:
        """The flips in words, losses first, and how many cases only one run has."""
        marks = {True: "worse ", False: "better"}
        shown = [
            f"{marks[flip.worse]} {flip.metric}: {flip.before:g} → {flip.after:g}  {flip.key}  {flip.question}"
            for flip in self.flips[:count]
        ]
        if len(self.flips) > count:
            shown.append(f"… and {len(self.flips) - count} more; --json lists them all")
        for name, keys in (("before", self.only_before), ("after", self.only_after)):
            if keys:
                shown.append(f"{len(keys)} cases are only in the run {name}, and were left out (first: {keys[0]})")
        return shown


def items_of(records: Iterable[Record]) -> dict[str, Item]:
    """Comparable items by their key."""
    return {record.key: Item.of(record) for record in records}


def compare_reports(before: Report, after: Report) -> Comparison:
    """Compare two reports.

    Raises:
        ReportError: they have no case in common.
    """
    return compare_items(items_of(before.records), items_of(after.records))


def compare_items(before: Mapping[str, Item], after: Mapping[str, Item]) -> Comparison:
    """Compare two sets of items over the keys that both have."""
    keys = sorted(before.keys() & after.keys())
    if not keys:
        raise ReportError("The two runs have no case in common.", help="Compare runs of the same suites.")
    changes = [change for name in COMPARED if (change := change_of(name, keys, before, after)) is not None]
    flips = [flip for name in FLIPPED for flip in _flips(name, keys, before, after)]
    return Comparison(
        changes=changes,
        flips=sorted(flips, key=lambda flip: (not flip.worse, FLIPPED.index(flip.metric), flip.key)),
        only_before=sorted(before.keys() - after.keys()),
        only_after=sorted(after.keys() - before.keys()),
    )


def change_of(metric: str, keys: Sequence[str], before: Mapping[str, Item], after: Mapping[str, Item]) -> Change | None:
    """How a metric changed over `keys`; None if no case has it in both."""
    shared = [key for key in keys if metric in before[key].scores and metric in after[key].scores]
    old = [before[key].scores[metric] for key in shared]
    new = [after[key].scores[metric] for key in shared]
    estimate = statistics.paired_difference(old, new, [after[key].group for key in shared])
    if estimate is None:
        return None
    sign = 1 if METRICS[metric].higher_is_better else -1
    steps = [sign * (b - a) for a, b in zip(old, new, strict=True)]
    yes_no = {*old, *new} <= {0.0, 1.0}
    return Change(
        metric=metric,
        n=len(shared),
        before=sum(old) / len(old),
        after=sum(new) / len(new),
        change=estimate.value,
        low=estimate.low,
        high=estimate.high,
        lost=sum(step < 0 for step in steps),
        won=sum(step > 0 for step in steps),
        p=statistics.mcnemar([a == 1 for a in old], [b == 1 for b in new]).p if yes_no else None,
    )


def _flips(metric: str, keys: Sequence[str], before: Mapping[str, Item], after: Mapping[str, Item]) -> Iterable[Flip]:
    higher_is_better = METRICS[metric].higher_is_better
    for key in keys:
        old, new = before[key].scores.get(metric), after[key].scores.get(metric)
        if old is not None and new is not None and old != new:
            worse = (new < old) == higher_is_better
            question = after[key].question or before[key].question
            yield Flip(key=key, question=question, metric=metric, before=old, after=new, worse=worse)
