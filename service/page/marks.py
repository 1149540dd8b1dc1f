"""What of a quote from an article in Markdown is a mark (`**`, `#`, `](…)`, `|`): the page keeps it out of sight.

A route of its own, for the page: quotes and offsets of the API are the article's, to the character.
"""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter
from pydantic import Field

from service.engine import Engine
from service.http.deps import NeedsKey, TheEngine, guarded, may_read
from service.page.markdown import UnfollowedError, is_markdown, marks_in
from trichdan.wire import Place, Reply, Wire

router = APIRouter(include_in_schema=False, route_class=guarded(may_read), dependencies=[NeedsKey])


class MarksRequest(Wire):
    """Where the quotes stand."""

    places: list[Place] = Field(max_length=100)


class Marks(Reply):
    """The marks in each of the quotes, half open, in code points of the quote."""

    marks: list[list[tuple[int, int]]]


@router.post("/marks")
def marks(body: MarksRequest, engine: TheEngine) -> Marks:
    """The marks in each of these places of articles; none in one that isn't in Markdown."""
    of = {one: _of_article(one, engine) for one in {place.article_id for place in body.places}}
    return Marks(marks=[_within(of[one.article_id], one.start, one.end) for one in body.places])


def _of_article(article_id: str, engine: Engine) -> list[tuple[int, int]]:
    found = engine.corpus.catalog.article(article_id, engine.corpus.catalog.published)
    if found and is_markdown(found[0].text, found[1].origin):
        with suppress(UnfollowedError):
            return marks_in(found[0].text)
    return []


def _within(marks: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The same, cut to a quote and counted from its start."""
    return [(max(at, start) - start, min(to, end) - start) for at, to in marks if at < end and start < to]
