"""The `trichdan` command. Heavy modules are imported inside the commands: `--help` must not wait for them."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated

import typer

from scripts.cli_options import FAILED, NOTHING_INGESTED, REFUSED, AsJson, Asking, load, print_json
from trichdan.errors import TrichdanError
from trichdan.terminal import show_all_letters

app = typer.Typer(
    name="trichdan",
    help="Question answering over news articles, with citations that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

WORKER_S = 60
"""Seconds of silence after which a worker is replaced. With uvicorn's 5, busy ones die while they load: for ever."""

SOON_OVER: tuple[list[str], ...] = (["ask"], ["search"], ["articles"], ["status"], ["--help"], [])
"""Beginnings of commands that are over in a second or two."""

TopK = Annotated[int, typer.Option("--top-k", min=1, max=50, help="How many passages to look at.")]
Mode = Annotated[str, typer.Option(help="auto, extractive or llm.")]
Explain = Annotated[bool, typer.Option("--explain", help="Also say what decided, and what spoke for it.")]


def main() -> None:
    """Run the command; errors of ours are one sentence on stderr and exit code 1, never a traceback."""
    # Any handler makes a SIGTERM arrive between Chroma's writes rather than inside one, and unwinds our locks.
    signal.signal(signal.SIGTERM, _stop)
    # Before numpy is loaded: the products of one question are small, and a second thread costs more than it saves.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    show_all_letters()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    if sys.argv[1:2] in SOON_OVER:
        _hurry()
    try:
        app()
    except TrichdanError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(FAILED)
    except OSError as error:  # a full or read-only disk, a file of another user: the system's words say it
        where = f" ({error.filename})" if error.filename else ""
        typer.echo(f"Error: {error.strerror or error}{where}.", err=True)
        sys.exit(FAILED)


def _asks() -> bool:
    """Whether this process only asks."""
    return sys.argv[1:2] in (["ask"], ["search"])


def _hurry() -> None:
    """Do without what a process that lives for a second has no use for."""
    # It makes little garbage, and each look for some goes through all that was imported (9 % of `articles`).
    gc.disable()
    # Plugins of pydantic are searched for among all that is installed: 6 % of the whole.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    atexit.register(gc.freeze)  # or else the interpreter looks once more when it ends


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"trichdan {version('trichdan')}")
        raise typer.Exit


@app.callback()
def _any_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None: ...


@app.command(cls=Asking)
def ask(
    question: Annotated[
        list[str], typer.Argument(help="A question, in Vietnamese (with or without diacritics) or English.")
    ],
    top_k: TopK = 8,
    mode: Mode = "auto",
    explain: Explain = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question with verbatim citations. To ask on from it: trichdan chat.

    Exit codes: 0 answered, 1 an error, 2 the articles do not say, 3 nothing is ingested yet, 64 a wrong option.
    """
    from scripts.answer_view import ask_once, show_answer

    answer = ask_once(load(), " ".join(question), top_k, mode, explain=explain, as_read=not as_json)
    if as_json:
        print_json(answer.model_dump(mode="json"))
    else:
        show_answer(answer)
    if not answer.answered and answer.kind != "small_talk":
        raise typer.Exit(NOTHING_INGESTED if answer.reason == "empty_index" else REFUSED)


@app.command()
def chat(top_k: TopK = 8, mode: Mode = "auto", explain: Explain = False) -> None:
    """Answer one question after another, each understood from those before it, until the end of the input (Ctrl-D).

    Nothing of it is kept. Exit codes: 0, 1 an error, 3 nothing is ingested yet.
    """
    from scripts.chat_view import converse

    if not converse(load(), top_k, mode, explain=explain):
        raise typer.Exit(NOTHING_INGESTED)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")], top_k: TopK = 8, as_json: AsJson = False
) -> None:
    """Show the passages that fit best, without an answer."""
    from scripts.answer_view import search_once, show_hits

    found = search_once(load(), query, top_k, as_read=not as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        show_hits(found)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 picks a free one.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; one of them owns the indexes.")] = 1,
) -> None:
    """Run the HTTP service and its page."""
    import uvicorn

    from ingest.opening import has_catalog
    from service.http.logs import config
    from service.http.rates import rate_limits
    from service.http.workers import shared_metrics

    given = {"host": host, "port": port}
    settings = load(**{name: value for name, value in given.items() if value is not None})
    has_catalog(settings)  # a lost one is told here, in a sentence
    rate_limits(settings)  # and so are limits that can't be kept
    with shared_metrics(workers), _no_collections(until_it_runs=workers == 1):
        uvicorn.run(
            "service.app:create_app", factory=True, host=settings.host, port=settings.port, workers=workers,
            server_header=False, http="service.http.connections:PunctualProtocol", access_log=False,
            log_config=config(settings), timeout_worker_healthcheck=WORKER_S,
            proxy_headers=bool(settings.trusted_proxies), forwarded_allow_ips=settings.trusted_proxies,
        )  # fmt: skip


@contextmanager
def _no_collections(*, until_it_runs: bool) -> Iterator[None]:
    """Start without looking for garbage among what is imported, a seventh of it; the application then does."""
    if until_it_runs:
        gc.disable()
    try:
        yield
    finally:
        gc.enable()


@app.command()
def mcp() -> None:
    """Offer the corpus to an assistant over the Model Context Protocol, on stdin and stdout (extra `mcp`)."""
    from service.adapters.mcp import run

    run(load())


def _mount() -> None:
    """The commands about what is stored, and `trichdan eval`."""
    from evals.cli import app as evals_app
    from scripts.cli_attack import attack
    from scripts.cli_store import app as store

    app.add_typer(store)
    app.command()(attack)
    app.add_typer(evals_app, name="eval", help="Score answers against case files, compare, and gate.")


# Who asks needs none of them, and making them ready is a thirtieth of that.
if not _asks():
    _mount()

if __name__ == "__main__":
    main()
