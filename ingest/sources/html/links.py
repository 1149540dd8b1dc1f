"""Which blocks lead to other pages rather than tell something: links, their lists, and the boxes that hold them. Pure.

A sentence may be a link from end to end, and so may a datum of a table. A list of links is the article's where its own
text announces it ("… gồm các trường:"), or goes on behind it and the links are names rather than headlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from ingest.sources.html.blocks import Block, BlockKind
from ingest.sources.html.labels import heads_links, speaks_of_links
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import Element

ALL_LINK = 0.7
_SENTENCE_WORDS = 8
_SMALL_TALK = 8  # words: the heading of a box of links, a date, a count
_NAME_WORDS = 12
_MENU, _ENTRY_WORDS = 3, 5  # entries of a menu in one line, and the words of each
_ENTRY = re.compile(r"[^\d.:;!?]*")
_WORD = re.compile(r"\w[\w./-]*")
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})


class Links:
    """What each block of a page is to a reader who looks for the article: a link, or not."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._linked = _sums(block.linked > ALL_LINK for block in outline.blocks)
        self._lists: dict[Element, bool] = {}
        self.are = [
            self._is_link(block) or _is_menu_row(index, outline.blocks) for index, block in enumerate(outline.blocks)
        ]

    def box(self, index: int) -> tuple[int, int]:
        """The largest element above a link that holds links and hardly anything else, as a span of blocks."""
        span = (index, index + 1)
        for element in self._outline.above(self._outline.blocks[index]):
            if not self._outline.may_be_furniture(element):
                break
            first, last = self._outline.span(element)
            if self._prose[last] > self._prose[first] or self._words[last] - self._words[first] > _SMALL_TALK:
                break
            span = (first, last)
        return span

    @cached_property
    def _prose(self) -> list[int]:
        """Blocks of prose that are no links, before each block."""
        return _sums(block.is_prose and not link for block, link in zip(self._outline.blocks, self.are, strict=True))

    @cached_property
    def _words(self) -> list[int]:
        """Words that are no links, before each block."""
        return _sums(0 if link else block.words for block, link in zip(self._outline.blocks, self.are, strict=True))

    def _is_link(self, block: Block) -> bool:
        if block.kind in {BlockKind.ROW, BlockKind.CAPTION}:
            return False
        announced, colon, _ = block.text.partition(":")
        if colon and block.linked > 0.3 and heads_links(announced):
            return True
        if block.linked < ALL_LINK or (block.text.endswith(".") and block.words >= _SENTENCE_WORDS):
            return False
        return block.kind is not BlockKind.ITEM or self._is_of_links(_list_of(block.element))

    def _is_of_links(self, element: Element) -> bool:
        """Whether a list leads away: nearly all its items do, and it isn't the article's."""
        if element not in self._lists:
            first, last = self._outline.span(element)
            all_links = self._linked[last] - self._linked[first] >= ALL_LINK * (last - first)
            self._lists[element] = all_links and not self._is_told(first, last)
        return self._lists[element]

    def _is_told(self, first: int, last: int) -> bool:
        """Whether the text around a list of links, as a span of blocks, speaks of what it lists."""
        blocks = self._outline.blocks
        before = blocks[first - 1] if first else None
        if before is None or before.linked > ALL_LINK or speaks_of_links(before.text):
            return False
        if before.text.endswith(":"):
            return True
        after = blocks[last] if last < len(blocks) else None
        opened = before.is_prose or (before.kind is BlockKind.HEADING and before.element.tag != "h1")
        amid = opened and after is not None and after.is_prose
        return amid and 2 * sum(map(_is_name, blocks[first:last])) > last - first


def _is_name(item: Block) -> bool:
    """Whether an item reads as a name: few words, most of them with a capital or a number."""
    words = _WORD.findall(item.text)
    return 0 < len(words) <= _NAME_WORDS and 2 * sum(not word[0].islower() for word in words) > len(words)


def _is_menu_row(index: int, blocks: Sequence[Block]) -> bool:
    """Whether a line is a menu ("Giới thiệu | Liên hệ | Sơ đồ trang"), also where nothing of it is a link.

    A row of a table that is written with bars has numbers, or another row beside it.
    """
    parts = _parts(blocks[index])
    if len(parts) < _MENU or not all(
        0 < len(part.split()) <= _ENTRY_WORDS and _ENTRY.fullmatch(part) for part in parts
    ):
        return False
    beside = [blocks[near] for near in (index - 1, index + 1) if 0 <= near < len(blocks)]
    return not any(len(_parts(block)) == len(parts) for block in beside)


def _parts(block: Block) -> list[str]:
    return [] if block.kind is BlockKind.ROW else block.text.strip("|[] ").split("|")


def _list_of(element: Element) -> Element:
    return next((above for above in element.iterancestors() if above.tag in _LISTS), element)


def _sums(values: Iterable[int]) -> list[int]:
    """The sum before each value, and that of all: what a span of blocks holds is a difference."""
    return list(accumulate(values, initial=0))
