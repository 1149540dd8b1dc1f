"""The day a page says it was published, in Viet Nam: from its metadata, else from its own date line. Pure.

Never from a time inside the body, of another article or of the site's clock, and never from a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.sources.dates import date_of_line, stated_date
from ingest.sources.html.article import Region
from ingest.sources.html.blocks import Block
from ingest.sources.html.facts import Facts
from ingest.sources.html.headline import plain
from ingest.sources.html.labels import Label
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import Element, common_ancestor, holds

_META = re.compile(
    r"(?:.*[:._-])?(?:date[_-]?published|publish(?:ed)?(?:[_:.-]?(?:time|date|on|at))?|publication[_-]?date|pub[_-]?date"
    r"|(?:dc|dcterms)\.(?:date\.)?(?:issued|published|created)|issued)|date|dc\.date|dcterms\.date"
)
_CHANGED = re.compile(r"modif|updat|chang|revis|expire|cap-?nhat", re.IGNORECASE)
_ABOVE = 6  # blocks above the headline that may be its date line
_WITH_TIME = re.compile(r"\d{1,2}\s*[:hg]\s*\d{2}|GMT|UTC")


def published(tree_facts: Facts, outline: Outline, region: Region) -> str | None:
    """The date as ISO 8601, or None where the page doesn't say it clearly."""
    for dates in (
        _described(tree_facts, region),
        _meta(tree_facts),
        _time_elements(outline, region),
        _lines(outline, region),
    ):
        found = {day for day in dates if day}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _described(facts: Facts, region: Region) -> Iterator[str | None]:
    """Of the articles that JSON-LD describes the one with this headline, else all."""
    articles = [one for one in facts.articles if isinstance(one.get("datePublished"), str)]
    title = plain(region.headline.text) if region.headline is not None else ""
    own = [one for one in articles if title and plain(str(one.get("headline") or one.get("name") or "")) == title]
    for one in own[:1] or articles:
        yield stated_date(one["datePublished"])


def _meta(facts: Facts) -> Iterator[str | None]:
    for name, values in facts.meta.items():
        if _META.fullmatch(name) and not _CHANGED.search(name):
            found = [day for value in values if (day := stated_date(value))]
            if found:
                yield found[0]
                return


def _time_elements(outline: Outline, region: Region) -> Iterator[str | None]:
    """`<time datetime>` and the like beside the headline."""
    for element in outline.tree.iterfind(".//*[@datetime]"):
        if _changed(element) or not _beside_headline(outline, region, element):
            continue
        yield stated_date(element.get("datetime"))


def _lines(outline: Outline, region: Region) -> Iterator[str | None]:
    """Lines that are a date, first those below the headline, nearest first."""
    if region.headline is None:
        return
    below = outline.blocks[region.start : region.body]
    above = outline.blocks[max(0, region.start - 1 - _ABOVE) : region.start - 1]
    for blocks in (below, [block for block in reversed(above) if _WITH_TIME.search(block.text)]):
        for element, line in (one for block in blocks for one in _dated(outline, block)):
            day = date_of_line(line)
            if day and not _changed(element) and _beside_headline(outline, region, element):
                yield day
                return


def _dated(outline: Outline, block: Block) -> Iterator[tuple[Element, str]]:
    """A block, and the parts of it that are called a date."""
    yield block.element, block.text
    for element in block.element.iterdescendants("span", "time", "em", "i", "small", "b", "li"):
        if Label.DATE in outline.labels(element):
            yield element, " ".join(element.text_content().split())


def _changed(element: Element) -> bool:
    names = " ".join(filter(None, (element.get("class"), element.get("itemprop"), element.get("id"))))
    return _CHANGED.search(names) is not None


def _beside_headline(outline: Outline, region: Region, element: Element) -> bool:
    """Whether an element stands in the article's own head: in a branch beside the headline that holds no other text."""
    if region.headline is None:
        return False
    top = common_ancestor(element, region.headline.element)
    if top.tag == "html" or _is_clock(outline, element, top):
        return False
    branch = next((above for above in (element, *element.iterancestors()) if above.getparent() is top), element)
    first, last = outline.span(branch)
    if first >= region.body or (last <= region.start - 1 - _ABOVE):
        return False
    if last < region.start and (top.tag == "body" or _holds_site(outline, top)):
        return False  # above the headline the site's own head stands too, with today's date
    return not any(_is_text(block) for block in outline.blocks[first:last]) or branch is element


def _is_text(block: Block) -> bool:
    return block.is_prose and date_of_line(block.text) is None


def _is_clock(outline: Outline, element: Element, top: Element) -> bool:
    within = [above for above in (element, *element.iterancestors()) if holds(top, above) and above is not top]
    return any(Label.CLOCK in outline.labels(above) or above.tag == "nav" for above in within)


def _holds_site(outline: Outline, element: Element) -> bool:
    """Whether an element holds the site's menu or foot, and so isn't the article's alone."""
    return any(
        part.tag == "footer" or "breadcrumb" not in (part.get("class") or "").lower()
        for part in element.iterdescendants("nav", "footer")
    )
