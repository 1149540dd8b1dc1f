"""Enumerations in an article, that only together tell all of something: rows of a table, lines with a mark. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.language.coordination import joined
from service.quoting.announced import ITEM, LIST, announces

Span = tuple[int, int]

WORDS = 160
"""Of an enumeration that is quoted whole, at most; as many as a summary has. From 100 to 300 alike."""

MANY = 3
"""Things that a text tells side by side, from which on it enumerates."""

_LINE = re.compile(r"[^\n]+")
_ROW = re.compile(r"[|\t]")


def enumeration(text: str, start: int, end: int) -> Span:
    """The span from `start` to `end`, and the whole of the enumeration that it ends in, or that it announces ("…:").

    Of a long one as many lines behind as there is room for.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    last = max((at for at, (begin, _) in enumerate(lines) if begin < end), default=None)
    if last is None:
        return start, end
    announced = last + 1 if _announces(text, lines[last]) and last + 1 < len(lines) else last
    form = _form(text, lines[announced])
    if not form:
        return start, end
    first, final = announced, announced
    while first > 0 and _form(text, lines[first - 1]) == form:
        first -= 1
    if first > 0 and _announces(text, lines[first - 1]):
        first -= 1
    while final + 1 < len(lines) and _form(text, lines[final + 1]) == form:
        final += 1
    return _with_room(text, start, end, lines[first : final + 1])


def enumerates(text: str) -> bool:
    """Whether a text tells `MANY` things side by side: in rows below a header, in marked lines, or in a sentence."""
    forms = [_form(text, match.span()) for match in _LINE.finditer(text)]
    return max(forms.count("row") - 1, forms.count("item"), joined(text)) >= MANY


def _with_room(text: str, start: int, end: int, lines: Sequence[Span]) -> Span:
    """The span with the lines around it; without the last ones where they are too many."""
    begin = min(start, lines[0][0])
    room = (stop for _, stop in reversed(lines) if stop > end and len(text[begin:stop].split()) <= WORDS)
    stop = next(room, end)
    return (begin, stop) if len(text[begin:stop].split()) <= WORDS else (start, end)


def _announces(text: str, line: Span) -> bool:
    return announces(text[slice(*line)]) == LIST


def _form(text: str, line: Span) -> str:
    """How a line is an item of an enumeration; empty where it's none."""
    told = text[slice(*line)]
    return "row" if _ROW.search(told) else "item" if ITEM.match(told) else ""
