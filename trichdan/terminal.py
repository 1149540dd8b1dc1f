"""What a command prints to: a terminal of any encoding, a file, or another program."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPED = 2000
"""Columns where no terminal limits them, as in a pipe or the log of a CI: a table takes what it needs, and no line is
broken that `grep` looks for."""

READ = 80
"""Columns of what is set as a page, such as a quote in its frame, where no terminal says how many there are."""


def report_console(*, stderr: bool = False, highlight: bool = False) -> Console:
    """A console that breaks lines on a terminal, and nowhere else. `highlight`: numbers and the like in colours."""
    from rich.console import Console  # here: `--help` must not wait for it

    console = Console(stderr=stderr, highlight=highlight)
    if not console.is_terminal:
        console.width = PIPED
    return console


def page_width(console: Console) -> int:
    """Columns of what is set as a page."""
    return console.width if console.is_terminal else READ


def show_all_letters() -> None:
    r"""Let letters that the terminal's encoding hasn't stand as `\u1ead`: Vietnamese in Latin-1 is no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def has_all_letters() -> bool:
    """Whether stdout takes every letter as it is."""
    return (sys.stdout.encoding or "").lower().startswith("utf")
