"""The numbers and bullets that Word counts itself and doesn't write into the text: "Điều 3.", "b)", "–". Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from ingest.sources.word_xml import Element, child, name, value

BULLET = "-"
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Lists:
    """Counts the items of all lists of a document, in the order in which they are asked for."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _families: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Element | None) -> Lists:
        """Those of a `numbering.xml`; none where there is no such part."""
        lists = cls()
        abstract = {value(one, "abstractNumId"): one for one in _named(part, "abstractNum")}
        for number in _named(part, "num"):
            key, family = value(number, "numId") or "", value(child(number, "abstractNumId")) or ""
            lists.levels[key] = _levels(abstract.get(family))
            lists._families[key] = family
            for override in _named(number, "lvlOverride"):
                lists._families[key] = f"{family}/{key}"  # it counts apart from the others
                lists._override(key, override)
        return lists

    def _override(self, key: str, override: Element) -> None:
        index, start = int(value(override, "ilvl") or 0), value(child(override, "startOverride"))
        level = child(override, "lvl")
        if level is not None:
            self.levels[key][index] = _level(level)
        if start and start.isdigit() and index in self.levels[key]:
            old = self.levels[key][index]
            self.levels[key][index] = _Level(old.form, old.text, int(start))

    def mark(self, numbering: Element | None) -> str:
        """What stands before the next paragraph with these `numPr`, with a space; empty if it is no item."""
        key, depth = value(child(numbering, "numId")) or "0", value(child(numbering, "ilvl")) or "0"
        index = int(depth) if depth.isdigit() else 0
        level = self.levels.get(key, {}).get(index)
        if level is None or key == "0":
            return ""
        counted = self._counted[self._families[key]]
        counted[index] = counted.get(index, level.start - 1) + 1
        for deeper in [one for one in counted if one > index]:
            del counted[deeper]
        return self._shown(key, index, level, counted)

    def _shown(self, key: str, index: int, level: _Level, counted: dict[int, int]) -> str:
        if level.form == "bullet":
            return f"{BULLET} "
        if level.form == "none" and not level.text:
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            one = self.levels[key].get(at, level)
            return _written(counted.get(at, one.start), one.form if at <= index else "decimal")

        shown = _PLACEHOLDER.sub(number, level.text).strip()
        return f"{shown} " if shown else ""


def _named(part: Element | None, wanted: str) -> list[Element]:
    return [] if part is None else [one for one in part if name(one) == wanted]


def _levels(abstract: Element | None) -> dict[int, _Level]:
    return {int(value(one, "ilvl") or 0): _level(one) for one in _named(abstract, "lvl")}


def _level(element: Element) -> _Level:
    start = value(child(element, "start")) or "1"
    return _Level(
        value(child(element, "numFmt")) or "decimal",
        value(child(element, "lvlText")) or "",
        int(start) if start.isdigit() else 1,
    )


def _written(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form == "none":
        return ""
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 40:  # a list in news is short
        return str(number)
    written = ""
    for size, letters in _ROMAN:
        count, number = divmod(number, size)
        written += letters * count
    return written
