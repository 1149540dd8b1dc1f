"""The `trichdan` command. Heavy modules are imported inside the commands: `--help` must not wait for them."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trichdan.errors import TrichdanError

if TYPE_CHECKING:
    from service.settings import ServiceSettings

app = typer.Typer(
    name="trichdan",
    help="Question answering over news articles, with citations that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print the API's JSON and nothing else.")]
TopK = Annotated[int, typer.Option("--top-k", min=1, max=50, help="How many passages to look at.")]

FAILED = 1
REFUSED = 2


def main() -> None:
    """Run the command; errors of ours are one sentence on stderr and exit code 1, never a traceback."""
    # Any handler makes a SIGTERM arrive between Chroma's writes rather than inside one, and unwinds our locks.
    signal.signal(signal.SIGTERM, _stop)
    # Before numpy is loaded: the products of one question are small, and a second thread costs more than it saves.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except TrichdanError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(FAILED)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _settings(**values: Any) -> ServiceSettings:
    from ingest.settings import load_settings
    from service.settings import ServiceSettings

    return load_settings(ServiceSettings, **values)


def _print_json(data: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders: .txt, .md, .jsonl, .html, .pdf, .docx.")],
    prune: Annotated[bool, typer.Option(help="Also remove articles whose file is gone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read articles, chunk and embed them, and make them searchable. Safe to repeat and to interrupt."""
    from scripts.ingest_view import IngestView

    view = IngestView(quiet=as_json)
    report = view.run(_settings(), paths, prune=prune)
    if as_json:
        _print_json(view.as_json(report))
    else:
        view.show(report)
    if report.failed:
        raise typer.Exit(FAILED)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question, in Vietnamese (with or without diacritics) or English.")],
    top_k: TopK = 8,
    mode: Annotated[str, typer.Option(help="auto, extractive or llm.")] = "auto",
    as_json: AsJson = False,
) -> None:
    """Answer a question with verbatim citations. Exit code 2 if the articles do not say."""
    from scripts.answer_view import ask_once, show_answer

    answer = ask_once(_settings(), question, top_k, mode)
    if as_json:
        _print_json(answer.model_dump(mode="json"))
    else:
        show_answer(answer)
    if not answer.answered:
        raise typer.Exit(REFUSED)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")], top_k: TopK = 8, as_json: AsJson = False
) -> None:
    """Show the passages that fit best, without an answer."""
    from scripts.answer_view import search_once, show_hits

    found = search_once(_settings(), query, top_k)
    if as_json:
        _print_json(found.model_dump(mode="json"))
    else:
        show_hits(found)


@app.command()
def articles(as_json: AsJson = False) -> None:
    """List the articles."""
    from scripts.status_view import list_articles, show_articles

    page = list_articles(_settings())
    if as_json:
        _print_json(page.model_dump(mode="json"))
    else:
        show_articles(page)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show what is stored: articles, passages, models, index fingerprint."""
    from scripts.status_view import read_status, show_status

    found = read_status(_settings())
    if as_json:
        _print_json(found)
    else:
        show_status(found)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 picks a free one.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; one of them owns the indexes.")] = 1,
) -> None:
    """Run the HTTP service and its page."""
    import uvicorn

    given = {"host": host, "port": port}
    settings = _settings(**{name: value for name, value in given.items() if value is not None})
    uvicorn.run(
        "service.app:create_app", factory=True, host=settings.host, port=settings.port, workers=workers,
        log_level="info", server_header=False,
    )  # fmt: skip


@app.command()
def mcp() -> None:
    """Offer the corpus to an assistant over the Model Context Protocol, on stdin and stdout (extra `mcp`)."""
    from service.adapters.mcp import run

    run(_settings())


def _mount_evals() -> None:
    """`trichdan eval`, whose module imports nothing heavy either."""
    from evals.cli import app as evals_app

    app.add_typer(evals_app, name="eval", help="Score answers against case files, compare, and gate.")


_mount_evals()

if __name__ == "__main__":
    main()
