"""Commands for a corpus of one's own: check a case file, draft one, probe without one, propose a caution."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from evals import cli_parts
from evals.cli_parts import AsJson, Threads
from evals.errors import WORSE, EvalError

if TYPE_CHECKING:
    from evals.own.calibrate import Calibration
    from evals.own.probe import Probed
    from evals.scorers.records import Record
    from evals.suites.build import Suite
    from evals.suites.cases import Case
    from ingest.models import Article

NAMELESS = (
    "{count} without an id are called by their lines, which change when one is put in above: "
    "give them ids before a baseline is taken."
)

Articles = Annotated[list[Path], typer.Argument(help="Folders and files of articles.")]
Seed = Annotated[int, typer.Option(help="Equal seeds give equal results.")]


def check(
    cases: Annotated[list[str], typer.Argument(help="Case files of yours.")],
    corpus: Annotated[list[Path], typer.Option(help="Articles that they are about.")],
) -> None:
    """Hold case files against the articles without asking anything. Exit code 2 if something is wrong with them."""
    from evals.suites.build import Suite

    for suite in cli_parts.find_suites(cases, corpus):
        if isinstance(suite, Suite):
            typer.echo(_counted(suite))


def _counted(suite: Suite) -> str:
    """What a suite holds. A question that is typed in several ways counts once; each way is asked by itself."""
    from evals.suites.cases import Typing
    from evals.suites.tables import LINE_ID

    questions = {case.base: case for case in suite.cases}.values()
    answerable = sum(case.answerable for case in questions)
    groups, drafts = len({case.group for case in questions}), sum(case.draft for case in questions)
    typed = Counter(case.language for case in suite.cases)
    ways = ", ".join(f"{typed[way]} {way.value}" for way in Typing if typed[way])
    told = [
        f"{_many(len(questions), 'question')} ({answerable} answerable, {len(questions) - answerable} not)",
        f"{_many(len(suite.cases), 'case')} with all ways of typing them ({ways})",
        _many(groups, "group"),
        _many(drafts, "draft"),
    ]
    nameless = sum(case.base.startswith(LINE_ID) for case in questions)
    advice = f" {NAMELESS.format(count=nameless)}" if nameless else ""
    return f"{suite.name}: {'; '.join(told)}.{advice}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def draft(
    articles: Articles,
    out: Annotated[Path, typer.Option(help="Case file to write: .yaml, or .csv for a spreadsheet.")],
    each: Annotated[int, typer.Option(min=0, help="Answerable questions of each article, at most.")] = 3,
    misses: Annotated[int, typer.Option(min=0, help="Near misses of each article, at most.")] = 1,
    seed: Seed = 7,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write candidate questions with their gold, for a person to read and confirm. Offline, without an LLM."""
    from evals.own.draft import as_table, as_yaml
    from evals.own.draft import draft as make

    if out.suffix.lower() not in (".yaml", ".yml", ".csv"):
        raise EvalError(f"{out} is neither .yaml nor .csv.")
    # Drafts are read and put right by hand: a second run would undo that.
    if out.exists() and not force:
        raise EvalError(f"{out} is there already, maybe with somebody's work.", help="Name another file, or --force.")
    entries = make(_read(articles), each, misses, seed)
    text = as_table(entries) if out.suffix.lower() == ".csv" else as_yaml(out.stem, entries)
    out.write_text(text, encoding="utf-8", newline="")
    typer.echo(f"Wrote {len(entries)} drafts to {out}. Read each, and delete its 'draft' when it is right.")
    if not entries:
        raise typer.Exit(WORSE)


def probe(
    articles: Articles,
    claims: Annotated[int, typer.Option(min=0, help="Statements of each kind, at most.")] = 200,
    questions: Annotated[int, typer.Option(min=0, help="Questions of each kind, at most; asking takes longer.")] = 20,
    seed: Seed = 7,
    threads: Threads = 1,
    as_json: AsJson = False,
) -> None:
    """Say of the articles' own sentences what is kept, and what is let through once one thing in them is changed."""
    from evals.own.probe import Probed, judge, question_cases, rows
    from evals.own.probe import claims as claims_of

    found = _read(articles)
    judged = judge(claims_of(found, claims, seed))
    records = _ask_probes(articles, question_cases(found, questions, seed), threads, as_json) if questions else []
    probed = Probed(seed=seed, articles=len(found), rows=rows(judged, records))
    if as_json:
        typer.echo(probed.model_dump_json(indent=2))
    else:
        _show_probed(probed)
    if not probed.rows:
        typer.echo("No sentence of these articles could be used.", err=True)
    if not probed.rows or any(record.error is not None for record in records):
        raise typer.Exit(WORSE)


def _ask_probes(articles: list[Path], cases: list[Case], threads: int, quiet: bool) -> list[Record]:
    from evals.suites.build import Suite

    suite = Suite("probe", "probe", tuple(articles), tuple(cases))
    runs = cli_parts.measure([suite], threads, cli_parts.open_asker("extractive"), quiet=quiet) if cases else []
    return [record for one in runs for record in one.records]


def _show_probed(probed: Probed) -> None:
    for row in probed.rows:
        said = "kept" if row.true else "let through"
        interval = "" if row.low is None or row.high is None else f" ({row.low * 100:.1f} to {row.high * 100:.1f})"
        share = f"{row.passed * 100:.1f} %{interval}"
        remarked = f", {row.remarked} with a remark" if row.remarked else ""
        typer.echo(
            f"{row.part:<10} {said:<12} {row.kind:<13} {share:<24} n {row.n} in {row.articles} articles{remarked}"
        )
    for row in probed.rows:
        if row.kind != "all":
            for text in row.wrong:
                typer.echo(f"{row.part}, {row.kind}, {'lost' if row.true else 'let through'}: {text}")


def calibrate(
    cases: Annotated[list[str], typer.Argument(help="Case files of yours, or suites.")],
    corpus: cli_parts.Corpus = None,
    risk: Annotated[
        Literal["unanswerable", "wrong"],
        typer.Option(help="What is to stay rare: unanswerable questions answered, or answers without evidence."),
    ] = "unanswerable",
    at_most: Annotated[float, typer.Option(min=0.001, max=0.999, help="Share that it may be, at most.")] = 0.1,
    confidence: Annotated[float, typer.Option(min=0.5, max=0.999, help="How sure that has to be.")] = 0.95,
    threads: Threads = 1,
    as_json: AsJson = False,
) -> None:
    """Propose the TRICHDAN_CAUTION that keeps a bound on your own corpus. Exit code 1 if none is shown to keep it."""
    from evals.own.calibrate import calibrate as propose
    from evals.suites.build import Suite

    chosen = [one for one in cli_parts.find_suites(cases, corpus or []) if isinstance(one, Suite)]
    cli_parts.refuse_drafts(cases)
    # Nothing refused, so that one run tells of every threshold.
    runs = cli_parts.measure(chosen, threads, cli_parts.open_asker("extractive", answer_all=True), quiet=as_json)
    records = [record for one in runs for record in one.records]
    found = propose(records, risk=risk, at_most=at_most, confidence=confidence)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _show_calibration(found)
    if found.proposed is None or any(record.error is not None for record in records):
        raise typer.Exit(WORSE)


def _show_calibration(found: Calibration) -> None:
    from evals.own.calibrate import RISKS

    asked = f"at most {found.at_most:.1%} {RISKS[found.risk]}, with {found.confidence:.1%} confidence"
    typer.echo(f"Asked for: {asked}.")
    for one in found.levels:
        verdict = "keeps it" if one.keeps else "not shown to keep it"
        price = f"{one.refused} of {one.answerable} answerable questions refused"
        counts = f"{one.errors} of {one.n}, bound {one.bound:.1%}"
        typer.echo(f"  {one.caution:<7} (confidence from {one.threshold:g}): {counts}: {verdict}; {price}")
    if found.too_small:
        most = max((one.n for one in found.levels), default=0)
        typer.echo(f"Too few questions: {most}; even without an error, {found.needed} are needed to show this bound.")
    if found.proposed is None:
        typer.echo("No caution is shown to keep it: ask more questions, or for less.")
    else:
        typer.echo(f"Proposed: TRICHDAN_CAUTION={found.proposed}")


def _read(articles: list[Path]) -> list[Article]:
    from evals.suites.own import read_articles

    missing = [path for path in articles if not path.exists()]
    if missing:
        raise EvalError(f"There is no folder or file {missing[0]}.")
    found = read_articles(articles)
    if not found:
        raise EvalError(f"There are no articles in {', '.join(map(str, articles))}.")
    return found


COMMANDS = (check, draft, probe, calibrate)
