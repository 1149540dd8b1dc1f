"""What a sentence announces: the answer to a question that the text asks, or the list behind a colon. Pure.

"- Điện về hôm nào, thưa thầy? - Tối 24-12, lúc 18 giờ 40.": the first shares every word with who asks when, and says
nothing; the second says it, and shares none. So what is announced is compared together with what announces it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

QUESTION, LIST = "?", ":"
"""How a sentence ends that announces an answer, and one that announces what it lists."""

REACH = 3
"""Sentences behind a question that may answer it."""

_CLOSING = "\"”»’' )"
ITEM = re.compile(r"\s*(?:[-–—•*+·○▪●►]|\(?\d{1,3}[.)]|[^\W\d_][.)])\s")
"""How an item of a list begins."""


def announces(text: str) -> str:
    """How a sentence ends, if it announces what follows; else nothing."""
    last = text.rstrip().rstrip(_CLOSING)[-1:]
    return last if last in (QUESTION, LIST) else ""


def announcers(texts: Sequence[str]) -> list[int | None]:
    """For each of an article's sentences, in their order, the place of the one that announces it; None if none does.

    A question announces some sentences behind it, a colon the items of its list.
    """
    found: list[int | None] = []
    lead: int | None = None
    for place, text in enumerate(texts):
        if lead is not None and not _goes_on(texts[lead], text, place - lead):
            lead = None
        found.append(lead)
        if announces(text):
            lead = place
    return found


def _goes_on(lead: str, text: str, behind: int) -> bool:
    """Whether a sentence so many places behind its lead is still announced by it, as those between are."""
    return behind <= REACH if announces(lead) == QUESTION else ITEM.match(text) is not None
