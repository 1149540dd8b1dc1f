"""Where the article is in a page, and which of its blocks are text: headline, lead, captions, body. Pure.

The body is what the page declares, or else the element that holds most of what trafilatura takes for main text.
Between the headline and the body only leads and captions are kept; in the body all but furniture, bylines and dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.models import SentenceKind
from ingest.sentence_kinds import classify_blocks
from ingest.sentence_labels import dates_the_page, is_time_label
from ingest.sources.dates import is_date_line
from ingest.sources.html.blocks import Block, BlockKind
from ingest.sources.html.body import find_body
from ingest.sources.html.facts import Facts
from ingest.sources.html.furniture import furniture
from ingest.sources.html.headline import find_headline, plain
from ingest.sources.html.labels import Label, heads_comments
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import Element

_LOOK_BACK = 15  # blocks above a body without headline, among which a lead is looked for
_BYLINE_WORDS = 25
_IN_FIGURE = 3  # blocks: a caption, its credit, a line more
_STRAY_WORDS = 5
_DATELINE_WORDS = 4  # "(TTO) -", "Hà Nội -": what one of two copies of a lead may have in front
_DESCRIPTION = 60  # letters of a description that are compared: it is often cut
_SIGNATURE_WORDS = 12
_TO_THE_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)|;right$", re.IGNORECASE)
_PART_OF_BYLINE = re.compile(r"\s*\([^()]{1,40}\)\s*$|['’]")
_PROSE = "Hai bên đã ký kết biên bản ghi nhớ tại hội nghị."


@dataclass(slots=True)
class Region:
    """The article's part of a page.

    Attributes:
        headline: the block that is its title, if the page shows one.
        start: index of the first block behind the headline.
        body: index of the first block of prose that isn't the lead.
        kept: the blocks that are text, in page order, headline first.
    """

    headline: Block | None
    start: int
    body: int
    kept: list[Block]


def find_article(outline: Outline, facts: Facts, main_text: str) -> Region:
    """The article; nothing is kept where the page has none."""
    surroundings = furniture(outline)
    headline = find_headline(outline, facts, surroundings)
    element = find_body(outline, surroundings, main_text, headline)
    if element is None:
        return Region(headline, 0, 0, [])
    first, last = outline.span(element)
    above = outline.place[id(headline)] if headline is not None else None
    if above is not None and above >= last:
        headline, above = None, None
    reader = _Reader(outline, facts, surroundings, apart=above is None or above < first)
    if above is None:
        start = max(0, first - _LOOK_BACK)
        head = [block for block in outline.blocks[start:first] if reader.is_named_lead(block)]
    else:
        start, first = above + 1, max(first, above + 1)
        head = [block for block in outline.blocks[start:first] if reader.opens(block)]
    kept, body = reader.read(head, first, last)
    return Region(headline, start, body, [headline, *kept] if headline is not None else kept)


@dataclass(slots=True)
class _Reader:
    """Tells an article's blocks from what stands among them. `apart`: the headline stands outside the body."""

    outline: Outline
    facts: Facts
    surroundings: set[int]
    apart: bool

    def is_named_lead(self, block: Block) -> bool:
        """Whether the page calls the block a lead, or describes itself with its words."""
        if self._is_furniture(block):
            return False
        if any(Label.LEAD in self.outline.labels(element) for element in self._near(block)):
            return True
        described = plain(self.facts.description or "")[:_DESCRIPTION]
        return len(described) >= _DESCRIPTION // 2 and plain(block.text).find(described) in range(30)

    def opens(self, block: Block) -> bool:
        """Whether a block between headline and body is text: a lead, a caption."""
        if self._is_furniture(block) or self._is_credit(block, edge=True, head=True):
            return False
        is_caption = block.kind is BlockKind.CAPTION or self._is_under_picture(block)
        return is_caption or block.is_prose or self.is_named_lead(block)

    def read(self, head: list[Block], first: int, last: int) -> tuple[list[Block], int]:
        """The text from `head` and the blocks of the body, and the index of the first prose of the body."""
        blocks = self.outline.blocks[first:last]
        end = next((index for index, block in enumerate(blocks) if heads_comments(block.text)), len(blocks))
        blocks = blocks[:end]
        prose = [index for index, block in enumerate(blocks) if block.is_prose and not self._is_furniture(block)]
        opening = _opening(prose, has_lead=any(block.is_prose for block in head))
        closing = prose[-1] if prose else len(blocks)
        strays = prose[0] if prose and not self.apart else 0
        # One time may be the page's; several are of a live report's entries, the newest of which often comes first.
        times = [block for block in blocks if is_time_label(block.text) and not dates_the_page(block.text)]
        entries = times if len(times) > 1 else []
        kept = [
            block
            for index, block in enumerate(blocks)
            if not self._is_furniture(block)
            and (
                block in entries
                or not (
                    self._is_credit(block, edge=index < opening or index > closing, head=index < opening)
                    or (index < strays and _is_stray(block))
                )
            )
        ]
        return _without_copies(head, kept), first + (opening if prose else 0)

    def _is_under_picture(self, block: Block) -> bool:
        """Whether a block shares a figure or a table with a picture, and with hardly anything else."""
        for element in self.outline.above(block):
            if element.tag in {"figure", "table"}:
                small = self.outline.holds_at_most(element, _IN_FIGURE)
                return small and next(element.iter("img"), None) is not None
        return False

    def _is_furniture(self, block: Block) -> bool:
        return self.outline.place[id(block)] in self.surroundings

    def _is_credit(self, block: Block, *, edge: bool, head: bool) -> bool:
        """Whether a block says who wrote the article or when it came out.

        Args:
            edge: it stands before or behind the body's prose, where names without a label are bylines.
            head: it stands before, where a bare date is the page's (behind it may be a document's).
        """
        if block.kind in {BlockKind.CAPTION, BlockKind.ROW} or block.words > _BYLINE_WORDS:
            return False
        names = {label for element in self._near(block) for label in self.outline.labels(element)}
        if Label.BYLINE in names or (edge and block.byline > 0.6):
            return True
        if not edge or block.kind is BlockKind.HEADING:
            return False
        dated = (head and is_date_line(block.text)) or (Label.DATE in names and not block.is_prose)
        return dated or _reads_as_byline(block.text) or (not head and (_is_signature(block) or block.idle > 0))

    def _near(self, block: Block) -> list[Element]:
        """The elements above a block that hold little else than it, so that their names are its own."""
        return [element for element in self.outline.above(block) if self.outline.may_be_furniture(element)]


def _opening(prose: list[int], *, has_lead: bool) -> int:
    """Index of the first prose behind the lead: up to there a page shows dates and names."""
    if not prose:
        return 0
    return prose[0] if has_lead or len(prose) == 1 else prose[1]


def _is_stray(block: Block) -> bool:
    """A word or two between headline and text, such as the section's name."""
    return block.kind is BlockKind.TEXT and block.words < _STRAY_WORDS and not block.is_prose


def _reads_as_byline(line: str) -> bool:
    """Whether the line would be taken for the byline of a text that ends with it, with or without "(thực hiện)"."""
    bare = _PART_OF_BYLINE.sub("", line)
    return bool(bare) and not is_time_label(bare) and classify_blocks([_PROSE, bare])[-1] is SentenceKind.BYLINE


def _is_signature(block: Block) -> bool:
    """Whether a block is a short line set to the right, as authors sign."""
    if block.words > _SIGNATURE_WORDS or block.is_prose:
        return False
    above = [block.element, *block.element.iterancestors()][:3]
    return any(_TO_THE_RIGHT.search(f"{element.get('style')};{element.get('align')}") for element in above)


def _without_copies(head: list[Block], body: list[Block]) -> list[Block]:
    """Head and body, a lead that stands in both (or twice) once."""
    kept: list[Block] = []
    leads: list[str] = []
    for index, block in enumerate([*head, *body]):
        words = plain(block.text)
        if index < len(head) + 4 and block.words > _DATELINE_WORDS and any(_same(words, lead) for lead in leads):
            continue
        kept.append(block)
        leads.append(words)
    return kept


def _same(one: str, other: str) -> bool:
    """Whether two texts are equal but for a few words in front."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) and len(longer) - len(shorter) <= 6 * _DATELINE_WORDS
