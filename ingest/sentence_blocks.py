"""Text in, blocks out: what a reader sees as one paragraph or line, or as one table. Pure.

Lines are joined only where the text is hard-wrapped, and where one is but a label of the next ("14:15").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.sentence_labels import dates_the_page, is_day_label, is_time_label
from ingest.sentence_tables import table_lines

Span = tuple[int, int]

_WRAP_AT_LEAST = 40  # characters: shorter lines were broken on purpose
_TELLING = 3  # lines of a paragraph, at least, that tell at which width they were broken
_LABELLED_WORDS = 4  # of a line without a full stop that a label may belong to

_LINE = re.compile(r"[^\n\v\f\x85\u2028\u2029]+")
_LIST_ITEM = re.compile(r"\s*(?:[-–—•*+·○▪►]|\(?(?:\d{1,3}|[A-Za-zđ]|[ivxIVX]{1,5})[.)])\s")
_COMPLETE = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A half-open span of the text.

    Attributes:
        label_end: where the label lines that it begins with end; `start` if there is none.
        rows: the lines of a table; empty for anything else.
    """

    start: int
    end: int
    label_end: int
    rows: tuple[Span, ...] = ()


def blocks_of(text: str, title: str | None = None) -> list[Block]:
    """All blocks in order. A line that equals `title` takes no label in."""
    return _join_labels(text, list(_blocks(text)), title)


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space on either side."""
    start = after_space(text, start, end)
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def after_space(text: str, start: int, end: int) -> int:
    """The first character from `start` on that isn't white space, or `end`."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _blocks(text: str) -> Iterator[Block]:
    """Tables, and between them paragraphs: runs of lines between blank lines, taken apart again unless hard-wrapped."""
    lines = [span for match in _LINE.finditer(text) if (span := trim(text, *match.span()))[0] < span[1]]
    width = max((_width(run) for run in _runs(text, lines) if _looks_wrapped(text, run)), default=0)
    position = 0
    for first, last in table_lines(text, lines):
        yield from _paragraphs(text, lines[position:first], width)
        yield Block(lines[first][0], lines[last - 1][1], lines[first][0], tuple(lines[first:last]))
        position = last
    yield from _paragraphs(text, lines[position:], width)


def _runs(text: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
    """Lines with no blank one between."""
    run: list[Span] = []
    for span in lines:
        if run and text.count("\n", run[-1][1], span[0]) != 1:
            yield run
            run = []
        run.append(span)
    yield run


def _paragraphs(text: str, lines: Sequence[Span], width: int) -> Iterator[Block]:
    """The paragraphs of a text whose editor breaks lines at `width`, if that is told by any of it, else 0."""
    for run in _runs(text, lines):
        # Two lines alone tell no width.
        yield from _join_wrapped(text, run, _looks_wrapped(text, run, width if len(run) < _TELLING else 0))


def _join_wrapped(text: str, lines: list[Span], wrapped: bool) -> Iterator[Block]:
    start: int | None = None
    for index, (line_start, line_end) in enumerate(lines):
        start = line_start if start is None else start
        follows = lines[index + 1] if index + 1 < len(lines) else None
        if follows is not None and _continues(text, (line_start, line_end), follows, wrapped):
            continue
        yield Block(start, line_end, start)
        start = None


def _width(lines: Sequence[Span]) -> int:
    return max((end - start for start, end in lines), default=0)


def _looks_wrapped(text: str, lines: list[Span], width: int = 0) -> bool:
    """Whether an editor broke these lines at a width, their own or a given one: no next word would have fitted."""
    if not width and len(lines) < _TELLING:
        return False
    width = width or _width(lines)
    if not 50 <= width <= 140 or _width(lines) > width:
        return False
    for (start, end), (next_start, next_end) in pairwise(lines):
        first_word = text[next_start:next_end].split(None, 1)[0]
        if end - start + 1 + len(first_word) <= width:
            return False
    return True


def _continues(text: str, line: Span, follows: Span, wrapped: bool) -> bool:
    if _LIST_ITEM.match(text, *follows):
        return False
    if wrapped:
        return True
    complete = _COMPLETE.search(text, max(line[0], line[1] - 8), line[1])
    if line[1] - line[0] < _WRAP_AT_LEAST or complete is not None or not text[follows[0]].islower():
        return False
    return not is_time_label(text[slice(*follows)])  # "lúc 14:15" may open an entry without a capital


# Labels


def _join_labels(text: str, blocks: list[Block], title: str | None) -> list[Block]:
    """Each label with the block that it belongs to: the one behind it, never the one before."""
    labels = _labels([text[one.start : one.end] for one in blocks])
    joined: list[Block] = []
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if index in labels and joined and _takes_label(text, joined[-1], title):
            behind = joined.pop()
            block = replace(behind, start=block.start, label_end=max(block.end, behind.label_end))
        joined.append(block)
    return joined[::-1]


def _labels(blocks: Sequence[str]) -> set[int]:
    """Indexes of the label lines. Days are labels where they come in a series, as in a timeline."""
    prose = next((index for index, block in enumerate(blocks) if _COMPLETE.search(block)), len(blocks))
    days = [index for index, block in enumerate(blocks) if is_day_label(block)]
    found = {index for index, block in enumerate(blocks) if is_time_label(block)}
    found |= set(days if len(days) > 1 else [])
    return {
        index
        for index in found
        if not (index and blocks[index - 1].endswith(":")) and (index > prose or not dates_the_page(blocks[index]))
    }


def _takes_label(text: str, block: Block, title: str | None) -> bool:
    if block.rows:
        return False
    if block.label_end > block.start:
        return True
    line = text[block.start : block.end]
    speaks = _COMPLETE.search(line) or _LIST_ITEM.match(line) or len(line.split()) >= _LABELLED_WORDS
    return line != title and bool(speaks)
