"""Where an article's body is: what the page declares, or the element that holds most of the main text. Pure.

Every block speaks for the elements that hold it, by its length, where trafilatura takes it for main text, and a little
against them where it doesn't.
"""

from __future__ import annotations

from ingest.sources.html.blocks import Block, BlockKind
from ingest.sources.html.headline import plain
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import CONTAINERS, Element

_NEARLY, _NEARLY_HEADED, _MOST = 0.95, 0.75, 0.6
_UNSURE_PROSE, _UNSURE = 0.1, 0.5  # what a character costs that trafilatura leaves out
_DECLARED = 0.4


def find_body(outline: Outline, surroundings: set[int], main_text: str, headline: Block | None) -> Element | None:
    """The element that holds the article's body; None where nothing on the page reads as one."""
    worth = _worth(outline, surroundings, main_text)
    if main_text and not any(value > 0 for value in worth):  # it saw the article elsewhere: in a menu, say
        worth = _worth(outline, surroundings, "")
    if not any(value > 0 for value in worth):  # no prose at all: a table of prices is an article too
        worth = [
            float(len(block.text)) if block.kind is BlockKind.ROW and index not in surroundings else 0.0
            for index, block in enumerate(outline.blocks)
        ]
    if not any(value > 0 for value in worth):
        return None
    declared = _declared(outline, worth)
    if declared is not None:
        return declared
    found = _densest(outline, worth, headline)
    return None if found is None else _behind_lead(outline, worth, found)


def _worth(outline: Outline, surroundings: set[int], main_text: str) -> list[float]:
    """What each block speaks for an element that holds it: its length, or a part of that against it."""
    found = plain(main_text)
    worth: list[float] = []
    for index, block in enumerate(outline.blocks):
        length = float(len(block.text))
        if index in surroundings:
            worth.append(0.0)
        elif plain(block.text) in found if found else block.is_prose:
            worth.append(length)
        elif block.kind in {BlockKind.TEXT, BlockKind.HEADING}:
            worth.append(-length * (_UNSURE_PROSE if block.is_prose else _UNSURE))
        else:
            worth.append(0.0)
    return worth


def _declared(outline: Outline, worth: list[float]) -> Element | None:
    """What the page declares as the article's body, if that is where the main text is."""
    total = sum(value for value in worth if value > 0)
    for element in outline.declared_bodies():
        first, last = outline.span(element)
        if sum(value for value in worth[first:last] if value > 0) >= _DECLARED * total:
            return element
    return None


def _densest(outline: Outline, worth: list[float], headline: Block | None) -> Element | None:
    """The innermost element that is worth nearly the most; one that holds the headline may be worth less."""
    sums = [0.0]
    for value in worth:
        sums.append(sums[-1] + value)
    positive = [block for block, value in zip(outline.blocks, worth, strict=True) if value > 0]
    holders = {element for block in positive for element in outline.above(block) if element.tag in CONTAINERS}
    scores = {element: sums[outline.span(element)[1]] - sums[outline.span(element)[0]] for element in holders}
    best = max(scores.values(), default=0.0)
    headed = set() if headline is None else set(outline.above(headline))
    near = [
        element
        for element, score in scores.items()
        if score >= best or score >= best * (_NEARLY_HEADED if element in headed else _NEARLY)
    ]
    return max(near, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def _behind_lead(outline: Outline, worth: list[float], element: Element) -> Element:
    """The part of an element that ends with it and holds most of it: what comes before is its head."""
    while True:
        first, last = outline.span(element)
        total = sum(max(0.0, value) for value in worth[first:last])
        for child in element.iterchildren(*CONTAINERS):
            start, end = outline.span(child)
            inside = sum(max(0.0, value) for value in worth[start:end])
            if inside >= _MOST * total and not any(value > 0 for value in worth[end:last]):
                element = child
                break
        else:
            return element
