"""Lines of a PDF joined to paragraphs, over columns and pages. Pure."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.sentence_kinds import has_credit
from ingest.sources.pdf_columns import Region
from ingest.sources.pdf_hyphens import join, joined_lines
from ingest.sources.pdf_lines import Line

_INDENT = 0.8  # of the letters' size
_OTHER_SIZE = 0.08
_LARGE = 1.15  # of the body's size: a heading's letters
_SAME_EDGE = 3  # lines that show how far those beginning at one place may go
_NARROW = 8  # times the letters' size: no column is narrower
_LEADING = 1.35  # times the usual distance of lines: a gap between paragraphs
_FINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*$")
_COUNTED = re.compile(r"[-–—•*+·○▪►]\s\d")
_PAIR = re.compile(r"[-–]\s[^\W\d_]")
_LIST_ITEM = re.compile(r"(?:[-–—•*+·○▪►]|\(?(?:\d{1,3}|[A-Za-zđ]|[ivxIVX]{1,5})[.)])\s")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together.

    Attributes:
        page: the number of the page where it begins; `pages` are those of its lines.
        right: how far the lines of its column go.
        rows: the cells, if it is a table.
        inset: whether its first line is indented in its column.
    """

    lines: list[Line]
    page: int
    right: float
    inset: bool
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = field(default="", init=False)
    pages: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.pages = [self.page] * len(self.lines)
        self.text = "" if self.rows else joined_lines(self.lines)

    @property
    def size(self) -> float:
        """Size of most of its letters."""
        return statistics.median_high([line.size for line in self.lines])

    def take(self, other: Paragraph) -> None:
        """Go on with another one."""
        self.text = join(self.text, other.text)
        self.lines = [*self.lines, *other.lines]
        self.pages = [*self.pages, *other.pages]
        self.right = other.right

    def take_rows(self, other: Paragraph) -> None:
        """Go on with a table of the next page, whose header, where it stands there again, is this one's."""
        self.rows += other.rows[1:] if other.rows[0] == self.rows[0] else other.rows
        self.lines = [*self.lines, *other.lines]
        self.pages = [*self.pages, *other.pages]


@dataclass(frozen=True, slots=True)
class Look:
    """How a document is set.

    Attributes:
        body: the size of its letters.
        opens: whether an indented line begins a paragraph, since most stand alone before lines that aren't.
    """

    body: float
    opens: bool

    @classmethod
    def of(cls, found: Sequence[Region], body: float) -> Look:
        """How the regions of a document are set."""
        pairs = [
            (_inset(line, region.left), _inset(after, region.left))
            for region in found
            for line, after in pairwise(region.lines)
        ]
        alone = sum(1 for here, after in pairs if here and not after)
        return cls(body, alone > 1 and 2 * alone >= sum(1 for here, _ in pairs if here))


def paragraphs(region: Region, page: int, look: Look) -> list[Paragraph]:
    """The paragraphs of a region in order; a table is one."""
    if region.cells:
        return [Paragraph(list(region.lines), page, region.right, False, region.cells)]
    measure = _Measure.of(region, look)
    found: list[list[Line]] = []
    for line in region.lines:
        if not found or measure.begins(found[-1][0], found[-1][-1], line):
            found.append([])
        found[-1].append(line)
    return [Paragraph(lines, page, region.right, _inset(lines[0], region.left)) for lines in found]


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a region's lines are held against.

    Attributes:
        leading: the usual distance between the lower edges of two lines.
        rights: right edges of the lines that begin at the same place, where there are enough of them.
    """

    look: Look
    left: float
    right: float
    leading: float
    rights: dict[int, float]

    @classmethod
    def of(cls, region: Region, look: Look) -> _Measure:
        steps = [
            after.bottom - before.bottom for before, after in pairwise(region.lines) if after.bottom > before.bottom
        ]
        edges: dict[int, list[float]] = {}
        for line in region.lines:
            edges.setdefault(round(line.x0 / 2), []).append(line.x1)
        rights = {place: max(found) for place, found in edges.items() if len(found) >= _SAME_EDGE}
        return cls(look, region.left, region.right, statistics.median_low(steps) if steps else 0.0, rights)

    def begins(self, first: Line, before: Line, line: Line) -> bool:
        """Whether `line` begins a paragraph, rather than going on with the one of `first` to `before`."""
        if abs(before.size - line.size) > _OTHER_SIZE * self.look.body or self._is_far(before, line):
            return True
        if line.size > _LARGE * self.look.body or _is_cut_word(before, line):
            return False  # a headline is broken for its look
        listed = _LIST_ITEM.match(first.text) is not None
        if _is_item(before.text, line.text) and (listed or _COUNTED.match(line.text)):
            return True
        if not listed and self._is_moved(first, before, line):
            return True
        right = max(self.rights.get(round(before.x0 / 2), self.right), self.left + _NARROW * line.size)
        ended = _FINAL.search(before.text) is not None
        return _ends_short(before, line, right) and (ended or before.bold != line.bold or _starts_anew(line))

    def _is_moved(self, first: Line, before: Line, line: Line) -> bool:
        """Whether `line` is indented, or stands behind lines that all are, such as a quotation that is set apart."""
        here, there = _inset(line, self.left), _inset(before, self.left)
        if here and (self.look.opens or not there):
            return self.look.opens or not _centred(before, line)
        return there and not here and first is not before and _inset(first, self.left)

    def _is_far(self, before: Line, line: Line) -> bool:
        usual = max(min(self.leading, 2.2 * line.size), 1.1 * line.size)
        return line.bottom - before.bottom > _LEADING * usual


def _is_cut_word(before: Line, line: Line) -> bool:
    """Whether a line ends amid a word or range ("2020-" and "2025", "2020" and "- 2025") or a pair of names."""
    text, more = before.text, line.text
    if text.endswith("-") and len(text) > 1 and text[-2].isalnum():
        return more[0].isalnum()
    return (_LIST_ITEM.match(more) is not None and not _is_item(text, more)) or _is_pair(text, more)


def _inset(line: Line, left: float) -> bool:
    return line.x0 > left + _INDENT * line.size


def _centred(before: Line, line: Line) -> bool:
    return abs((before.x0 + before.x1) - (line.x0 + line.x1)) < 0.4 * line.size


def _ends_short(before: Line, line: Line, right: float) -> bool:
    """Whether the next line's first word would have fitted behind `before`."""
    first = line.words[0]
    return before.x1 + 0.3 * line.size + (first.x1 - first.x0) < right


def _starts_anew(line: Line) -> bool:
    return _LIST_ITEM.match(line.text) is not None or not line.text[0].islower()


def continues(last: Paragraph, following: Paragraph, body: float) -> bool:
    """Whether a column or page ends amid a paragraph: it has no end, and what follows is no beginning."""
    if last.rows or following.rows or has_credit(last.text):
        return False
    line, first = last.lines[-1], following.lines[0]
    if abs(line.size - first.size) > _OTHER_SIZE * body or line.bold != first.bold or line.size > _LARGE * body:
        return False
    if _is_item(line.text, first.text):
        return False
    if first.text[0].islower() and not _ENDED.search(line.text):
        return True
    goes_on = not following.inset and not _ends_short(line, first, last.right)
    if _FINAL.search(line.text):
        return goes_on and last.inset  # beginnings are indented here, and this is none
    return goes_on or line.text.endswith((",", "-", "–"))


def _is_item(before: str, text: str) -> bool:
    """Whether a line begins with the mark of a list, rather than with a dash between words or numbers."""
    if not _LIST_ITEM.match(text):
        return False
    return not (_COUNTED.match(text) and before[-1].isdigit()) and not _is_pair(before, text)


def _is_pair(before: str, text: str) -> bool:
    """Whether a dash stands between two names: "Lâm Đồng" and "- Mondulkiri"."""
    last = before.rsplit(None, 1)[-1]
    return _PAIR.match(text) is not None and last.isalpha() and last.istitle() and not _LIST_ITEM.match(before)
