"""Tables in text: rows as lines, cells apart by tabs, bars or wide gaps, the header first. Pure.

A quote is one contiguous span, so a row can only be quoted with its header where nothing but rows stand between:
a table that fits into a quote is one sentence. Of a longer one the header and the first rows are one, every further row
is its own, and `header` gives the line that its passage is found by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.regex import regex

Span = tuple[int, int]

TABLE_WORDS = 60
"""Words of rows that are quoted together: what a quote may have."""

_CHARACTERS_PER_WORD = 10
_CELL_WORDS = 30
_GAP_CELL_WORDS = 6
_LEAST_GAP_ROWS = 3
_MAX_LINE = 4000
_SEPARATORS = {"\t": regex(r"\t"), "|": regex(r"\|"), " ": regex(r"[ \u00a0]{3,}")}
_PARTED = regex(r"[\t|+]|[ \u00a0]{3}")
"""What a row has: hardly any line, so that most are done at once."""

_RULE = regex(r"(?=[^|+]*[|+])(?=[^-=]*[-=])[|+:\s=-]+")
_NUMBER_CELL = regex(r"[-+−]?\d(?!\d{3}$)")
_LIST_MARK = regex(r"[-–—•*+·○▪►]|\(?(?:\d{1,3}|[A-Za-zđ]|[ivxIVX]{1,5})[.)]|(?:Điều|Khoản|Mục)\s\d+\.?")
_SENTENCES_INSIDE = regex(r"[^\W\d_]{2}[.!?…]\s+[^\W\d_]")


def table_lines(text: str, lines: Sequence[Span]) -> list[Span]:
    """Half-open ranges of indexes into `lines` that are the rows of a table each, in order.

    `lines` are trimmed spans of `text`. A table has at least two rows; where only wide gaps part its cells, three with
    as many cells each.
    """
    cells = [_separated(text[start:end], indented=text[start - 1 : start] == "\t") for start, end in lines]
    found: list[Span] = []
    first = 0
    while first < len(cells):
        last = _run(cells, first)
        if last > first:
            found.append((first, last))
        first = max(last, first + 1)
    return found


def _separated(line: str, *, indented: bool = False) -> tuple[str, int]:
    """What parts the cells of a line, and how many there are; ("", 0) for a line that is no row.

    `indented`: a tab stands before it, so that a single cell may be one of a later column.
    """
    if len(line) > _MAX_LINE or not (indented or _PARTED.search(line)):
        return "", 0
    if _RULE.fullmatch(line):
        return "|", 1
    for name in _SEPARATORS:
        cells = _cells(line, name)
        if len(cells) > 1 or (cells and name == "|" and line.startswith("|") and line.endswith("|")):
            return (name, len(cells)) if _are_cells(cells, name) else ("", 0)
    alone = indented and _are_cells([line], "\t") and line[-1] not in ".!?…:"
    return ("\t", 1) if alone else ("", 0)


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in _SEPARATORS[separator].split(line) if cell.strip()]


def _are_cells(cells: list[str], separator: str) -> bool:
    longest = _GAP_CELL_WORDS if separator == " " else _CELL_WORDS
    return _LIST_MARK.fullmatch(cells[0]) is None and all(
        len(cell.split()) <= longest and _SENTENCES_INSIDE.search(cell) is None for cell in cells
    )


def row_cells(line: str) -> list[str]:
    """The cells of a line that may be a row of a table; empty for any other line."""
    separator, _ = _separated(line.strip())
    return _cells(line, separator) if separator else []


def names_columns(cells: Sequence[str]) -> bool:
    """Whether the first row of a table is a header: none of its cells is a number, but for years."""
    return not any(_NUMBER_CELL.match(cell) for cell in cells)


def header_before(text: str, start: int) -> Span | None:
    """The header of the table of which a row begins at `start`; None where that is the header, or there is none."""
    begin, header = text.rfind("\n", 0, start) + 1, None
    if text[begin:start].strip(" \t|") or not _is_row(first := _line(text, begin)):
        return None
    while begin > 0 and _is_row(line := _line(text, begin := text.rfind("\n", 0, begin - 1) + 1)):
        header = line
        at = begin + len(line) - len(line.lstrip())
    if header is None or header == first or not names_columns(row_cells(header)):
        return None
    return at, at + len(header.strip())


def _line(text: str, begin: int) -> str:
    end = text.find("\n", begin)
    return text[begin : end if end >= 0 else len(text)]


def _is_row(line: str) -> bool:
    return len(row_cells(line)) > 1


def fold_lines(text: str) -> str:
    """A text with its white space folded: on one line, but for rows of tables, which have a line each.

    Cells that only white space parts are parted by bars: they would run together, and the rows into one another where
    what was folded is folded again.
    """
    folded = ""
    row = False
    for line in text.split("\n"):
        words = " ".join(_with_bars(line).split())
        if words:
            before, row = row, _is_row(line)
            folded += ("\n" if row or before else " ") + words
    return folded.strip()


def _with_bars(line: str) -> str:
    """A row with bars between its cells, also around empty ones; any other line as it is."""
    separator, count = _separated(line.strip())
    return _SEPARATORS[separator].sub(" | ", line.strip(" ")) if count > 1 else line


def _run(cells: Sequence[tuple[str, int]], first: int) -> int:
    """The end of the table that begins with row `first`, or `first` where none does."""
    separator, count = cells[first]
    if count < 2 and not (separator == "|" and count):
        return first
    last = first + 1
    while last < len(cells) and cells[last][0] == separator and (separator != " " or cells[last][1] == count):
        last += 1
    rows = sum(1 for one in cells[first:last] if one[1] > 1)
    return last if rows >= (_LEAST_GAP_ROWS if separator == " " else 2) else first


def table_sentences(text: str, rows: Sequence[Span]) -> Iterator[Span]:
    """The rows as spans to quote: together as far as they fit behind a header, then one by one.

    A line equal to the header begins anew: long tables repeat it, as on each page of a book.
    """
    header = text[rows[0][0] : rows[0][1]]
    start, end = rows[0]
    full = False
    for row in rows[1:]:
        again = text[row[0] : row[1]] == header
        if again or full or not _fits(text[start : row[1]]):
            yield start, end
            start, full = row[0], not again
        end = row[1]
    yield start, end


def _fits(text: str) -> bool:
    return len(text.split()) <= TABLE_WORDS and len(text) <= TABLE_WORDS * _CHARACTERS_PER_WORD


def header(block: str) -> str | None:
    """The header of a block that is a table, cells apart by commas; None for any other."""
    lines = [line for line in block.split("\n") if line.strip()]
    cells = [_separated(line.strip(), indented=line[0] == "\t") for line in lines]
    if len(lines) < 2 or _run(cells, 0) != len(lines):
        return None
    return ", ".join(_cells(lines[0], cells[0][0]))
