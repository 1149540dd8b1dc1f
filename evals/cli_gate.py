"""`trichdan eval gate`: fixed questions held against a baseline, the project's own or a person's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals import cli_parts
from evals.cli_parts import AsJson, Corpus, Floors, Threads
from evals.errors import WORSE
from trichdan.terminal import report_console

if TYPE_CHECKING:
    from evals.reports.baseline import Baseline
    from evals.reports.floors import Floor
    from evals.reports.gate import Verdict
    from evals.scorers.records import Record
    from evals.suites.build import NotRun, Suite

Cases = Annotated[
    list[str] | None, typer.Argument(help="Case files of yours, or suites; none: the fixed items of this project.")
]
Place = Annotated[
    Path | None, typer.Option(help="The baseline's file; by default NAME.baseline.json beside the first case file.")
]
Take = Annotated[
    bool, typer.Option("--take", "--update-baseline", help="Make this run the one that later ones are held against.")
]
Because = Annotated[
    str, typer.Option(help="Why a baseline may be taken that lowers a floor, loses cases, or is worse.")
]
Earlier = Annotated[
    Path | None, typer.Option(help="Baseline of the main branch, beside which nothing may be lowered unsaid.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Whatever is told fails: rises that nobody explained, suites not run.")
]
Out = Annotated[Path | None, typer.Option(help="Folder for the reports of this run.")]


def gate(
    cases: Cases = None,
    corpus: Corpus = None,
    baseline: Place = None,
    take: Take = False,
    because: Because = "",
    earlier: Earlier = None,
    floor: Floors = None,
    strict: Strict = False,
    out: Out = None,
    threads: Threads = 2,
    as_json: AsJson = False,
) -> None:
    """Ask fixed questions and hold the answers against a baseline.

    Exit code 0 if a change may pass, 1 if it may not, 2 if it couldn't be judged.
    """
    from evals.reports.baseline import read_baseline
    from evals.reports.gate import judge
    from evals.reports.report import make_report, write_report
    from evals.reports.terminal import print_report
    from evals.suites.build import NotRun, Suite

    floors = cli_parts.parse_floors(floor)
    found = _gate_suites(cases or [], corpus or [])
    place = baseline or (Path(cases[0]).with_suffix(".baseline.json") if cases else None)
    old = read_baseline(place)
    if not take:
        _need(old, place)
    not_run = [one for one in found if isinstance(one, NotRun)]
    chosen = [one for one in found if isinstance(one, Suite)]
    runs = cli_parts.measure(chosen, threads, cli_parts.open_asker("extractive"), quiet=as_json)
    records = [record for one in runs for record in one.records]
    if out is not None:
        write_report(make_report(runs, not_run), out)
    if take:
        if not as_json:
            print_report(make_report(runs, not_run), report_console(highlight=True))
        _take(records, old, not_run, place, floors, because)
        return
    verdict = judge(records, _need(old, place), not_run, floors=floors, strict=strict)
    verdict = verdict.with_faults(_unexplained(earlier, _need(old, place)))
    _show_verdict(verdict, len(records), as_json)
    if not verdict.passed:
        raise typer.Exit(WORSE)


def _gate_suites(cases: list[str], corpus: list[Path]) -> list[Suite | NotRun]:
    """The project's fixed items, or a person's own cases, none of them a draft."""
    from evals.reports.gate import gate_suites
    from evals.settings import EvalSettings

    cli_parts.refuse_drafts(cases)
    return cli_parts.find_suites(cases, corpus) if cases else gate_suites(EvalSettings().evalsets)


def _need(baseline: Baseline | None, place: Path | None) -> Baseline:
    from evals.errors import ReportError

    if baseline is None:
        raise ReportError(
            f"There is no baseline{f' {place}' if place else ''} to compare with.", help="Take one: add --take."
        )
    return baseline


def _take(
    records: list[Record],
    old: Baseline | None,
    not_run: list[NotRun],
    place: Path | None,
    floors: list[Floor],
    because: str,
) -> None:
    """Write the baseline, unless it would lower the bar without a word."""
    from evals.reports.baseline import write_baseline
    from evals.reports.floors import unmet
    from evals.reports.gate import unexplained, updated_baseline

    new = updated_baseline(records, old, not_run, floors=floors, because=because)
    faults = [*unmet(new.floors, records), *(unexplained(old, new) if old else [])]
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        typer.echo("The baseline was not taken. If it is meant, say why with --because.", err=True)
        raise typer.Exit(WORSE)
    write_baseline(new, place)
    typer.echo(f"The baseline now holds {len(new.cases)} cases; look at its diff before you commit it.")


def _unexplained(earlier: Path | None, now: Baseline) -> list[str]:
    from evals.reports.baseline import read_baseline
    from evals.reports.gate import unexplained

    return unexplained(_need(read_baseline(earlier), earlier), now) if earlier else []


def _show_verdict(verdict: Verdict, cases: int, as_json: bool) -> None:
    if as_json:
        shown: dict[str, Any] = {"passed": verdict.passed, "faults": verdict.faults, "notes": verdict.notes}
        comparison = verdict.comparison
        shown["comparison"] = comparison.model_dump() if comparison is not None else None
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    from evals.reports.terminal import print_comparison

    console = report_console(highlight=True)
    if verdict.comparison is not None:
        print_comparison(verdict.comparison, console)
    for note in verdict.notes:
        console.print(note, style="yellow", markup=False)
    for fault in verdict.faults:
        console.print(f"FAULT: {fault}", style="bold red", markup=False)
    console.print(f"The gate {'passes' if verdict.passed else 'fails'} on {cases} cases.", style="bold")
