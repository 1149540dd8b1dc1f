"""What a page states about itself for machines: its `<meta>` elements, links and JSON-LD. Pure, no guesses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.sources.html.tree import Element
from trichdan.addresses import hostname

_ARTICLE = re.compile(r"(?:Article|Posting|Report|LiveBlogPosting|Review)$")
_SAVED_FROM = re.compile(rb"saved from url=\(\d+\)(https?://[^\s<>]+)")
_LEADS_ON = re.compile(r"\s*\d\s*[;,]\s*url\s*=", re.IGNORECASE)  # in seconds: later ones load a page anew
_MAX_DEPTH = 6
_NAMES_OF_SITE = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "dc.publisher")


@dataclass(slots=True)
class Facts:
    """Statements of one page.

    Attributes:
        meta: `<meta>` contents by lower-case name or property, in order.
        articles: the articles that its JSON-LD describes.
        sites: names of the site, the surest first.
        page_title: what stands in `<title>`.
        leads_on: whether a browser goes on to another page by itself.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    articles: list[dict[str, Any]] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    page_title: str | None = None
    leads_on: bool = False
    url: str | None = None
    language: str | None = None

    def first(self, *names: str) -> str | None:
        """The first content of these names."""
        return next((values[0] for name in names if (values := self.meta.get(name))), None)

    @property
    def titles(self) -> list[str]:
        """Titles that the page claims, the surest first; they may carry the site's name."""
        claimed = [self.first("og:title"), *(_text(one.get("headline")) for one in self.articles[:1])]
        claimed += [self.first("twitter:title", "title", "dc.title"), self.page_title]
        return [title for title in claimed if title]

    @property
    def description(self) -> str | None:
        """The page's description of itself: most often its lead, whole or cut."""
        return self.first("og:description", "description", "twitter:description")


def facts_of(tree: Element, data: bytes = b"") -> Facts:
    """The statements in the whole tree, before anything is taken out of it."""
    facts = Facts(language=_language(tree))
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = " ".join((element.get("content") or "").split())
        if name and content:
            facts.meta.setdefault(name, []).append(content)
        if (element.get("http-equiv") or "").lower() == "refresh":
            facts.leads_on = facts.leads_on or _LEADS_ON.match(content) is not None
    title = next(tree.iter("title"), None)
    facts.page_title = " ".join(title.text_content().split()) or None if title is not None else None
    described = list(_described(tree))
    facts.articles = [one for one in described if any(_ARTICLE.search(kind) for kind in _kinds(one))]
    facts.sites = _sites(facts, described)
    facts.url = _url(tree, facts, data)
    return facts


def _language(tree: Element) -> str | None:
    """The language of `<html lang>`, without its region."""
    root = tree if tree.tag == "html" else next(tree.iter("html"), None)
    if root is None:
        return None
    value = root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", value)
    return found.group(1).lower() if found else None


def _url(tree: Element, facts: Facts, data: bytes) -> str | None:
    canonical = [
        link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    described = [_text(one.get("url")) or _text(one.get("mainEntityOfPage")) for one in facts.articles[:1]]
    saved = _SAVED_FROM.search(data[:4096])
    stated = [
        *canonical,
        facts.first("og:url"),
        *described,
        saved.group(1).decode("ascii", "ignore") if saved else None,
    ]
    return next((url.strip() for url in stated if url and _is_address(url.strip())), None)


def _is_address(url: str) -> bool:
    return url.startswith(("http://", "https://")) and hostname(url) != ""


def _sites(facts: Facts, described: list[dict[str, Any]]) -> list[str]:
    names = [facts.first(name) for name in _NAMES_OF_SITE]
    publishers = [_text(one.get("publisher")) for one in facts.articles]
    sites = [_text(one.get("name")) for one in described if "WebSite" in _kinds(one)]
    found = [names[0], *publishers, *names[1:], *sites]
    return list(dict.fromkeys(name for name in found if name and not name.startswith(("@", "http"))))


def host_of(url: str | None) -> str:
    """The name in an address that a reader knows a site by: `tin` of `https://www.tin.vn/a`."""
    labels = hostname(url).removeprefix("www.").removeprefix("m.").split(".") if url else []
    return max(labels[:-1], key=len, default="")


# JSON-LD


def _described(tree: Element) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            loaded = json.loads(_bare(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(loaded, 0)


def _bare(text: str) -> str:
    """JSON without the comment or CDATA marks that hide it from old programs."""
    return re.sub(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*$", "", text).strip().rstrip(";")


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (what JSON holds)
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        # What a page is about may be inside; what it links to (item lists, mentions) isn't looked for.
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _kinds(described: dict[str, Any]) -> list[str]:
    kinds = described.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _text(value: Any) -> str | None:  # noqa: ANN401 (as above)
    """A string, or the name or address of an object."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id") or value.get("url")
    return " ".join(value.split()) or None if isinstance(value, str) else None
