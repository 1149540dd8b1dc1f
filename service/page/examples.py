"""Questions to try first, made from the articles themselves by small rules. Pure.

An appositive ("Đại tá Lâm Minh Hồng, Giám đốc Công an tỉnh Long An khẳng định") asks who holds the office; an article
without one is asked about by its title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.models import Article
from service.language.offices import APPOSITIVE, END

_LONGEST_TITLE = 90
_OFFICE_WORDS = 3
"""An office of no more words names no place or house ("Phó Giám đốc"): too many hold it."""


def questions(articles: Iterable[Article], ask: dict[str, str], most: int = 4) -> list[str]:
    """At most `most` questions, one an article. `ask` has the templates `example_role` and `example_about`."""
    found: list[str] = []
    rest: list[str] = []
    for article in articles:
        office = _office(article.text, found)
        if office:
            found.append(ask["example_role"].format(role=office))
        elif article.title and len(article.title) <= _LONGEST_TITLE:
            rest.append(ask["example_about"].format(title=article.title))
    return [*found, *rest][:most]


def _office(text: str, taken: Sequence[str]) -> str | None:
    """The first office that the text names a holder of, and that isn't asked about already."""
    for match in APPOSITIVE.finditer(text):
        office = END.split(match["office"])[0].strip(" -")
        specific = len(office.split()) > _OFFICE_WORDS and any(word[0].isupper() for word in office.split()[2:])
        if specific and not any(office in question for question in taken):
            return office
    return None
