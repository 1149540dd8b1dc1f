"""Reports and comparisons as tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table

from evals.reports.compare import Comparison
from evals.reports.report import Report, decimal, fault_in_words, worst_cases
from evals.reports.summary import Mean, Slice
from evals.scorers.registry import DOUBT, HEADLINES, INVARIANTS, SHORT

SHOWN_CASES = 8
SHOWN_FLIPS = 40


def print_report(report: Report, console: Console) -> None:
    """Headline numbers with intervals, confidence, what wasn't run, and the first of the worst cases."""
    for suite in dict.fromkeys(one.suite for one in report.summary.slices):
        console.print(_suite_table(suite, [one for one in report.summary.slices if one.suite == suite]))
    if report.summary.abstention:
        console.print(_confidence_table(report))
    for skipped in report.not_run:
        console.print(f"not run: {skipped.suite}, because {skipped.reason}", style="yellow", markup=False)
    failed = sum(record.error is not None for record in report.records)
    if failed:
        console.print(f"{failed} cases crashed", style="bold red")
    for record in worst_cases(report.records, SHOWN_CASES):
        console.print(
            f"{record.key}: {record.case.question}\n  {fault_in_words(record)}", markup=False, highlight=False
        )


def _suite_table(suite: str, slices: Sequence[Slice]) -> Table:
    """A line for each metric, a column for each typing: per cent, its interval, and n where it isn't all."""
    table = Table(
        Column("% (interval)", no_wrap=True),
        *(f"{one.language}, n {one.cases}" for one in slices),
        title=suite,
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for name in (*HEADLINES, *SHORT, *DOUBT, *INVARIANTS):
        table.add_row(name, *(_short(one.means[name]) for one in slices))
    for name, title in (("short_words", "short answer, p50 words"), ("words_read", "until the answer, p50 words")):
        lengths = [one.means[name].p50 for one in slices]
        table.add_row(title, *("–" if length is None else f"{length:.0f}" for length in lengths))
    times = [one.means["ask_ms"] for one in slices]
    table.add_row("ask p50 / p95 ms", *("–" if t.p50 is None else f"{t.p50:.0f} / {t.p95:.0f}" for t in times))
    return table


def _short(mean: Mean) -> str:
    if mean.value is None:
        return "–"
    interval = "" if mean.low is None or mean.high is None else f" ({mean.low * 100:.0f}–{mean.high * 100:.0f})"
    return f"{mean.value * 100:.1f}{interval}" + (f", {mean.failed} failed" if mean.failed else "")


def _confidence_table(report: Report) -> Table:
    names = ("typing", "unanswerable", "n", "AUROC", "AURC", "ECE", "halluc.", "refused")
    table = Table(
        *(Column(name, overflow="fold") for name in ("dataset", *names)),
        title="confidence",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for one in report.summary.abstention:
        numbers = [decimal(value) for value in (one.auroc, one.aurc, one.ece)]
        rates = [_short(mean).partition(" ")[0] for mean in (one.hallucination, one.refusal_error)]
        table.add_row(one.dataset, one.language, one.kind, f"{one.answerable}/{one.unanswerable}", *numbers, *rates)
    return table


def print_comparison(comparison: Comparison, console: Console) -> None:
    """The change of each metric with its interval, and the cases that flipped."""
    names = ("n", "before", "after", "change (points)", "lost", "won", "McNemar p")
    table = Table(Column("metric", no_wrap=True), *names, title="paired")
    for one in comparison.changes:
        interval = "" if one.low is None or one.high is None else f" ({one.low * 100:+.1f} to {one.high * 100:+.1f})"
        change = f"{one.change * 100:+.1f}{interval}"
        p = "–" if one.p is None else f"{one.p:.3f}"
        cells = (f"{one.before:.3f}", f"{one.after:.3f}", change, str(one.lost), str(one.won), p)
        table.add_row(one.metric, str(one.n), *cells)
    console.print(table)
    for line in comparison.lines(SHOWN_FLIPS):
        console.print(line, markup=False, highlight=False)
