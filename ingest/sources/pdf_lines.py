"""From a page's characters to words and lines, each with its place and size. Pure, but for pdfplumber's page."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

Page = Any  # of pdfplumber, which is untyped

_WORD_GAP = 0.15  # of the letters' size: more is a space, though none is written
_RAISED = 0.8  # of the line's size: smaller digits above the line are exponents and marks of notes
_OVERLAP = 0.5
_SLOPE = 0.1
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNMAPPED = "(cid:"  # what pdfminer writes for a glyph that no letter is known of


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters without space, in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """Words that stand beside each other, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def x0(self) -> float:
        """Left edge."""
        return min(word.x0 for word in self.words)

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.bottom for word in self.words)

    @cached_property
    def size(self) -> float:
        """Size of most of its letters."""
        return statistics.median_high([word.size for word in self.words for _ in word.text])

    @cached_property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.bold for word in self.words)

    @cached_property
    def text(self) -> str:
        """The words with a space between, but for what is raised or larger and touches the word beside it."""
        text = ""
        for before, word in zip((None, *self.words), self.words, strict=False):
            raised = word.size <= _RAISED * self.size and word.text.isdigit()
            if before is not None and not (word.size != before.size and self._touch(before, word)):
                text += " "
            text += word.text.translate(_SUPERSCRIPTS) if raised else word.text
        return text

    def _touch(self, before: Word, word: Word) -> bool:
        return word.x0 - before.x1 < _WORD_GAP * self.size


def page_words(page: Page) -> list[Word]:
    """The words of a page that stand upright on it: no watermark across, nothing beyond its edges, nothing twice."""
    from pdfplumber.utils.text import extract_words

    width, height = float(page.width), float(page.height)
    if page.rotation % 180:  # pdfplumber turns the letters, but not the edges
        width = height = max(width, height)
    inside = [
        char
        for char in page.chars
        if char["x1"] > 0 and char["x0"] < width and char["bottom"] > 0 and char["top"] < height
    ]
    level = [char for char in inside if _leans(char) == 0]
    if 2 * len(level) < len(inside):
        level = _turned(inside)
    found = extract_words(_once(level), x_tolerance_ratio=_WORD_GAP, y_tolerance=2, return_chars=True)
    return _with_initials([_word(one) for one in found if one["text"].strip("\u00ad\u200b\ufeff ")])


def _once(chars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The letters without those printed again on top of themselves to look bold (pdfplumber's way is quadratic)."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[dict[str, Any]] = []
    for char in chars:
        across, down = round(char["x0"]), round(char["top"])
        if any((char["text"], across + x, down + y) in seen for x in (-1, 0, 1) for y in (-1, 0, 1)):
            continue
        seen.add((char["text"], across, down))
        kept.append(char)
    return kept


def _leans(char: dict[str, Any]) -> int | None:
    """0 for a level letter, 1 or -1 for one that stands on its side, None for anything else.

    pdfminer's own `upright` also holds for what leans by less than 90 degrees.
    """
    across, rise = char["matrix"][0], char["matrix"][1]
    if abs(rise) <= _SLOPE * across:
        return 0
    return (1 if rise > 0 else -1) if abs(across) <= _SLOPE * abs(rise) else None


def _turned(chars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The letters of a page that lies on its side, as if it stood."""
    side = 1 if sum(_leans(char) or 0 for char in chars) > 0 else -1
    return [
        {
            **char,
            "upright": True,
            "x0": -char["bottom"] if side > 0 else char["top"],
            "x1": -char["top"] if side > 0 else char["bottom"],
            "top": char["x0"] if side > 0 else -char["x1"],
            "bottom": char["x1"] if side > 0 else -char["x0"],
            "doctop": char["x0"] if side > 0 else -char["x1"],
        }
        for char in chars
        if _leans(char) == side
    ]


def _with_initials(words: list[Word]) -> list[Word]:
    """The words with the large letters that begin a paragraph put before the rest of their word."""
    size = statistics.median([word.size for word in words]) if words else 0.0
    for capital in [word for word in words if len(word.text) == 1 and word.text.isalpha() and word.size > 1.8 * size]:
        beside = [
            word
            for word in words
            if capital.top - size <= word.top < capital.bottom - size and 0 <= word.x0 - capital.x1 + 2 < 2 * size
        ]
        rest = min(beside, key=lambda word: word.top, default=None)
        if rest is not None and rest.size < capital.size / 1.5 and rest.text[0].islower():
            moved = {word: replace(word, x0=capital.x0) for word in beside}  # their lines begin where it does
            moved[rest] = replace(moved[rest], text=capital.text + rest.text)
            words = [moved.get(word, word) for word in words if word is not capital]
    return words


def _word(found: dict[str, Any]) -> Word:
    chars = found["chars"]
    size = max(char["size"] for char in chars)
    base = max(char["bottom"] for char in chars)
    text = "".join(_letter(char, size, base) for char in chars)
    bold = "bold" in str(chars[0]["fontname"]).lower() or "black" in str(chars[0]["fontname"]).lower()
    return Word(
        text,
        found["x0"],
        found["x1"],
        found["top"],
        found["bottom"],
        statistics.median_high([char["size"] for char in chars]),
        bold,
    )


def _letter(char: dict[str, Any], size: float, base: float) -> str:
    text = str(char["text"])
    if text.startswith(_UNMAPPED):
        return "\ufffd"
    raised = char["size"] <= _RAISED * size and base - char["bottom"] > 0.1 * size
    return text.translate(_SUPERSCRIPTS) if raised and text.isdigit() else text


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words as lines from top to bottom: those whose heights overlap by half stand beside each other."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (-one.size, one.top)):  # small ones join the lines of large ones
        row = next((row for row in reversed(rows) if _beside(row[0], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    lines = [Line(tuple(sorted(row, key=lambda one: one.x0))) for row in rows]
    return sorted(lines, key=lambda line: (line.top + line.bottom) / 2)


def _beside(seed: Word, word: Word) -> bool:
    shared = min(seed.bottom, word.bottom) - max(seed.top, word.top)
    return shared > _OVERLAP * min(seed.bottom - seed.top, word.bottom - word.top)


def body_size(lines: Sequence[Line]) -> float:
    """The size that most letters have; 0 where there are none."""
    weights: dict[float, int] = {}
    for line in lines:
        for word in line.words:
            weights[round(word.size * 2) / 2] = weights.get(round(word.size * 2) / 2, 0) + len(word.text)
    return max(weights, key=lambda size: weights[size], default=0.0)
