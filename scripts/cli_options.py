"""What the commands of `trichdan` have alike: options, settings, JSON on stdout, exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from trichdan.terminal import has_all_letters

if TYPE_CHECKING:
    from service.settings import ServiceSettings

AsJson = Annotated[bool, typer.Option("--json", help="Print the API's JSON and nothing else.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")]

FAILED = 1
REFUSED = 2
NOTHING_INGESTED = 3
WRONG_USE = 64
"""As in `sysexits.h`: Click's own 2 would be a refusal."""


class Asking(TyperCommand):
    """A command whose exit code 2 is an answer, so that an unknown option or a missing argument has another one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - Click's context, which Typer hides
        """As Click does, with `WRONG_USE` for what can't be understood."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            if getattr(error, "exit_code", None) == REFUSED:
                error.exit_code = WRONG_USE  # type: ignore[attr-defined]
            raise


def load(**values: Any) -> ServiceSettings:
    """The settings of the environment, with `values` over them."""
    from ingest.settings import load_settings
    from service.settings import ServiceSettings

    return load_settings(ServiceSettings, **values)


def print_json(data: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    """JSON as people read it, and nothing else."""
    typer.echo(json.dumps(data, ensure_ascii=not has_all_letters(), indent=2))
