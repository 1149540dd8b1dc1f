"""What of a quote from an article in Markdown is a mark (`**`, `#`, `](…)`, `|`): the page keeps it out of sight.

A route of its own, for the page: quotes and offsets of the API are the article's, to the character.
"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from service.http.deps import NeedsKey, TheEngine, guarded, may_read
from service.page.markdown import marks_within
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
    found: list[list[tuple[int, int]]] = [[] for _ in body.places]
    for article_id in {place.article_id for place in body.places}:
        numbers = [number for number, place in enumerate(body.places) if place.article_id == article_id]
        stored = engine.corpus.catalog.article(article_id, engine.corpus.catalog.published)
        if stored is not None:
            places = [(body.places[number].start, body.places[number].end) for number in numbers]
            told = marks_within(stored[0].text, stored[1].origin, places)
            for number, one in zip(numbers, told, strict=True):
                found[number] = one
    return Marks(marks=found)
