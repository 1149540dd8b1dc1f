"""A PDF's pages as paragraphs and tables in reading order, and which of them is the title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.sources.blocks import TextBlock
from ingest.sources.pdf_columns import regions
from ingest.sources.pdf_heads import without_heads
from ingest.sources.pdf_lines import Line, Page, Word, body_size, page_words
from ingest.sources.pdf_paragraphs import Look, Paragraph, continues, paragraphs
from ingest.sources.rows import Row, table_text

_TITLE_SIZE = 1.15  # of the body's
_TITLE_WORDS = range(4, 41)
_SMALL_PRINT = 0.9  # of the body's size: less is a note or a caption
_CELL_WORDS = 40
_RULES = 4  # lines and edges that a page with a table has at least


@dataclass(frozen=True, slots=True)
class _Table:
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    rows: Sequence[Row]

    def holds(self, word: Word) -> bool:
        across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        return self.x0 <= across <= self.x1 and self.top <= down <= self.bottom


def pdf_blocks(pages: Sequence[Page]) -> list[TextBlock]:
    """The text of all pages; none where they hold no text."""
    tables = [table for number, page in enumerate(pages) for table in _tables(number, page)]
    words = [
        [word for word in page_words(page) if not any(one.page == number and one.holds(word) for one in tables)]
        for number, page in enumerate(pages)
    ]
    words = without_heads(words, [float(page.height) for page in pages])
    body = body_size([Line(tuple(found)) for found in words if found])
    laid = [list(regions(found)) for found in words]
    look = Look.of([region for page in laid for region in page], body)
    joined: list[Paragraph] = []
    for number, page in enumerate(laid):
        for region in page:
            _extend(joined, paragraphs(region, number, look), body)
    title = _title(joined, body)
    return _with_tables(joined, tables, title)


def _extend(found: list[Paragraph], more: list[Paragraph], body: float) -> None:
    last = _above_notes(found, body)
    if last is not None and more and continues(last, more[0], body):
        last.take(more.pop(0))
    elif found and more and _is_same_table(found[-1], more[0]):
        found[-1].take_rows(more.pop(0))
    found += more


def _above_notes(found: Sequence[Paragraph], body: float) -> Paragraph | None:
    """The last paragraph, but for notes and captions in small print below it: the next page goes on from that."""
    return next((one for one in reversed(found) if one.rows or one.size >= _SMALL_PRINT * body), None)


def _is_same_table(last: Paragraph, following: Paragraph) -> bool:
    """Whether a table without rules goes on over a page break: as many columns, and nothing between."""
    if not last.rows or not following.rows:
        return False
    return following.page == last.pages[-1] + 1 and len(following.rows[0]) == len(last.rows[0])


def _title(found: Sequence[Paragraph], body: float) -> Paragraph | None:
    """The largest of the headings on the first page; what has the length of a title before a newspaper's name."""
    first = [one for one in found if one.page == 0 and not one.rows and one.size >= _TITLE_SIZE * body]
    fitting = [one for one in first if len(one.text.split()) in _TITLE_WORDS] or first
    best = max(fitting, key=lambda one: one.size, default=None)
    return best if best is not None and len(found) > 1 else None


# Tables with rules


def _tables(number: int, page: Page) -> list[_Table]:
    if len(page.lines) + len(page.rects) + len(page.curves) < _RULES:
        return []
    found: list[_Table] = []
    for table in page.find_tables():
        x0, top, x1, bottom = table.bbox
        found.append(_Table(number, x0, top, x1, bottom, _rows(table.extract())))
    return [table for table in found if _is_table(table.rows)]


def _rows(extracted: Sequence[Sequence[str | None]]) -> list[list[str]]:
    return [[" ".join((cell or "").split()) for cell in row] for row in extracted]


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether ruled boxes hold values, rather than the columns of a page or a framed paragraph."""
    filled = [[cell for cell in row if cell] for row in rows]
    wide = sum(1 for row in filled if len(row) > 1)
    return wide > 1 and all(len(cell.split()) <= _CELL_WORDS for row in filled for cell in row)


def _with_tables(found: Sequence[Paragraph], tables: Sequence[_Table], title: Paragraph | None) -> list[TextBlock]:
    places: dict[int, list[_Table]] = {}
    for table in tables:
        places.setdefault(_place(found, table), []).append(table)
    blocks: list[TextBlock] = []
    for index in range(len(found) + 1):
        blocks += [TextBlock(table_text(rows), is_table=True) for rows in _over_pages(places.get(index, []))]
        if index < len(found):
            blocks.append(_block(found[index], title))
    return blocks


def _over_pages(tables: Sequence[_Table]) -> list[list[Row]]:
    """The rows of tables with nothing between; what goes on over a page break is one, its header there once."""
    found: list[list[Row]] = []
    for before, table in zip((None, *tables), tables, strict=False):
        goes_on = before is not None and table.page == before.page + 1 and len(table.rows[0]) == len(before.rows[0])
        if goes_on:
            again = table.rows[0] == found[-1][0]
            found[-1] += table.rows[1:] if again else table.rows
        else:
            found.append(list(table.rows))
    return found


def _block(one: Paragraph, title: Paragraph | None) -> TextBlock:
    if one.rows:
        return TextBlock(table_text(one.rows), is_table=True)
    return TextBlock(one.text, is_title=one is title)


def _place(found: Sequence[Paragraph], table: _Table) -> int:
    """Before which paragraph a table stands: behind the last one above it in its column, or on an earlier page."""
    place = 0
    for index, one in enumerate(found):
        above = any(
            page == table.page and line.bottom <= table.top + 2 and line.x0 < table.x1 and line.x1 > table.x0
            for page, line in zip(one.pages, one.lines, strict=True)
        )
        if above or one.page < table.page:
            place = index + 1
    return place
