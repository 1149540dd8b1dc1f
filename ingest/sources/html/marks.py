"""What an element adds to its text or says of it: quotation marks, marks of lists, where a link leads. Pure."""

from __future__ import annotations

import re

from ingest.sources.html.tree import Element

_FILE_LINK = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|mp4|mp3|pdf|docx?|xlsx?)(?:[?#].*)?$", re.IGNORECASE)
_NO_PAGE = ("#", "mailto:", "tel:", "javascript:")


def leads_away(link: Element) -> bool:
    """Whether a link leads to another page: not down this one, nor to a picture or a document."""
    target = (link.get("href") or "").strip()
    return bool(target) and not target.lower().startswith(_NO_PAGE) and not _FILE_LINK.search(target)


def quotation_marks(child: Element) -> tuple[str, str]:
    """The marks that a browser sets around a quotation; those of one inside another are single."""
    if child.tag != "q":
        return "", ""
    nested = any(element.tag == "q" for element in child.iterancestors())
    return ("‘", "’") if nested else ("“", "”")


class ListMarks:
    """What stands before each item of a page's lists. Items are asked for in the order of the page."""

    def __init__(self) -> None:
        self._before: dict[Element, int] = {}

    def of(self, child: Element) -> str:
        """The mark or number of an item; empty for anything else."""
        parent = child.getparent()
        if child.tag != "li" or parent is None:
            return ""
        if parent.tag != "ol":
            return "- "
        before = self._before.get(parent, 0)
        self._before[parent] = before + 1
        return f"{_number(parent.get('start')) + before}. "


def _number(start: str | None) -> int:
    return int(start) if start and re.fullmatch(r"\d{1,6}", start.strip()) else 1
