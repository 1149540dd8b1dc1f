"""What surrounds an article: menus, related links, teasers, tags, comments, advertisements, buttons. Pure.

Told by what parts are called (`labels`) and by their shape: blocks that are all link, and boxes that hold little
else. A link, a button or a label inside a sentence is text.
"""

from __future__ import annotations

from ingest.sources.html.blocks import Block, BlockKind
from ingest.sources.html.labels import FURNITURE, Label, heads_links, is_furniture_line
from ingest.sources.html.links import ALL_LINK, Links
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import Element

_TEASER_WORDS = 70
_TEASER_TAGS = frozenset({"article", "aside", "div", "li", "section", "td"})


def furniture(outline: Outline) -> set[int]:
    """Indexes of the blocks that aren't the article's."""
    found = {index for index, block in enumerate(outline.blocks) if _is_named(outline, block) or _is_idle(block)}
    links = Links(outline)
    for index, is_link in enumerate(links.are):
        if is_link and index not in found:
            found.update(range(*links.box(index)))
    for element in outline.tree.iter(*_TEASER_TAGS):
        if _is_teaser(outline, links, element):
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
    return block.idle > ALL_LINK or (block.kind is BlockKind.TEXT and is_furniture_line(block.text))


def _is_teaser(outline: Outline, links: Links, element: Element) -> bool:
    """Whether an element shows another article: headed by a link to it, then at most a few lines of it."""
    first, last = outline.span(element)
    if not 2 <= last - first <= 5 or not outline.may_be_furniture(element):
        return False
    head, *rest = outline.blocks[first:last]
    named = any(Label.TITLE in outline.labels(above) for above in outline.above(head) if above is not element)
    if head.kind is not BlockKind.HEADING and not named:
        return False
    return links.are[first] and sum(one.words for one in rest) <= _TEASER_WORDS
