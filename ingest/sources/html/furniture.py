"""What surrounds an article: menus, related links, teasers, tags, comments, advertisements, buttons. Pure.

Told by what parts are called (`labels`) and by their shape: blocks that are all link, and boxes that hold little
else. A link, a button or a label inside a sentence is text.
"""

from __future__ import annotations

from ingest.sources.html.blocks import Block, BlockKind
from ingest.sources.html.labels import FURNITURE, Label, heads_links, is_furniture_line
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import Element

_ALL_LINK = 0.7
_SENTENCE_WORDS = 8
_SMALL_TALK = 8  # words: the heading of a box of links, a date, a count
_TEASER_WORDS = 70
_TEASER_TAGS = frozenset({"article", "aside", "div", "li", "section", "td"})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})


def furniture(outline: Outline) -> set[int]:
    """Indexes of the blocks that aren't the article's."""
    found = {index for index, block in enumerate(outline.blocks) if _is_named(outline, block) or _is_idle(block)}
    for index, block in enumerate(outline.blocks):
        if index not in found and is_link(outline, block):
            found.update(range(*_box(outline, block)))
    for element in outline.tree.iter(*_TEASER_TAGS):
        if _is_teaser(outline, element):
            found.update(range(*outline.span(element)))
    return found | {
        index
        for index, block in enumerate(outline.blocks)
        if heads_links(block.text) and index + 1 in found and index + 1 < len(outline.blocks)
    }


def _is_named(outline: Outline, block: Block) -> bool:
    """Whether an element above the block is called a part that is no article's."""
    for element in outline.above(block):
        called = element.tag in {"nav", "footer"} or not outline.labels(element).isdisjoint(FURNITURE)
        if called and outline.may_be_furniture(element):
            return True
    return False


def _is_idle(block: Block) -> bool:
    return block.idle > _ALL_LINK or (block.kind is BlockKind.TEXT and is_furniture_line(block.text))


def is_link(outline: Outline, block: Block) -> bool:
    """Whether a block leads to another page rather than tells something.

    A sentence may be a link from end to end, a datum of a table too; of a list all items are links or none counts.
    """
    if block.kind in {BlockKind.ROW, BlockKind.CAPTION}:
        return False
    announced, colon, _ = block.text.partition(":")
    if colon and block.linked > 0.3 and heads_links(announced):
        return True
    if block.linked < _ALL_LINK or (block.text.endswith(".") and block.words >= _SENTENCE_WORDS):
        return False
    if block.kind is BlockKind.ITEM:
        items = outline.inside(_list_of(block.element))
        return sum(item.linked > _ALL_LINK for item in items) >= _ALL_LINK * len(items)
    return True


def _list_of(element: Element) -> Element:
    return next((above for above in element.iterancestors() if above.tag in _LISTS), element)


def _box(outline: Outline, block: Block) -> tuple[int, int]:
    """The largest element above a link that holds links and hardly anything else, as a span of blocks."""
    index = outline.place[id(block)]
    span = (index, index + 1)
    for element in outline.above(block):
        if not outline.may_be_furniture(element):
            break
        others = [one for one in outline.inside(element) if not is_link(outline, one)]
        if any(one.is_prose for one in others) or sum(one.words for one in others) > _SMALL_TALK:
            break
        span = outline.span(element)
    return span


def _is_teaser(outline: Outline, element: Element) -> bool:
    """Whether an element shows another article: headed by a link to it, then at most a few lines of it."""
    blocks = outline.inside(element)
    if not 2 <= len(blocks) <= 5 or not outline.may_be_furniture(element):
        return False
    head, *rest = blocks
    named = any(Label.TITLE in outline.labels(above) for above in outline.above(head) if above is not element)
    if head.kind is not BlockKind.HEADING and not named:
        return False
    return is_link(outline, head) and sum(one.words for one in rest) <= _TEASER_WORDS
