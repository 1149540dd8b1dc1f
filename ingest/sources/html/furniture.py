"""What surrounds an article: menus, related links, teasers, tags, comments, advertisements, buttons. Pure.

Told by what parts are called (`labels`) and by their shape: blocks that are all link, and boxes that hold little
else. A link, a button or a label inside a sentence is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ingest.sources.html.blocks import Block, BlockKind
from ingest.sources.html.labels import FURNITURE, Label, heads_links, is_furniture_line
from ingest.sources.html.links import ALL_LINK, Links
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import BLOCKS, Element

_TEASER_WORDS = 70
_CONTENTS = 2  # lines: a single one may be "up to the top", or a word of a sentence on its own line
_TEASER_TAGS = frozenset({"article", "aside", "div", "li", "section", "td"})


def furniture(outline: Outline) -> set[int]:
    """Indexes of the blocks that aren't the article's."""
    found = {index for index, block in enumerate(outline.blocks) if _is_named(outline, block) or _is_idle(block)}
    links = Links(outline)
    for index, is_link in enumerate(links.are):
        if is_link and index not in found:
            found.update(range(*links.box(index)))
    found.update(_contents(outline))
    for element in outline.tree.iter(*_TEASER_TAGS):
        if _is_teaser(outline, links, element):
            found.update(range(*outline.span(element)))
    return found | {
        index
        for index, block in enumerate(outline.blocks)
        if heads_links(block.text) and index + 1 in found and index + 1 < len(outline.blocks)
    }


def _contents(outline: Outline) -> Iterator[int]:
    """Indexes of tables of contents: lines that lead to places of the same page, and what heads them in their box."""
    within = [_leads_within_page(outline, block) for block in outline.blocks]
    for leads, run in groupby(range(len(within)), within.__getitem__):
        indexes = list(run)
        if not leads or len(indexes) < _CONTENTS:
            continue
        yield from indexes
        for element in outline.above(outline.blocks[indexes[0]]):
            first, last = outline.span(element)
            if last - first > len(indexes) + 1 or element.tag == "body":
                break
            yield from range(first, last)


def _leads_within_page(outline: Outline, block: Block) -> bool:
    line = next((one for one in outline.above(block) if one.tag == "a" or one.tag in BLOCKS), None)
    return line is not None and line.tag == "a" and len(line.get("href", "")) > 1 and line.get("href").startswith("#")


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
