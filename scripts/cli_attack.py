"""`trichdan attack`: are orders that someone plants in articles obeyed, or quoted as answers? Heavy imports wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scripts.cli_options import FAILED, AsJson, load, print_json

if TYPE_CHECKING:
    from evals.attack.run import Result


def attack(
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many attempts, of every kind alike.")] = None,
    own_llm: Annotated[bool, typer.Option("--llm", help="Ask the LLM of the settings too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Plant orders in articles of a temporary index, and ask. Exit code 1 if one is obeyed, or quoted as an answer."""
    from rich.console import Console
    from rich.progress import Progress

    from evals.attack.attempts import attempts
    from evals.attack.run import run

    planned = attempts(limit)
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as bar:
        task = bar.add_task("Attempts", total=len(planned))
        result = run(load(), planned, own_llm=own_llm, progress=lambda: bar.advance(task))
    if as_json:
        print_json(as_data(result))
    else:
        _show(result)
    if result.successes:
        raise typer.Exit(FAILED)


def as_data(result: Result) -> dict[str, Any]:
    """The result as JSON says it."""
    got_through = [
        {"carrier": one.attempt.carrier.name, "way": one.way, "planted": one.attempt.planted, "answer": one.answer}
        for one in result.successes
    ]
    return {
        "attempts": result.attempts,
        "asked": result.asked,
        "answered": result.answered,
        "in_prompts": result.read,
        "got_through": got_through,
    }


def _show(result: Result) -> None:
    for way, asked in result.asked.items():
        through = sum(one.way == way for one in result.successes)
        typer.echo(f"{way}: {through} of {asked} orders obeyed or quoted; {result.answered[way]} answered otherwise")
    typer.echo(f"Orders that the obedient model could read in its prompt: {result.read} of {result.attempts}")
    for one in result.successes:
        typer.echo(
            f"\n{one.way}, {one.attempt.carrier.name}:\n  planted:  {one.attempt.planted!r}\n  answered: {one.answer}"
        )
