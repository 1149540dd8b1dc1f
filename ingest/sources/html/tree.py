"""Bytes to a tree of what a reader can see. trafilatura finds the encoding and repairs the markup."""

from __future__ import annotations

import re
from typing import Any

from trichdan.errors import SourceError

Element = Any
"""An element of lxml, which has no types of its own."""

_BLOCK_TAGS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre section summary table
    tbody td tfoot th thead tr ul
    """
_CONTAINER_TAGS = "html body main article section div td center form details fieldset span font"
_UNSEEN_TAGS = """
    script style template noscript svg iframe embed canvas video audio map area input select textarea datalist dialog
    head title meta link base param source track math annotation
    """

BLOCKS = frozenset(_BLOCK_TAGS.split())
CONTAINERS = frozenset(_CONTAINER_TAGS.split())
"""Elements that may hold an article; the others hold a line, a list or a quotation of one."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = tuple(_UNSEEN_TAGS.split())
# Struck-out text is what the article no longer says; a reading aid (`rt`) would stand inside the word that it explains.
_WITHDRAWN = ("del", "s", "strike", "rt", "rp")
_HIDDEN_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|text-decoration(?:-line)?\s*:[^;]*line-through)",
    re.IGNORECASE,
)


def load(data: bytes) -> Element:
    """The tree of a page. Raises SourceError where there is none."""
    import trafilatura

    try:
        tree = trafilatura.load_html(markup(data))
    except Exception as error:  # a parser over hostile markup: whatever it raises is this file's failure
        raise SourceError(f"The page can't be read: {type(error).__name__}: {error}") from error
    if tree is None:
        raise SourceError("It is not a page: there is no markup in it.", help="Save text as .txt.")
    return tree


def load_fragment(html: str) -> Element:
    """The tree of a piece of markup, such as the body that a content system keeps."""
    import lxml.html

    return lxml.html.fragment_fromstring(html, create_parent="div")


def markup(data: bytes) -> str | bytes:
    """UTF-8 as text; other bytes as they are, since the page may declare its encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data


def drop_unseen(tree: Element) -> None:
    """Take out of the tree what a reader doesn't see, and what the article has struck out."""
    for element in list(tree.iter(*_UNSEEN, *_WITHDRAWN)):
        _drop(element)
    for element in list(tree.iterfind(".//*[@hidden]")):
        _drop(element)
    for element in list(tree.iterfind(".//*[@aria-hidden='true']")):
        _drop(element)
    for element in list(tree.iterfind(".//*[@style]")):
        if _HIDDEN_STYLE.search(element.get("style")):
            _drop(element)


def forms_to_sign_in(tree: Element) -> list[Element]:
    """The elements that hold a field for a password, before it is taken out."""
    fields = tree.iterfind(".//input[@type]")
    return [field.getparent() for field in fields if field.get("type").strip().lower() == "password"]


def _drop(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def common_ancestor(first: Element, second: Element) -> Element:
    """The deepest element that holds both (an element holds itself)."""
    if first is second:
        return first
    above = {first, *first.iterancestors()}
    return next((element for element in (second, *second.iterancestors()) if element in above), second)


def holds(outer: Element, inner: Element) -> bool:
    """Whether `inner` is `outer` or lies in it."""
    return outer is inner or any(element is outer for element in inner.iterancestors())
