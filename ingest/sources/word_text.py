"""The final text of a Word document, as a reader sees it with all changes accepted. Pure.

In: insertions, moved text where it went, content controls, smart tags, links, results of fields, text boxes, nested
tables, notes, list numbers. Out: deletions, text that was moved away, hidden and struck-out text, comments, field
codes, page heads, placeholders of empty controls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.sources.blocks import TextBlock
from ingest.sources.word_lists import Lists
from ingest.sources.word_tables import Cell, Grid, table_blocks
from ingest.sources.word_xml import Element, Style, Styles, child, children, is_on, name, text_boxes, value

_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SYMBOLS = ("\ue000", "\uf8ff")  # of fonts such as Wingdings: no letters
_SOFT_HYPHEN = "\u00ad"
_NOTES = ("footnoteReference", "endnoteReference")
_HEADS = 3  # blocks among which a heading is the title


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    after: list[Element] = field(default_factory=list)
    style: Style | None = None


@dataclass(slots=True)
class WordText:
    """Reads a document's parts. Notes and text boxes follow the paragraph that they are anchored in.

    Attributes:
        notes: the footnotes and endnotes by (kind of reference, id).
    """

    styles: Styles
    lists: Lists
    notes: dict[tuple[str, str], Element] = field(default_factory=dict)
    _fields: list[bool] = field(default_factory=list)  # of each open field, whether its result has begun
    _open: _Paragraph | None = None  # its mark is deleted: the next paragraph continues it
    _heads: int = 0

    def blocks(self, parent: Element) -> Iterator[TextBlock]:
        """What stands in a body, cell, note or text box."""
        yield from self._blocks(parent)
        if self._open is not None:
            yield from self._ended(self._open)

    def _blocks(self, parent: Element) -> Iterator[TextBlock]:
        for element in children(parent):
            kind = name(element)
            if kind == "p":
                yield from self._paragraph(element)
            elif kind == "tbl":
                if self._open is not None:
                    yield from self._ended(self._open)
                yield from self._table(element)
            else:
                yield from self._blocks(element)

    def _paragraph(self, element: Element) -> Iterator[TextBlock]:
        properties = child(element, "pPr")
        style = self.styles.get(value(child(properties, "pStyle")))
        paragraph = self._open or _Paragraph(style=style)
        self._open = None
        own = _Paragraph(style=style)
        self._walk(element, own)
        self._fields = [shown for shown in self._fields if shown]  # a code doesn't go on in the next paragraph
        if any(piece.strip() for piece in own.pieces) and not paragraph.pieces:
            numbering = child(properties, "numPr")
            paragraph.pieces.append(self.lists.mark(style.numbering if numbering is None else numbering))
            paragraph.style = style
        paragraph.pieces += own.pieces
        paragraph.after += own.after
        mark = child(properties, "rPr")
        if any(child(mark, gone) is not None for gone in ("del", "moveFrom")) or is_on(child(mark, "vanish")):
            self._open = paragraph
        else:
            yield from self._ended(paragraph)

    def _ended(self, paragraph: _Paragraph) -> Iterator[TextBlock]:
        self._open = None
        lines = [line.strip() for line in "".join(paragraph.pieces).split("\n")]
        text = "\n".join(line for line in lines if line)
        if text:
            self._heads += 1
            titled = self._is_title(paragraph.style)
            yield TextBlock(" ".join(text.split()) if titled else text, is_title=titled)
        yield from self._anchored(paragraph.after)

    def _is_title(self, style: Style | None) -> bool:
        if style is None or self._heads > _HEADS:
            return False
        return style.name in {"title", "heading 1"} or style.outline == 0

    def _anchored(self, elements: list[Element]) -> Iterator[TextBlock]:
        fields, self._fields = self._fields, []
        for element in elements:
            yield from self.blocks(element)
        self._fields = fields

    # Runs

    def _walk(self, parent: Element, into: _Paragraph) -> None:
        for element in children(parent):
            if name(element) == "r":
                if not self._is_hidden(element, into.style):
                    self._run(element, into)
            else:
                self._walk(element, into)

    def _is_hidden(self, run: Element, style: Style | None) -> bool:
        properties = child(run, "rPr")
        if is_on(child(properties, "strike")) or is_on(child(properties, "dstrike")):
            return True
        vanish = child(properties, "vanish")
        if vanish is not None:
            return is_on(vanish)
        # A toggle: hidden by the style of the paragraph or of the characters, but not by both.
        return self.styles.get(value(child(properties, "rStyle"))).hidden != (style is not None and style.hidden)

    def _run(self, run: Element, into: _Paragraph) -> None:
        for element in children(run):
            kind = name(element)
            if kind == "fldChar":
                self._field(value(element, "fldCharType"))
            elif all(self._fields):
                self._content(element, kind, into)

    def _content(self, element: Element, kind: str, into: _Paragraph) -> None:
        if kind == "t":
            into.pieces.append((element.text or "").replace(_SOFT_HYPHEN, ""))
        elif kind in _CHARACTERS:
            into.pieces.append(_CHARACTERS[kind])
        elif kind == "sym":
            into.pieces.append(_symbol(value(element, "char")))
        elif kind in _NOTES:
            note = self.notes.pop((kind, value(element, "id") or ""), None)  # each once, lest one name itself
            into.after += [] if note is None else [note]
        elif kind in {"drawing", "pict", "object"}:
            into.after += text_boxes(element)
        else:
            self._walk(element, into)  # a phrase with its reading above, an embedded run

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    # Tables

    def _table(self, element: Element) -> Iterator[TextBlock]:
        heads = self._heads
        grid = Grid.of(element, self._cell)
        self._heads = heads + 1
        yield from table_blocks(grid)

    def _cell(self, element: Element) -> Cell:
        return list(self.blocks(element))


def _symbol(code: str | None) -> str:
    try:
        character = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
    return "" if _SYMBOLS[0] <= character <= _SYMBOLS[1] else character
