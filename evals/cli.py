"""`trichdan eval …`: run suites, compare runs, the gate, the table of peers. Heavy imports wait for their command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from evals.benchmarks.answerers import Answerers
    from evals.reports.gate import Verdict
    from evals.reports.report import Report
    from evals.running.askers import AskerFactory
    from evals.running.run import SuiteRun
    from evals.suites.build import NotRun, Suite

app = typer.Typer(name="eval", help="Measure answers: run suites, compare runs, gate changes.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Answerer = Literal["extractive", "llm", "auto"]
Threads = Annotated[int, typer.Option(min=1, max=64, help="Cases asked at once; more than one blurs latencies.")]
IdenticalPassages = Annotated[
    bool, typer.Option("--identical-passages", help="Any answerer reads only the passages that fit the LLM's window.")
]
FAILED = 1


@app.command()
def run(
    suites: Annotated[list[str], typer.Argument(help="Suites by name (see 'trichdan eval suites'), or case files.")],
    corpus: Annotated[list[Path] | None, typer.Option(help="Articles that a case file of yours is about.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for report.json, report.md and report.html; by default `reports` in the data folder."
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many cases of each suite.")] = None,
    haystack: Annotated[bool, typer.Option(help="Among Wikipedia articles too; suites are slower and harder.")] = False,
    mode: Annotated[Answerer, typer.Option(help="Who answers; llm and auto need an LLM to be set.")] = "extractive",
    answer_all: Annotated[
        bool, typer.Option("--answer-all", help="Refuse nothing: score what would be quoted, whatever the confidence.")
    ] = False,
    identical_passages: IdenticalPassages = False,
    threads: Threads = 1,
    as_json: AsJson = False,
) -> None:
    """Ask a suite's questions and score the answers. Exit code 1 if a case crashed or nothing was run."""
    from evals.reports.report import write_report
    from evals.suites.build import NotRun, Suite, limited
    from ingest.settings import load_settings
    from service.settings import ServiceSettings

    found = _suites(suites, corpus or [], haystack)
    chosen = [limited(suite, limit) for suite in found if isinstance(suite, Suite)]
    opener = _open_asker(mode, answer_all=answer_all, identical_passages=identical_passages)
    runs = _measure(chosen, threads, opener, quiet=as_json)
    report = _report(runs, [one for one in found if isinstance(one, NotRun)])
    # The service's page shows the report of its own data folder.
    written = write_report(report, out or load_settings(ServiceSettings).data / "reports")
    _show(report, written, as_json)
    if not report.records or any(record.error is not None for record in report.records):
        raise typer.Exit(FAILED)


@app.command()
def answerers(
    suites: Annotated[list[str], typer.Argument(help="Suites by name, or case files.")],
    corpus: Annotated[list[Path] | None, typer.Option(help="Articles that a case file of yours is about.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the reports; by default `answerers` in the data folder.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many cases of each suite.")] = None,
    identical_passages: IdenticalPassages = False,
    threads: Threads = 1,
    as_json: AsJson = False,
) -> None:
    """Measure the configured LLM beside the extractive answers, paired, and what its verdict tells; exits as `run`."""
    from evals.benchmarks.answerers import compare_answerers, with_llm, write_answerers
    from evals.reports.report import write_report
    from evals.suites.build import NotRun, Suite, limited
    from ingest.settings import load_settings
    from service.settings import ServiceSettings

    found = _suites(suites, corpus or [], haystack=False)
    chosen = [limited(suite, limit) for suite in found if isinstance(suite, Suite)]
    not_run = [one for one in found if isinstance(one, NotRun)]
    plain = _measure(chosen, threads, _open_asker("extractive", identical_passages=identical_passages), quiet=as_json)
    opener = _open_asker("llm", answer_all=True, identical_passages=identical_passages)
    asked = _measure(chosen, threads, opener, quiet=as_json)
    if not asked:
        raise typer.Exit(FAILED)
    folder = out or load_settings(ServiceSettings).data / "answerers"
    result = compare_answerers(plain, asked)
    written = write_report(_report(plain, not_run), folder / "extractive")
    written += write_report(_report(with_llm(plain, asked), not_run), folder / "llm")
    written += write_answerers(result, folder)
    _show_answerers(result, written, as_json)
    if any(record.error is not None for one in (*plain, *asked) for record in one.records):
        raise typer.Exit(FAILED)


@app.command()
def claims(
    folder: Annotated[Path, typer.Argument(help="Corpora: NAME/*.txt with NAME.claims.jsonl beside.")],
    corpora: Annotated[list[str] | None, typer.Option(help="Only these corpora.")] = None,
    by: Annotated[Literal["", "how", "typing"], typer.Option(help="Split by how claims were made, or language.")] = "",
    cosine: Annotated[bool, typer.Option(help="Ask the embedder where languages differ, as the service does.")] = True,
) -> None:
    """Hold the claim check against labelled claims: shares that pass, with intervals by corpus."""
    from evals.benchmarks.claims import ask_embedder, judge, table

    similarity = ask_embedder() if cosine else None
    if cosine and similarity is None:
        typer.echo("The embedder isn't asked: nothing was measured on it.", err=True)
    judged = list(judge(folder, corpora or (), similarity))
    for line in (*table(judged), *(table(judged, by) if by else ())):
        typer.echo(line)
    if not judged:
        raise typer.Exit(FAILED)


@app.command()
def talk(
    sets: Annotated[
        list[str] | None, typer.Argument(help="messages, collections, time, follow_ups; all if none.")
    ] = None,
    faults: Annotated[bool, typer.Option(help="List what went wrong.")] = False,
) -> None:
    """Ask what people ask beyond single questions: small talk, the collection, what holds now, follow-ups."""
    from evals.running.talk import SETS, measured, shares

    for name in sets or list(SETS):
        marks = measured(name)
        for one in marks:
            if faults and one.fault:
                typer.echo(f"  {one.case} {one.typing}: {one.question} → {one.fault}")
        for (kind, typing), (right, total) in shares(marks).items():
            typer.echo(f"{kind}, {typing}: {right} of {total}")


@app.command(name="suites")
def list_suites() -> None:
    """List the suites and whether their data is here."""
    from evals.settings import EvalSettings
    from evals.suites.build import NAMES, NotRun, build

    for name in NAMES:
        for one in build(name, EvalSettings().evalsets):
            state = f"not here: {one.reason}" if isinstance(one, NotRun) else f"{len(one.cases)} cases"
            typer.echo(f"{one.name}: {state}")


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Report (its folder or report.json) to compare with.")],
    after: Annotated[Path, typer.Argument(help="Report to judge.")],
    as_json: AsJson = False,
) -> None:
    """Compare two runs case by case: paired intervals, McNemar's test, and the cases that flipped."""
    from rich.console import Console

    from evals.reports.compare import compare_reports
    from evals.reports.report import read_report
    from evals.reports.terminal import print_comparison

    comparison = compare_reports(read_report(before), read_report(after))
    if as_json:
        typer.echo(comparison.model_dump_json(indent=2))
    else:
        print_comparison(comparison, Console())


@app.command()
def gate(
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Make this run the one that later runs are compared with.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for the reports of this run.")] = None,
    threads: Threads = 2,
    as_json: AsJson = False,
) -> None:
    """Ask the fixed gate items and compare them with the committed baseline. Exit code 1 if a change may not pass."""
    from evals.reports.baseline import read_baseline, write_baseline
    from evals.reports.gate import gate_suites, judge, updated_baseline
    from evals.reports.report import write_report
    from evals.settings import EvalSettings
    from evals.suites.build import NotRun, Suite

    found = gate_suites(EvalSettings().evalsets)
    not_run = [one for one in found if isinstance(one, NotRun)]
    chosen = [one for one in found if isinstance(one, Suite)]
    runs = _measure(chosen, threads, _open_asker("extractive"), quiet=as_json)
    records = [record for one in runs for record in one.records]
    if out is not None:
        write_report(_report(runs, not_run), out)
    if update_baseline:
        baseline = updated_baseline(records, read_baseline(), not_run)
        write_baseline(baseline)
        typer.echo(f"The baseline now holds {len(baseline)} cases; look at its diff before you commit it.")
        return
    verdict = judge(records, read_baseline(), not_run)
    _show_verdict(verdict, len(records), as_json)
    if not verdict.passed:
        raise typer.Exit(FAILED)


@app.command()
def table(
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many cases of each suite.")] = None,
    haystack: Annotated[bool, typer.Option(help="Among Wikipedia articles too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure our retrieval beside plain LlamaIndex + Chroma, BM25 and their fusion, per typing."""
    from evals.benchmarks.table import measure, to_markdown
    from evals.suites.build import Suite, limited

    found = _suites(["seeds", "xquad"], [], haystack)
    rows = measure([limited(one, limit) for one in found if isinstance(one, Suite)], _open_asker("extractive"))
    typer.echo(json.dumps([row.model_dump() for row in rows], indent=2) if as_json else to_markdown(rows))
    for one in found:
        if not isinstance(one, Suite):
            typer.echo(f"not run: {one.name}, because {one.reason}", err=True)


@app.command()
def latency(
    passages: Annotated[int, typer.Option(min=1, help="Passages of the corpus; beyond 9,600, noisy copies.")] = 5_000,
    questions: Annotated[int, typer.Option(min=10, help="Questions in each typing.")] = 100,
) -> None:
    """Time our retrieval through Chroma, everything included, beside plain LlamaIndex + Chroma in the same run."""
    from evals.benchmarks.latency import run as run_benchmark

    run_benchmark(passages, questions)


def _suites(names: list[str], corpus: list[Path], haystack: bool) -> list[Suite | NotRun]:
    from evals.settings import EvalSettings
    from evals.suites.build import build, own_suite

    found: list[Suite | NotRun] = []
    for name in dict.fromkeys(names):
        if name.endswith((".yaml", ".yml", ".jsonl")):
            found.append(own_suite(Path(name), corpus))
        else:
            found += build(name, EvalSettings().evalsets, haystack=haystack)
    return found


def _open_asker(mode: Answerer, *, answer_all: bool = False, identical_passages: bool = False) -> AskerFactory:
    from functools import partial

    from evals.running.engine import open_engine_asker
    from trichdan.wire import Mode

    return partial(open_engine_asker, mode=Mode(mode), answer_all=answer_all, identical_passages=identical_passages)


def _measure(suites: list[Suite], threads: int, open_asker: AskerFactory, *, quiet: bool) -> list[SuiteRun]:
    from rich.console import Console
    from rich.progress import Progress

    from evals.running.run import run_suites

    console = Console(stderr=True)
    with Progress(console=console, disable=quiet or not console.is_terminal, transient=True) as progress:
        task = progress.add_task("asking", total=sum(len(suite.cases) for suite in suites))
        return run_suites(suites, open_asker, threads=threads, progress=lambda _: progress.advance(task))


def _report(runs: list[SuiteRun], not_run: list[NotRun]) -> Report:
    from evals.reports.report import make_report

    return make_report(runs, not_run)


def _show(report: Report, written: list[Path], as_json: bool) -> None:
    if as_json:
        typer.echo(report.model_dump_json(indent=2, exclude={"records"}))
        return
    from rich.console import Console

    from evals.reports.terminal import print_report

    print_report(report, Console())
    for path in written:
        typer.echo(f"wrote {path}")


def _show_answerers(result: Answerers, written: list[Path], as_json: bool) -> None:
    if as_json:
        typer.echo(result.model_dump_json(indent=2))
        return
    from rich.console import Console

    from evals.reports.terminal import print_comparison

    console = Console()
    print_comparison(result.comparison, console)
    for line in result.lines():
        console.print(line, markup=False, highlight=False)
    for path in written:
        typer.echo(f"wrote {path}")


def _show_verdict(verdict: Verdict, cases: int, as_json: bool) -> None:
    if as_json:
        shown: dict[str, Any] = {"passed": verdict.passed, "faults": verdict.faults, "notes": verdict.notes}
        comparison = verdict.comparison
        shown["comparison"] = comparison.model_dump() if comparison is not None else None
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from evals.reports.terminal import print_comparison

    console = Console()
    if verdict.comparison is not None:
        print_comparison(verdict.comparison, console)
    for note in verdict.notes:
        console.print(note, style="yellow", markup=False)
    for fault in verdict.faults:
        console.print(f"FAULT: {fault}", style="bold red", markup=False)
    console.print(f"The gate {'passes' if verdict.passed else 'fails'} on {cases} cases.", style="bold")
