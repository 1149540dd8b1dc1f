"""Lines of a PDF joined to paragraphs, over columns and pages, with hyphenated words whole again. Pure."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.sources.pdf_columns import Region
from ingest.sources.pdf_lines import Line

_INDENT = 0.8  # of the letters' size
_OTHER_SIZE = 0.08
_LARGE = 1.15  # of the body's size: a heading's letters
_SAME_EDGE = 3  # lines that show how far those beginning at one place may go
_NARROW = 8  # times the letters' size: no column is narrower
_LEADING = 1.35  # times the usual distance of lines: a gap between paragraphs
_FINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_PAIR = re.compile(r"[-–]\s[^\W\d_]")
_LIST_ITEM = re.compile(r"(?:[-–—•*+·○▪►]|\(?(?:\d{1,3}|[A-Za-zđ]|[ivxIVX]{1,5})[.)])\s")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|th|tr|ph|qu|[bcdđghklmnpqrstvx])?[aăâeêioôơuưyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợ"
    r"úùủũụứừửữựýỳỷỹỵ]{1,3}(?:ch|ng|nh|[cmnpt])?",
    re.IGNORECASE,
)
_LAST_PART = re.compile(r"[^\W\d_]+$")
_FIRST_PART = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together.

    Attributes:
        page: the number of the page where it begins; `pages` are those of its lines.
        right: how far the lines of its column go.
        rows: the cells, if it is a table.
    """

    lines: list[Line]
    page: int
    right: float
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
        self.text = _join(self.text, other.text)
        self.lines = [*self.lines, *other.lines]
        self.pages = [*self.pages, *other.pages]
        self.right = other.right


def paragraphs(region: Region, page: int, body: float) -> list[Paragraph]:
    """The paragraphs of a region in order; a table is one."""
    if region.cells:
        return [Paragraph(list(region.lines), page, region.right, region.cells)]
    measure = _Measure.of(region, body)
    found: list[list[Line]] = []
    for line in region.lines:
        if not found or measure.begins(found[-1][0], found[-1][-1], line):
            found.append([])
        found[-1].append(line)
    return [Paragraph(lines, page, region.right) for lines in found]


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a region's lines are held against.

    Attributes:
        leading: the usual distance between the lower edges of two lines.
        rights: right edges of the lines that begin at the same place, where there are enough of them.
    """

    left: float
    right: float
    body: float
    leading: float
    rights: dict[int, float]

    @classmethod
    def of(cls, region: Region, body: float) -> _Measure:
        steps = [
            after.bottom - before.bottom for before, after in pairwise(region.lines) if after.bottom > before.bottom
        ]
        edges: dict[int, list[float]] = {}
        for line in region.lines:
            edges.setdefault(round(line.x0 / 2), []).append(line.x1)
        rights = {place: max(found) for place, found in edges.items() if len(found) >= _SAME_EDGE}
        return cls(region.left, region.right, body, statistics.median_low(steps) if steps else 0.0, rights)

    def begins(self, first: Line, before: Line, line: Line) -> bool:
        """Whether `line` begins a paragraph, rather than going on with the one of `first` to `before`."""
        if abs(before.size - line.size) > _OTHER_SIZE * self.body or self._is_far(before, line):
            return True
        if line.size > _LARGE * self.body or _is_cut_word(before, line):
            return False  # a headline is broken for its look
        listed = _LIST_ITEM.match(first.text) is not None
        if listed and _LIST_ITEM.match(line.text):
            return True
        if not listed and self._is_moved(first, before, line):
            return True
        right = max(self.rights.get(round(before.x0 / 2), self.right), self.left + _NARROW * line.size)
        ended = _FINAL.search(before.text) is not None
        return _ends_short(before, line, right) and (ended or before.bold != line.bold or _starts_anew(line))

    def _is_moved(self, first: Line, before: Line, line: Line) -> bool:
        """Whether `line` is indented, or stands behind lines that all are, such as a quotation that is set apart."""
        here, there = self._is_indented(line), self._is_indented(before)
        if here and not there:
            return not _centred(before, line)
        return there and not here and first is not before and self._is_indented(first)

    def _is_far(self, before: Line, line: Line) -> bool:
        usual = max(min(self.leading, 2.2 * line.size), 1.1 * line.size)
        return line.bottom - before.bottom > _LEADING * usual

    def _is_indented(self, line: Line) -> bool:
        return line.x0 > self.left + _INDENT * line.size


def _is_cut_word(before: Line, line: Line) -> bool:
    """Whether a line ends amid a word ("2020-" and "2025") or a pair of names ("Lâm Đồng" and "- Mondulkiri")."""
    text, more = before.text, line.text
    if text.endswith("-") and len(text) > 1 and text[-2].isalnum():
        return more[0].isalnum()
    last = text.rsplit(None, 1)[-1]
    return _PAIR.match(more) is not None and last.isalpha() and last.istitle() and not _LIST_ITEM.match(text)


def _centred(before: Line, line: Line) -> bool:
    return abs((before.x0 + before.x1) - (line.x0 + line.x1)) < line.size


def _ends_short(before: Line, line: Line, right: float) -> bool:
    """Whether the next line's first word would have fitted behind `before`."""
    first = line.words[0]
    return before.x1 + 0.3 * line.size + (first.x1 - first.x0) < right


def _starts_anew(line: Line) -> bool:
    return _LIST_ITEM.match(line.text) is not None or not line.text[0].islower()


def continues(last: Paragraph, following: Paragraph, body: float) -> bool:
    """Whether a column or page ends amid a paragraph: it has no end, and what follows is no beginning."""
    if last.rows or following.rows or not last.lines or not following.lines:
        return False
    line, first = last.lines[-1], following.lines[0]
    if abs(line.size - first.size) > _OTHER_SIZE * body or line.bold != first.bold or line.size > _LARGE * body:
        return False
    if _LIST_ITEM.match(first.text):
        return False
    goes_on = not _begins_indented(following) and not _ends_short(line, first, last.right)
    if _FINAL.search(line.text):
        return goes_on and _begins_indented(last)  # beginnings are indented here, and this is none
    return goes_on or first.text[0].islower() or line.text.endswith((",", "-", "–"))


def _begins_indented(one: Paragraph) -> bool:
    return len(one.lines) > 1 and one.lines[0].x0 > one.lines[1].x0 + _INDENT * one.lines[0].size


def joined_lines(lines: Sequence[Line]) -> str:
    """The text of lines that follow each other in a paragraph."""
    text = ""
    for line in lines:
        text = _join(text, line.text)
    return text


def _join(text: str, more: str) -> str:
    if not text:
        return more
    if text.endswith(("\u00ad", "\u2010")):
        return text[:-1] + more if text.endswith("\u00ad") else text + more
    word = text.rsplit(None, 1)[-1]
    if word.startswith(("http://", "https://", "www.")) and word.endswith(("/", "-", "_", "=", "&", "?", ".")):
        return text + more
    if not text.endswith("-") or word == "-" or not (text[-2].isalnum() and more[0].isalnum()):
        return f"{text} {more}"
    return text[:-1] + more if _is_hyphenated(text[:-1], more) else text + more


def _is_hyphenated(text: str, more: str) -> bool:
    """Whether the hyphen at a line's end is only there because of it.

    Names such as "Cam-pu-chia" are written with hyphens between syllables. What are no syllables ("Mondul-kiri",
    "informa-tion") were one word.
    """
    before, after = _LAST_PART.search(text), _FIRST_PART.match(more)
    if before is None or after is None or after.group()[0].isupper():
        return False
    return _SYLLABLE.fullmatch(before.group()) is None or _SYLLABLE.fullmatch(after.group()) is None
