"""A tree to blocks: the paragraphs, headings, captions, items and rows that a reader sees, in page order. Pure.

Inline elements never end a block, whatever they are called; every word of the tree is in exactly one block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce

from ingest.sources.html import tables
from ingest.sources.html.labels import FURNITURE, Label, heads_links, labels_of, speaks_of_links
from ingest.sources.html.marks import ListMarks, leads_away, quotation_marks
from ingest.sources.html.tree import BLOCKS, HEADINGS, Element, common_ancestor

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_WHOLE = re.compile(r"(?P<whole>.*[.!?…][\"'”’»)\]]*)(?!\S)(?P<between>.*)")
_LEADING = " >»›→|–—•-"


class BlockKind(StrEnum):
    """What a block is in the page's own structure."""

    TEXT = "text"
    HEADING = "heading"
    CAPTION = "caption"
    ITEM = "item"
    ROW = "row"


@dataclass(eq=False, slots=True)
class Block:
    """One line of the page.

    Attributes:
        element: the innermost element that holds all of it.
        linked: share of its letters that lead to another page.
        idle: share of its letters in buttons, labels of forms, and inline parts that are called furniture.
        byline: share of its letters in inline parts that are called author or date.
    """

    text: str
    element: Element
    kind: BlockKind = BlockKind.TEXT
    linked: float = 0.0
    idle: float = 0.0
    byline: float = 0.0

    @property
    def words(self) -> int:
        """Number of words between spaces."""
        return len(self.text.split())

    @property
    def is_prose(self) -> bool:
        """Whether it reads as sentences of an article, by its shape."""
        if self.kind in {BlockKind.CAPTION, BlockKind.ROW} or max(self.linked, self.idle, self.byline) > 0.5:
            return False
        return self.words >= 20 or (self.words >= 5 and _SENTENCE_END.search(self.text) is not None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the innermost element, what kind of block it makes, and inside which inline parts."""

    element: Element
    kind: BlockKind = BlockKind.TEXT
    link: Element | None = None
    idle: bool = False
    byline: bool = False
    preformatted: bool = False
    raised: bool = False
    control: bool = False


@dataclass(slots=True)
class _Piece:
    """Text of one place. Letters, so that the date or the number beside a link doesn't make a sentence of it."""

    text: str
    place: _Place

    @property
    def letters(self) -> int:
        return sum(map(str.isalpha, self.text)) or bool(self.text.strip())


@dataclass(slots=True)
class _Line:
    """The block that is being gathered."""

    pieces: list[_Piece] = field(default_factory=list)
    prefix: str = ""
    at_boundary: bool = False


def blocks_of(tree: Element) -> list[Block]:
    """All blocks of the tree, in the order of the page."""
    flow = _Flow()
    flow.walk(tree, _Place(tree))
    flow.flush(_Place(tree))
    return flow.blocks


class _Flow:
    """Walks a tree as a browser lays it out: inline text gathers in a line, block elements end it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line = _Line()
        self.marks = ListMarks()

    def walk(self, element: Element, place: _Place) -> None:
        """Everything inside `element`."""
        self.add(element.text, place)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, place)
            self.add(child.tail, place)

    def _child(self, child: Element, place: _Place) -> None:
        if child.tag in {"br", "hr"}:
            self.flush(place)
        elif child.tag == "table" and tables.is_data(child):
            self.flush(place)
            self._rows(child)
        elif child.tag in BLOCKS or _is_caption(child, place):
            self.flush(place)
            inside = _inside_block(child, place)
            self.line.prefix = self.marks.of(child) or self.line.prefix
            self.walk(child, inside)
            self.flush(inside)
            self.line.prefix = ""
        else:
            self._inline(child, place)

    def _inline(self, child: Element, place: _Place) -> None:
        marks = quotation_marks(child)
        self.line.at_boundary = True
        self.add(marks[0], place)
        self.walk(child, _inside_inline(child, place))
        self.add(marks[1], place)
        self.line.at_boundary = True

    def _rows(self, table: Element) -> None:
        for row, text in tables.rows(table, _cell_text):
            self.blocks.append(Block(text, row, BlockKind.ROW))

    def add(self, text: str | None, place: _Place) -> None:
        """Text that continues the line."""
        if not text:
            return
        line = self.line
        # Parts that a style sheet sets apart ("<b>Quảng Ninh</b>Hai tàu cá") have no space between them in the markup.
        if line.at_boundary and line.pieces and line.pieces[-1].text[-1:].islower() and text[0].isupper():
            line.pieces.append(_Piece(" ", place))
        line.at_boundary = False
        if place.preformatted and "\n" in text:
            first, *others = text.split("\n")
            self.add(first, place)
            for other in others:
                self.flush(place)
                self.add(other, place)
            return
        if place.raised and text.strip().isdigit() and line.pieces and line.pieces[-1].text[-1:].isdigit():
            text = text.translate(_RAISED)  # "10³" and "2020¹" are no 103 and 20201
        line.pieces.append(_Piece(text, place))

    def flush(self, place: _Place) -> None:
        """End the line; a block is made of it where it holds a word."""
        line, self.line = self.line, _Line()
        kind = BlockKind.ITEM if line.prefix and place.kind is BlockKind.TEXT else place.kind
        pieces = _without_glued(line.pieces, kind)
        text = _text_of(pieces)
        if not text:
            self.line.prefix = line.prefix
            return
        counted = [(piece.letters, piece.place) for piece in pieces]
        letters = max(1, sum(count for count, _ in counted))
        elements = [where.element for count, where in counted if count] or [place.element]
        self.blocks.append(
            Block(
                line.prefix + text if kind is BlockKind.ITEM else text,
                reduce(common_ancestor, elements),
                kind,
                sum(count for count, where in counted if where.link is not None) / letters,
                sum(count for count, where in counted if where.idle) / letters,
                sum(count for count, where in counted if where.byline) / letters,
            )
        )


def _text_of(pieces: Sequence[_Piece]) -> str:
    return " ".join("".join(piece.text for piece in pieces).translate(_INVISIBLE).split())


def _without_glued(pieces: list[_Piece], kind: BlockKind) -> list[_Piece]:
    """A line without what the page sets behind its last sentence: buttons, a link that leads on.

    Inside a sentence both are text, and so is what no sentence end parts from it, but for a heading, which has none.
    """
    rest = _before(pieces, lambda piece: piece.place.control)
    if len(rest) < len(pieces) and (kind is BlockKind.HEADING or _SENTENCE_END.search(_text_of(rest))):
        pieces = rest
    if kind is BlockKind.HEADING or not pieces or (pieces[-1].place.link is None and pieces[-1].text.strip()):
        return pieces
    rest = _before(pieces, lambda piece: piece.place.link is not None)
    links = {piece.place.link for piece in pieces[len(rest) :]} - {None}
    told = _WHOLE.match(_text_of(rest))
    if told is None or len(links) > 1:
        return pieces
    between, link = told["between"].strip(), _text_of(pieces[len(rest) :])
    leads = (between and not between.strip(_LEADING)) or heads_links(between) or speaks_of_links(link)
    return [_Piece(told["whole"], rest[0].place)] if leads and not _SENTENCE_END.search(link) else pieces


def _before(pieces: list[_Piece], behind: Callable[[_Piece], bool]) -> list[_Piece]:
    """The pieces before those at the end that `behind` is true of, and the space among them."""
    end = len(pieces)
    while end and (behind(pieces[end - 1]) or not pieces[end - 1].text.strip()):
        end -= 1
    return pieces[:end]


def _inside_block(child: Element, place: _Place) -> _Place:
    kind = place.kind
    if child.tag in HEADINGS and kind is not BlockKind.CAPTION:
        kind = BlockKind.HEADING
    elif child.tag in {"figcaption", "caption"} or _is_caption(child, place):
        kind = BlockKind.CAPTION
    return _Place(
        child,
        kind,
        place.link,
        place.idle or child.tag == "legend",
        place.byline,
        place.preformatted or child.tag == "pre",
        control=place.control,
    )


def _inside_inline(child: Element, place: _Place) -> _Place:
    labels = labels_of(child.attrib)
    return _Place(
        child,
        place.kind,
        child if place.link is None and child.tag == "a" and leads_away(child) else place.link,
        place.idle or child.tag in {"button", "label"} or not labels.isdisjoint(FURNITURE),
        place.byline or not labels.isdisjoint({Label.BYLINE, Label.DATE}),
        place.preformatted,
        place.raised or child.tag == "sup",
        place.control or child.tag == "button" or not labels.isdisjoint({Label.CONTROLS, Label.ADVERTISING}),
    )


def _is_caption(child: Element, place: _Place) -> bool:
    """Whether an element is called a caption, and isn't a part of one."""
    return place.kind is not BlockKind.CAPTION and Label.CAPTION in labels_of(child.attrib)


def _cell_text(cell: Element) -> str:
    """A cell on one line; the items of a list in it are set apart by semicolons."""
    return " ".join(_joined(blocks_of(cell)))


def _joined(blocks: list[Block]) -> Iterator[str]:
    for index, block in enumerate(blocks):
        text = block.text.removeprefix("- ")
        follows = blocks[index + 1] if index + 1 < len(blocks) else None
        listed = follows is not None and BlockKind.ITEM in {block.kind, follows.kind}
        yield f"{text};" if listed and not _SENTENCE_END.search(text) else text
