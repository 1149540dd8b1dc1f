"""Tables: of data (rows that a reader compares) or of layout (boxes that only stand side by side). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

from ingest.sources.html.tree import Element

SEPARATOR = " | "
MAX_SPAN = 100
MAX_COLUMNS = 200
_CELL_WORDS = 80  # words: more than that in a cell is an article, not a datum
_LAYOUT_ROLES = frozenset({"presentation", "none"})
_LAYOUT_PARTS = ("table", "h1", "form", "nav", "article", "aside", "header", "footer", "main", "figure", "blockquote")


def is_data(table: Element) -> bool:
    """Whether its rows are data: two or more columns and rows of short cells.

    A table that holds a page's parts, pictures with captions, whole paragraphs or a menu is a layout.
    """
    if (table.get("role") or "").lower() in _LAYOUT_ROLES or next(
        table.iterdescendants(*_LAYOUT_PARTS), None
    ) is not None:
        return False
    waiting: dict[int, tuple[int, str]] = {}
    rows_of_text = [
        _spread(row, waiting, lambda cell: " ".join("".join(cell.itertext()).split())) for row in _rows(table)
    ]
    filled = [cells for cells in rows_of_text if any(cells)]
    wide = sum(1 for cells in filled if sum(map(bool, cells)) >= 2)
    if len(filled) < 2 or wide < 2 or wide < len(filled) / 2:
        return False
    if next(table.iterdescendants("th"), None) is not None:
        return True
    longest = max(len(cell.split()) for cells in filled for cell in cells)
    return longest <= _CELL_WORDS and not _of_pictures(table) and not _of_links(table)


def rows(table: Element, text_of: Callable[[Element], str]) -> Iterator[tuple[Element, str]]:
    """Rows with their text, cells apart by `SEPARATOR`; a cell that spans rows stands in each of them.

    A table's own caption comes first, as a line.
    """
    for caption in table.iterchildren("caption"):
        if text := text_of(caption):
            yield caption, text
    waiting: dict[int, tuple[int, str]] = {}
    for row in _rows(table):
        cells = _spread(row, waiting, text_of)
        if any(cells):
            line = SEPARATOR.join(cells).strip() if sum(map(bool, cells)) > 1 else "".join(cells)
            yield row, " ".join(line.split())


def without_tables(tree: Element) -> Element:
    """A copy of a tree in which data tables are gone and layout tables are plain boxes: prose for an extractor."""
    copied = deepcopy(tree)
    for table in [table for table in copied.iter("table") if is_data(table)]:
        table.drop_tree()
    for part in list(copied.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption")):
        part.tag = "div"
    return copied


def _spread(row: Element, waiting: dict[int, tuple[int, str]], text_of: Callable[[Element], str]) -> list[str]:
    """The row's cells by column. `waiting` holds the cells from above that reach into it, and is brought up to date."""
    cells: list[str] = []
    carried = dict(waiting)
    waiting.clear()
    own = [(cell, text_of(cell)) for cell in _cells(row)]
    last = max(carried, default=-1)
    while (own or len(cells) <= last) and len(cells) < MAX_COLUMNS:
        column = len(cells)
        if column in carried:
            left, text = carried[column]
            cells.append(text)
            if left > 1:
                waiting[column] = (left - 1, text)
            continue
        if not own:
            cells.append("")
            continue
        cell, text = own.pop(0)
        for offset, part in enumerate([text, *[""] * (_span(cell, "colspan") - 1)]):
            cells.append(part)
            if _span(cell, "rowspan") > 1:
                waiting[column + offset] = (_span(cell, "rowspan") - 1, part)
    return cells


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(int(value), MAX_SPAN) if value.isascii() and value.isdigit() and 0 < len(value) < 5 and int(value) else 1


def _rows(table: Element) -> Iterator[Element]:
    """The table's own rows, not those of a table inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from child.iterchildren("tr")


def _cells(row: Element) -> list[Element]:
    return list(row.iterchildren("td", "th"))


def _words(cell: Element) -> int:
    return len("".join(cell.itertext()).split())


def _of_pictures(table: Element) -> bool:
    """Whether cells with nothing but a picture make up a good part: pictures side by side with their captions."""
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    pictures = sum(1 for cell in cells if not _words(cell) and next(cell.iterdescendants("img"), None) is not None)
    return pictures * 3 >= len(cells)


def _of_links(table: Element) -> bool:
    """Whether nearly all its words are links: a menu."""
    linked = sum(_words(link) for link in table.iterdescendants("a"))
    return linked > 0.7 * sum(_words(cell) for row in _rows(table) for cell in _cells(row))
