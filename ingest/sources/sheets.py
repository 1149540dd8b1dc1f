"""`.xlsx`, with an extra: tables of a spreadsheet, an article a row, as in `.csv`. Pure.

The visible sheets that have a column of text; the header is the first of a sheet's first rows that names one. What
a formula gave when the file was saved is what its cell holds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from ingest.models import Article
from ingest.sources.office import library
from ingest.sources.packed import OLE, ZIP, refuse_packed
from ingest.sources.records import Numbered, attempt, read_record, require_text
from trichdan.errors import SourceError

_HEADER_WITHIN = 10  # rows that hold something: a list's own title may stand above its header
_COLUMNS = 200  # of a list of articles; a stray cell may stand in the last of 16,384, below a million empty rows
_CELL_MAX = 32_767  # characters: what Excel keeps of a cell; the rest of a longer text is gone
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SAVE_ANEW = "Open it and save it anew, or save the sheet as .csv."

Row = Sequence[Any]


def xlsx_articles(data: bytes) -> Iterator[Numbered]:
    """The articles of a workbook, by the numbers of their rows; behind the first sheet with its name ("Tin!12").

    Raises:
        SourceError: openpyxl is missing, the file is encrypted or broken, or no sheet has a column of text.
    """
    openpyxl = library("openpyxl", "xlsx")
    try:
        refuse_packed(data, "XLSX")
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    except SourceError:
        raise
    except Exception as error:  # a parser over hostile bytes: whatever it raises is this file's failure
        raise _broken(data, error) from error
    for sheet in sheets:
        sheet.reset_dimensions()  # many programs write a wrong one, by which rows would be left out
    filled = [sheet for sheet in sheets if any(_holds(row) for row in _rows(sheet))]
    if not filled:
        raise SourceError("There is no text in it.")
    for number, sheet in enumerate(filled):
        yield from _sheet_articles(sheet, f"{sheet.title}!" if number else "", alone=len(filled) == 1)


def _sheet_articles(sheet: Any, prefix: str, *, alone: bool) -> Iterator[Numbered]:  # noqa: ANN401 - has no types
    rows = enumerate(_rows(sheet), 1)
    try:
        header = _header(rows)
    except SourceError as error:
        if alone:
            raise
        yield prefix.rstrip("!") or sheet.title, error
        return
    try:
        for number, row in rows:
            if _holds(row):
                yield f"{prefix}{number}", attempt(_article, header, row)
    except SourceError as error:
        yield f"{prefix}{sheet.title}", error


def _rows(sheet: Any) -> Iterator[Row]:  # noqa: ANN401
    """All rows from the first, also those that hold nothing, so that they can be counted."""
    try:
        yield from sheet.iter_rows(max_col=_COLUMNS, values_only=True)
    except Exception as error:  # as above
        raise SourceError(
            f"The sheet can't be read further: {type(error).__name__}: {error}.", help=_SAVE_ANEW
        ) from error


def _header(rows: Iterator[tuple[int, Row]]) -> list[str]:
    """The names of the columns; `rows` goes on behind them. Raises SourceError where there are none."""
    refused: SourceError | None = None
    tried = 0
    for _, row in rows:
        if not _holds(row):
            continue
        names = [_text(cell).strip() for cell in row]
        try:
            require_text([name for name in names if name])
            return names
        except SourceError as error:
            refused, tried = refused or error, tried + 1
        if tried == _HEADER_WITHIN:
            break
    raise refused or SourceError("There is no text in it.")


def _article(header: Sequence[str], row: Row) -> Article:
    cells = {name: _text(cell) for name, cell in zip(header, row, strict=False) if name}
    cut = next((name for name, cell in cells.items() if len(cell) >= _CELL_MAX), None)
    if cut is not None:
        raise SourceError(f'"{cut}": a cell of a spreadsheet holds {_CELL_MAX} characters; the rest was cut off.')
    return read_record(cells)


def _holds(row: Row) -> bool:
    return any(row) and any(cell is not None and str(cell).strip() for cell in row)


def _text(cell: object) -> str:
    """A cell's value as a table of text would have it."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else _ESCAPED.sub(_unescaped, str(cell))


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _broken(data: bytes, error: Exception) -> SourceError:
    if data.startswith(OLE):
        return SourceError(
            "It is a workbook of the old format, or protected by a password.", help="Save it as .xlsx, without one."
        )
    if not data.startswith(ZIP):
        return SourceError("It is no .xlsx workbook; give it the ending of what it is.")
    return SourceError(f"The XLSX can't be read: {type(error).__name__}: {error}.", help=_SAVE_ANEW)
