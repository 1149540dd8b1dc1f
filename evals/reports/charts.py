"""The charts of a report: bars by typing, risk against coverage, confidence against accuracy."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from evals.reports.plots import Bar, Series, bar_chart, line_chart
from evals.reports.summary import ALL, Abstention, Slice, Summary

BARS = ("r@1", "evidence@1", "evidence@3", "answer_correct")


def of_summary(summary: Summary) -> list[Markup]:
    """All charts for which there is something to show."""
    suites = dict.fromkeys(one.suite for one in summary.slices)
    bars = [chart for suite in suites if (chart := _bars(suite, summary.slices)) is not None]
    # A curve over nothing but unanswerable questions is a flat line at the top.
    datasets = dict.fromkeys(one.dataset for one in summary.abstention if one.answerable)
    curves = [chart for dataset in datasets for chart in _curves(dataset, summary.abstention)]
    return bars + curves


def _bars(suite: str, slices: Sequence[Slice]) -> Markup | None:
    bars = [
        Bar(metric, one.language, mean.value, mean.low, mean.high)
        for metric in BARS
        for one in slices
        if one.suite == suite and one.language != ALL and (mean := one.means[metric]).value is not None
    ]
    return bar_chart(f"{suite}: by typing", "share of cases", bars) if bars else None


def _curves(dataset: str, abstentions: Sequence[Abstention]) -> list[Markup]:
    members = [one for one in abstentions if one.dataset == dataset]
    # One line for each typing: over all kinds of unanswerable questions, or over the only kind there is.
    whole = list({one.language: one for one in sorted(members, key=lambda one: one.kind == ALL)}.values())
    risk = [Series(_name(one), one.curve) for one in whole if one.curve]
    reliability = [
        Series(
            _name(one),
            [(b.confidence, b.accuracy) for b in one.bins if b.confidence is not None and b.accuracy is not None],
        )
        for one in whole
    ]
    return [
        line_chart(f"{dataset}: risk and coverage", "share answered", "share of these wrong", risk),
        line_chart(
            f"{dataset}: reliability", "confidence", "share right", [r for r in reliability if r.points], diagonal=True
        ),
    ]


def _name(one: Abstention) -> str:
    return one.language if one.kind == ALL else f"{one.language}, {one.kind.replace('_', ' ')}"
