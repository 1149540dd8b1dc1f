"""`trichdan eval …`: run suites, compare runs, the gate, the table of peers. Heavy imports wait for their command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from evals import cli_gate, cli_own, cli_parts
from evals.cli_parts import Answerer, AsJson, Corpus, Floors, Threads
from evals.errors import WORSE
from trichdan.terminal import report_console

if TYPE_CHECKING:
    from evals.benchmarks.answerers import Answerers
    from evals.reports.floors import Floor
    from evals.reports.report import Report
    from evals.running.run import SuiteRun
    from evals.suites.build import NotRun

app = typer.Typer(
    name="eval",
    cls=cli_parts.Commands,
    help="Measure answers: run suites, compare runs, gate changes.",
    no_args_is_help=True,
)

IdenticalPassages = Annotated[
    bool, typer.Option("--identical-passages", help="Any answerer reads only the passages that fit the LLM's window.")
]


@app.command()
def run(
    suites: Annotated[list[str], typer.Argument(help="Suites by name (see 'trichdan eval suites'), or case files.")],
    corpus: Corpus = None,
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
    floor: Floors = None,
    threads: Threads = 1,
    as_json: AsJson = False,
) -> None:
    """Ask a suite's questions and score the answers.

    Exit code 1 if a case crashed, a floor isn't reached, or nothing was run; 2 if it can't be run.
    """
    from evals.reports.report import write_report
    from evals.suites.build import NotRun, Suite, limited
    from ingest.settings import load_settings
    from service.settings import ServiceSettings

    floors = cli_parts.parse_floors(floor)
    found = cli_parts.find_suites(suites, corpus or [], haystack)
    chosen = [limited(suite, limit) for suite in found if isinstance(suite, Suite)]
    opener = cli_parts.open_asker(mode, answer_all=answer_all, identical_passages=identical_passages)
    runs = cli_parts.measure(chosen, threads, opener, quiet=as_json)
    report = _report(runs, [one for one in found if isinstance(one, NotRun)])
    # The service's page shows the report of its own data folder.
    written = write_report(report, out or load_settings(ServiceSettings).data / "reports")
    _show(report, written, as_json)
    faults = _unmet(floors, report)
    if faults or not report.records or any(record.error is not None for record in report.records):
        raise typer.Exit(WORSE)


@app.command()
def answerers(
    suites: Annotated[list[str], typer.Argument(help="Suites by name, or case files.")],
    corpus: Corpus = None,
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

    found = cli_parts.find_suites(suites, corpus or [], haystack=False)
    chosen = [limited(suite, limit) for suite in found if isinstance(suite, Suite)]
    not_run = [one for one in found if isinstance(one, NotRun)]
    plain = cli_parts.measure(
        chosen, threads, cli_parts.open_asker("extractive", identical_passages=identical_passages), quiet=as_json
    )
    opener = cli_parts.open_asker("llm", answer_all=True, identical_passages=identical_passages)
    # Asked everything, those too that the service refuses by itself: only so is there a verdict on all.
    asked = cli_parts.measure(chosen, threads, opener, quiet=as_json)
    if not asked:
        raise typer.Exit(WORSE)
    folder = out or load_settings(ServiceSettings).data / "answerers"
    result = compare_answerers(plain, asked)
    written = write_report(_report(plain, not_run), folder / "extractive")
    written += write_report(_report(with_llm(plain, asked), not_run), folder / "llm")
    written += write_answerers(result, folder)
    _show_answerers(result, written, as_json)
    if any(record.error is not None for one in (*plain, *asked) for record in one.records):
        raise typer.Exit(WORSE)


@app.command()
def claims(
    folder: Annotated[Path, typer.Argument(help="Corpora: NAME/*.txt with NAME.claims.jsonl beside.")],
    corpora: Annotated[list[str] | None, typer.Option(help="Only these corpora.")] = None,
    by: Annotated[Literal["", "how", "typing"], typer.Option(help="Split by how claims were made, or language.")] = "",
    cosine: Annotated[bool, typer.Option(help="Ask the embedder where languages differ, as the service does.")] = True,
) -> None:
    """Hold the claim check against labelled claims: shares that pass, with intervals by corpus."""
    from evals.benchmarks.claims import judge, table
    from evals.running.answers import ask_embedder

    similarity = ask_embedder() if cosine else None
    if cosine and similarity is None:
        typer.echo("The embedder isn't asked: nothing was measured on it.", err=True)
    judged = list(judge(folder, corpora or (), similarity))
    for line in (*table(judged), *(table(judged, by) if by else ())):
        typer.echo(line)
    if not judged:
        raise typer.Exit(WORSE)


@app.command()
def talk(
    sets: Annotated[
        list[str] | None,
        typer.Argument(
            help="messages, collections, time, follow_ups, conversations, kinds, conflicts, disagreements, answers, "
            "strangers/…"
        ),
    ] = None,
    faults: Annotated[bool, typer.Option(help="List what went wrong.")] = False,
) -> None:
    """Ask what people ask beyond single questions: small talk, the collection, what holds now, follow-ups."""
    from evals.running.talk import measured, names, shares

    for name in sets or names():
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
    floor: Floors = None,
    fail_if_worse: Annotated[
        bool, typer.Option("--fail-if-worse", help="Exit code 1 if a headline number dropped as the gate would tell.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare two runs case by case: paired intervals, McNemar's test, and the cases that flipped.

    Exit code 1 if the later run doesn't reach a floor, or, with --fail-if-worse, is surely worse.
    """
    from evals.reports.compare import compare_reports
    from evals.reports.gate import is_significant_drop
    from evals.reports.report import read_report
    from evals.reports.terminal import print_comparison
    from evals.scorers.registry import HEADLINES

    floors = cli_parts.parse_floors(floor)
    later = read_report(after)
    comparison = compare_reports(read_report(before), later)
    if as_json:
        typer.echo(comparison.model_dump_json(indent=2))
    else:
        print_comparison(comparison, report_console(highlight=True))
    worse = [one.metric for one in comparison.changes if one.metric in HEADLINES and is_significant_drop(one)]
    if fail_if_worse and worse:
        typer.echo(f"Worse: {', '.join(worse)}.", err=True)
    if _unmet(floors, later) or (fail_if_worse and worse):
        raise typer.Exit(WORSE)


def _unmet(floors: list[Floor], report: Report) -> list[str]:
    """The floors that aren't reached, told on stderr."""
    from evals.reports.floors import unmet

    faults = unmet(floors, report.records)
    for fault in faults:
        typer.echo(fault, err=True)
    return faults


@app.command()
def table(
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many cases of each suite.")] = None,
    haystack: Annotated[bool, typer.Option(help="Among Wikipedia articles too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure our retrieval beside plain LlamaIndex + Chroma, BM25 and their fusion, per typing."""
    from evals.benchmarks.table import measure, to_markdown
    from evals.suites.build import Suite, limited

    found = cli_parts.find_suites(["seeds", "xquad"], [], haystack)
    rows = measure([limited(one, limit) for one in found if isinstance(one, Suite)], cli_parts.open_asker("extractive"))
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


@app.command()
def bench(
    passages: Annotated[
        list[int] | None, typer.Option(min=1, help="Sizes to measure at; 500 and 5000 if none.")
    ] = None,
    questions: Annotated[int, typer.Option(min=5, help="Questions of XQuAD, in its three typings.")] = 90,
    corpus: Corpus = None,
    way: Annotated[list[str] | None, typer.Option(help="Ways to measure; all that can be run if none.")] = None,
    python: Annotated[
        Path | None, typer.Option(help="An interpreter that has others' packages (see docs/evals.md).")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
    plot: Annotated[Path | None, typer.Option(help="File for a drawing of them as SVG.")] = None,
) -> None:
    """Measure time, memory and disk of ours beside LlamaIndex, txtai and Haystack, each in its own process.

    The articles are embedded anew by each: 5,000 passages take three to eleven minutes of the processor.
    """
    from evals.benchmarks.bench import WAYS, measure, to_drawing, to_markdown
    from evals.errors import SuiteError
    from evals.settings import EvalSettings
    from evals.suites.build import Suite, build, limited

    sets = EvalSettings().evalsets
    (found,) = build("xquad", sets)
    if not isinstance(found, Suite) or sets is None:
        raise SuiteError("The benchmark can't be run: XQuAD isn't here (TRICHDAN_EVALSETS).")
    asked = [case.question for case in limited(found, questions).cases]
    articles = corpus or [sets / "viwiki" / "articles.jsonl"]
    result = measure(articles, asked, passages or [500, 5_000], ways=way or tuple(WAYS), python=python)
    if out is not None:
        out.write_text(result.model_dump_json(indent=2), encoding="utf-8")
    if plot is not None:
        plot.write_text(to_drawing(result), encoding="utf-8")
    typer.echo(to_markdown(result))


def _report(runs: list[SuiteRun], not_run: list[NotRun]) -> Report:
    from evals.reports.report import make_report

    return make_report(runs, not_run)


def _show(report: Report, written: list[Path], as_json: bool) -> None:
    if as_json:
        typer.echo(report.model_dump_json(indent=2, exclude={"records"}))
        return
    from evals.reports.terminal import print_report

    print_report(report, report_console(highlight=True))
    for path in written:
        typer.echo(f"wrote {path}")


def _show_answerers(result: Answerers, written: list[Path], as_json: bool) -> None:
    if as_json:
        typer.echo(result.model_dump_json(indent=2))
        return
    from evals.reports.terminal import print_comparison

    console = report_console(highlight=True)
    print_comparison(result.comparison, console)
    for line in result.lines():
        console.print(line, markup=False, highlight=False)
    for path in written:
        typer.echo(f"wrote {path}")


for _command in (cli_gate.gate, *cli_own.COMMANDS):
    app.command()(_command)
