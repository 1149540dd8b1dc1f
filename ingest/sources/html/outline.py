"""The blocks of a page with the elements above them: what each element holds, and what it is called. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ingest.sources.html.blocks import Block, blocks_of
from ingest.sources.html.labels import Label, labels_of
from ingest.sources.html.tree import Element

_WHOLE_PAGE = frozenset({"html", "body", "main"})
_MOST = 0.6


class Outline:
    """A page as blocks in order. The blocks of an element are always neighbours, so they are told by first and last."""

    def __init__(self, tree: Element) -> None:
        self.tree = tree
        self.blocks = blocks_of(tree)
        self.place = {id(block): index for index, block in enumerate(self.blocks)}
        self._spans: dict[Element, tuple[int, int]] = {}
        self._labels: dict[Element, frozenset[Label]] = {}
        for index, block in enumerate(self.blocks):
            for element in self.above(block):
                first, _ = self._spans.get(element, (index, index))
                self._spans[element] = (first, index + 1)

    @staticmethod
    def above(block: Block) -> Iterator[Element]:
        """The block's element and all that hold it, from the innermost."""
        yield block.element
        yield from block.element.iterancestors()

    def holds_at_most(self, element: Element, blocks: int) -> bool:
        """Whether an element holds no more than so many blocks."""
        first, last = self.span(element)
        return last - first <= blocks

    def span(self, element: Element) -> tuple[int, int]:
        """The indexes of an element's blocks, half open."""
        return self._spans.get(element, (0, 0))

    def labels(self, element: Element) -> frozenset[Label]:
        """What the element is called."""
        if element not in self._labels:
            self._labels[element] = labels_of(element.attrib)
        return self._labels[element]

    def _holds_all(self, element: Element) -> bool:
        return self.span(element) == (0, len(self.blocks))

    @cached_property
    def _prose(self) -> dict[Element, int]:
        """Characters of prose that each element holds."""
        held: dict[Element, int] = {}
        for block in self.blocks:
            if block.is_prose:
                for element in self.above(block):
                    held[element] = held.get(element, 0) + len(block.text)
        return held

    @cached_property
    def _holders(self) -> set[Element]:
        """Elements that hold a main heading, or what the page itself calls the article's body."""
        marked = [*self.tree.iter("h1"), *self.declared_bodies()]
        return {above for element in marked for above in (element, *element.iterancestors())}

    def declared_bodies(self) -> list[Element]:
        """What the page calls the body of an article, in the vocabulary of schema.org."""
        return [
            element
            for element in self.tree.iterfind(".//*[@itemprop]")
            if "articleBody" in element.get("itemprop").split()
        ]

    def may_be_furniture(self, element: Element) -> bool:
        """Whether an element may be told by its name: one that holds the article is called all sorts of things."""
        total = self._prose.get(self.tree, 0)
        return (
            element.tag not in _WHOLE_PAGE
            and not self._holds_all(element)  # of a fragment all is an article's, prose or not
            and element not in self._holders
            and self._prose.get(element, 0) <= _MOST * total
        )
