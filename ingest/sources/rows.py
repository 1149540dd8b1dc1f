"""Rows of a table as lines of text: cells apart by tabs, as `ingest.sentence_tables` reads them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sentence_tables import TABLE_WORDS

Row = Sequence[str]

_HEADER_CELL_WORDS = 10
_NUMBER = re.compile(r"[\d.,%+\-–/\s]*\d[\d.,%+\-–/\s]*")
_SENTENCE_END = re.compile(r"[.!?…]$")


def table_text(rows: Sequence[Row], *, header: bool | None = None) -> str:
    """The rows that hold something, a line each.

    A header is repeated before every group of rows that fits into a quote with it, as long tables repeat it on each
    page: so each row can be quoted with its header. `header` says whether the first row is one; None: told by its look.
    """
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    lines = [_line(row) for row in kept]
    if len(kept) < 3 or not (_looks_like_header(kept) if header is None else header):
        return "\n".join(lines)
    return "\n".join(_with_header(lines[0], lines[1:]))


def _line(row: Row) -> str:
    return "\t".join(" ".join(cell.split()) for cell in row).rstrip()  # an empty first cell keeps its column


def _with_header(header: str, lines: Sequence[str]) -> list[str]:
    room = TABLE_WORDS - len(header.split())
    out, used = [header], 0
    for line in lines:
        words = len(line.split())
        if used and used + words > room and len(header.split()) * 2 <= TABLE_WORDS:
            out.append(header)
            used = 0
        out.append(line)
        used += words
    return out


def _looks_like_header(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns: short labels, with fewer numbers than the row below."""
    first = [cell.strip() for cell in rows[0] if cell.strip()]
    if len(first) < 2 or any(len(cell.split()) > _HEADER_CELL_WORDS or _SENTENCE_END.search(cell) for cell in first):
        return False
    return _numbers(rows[0]) < _numbers(rows[1]) or (_numbers(rows[0]) == 0 and len(set(first)) == len(first))


def _numbers(row: Row) -> int:
    return sum(1 for cell in row if _NUMBER.fullmatch(cell.strip()))
