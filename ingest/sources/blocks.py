"""What a laid-out document is made of, whatever its format: paragraphs and tables, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, or a table as lines of text.

    Attributes:
        text: as it goes into the article.
        is_title: whether the layout or a style says that it is the article's title.
        is_table: whether its lines are rows.
    """

    text: str
    is_title: bool = False
    is_table: bool = False


def joined(blocks: Sequence[TextBlock]) -> str:
    """The article's text: a blank line between blocks, so that none is taken for the next line of another."""
    return "\n\n".join(block.text for block in blocks)
