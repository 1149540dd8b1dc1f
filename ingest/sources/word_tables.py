"""Tables of Word: merged cells once, deleted and hidden rows out, layout tables taken apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.sources.blocks import TextBlock
from ingest.sources.rows import table_text
from ingest.sources.word_xml import Element, child, children, is_on, name, value

Cell = list[TextBlock]

_FLOW_WORDS = 60
_FLOW_ALONE = 30  # words of a cell in a table of one row: nothing names its columns
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table.

    Attributes:
        header: whether the first row is marked as one; None where nothing is said.
    """

    rows: list[list[Cell]]
    header: bool | None

    @classmethod
    def of(cls, table: Element, read: Callable[[Element], Cell]) -> Grid:
        """The table, each cell read by `read`."""
        elements = [row for row in _below(table, "tr") if not _is_gone(row)]
        marked = bool(elements) and is_on(child(elements[0], "trPr", "tblHeader"))
        return cls([_cells(row, read) for row in elements], True if marked else None)


def table_blocks(grid: Grid) -> Iterator[TextBlock]:
    """One block of lines, or what the cells hold, cell by cell, where the table only lays out a page."""
    if _is_layout(grid.rows):
        yield from (block for row in grid.rows for cell in row for block in cell)
        return
    text = table_text([[_flat(cell) for cell in row] for row in grid.rows], header=grid.header)
    if text:
        yield TextBlock(text, is_table=True)


def _below(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside content controls and insertions."""
    for one in children(parent):
        if name(one) == wanted:
            yield one
        elif name(one) not in {"tbl", "tc", "p"}:
            yield from _below(one, wanted)


def _is_gone(row: Element) -> bool:
    properties = child(row, "trPr")
    return any(child(properties, gone) is not None for gone in ("del", "moveFrom")) or is_on(
        child(properties, "hidden")
    )


def _cells(row: Element, read: Callable[[Element], Cell]) -> list[Cell]:
    before = value(child(row, "trPr", "gridBefore"))
    cells: list[Cell] = [[] for _ in range(min(int(before), 63))] if before and before.isdigit() else []
    for element in _below(row, "tc"):
        properties = child(element, "tcPr")
        if child(properties, "cellDel") is not None:
            continue
        merged = child(properties, "hMerge")
        down = child(properties, "vMerge")
        continues = any(one is not None and value(one) != "restart" for one in (merged, down))
        cells.append([] if continues else read(element))
        span = value(child(properties, "gridSpan"))
        cells += [[] for _ in range(min(int(span), 63) - 1)] if span and span.isdigit() else []
    return cells


def _is_layout(rows: list[list[Cell]]) -> bool:
    cells = [cell for row in rows for cell in row if cell]
    if max((sum(1 for cell in row if cell) for row in rows), default=0) < 2:
        return True
    alone = len(rows) == 1
    return any(_is_flow(cell, alone=alone) or (alone and _lines(cell) > 1) for cell in cells)


def _lines(cell: Cell) -> int:
    """Lines of a cell: in a table of one row, several are a letterhead's or an address's."""
    return sum(1 + block.text.count("\n") for block in cell)


def _is_flow(cell: Cell, *, alone: bool) -> bool:
    """Whether a cell holds running text or a table, rather than a value."""
    if any(block.is_table for block in cell):
        return True
    words = sum(len(block.text.split()) for block in cell)
    sentences = sum(1 for block in cell if _SENTENCE.search(block.text))
    return words > 2 * _FLOW_WORDS or (words > _FLOW_WORDS and sentences > 1) or (alone and words > _FLOW_ALONE)


def _flat(cell: Cell) -> str:
    return " ".join(block.text for block in cell)
