"""What the commands of `trichdan eval` have alike: options, suites and who is asked, exit codes.

Exit codes: 0, 1 where what was measured is worse than it may be, 2 where nothing could be measured as asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from evals.errors import WRONG_USE
from trichdan.errors import TrichdanError

if TYPE_CHECKING:
    from evals.reports.floors import Floor
    from evals.running.askers import AskerFactory
    from evals.running.run import SuiteRun
    from evals.suites.build import NotRun, Suite

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Answerer = Literal["extractive", "llm", "auto"]
Corpus = Annotated[list[Path] | None, typer.Option(help="Articles that a case file of yours is about.")]
Floors = Annotated[
    list[str] | None, typer.Option("--floor", help="What has to be reached, as 'refused<=0.1' or 'evidence@3>=80%'.")
]
OURS = ("evals", "ingest", "prompts", "scripts", "service", "trichdan")
INSTALL = "The evals come as an extra: pip install -c constraints.txt '.[evals]'"

Threads = Annotated[int, typer.Option(min=1, max=64, help="Cases asked at once; more than one blurs latencies.")]


class Commands(TyperGroup):
    """Errors of ours are sentences on stderr and an exit code that says whether anything was measured."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - click's, which typer brings under a private name
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except (TrichdanError, OSError) as error:
            typer.echo(f"Error: {error}", err=True)
            # CI has to tell "worse" from "not measured".
            raise typer.Exit(getattr(error, "exit_code", WRONG_USE)) from error
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] in OURS:
                raise
            typer.echo(f"Error: The package {error.name!r} isn't installed. {INSTALL}", err=True)
            raise typer.Exit(WRONG_USE) from error


def is_case_file(name: str) -> bool:
    """Whether a suite is named by a file of cases."""
    return Path(name).suffix.lower() in (".yaml", ".yml", ".jsonl", ".csv")


def find_suites(names: list[str], corpus: list[Path], haystack: bool = False) -> list[Suite | NotRun]:
    """The suites of these names, each once; case files are held against the corpus."""
    from evals.settings import EvalSettings
    from evals.suites.build import build
    from evals.suites.own import checked_suite

    found: list[Suite | NotRun] = []
    for name in dict.fromkeys(names):
        if is_case_file(name):
            found.append(checked_suite(Path(name), corpus))
        else:
            found += build(name, EvalSettings().evalsets, haystack=haystack)
    return found


def refuse_drafts(names: list[str]) -> None:
    """Refuse case files with cases that nobody has confirmed."""
    from evals.suites.cases import read_source
    from evals.suites.own import refuse_drafts as refuse

    for name in names:
        if is_case_file(name):
            refuse(read_source(Path(name)))


def open_asker(mode: Answerer, *, answer_all: bool = False, identical_passages: bool = False) -> AskerFactory:
    """Who is asked: the service, in this process."""
    from functools import partial

    from evals.running.engine import open_engine_asker
    from trichdan.wire import Mode

    return partial(open_engine_asker, mode=Mode(mode), answer_all=answer_all, identical_passages=identical_passages)


def measure(suites: list[Suite], threads: int, opener: AskerFactory, *, quiet: bool) -> list[SuiteRun]:
    """Ask everything, with a progress bar on a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    from evals.running.run import run_suites

    console = Console(stderr=True)
    with Progress(console=console, disable=quiet or not console.is_terminal, transient=True) as progress:
        task = progress.add_task("asking", total=sum(len(suite.cases) for suite in suites))
        return run_suites(suites, opener, threads=threads, progress=lambda _: progress.advance(task))


def parse_floors(given: list[str] | None) -> list[Floor]:
    """The floors of the command line."""
    from evals.reports.floors import Floor

    return [Floor.parse(one) for one in given or []]
