"""`.rss`, `.atom`, `.xml`: the items of an RSS or Atom feed, each an article. Pure, no network.

An item's text is its content, or its description where the feed has no more; it is often a teaser. Feeds are often not
quite XML: HTML's entities, ampersands, control characters and a wrongly declared encoding are mended.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree

from ingest.sources.encodings import decode_declared
from ingest.sources.exports import numbered
from ingest.sources.html.tree import Element
from ingest.sources.records import Numbered
from trichdan.errors import SourceError

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_ENTITY_DECLARED = re.compile(r"<!ENTITY\s+([A-Za-z][\w.-]*)")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CDATA = "<![CDATA["
_AMPERSAND = re.compile(r"&(?:#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]*);)?")
_ITEMS = frozenset({"item", "entry"})
_FEEDS = frozenset({"rss", "feed", "RDF"})
_TEXT = (f"{{{_CONTENT}}}encoded", f"{{{_ATOM}}}content", "description", "summary")
_PUBLISHED = ("pubDate", "published", "issued", "date")  # never `updated`: a change is no publication


def feed_articles(data: bytes) -> Iterator[Numbered]:
    """The articles of a feed's items, by number from 1.

    Raises:
        SourceError: it isn't XML, or no feed.
    """
    # Entities that the file declares stay unread: they may be other files, or grow without end.
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(_mended(data), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"Not XML: {error.msg}.") from error
    if _name(root) not in _FEEDS:
        raise SourceError(f"Not an RSS or Atom feed: its root is {_name(root)!r}.", help="Save its articles as .jsonl.")
    head = next((one for one in root if _name(one) == "channel"), root)
    source, language = _first(head, "title"), _first(head, "language") or root.get(f"{{{_XML}}}lang")
    yield from numbered(
        {**_item(one), "source": source, "language": language} for one in root.iter() if _name(one) in _ITEMS
    )


def _mended(data: bytes) -> bytes:
    """The feed in UTF-8, without what XML doesn't allow. Raises SourceError where its encoding can't be told."""
    declared = _DECLARED.search(data[:200])
    text = decode_declared(data, declared[1].decode() if declared else None).lstrip("\ufeff \t\r\n")
    text = _CONTROL.sub("", _DECLARATION.sub("", text, count=1))
    own = {*_XML_ENTITIES, *_ENTITY_DECLARED.findall(text)}
    # Inside CDATA an ampersand is one.
    markup, *others = text.split(_CDATA)
    mended = [_with_entities(markup, own)]
    for piece in others:
        inside, end, markup = piece.partition("]]>")
        mended += [_CDATA, inside, end, _with_entities(markup, own)]
    return "".join(mended).encode()


def _with_entities(markup: str, own: set[str]) -> str:
    """Markup in which what begins with an ampersand is an entity of XML, of the feed's `own`, or a number."""

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        if name in own:
            return match[0]
        meant = html.unescape(match[0]) if name is None or f"{name};" in html5 else match[0]
        return _CONTROL.sub("", html.escape(meant, quote=False))

    return _AMPERSAND.sub(replaced, markup)


def _item(item: Element) -> dict[str, Any]:
    link = _link(item)
    return {
        "id": _first(item, "guid", "id") or link,
        "title": _first(item, "title"),
        "text": _first(item, *_TEXT) or "",
        "published": _first(item, *_PUBLISHED),
        "url": link,
    }


def _first(item: Element, *names: str) -> str | None:
    """What the first child says that has one of these names, and says something; the names in order.

    A name without a namespace stands for that name in any.
    """
    for name in names:
        for child in item:
            said = _said(child) if name in {child.tag, _name(child)} else ""
            if said:
                return said
    return None


def _said(element: Element) -> str:
    """An element's words; its markup, where it holds elements (Atom's `xhtml`)."""
    inside = "".join(etree.tostring(child, encoding="unicode") for child in element)  # with what stands behind each
    return (html.escape(element.text or "") + inside if inside else element.text or "").strip()


def _link(item: Element) -> str | None:
    for child in item:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip() or None
    return None


def _name(element: Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
