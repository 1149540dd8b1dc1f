"""What the commands of `trichdan` have alike: options, settings, JSON on stdout, exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from service.settings import ServiceSettings

AsJson = Annotated[bool, typer.Option("--json", help="Print the API's JSON and nothing else.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")]

FAILED = 1
REFUSED = 2


def load(**values: Any) -> ServiceSettings:
    """The settings of the environment, with `values` over them."""
    from ingest.settings import load_settings
    from service.settings import ServiceSettings

    return load_settings(ServiceSettings, **values)


def print_json(data: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    """JSON as people read it, and nothing else."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
