"""`trichdan chat`: a conversation over the corpus in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress

import typer

from ingest.opening import has_catalog
from scripts.answer_view import NO_ARTICLES, show_answer, validated
from scripts.unmarked import without_marks
from service.engine import Engine
from service.settings import ServiceSettings
from trichdan.errors import TrichdanError
from trichdan.wire import Answer, AskRequest, Message

REMEMBERED = 10
"""Questions and answers that go along with the next question, at most."""

PROMPT = "\n> "


def converse(settings: ServiceSettings, top_k: int, mode: str, *, explain: bool = False) -> bool:
    """Answer the lines of the input until it ends; False where there are no articles to ask about.

    What can't be asked, or answered just now, is told, and the conversation goes on.
    """
    if not has_catalog(settings):
        typer.echo(NO_ARTICLES)
        return False
    engine = Engine.open(settings)
    history: list[Message] = []
    try:
        for question in _questions():
            try:
                answer = _answered(engine, question, history, top_k, mode, explain=explain)
            except TrichdanError as error:
                typer.echo(f"Error: {error}", err=True)
                continue
            show_answer(answer)
            history += [Message(role="user", content=question), Message(role="assistant", content=answer.answer)]
    finally:
        engine.close()
    return True


def _answered(engine: Engine, question: str, history: list[Message], top_k: int, mode: str, *, explain: bool) -> Answer:
    with validated():
        asked = {"question": question, "history": history[-2 * REMEMBERED :], "top_k": top_k, "mode": mode}
        request = AskRequest.model_validate(asked | {"explain": explain})
    return without_marks(engine.ask_blocking(request), engine)


def _questions() -> Iterator[str]:
    """The lines of the input that hold anything; on a terminal they can be edited, and fetched again."""
    prompt = ""
    if sys.stdin.isatty():
        prompt = PROMPT
        with suppress(ImportError):  # not everywhere
            import readline  # noqa: F401 - `input` uses it where it is loaded
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            if line := input(prompt).strip():
                yield line
