"""The reading order of a page: columns one after the other, aligned cells as the rows of a table. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.sources.pdf_lines import Line, Word, lines_of

Span = tuple[float, float]

_GUTTER = 0.9  # of the letters' size: spaces between words are narrower
_LEAST_ROWS = 3
_FULL_COLUMN = 5  # rows beside which a column may have but one, what is left of a text
_PROSE_WORDS = 2.5  # words a line has on average in a column of prose, and cells of a table haven't
_MOST_DEPTH = 4
_MARK = re.compile(r"(?:[-–—•*+·○▪►]|\(?(?:\d{1,3}|[A-Za-zđ]|[ivxIVX]{1,5})[.)])")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are read from top to bottom, between a left and a right edge, or the rows of a table."""

    lines: tuple[Line, ...]
    left: float
    right: float
    cells: tuple[tuple[str, ...], ...] = ()


def regions(words: Sequence[Word], depth: int = 0) -> Iterator[Region]:
    """All words of a page, or of one of its columns, in reading order."""
    rows = lines_of(words)
    single: list[Line] = []
    first = 0
    while first < len(rows):
        last, gutters = _columns(rows, first) if depth < _MOST_DEPTH else (first, [])
        if not gutters or _ends_paragraph(rows[first:last], gutters):
            single.append(rows[first])
            first += 1
            continue
        yield from _region(single)
        single = []
        yield from _split(rows[first:last], gutters, depth)
        first = last
    yield from _region(single)


def _region(lines: Sequence[Line]) -> Iterator[Region]:
    if lines:
        yield Region(tuple(lines), min(line.x0 for line in lines), max(line.x1 for line in lines))


def _columns(rows: Sequence[Line], first: int) -> tuple[int, list[Span]]:
    """The end of the longest run of rows from `first` on that stand in columns, and the gaps between these."""
    best: tuple[int, list[Span]] = (first, [])
    free: list[Span] = [(float("-inf"), float("inf"))]
    for last in range(first, len(rows)):
        for word in rows[last].words:
            free = [part for gap in free for part in _without(gap, word)]
        width = _GUTTER * rows[last].size
        free = [gap for gap in free if gap[1] - gap[0] >= width]
        inner = [gap for gap in free if gap[0] > float("-inf") and gap[1] < float("inf")]
        gutters = [gap for gap in inner if _parts(rows[first : last + 1], gap)]
        if gutters:
            best = (last + 1, gutters)
        elif not inner and last - first >= _LEAST_ROWS:
            break
    return best


def _without(gap: Span, word: Word) -> list[Span]:
    if word.x1 <= gap[0] or word.x0 >= gap[1]:
        return [gap]
    return [part for part in ((gap[0], word.x0), (word.x1, gap[1])) if part[0] < part[1]]


def _parts(rows: Sequence[Line], gap: Span) -> bool:
    """Whether enough rows stand on either side, and what stands on the left are not the marks of a list."""
    left = [[word for word in row.words if word.x1 <= gap[0]] for row in rows]
    right = [row for row in rows if row.words[-1].x0 >= gap[1]]
    filled = [words for words in left if words]
    fewer, more = sorted((len(filled), len(right)))
    if fewer < _LEAST_ROWS and not (fewer and more >= _FULL_COLUMN):
        return False
    return not all(len(words) == 1 and _MARK.fullmatch(words[0].text) for words in filled)


def _ends_paragraph(rows: Sequence[Line], gutters: Sequence[Span]) -> bool:
    """Whether the first of a table's rows is none of it but short: the last line of the text above."""
    if max(word.x1 for word in rows[0].words) > gutters[0][0]:
        return False
    return not all(map(_is_prose, _told(_columns_of(rows, gutters))))


def _columns_of(rows: Sequence[Line], gutters: Sequence[Span]) -> list[list[Word]]:
    return [[word for row in rows for word in row.words if low <= word.x0 < high] for low, high in _edges(gutters)]


def _edges(gutters: Sequence[Span]) -> list[Span]:
    return list(pairwise([float("-inf"), *[(gap[0] + gap[1]) / 2 for gap in gutters], float("inf")]))


def _told(columns: Sequence[list[Word]]) -> list[list[Word]]:
    """Those of enough rows to tell prose from cells."""
    return [words for words in columns if len(lines_of(words)) >= _LEAST_ROWS]


def _split(rows: Sequence[Line], gutters: Sequence[Span], depth: int) -> Iterator[Region]:
    columns = _columns_of(rows, gutters)
    if all(map(_is_prose, _told(columns))):
        for words in columns:
            yield from regions(words, depth + 1)
        return
    cells = tuple(tuple(_cell(row, low, high) for low, high in _edges(gutters)) for row in rows)
    yield Region(tuple(rows), min(row.x0 for row in rows), max(row.x1 for row in rows), cells)


def _is_prose(words: Sequence[Word]) -> bool:
    return len(words) >= _PROSE_WORDS * len(lines_of(words))


def _cell(row: Line, low: float, high: float) -> str:
    words = tuple(word for word in row.words if low <= word.x0 < high)
    return Line(words).text if words else ""
