"""WordprocessingML, element by element: which are shown to a reader, which are gone. Pure.

Names are compared without their namespace: the strict and the transitional form of the format differ in nothing else
that matters here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Element = Any  # of lxml, which is untyped

_CHANGES = ("del", "moveFrom", "delText", "delInstrText")
_PROPERTIES = ("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "rubyPr")
GONE = frozenset((*_CHANGES, *_PROPERTIES, "instrText", "rt"))
"""What holds no text of the final document: deletions, codes of fields, properties, readings above characters."""


def name(element: Element) -> str:
    """The local name; empty for a comment or processing instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Element | None, attribute: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == attribute), None)


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path; None where there is none."""
    for step in path:
        if element is None:
            return None
        element = next((one for one in element if name(one) == step), None)
    return element


def is_on(element: Element | None) -> bool:
    """Whether a property is there and not switched off."""
    return element is not None and (value(element) or "true").lower() not in {"0", "false", "off"}


def children(element: Element) -> Iterator[Element]:
    """What is shown of an element's children: of alternatives one, of content controls what was filled in."""
    for one in element:
        kind = name(one)
        if kind == "AlternateContent":
            yield from children(_alternative(one))
        elif kind == "sdt":
            if not is_on(child(one, "sdtPr", "showingPlcHdr")):
                yield one
        elif kind and kind not in GONE:
            yield one


def _alternative(element: Element) -> Element:
    """The first choice that holds text: the others and the fallback say the same for other programs."""
    for one in element:
        if any(name(inner) == "t" for inner in one.iter()):
            return one
    return element[0] if len(element) else element


def text_boxes(element: Element) -> Iterator[Element]:
    """The contents of the text boxes of a drawing, the outermost ones only."""
    for one in children(element):
        if name(one) == "txbxContent":
            yield one
        else:
            yield from text_boxes(one)


@dataclass(frozen=True, slots=True)
class Style:
    """What of a style matters here, its ancestors' included."""

    name: str
    hidden: bool
    outline: int | None
    numbering: Element | None


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids."""

    elements: dict[str, Element] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Element | None) -> Styles:
        """Those of a `styles.xml`; none where there is no such part."""
        found = [] if part is None else [one for one in part if name(one) == "style"]
        return cls({value(one, "styleId") or "": one for one in found})

    def get(self, style_id: str | None) -> Style:
        """The style, with what it inherits; an empty one where there is none of that id."""
        if style_id is None or style_id not in self.elements:
            return Style("", False, None, None)
        if style_id not in self._known:
            self._known[style_id] = self._resolve(style_id)
        return self._known[style_id]

    def _resolve(self, style_id: str) -> Style:
        chain: list[Element] = []
        following: str | None = style_id
        while following in self.elements and self.elements[following] not in chain:
            chain.append(self.elements[following])
            following = value(child(chain[-1], "basedOn"))
        vanish = _first(chain, "rPr", "vanish")
        outline = value(_first(chain, "pPr", "outlineLvl"))
        return Style(
            name=(value(child(chain[0], "name")) or "").lower(),
            hidden=is_on(vanish),
            outline=int(outline) if outline and outline.isdigit() else None,
            numbering=_first(chain, "pPr", "numPr"),
        )


def _first(chain: list[Element], *path: str) -> Element | None:
    return next((found for one in chain if (found := child(one, *path)) is not None), None)
