"""Cells that a spreadsheet shows and never computes, whatever an article or a reader wrote into them.

A cell that begins with one of `=`, `+`, `-`, `@`, a tab or a line break may be taken for a formula, which can send the
table elsewhere. An apostrophe before it makes it text (OWASP, "CSV Injection").
"""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula begins with."""


def cell(value: object) -> object:
    """What to write for a value. Numbers stay numbers; None is an empty cell."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else value


def plain(written: str) -> str:
    """The value of a cell that `cell` wrote."""
    return written[1:] if written.startswith(tuple(f"'{one}" for one in FORMULA)) else written
