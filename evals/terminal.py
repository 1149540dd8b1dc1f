"""Reports and comparisons as tables on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from evals.compare import Comparison
from evals.report import Report, decimal, fault_in_words, percent, worst_cases
from evals.scorers.registry import HEADLINES, INVARIANTS

SHOWN_CASES = 8
SHOWN_FLIPS = 40


def print_report(report: Report, console: Console) -> None:
    """Headline numbers with intervals, confidence, what wasn't run, and the first of the worst cases."""
    table = Table("suite", "typing", "cases", *HEADLINES, "invariants", "ask p50")
    for one in report.summary.slices:
        broken = [name for name in INVARIANTS if (value := one.means[name].value) is not None and value < 1]
        time = one.means["ask_ms"].p50
        cells = [percent(one.means[name]) for name in HEADLINES]
        held = ", ".join(broken) if broken else "hold"
        table.add_row(one.suite, one.language, str(one.cases), *cells, held, "–" if time is None else f"{time:.0f} ms")
    console.print(table)
    _print_confidence(report, console)
    for one_not_run in report.not_run:
        console.print(f"not run: {one_not_run.suite}, because {one_not_run.reason}", style="yellow", markup=False)
    failed = [record for record in report.records if record.error is not None]
    if failed:
        console.print(f"{len(failed)} cases crashed", style="bold red")
    for record in worst_cases(report.records, SHOWN_CASES):
        console.print(f"  {record.key}: {record.case.question}\n    {fault_in_words(record)}", markup=False, style="dim")


def _print_confidence(report: Report, console: Console) -> None:
    table = Table("dataset", "typing", "unanswerable", "n", "AUROC", "AURC", "ECE", "hallucination", "refusal error")
    for one in report.summary.abstention:
        table.add_row(
            one.dataset,
            one.language,
            one.kind,
            f"{one.answerable} / {one.unanswerable}",
            decimal(one.auroc),
            decimal(one.aurc),
            decimal(one.ece),
            percent(one.hallucination),
            percent(one.refusal_error),
        )
    console.print(table)


def print_comparison(comparison: Comparison, console: Console) -> None:
    """The change of each metric with its interval, and the cases that flipped."""
    table = Table("metric", "n", "before", "after", "change (points)", "lost", "won", "McNemar p", title="paired")
    for one in comparison.changes:
        interval = "" if one.low is None or one.high is None else f" ({one.low * 100:+.1f} to {one.high * 100:+.1f})"
        change = f"{one.change * 100:+.1f}{interval}"
        p = "–" if one.p is None else f"{one.p:.3f}"
        cells = (f"{one.before:.3f}", f"{one.after:.3f}", change, str(one.lost), str(one.won), p)
        table.add_row(one.metric, str(one.n), *cells)
    console.print(table)
    for line in comparison.lines(SHOWN_FLIPS):
        console.print(line, markup=False, highlight=False)


