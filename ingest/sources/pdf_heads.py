"""Page heads, page feet and page numbers, which are no text of the article. Pure."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.sources.pdf_lines import Line, Word, body_size, lines_of

_MARGIN = 0.15  # of the page's height, above and below
_ROWS = 3  # rows of a head or foot, at most
_HEAD_WORDS = 15
_SAME_PLACE = 8  # points
_OTHER_SIZE = 0.4  # points
_SET_OFF = 1.5  # times the usual gap between lines
_GAP = 1.3  # of the line's height, between a page number and the text
_NUMBER = re.compile(
    r"[^\w.,;!?]*(?:(?:trang|page|tr|p)\W{0,2})?\d{1,4}(?:\s?(?:/|of|trên)\s?\d{1,4})?[^\w.,;!?]*", re.IGNORECASE
)
_FINAL = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")


def without_heads(pages: Sequence[list[Word]], heights: Sequence[float]) -> list[list[Word]]:
    """The pages' words without what stands in the margin of several pages, page numbers, and small print apart."""
    margins = [_margins(lines_of(words), height) for words, height in zip(pages, heights, strict=True)]
    repeated = _repeated(margins)
    size = body_size([Line(tuple(words)) for words in pages if words])
    kept: list[list[Word]] = []
    for words, (lines, found) in zip(pages, margins, strict=True):
        gone = {
            word
            for index, outside in found
            for word in lines[index].words
            if (_key(lines[index]) in repeated and _is_set_off(lines, index, outside, size))
            or _is_apart(lines, index, outside, size)
        }
        kept.append([word for word in words if word not in gone])
    return kept


def _margins(lines: list[Line], height: float) -> tuple[list[Line], list[tuple[int, int]]]:
    """The lines, and which of them stand in a margin: (index, +1 where the text lies below it, -1 above)."""
    top = [(index, 1) for index in range(min(_ROWS, len(lines))) if lines[index].bottom < _MARGIN * height]
    bottom = [
        (index, -1)
        for index in range(len(lines) - 1, max(len(lines) - 1 - _ROWS, -1), -1)
        if lines[index].top > (1 - _MARGIN) * height
    ]
    return lines, [*top, *bottom]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _repeated(margins: Sequence[tuple[list[Line], list[tuple[int, int]]]]) -> set[str]:
    """Texts that stand at the same height of two pages or more, but for their numbers."""
    places: dict[str, list[float]] = {}
    counts: Counter[str] = Counter()
    for lines, found in margins:
        tops: dict[str, list[float]] = {}
        for line in (lines[index] for index, _ in found):
            if not _FINAL.search(line.text):
                tops.setdefault(_key(line), []).append(line.top)
        for key, own in tops.items():
            known = places.setdefault(key, [])
            known += own
            # Rows of a table are alike at several heights, of one page too.
            counts[key] += max(known) - min(known) <= _SAME_PLACE
    return {key for key, count in counts.items() if count > 1 and len(key.split()) <= _HEAD_WORDS}


def _is_apart(lines: Sequence[Line], index: int, side: int, size: float) -> bool:
    """Whether a line of one page only is none of the text: a page number, or small print, with a gap to the text."""
    line = lines[index]
    beyond = list(_between(lines, index, side))
    numbered = _NUMBER.fullmatch(line.text) is not None
    small = line.size < size - _OTHER_SIZE and len(line.text.split()) <= _HEAD_WORDS and not _FINAL.search(line.text)
    if not (numbered or small) or not beyond:
        return numbered and len(lines) > 1
    gap = beyond[0].top - line.bottom if side > 0 else line.top - beyond[0].bottom
    return gap > _GAP * (line.bottom - line.top)


def _is_set_off(lines: Sequence[Line], index: int, side: int, size: float) -> bool:
    """Whether a margin's line isn't just the first or last one of the text: by its size, or a wider gap behind it."""
    gaps = [after.top - before.bottom for before, after in pairwise(lines)]
    usual = max(statistics.median(gaps), 1.0) if gaps else 1.0
    near = gaps[index : index + _ROWS] if side > 0 else gaps[max(index - _ROWS, 0) : index]
    return abs(lines[index].size - size) > _OTHER_SIZE or not near or max(near) > _SET_OFF * usual


def _between(lines: Sequence[Line], index: int, side: int) -> Iterator[Line]:
    """The lines from this one on towards the middle of the page."""
    yield from lines[index + 1 :] if side > 0 else reversed(lines[:index])
