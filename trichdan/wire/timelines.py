"""A subject, in order of time."""

from __future__ import annotations

from pydantic import Field

from trichdan.wire.fields import TIMELINE_MAX, Question, Reply, Wire
from trichdan.wire.questions import Filters


class TimelineRequest(Wire):
    """Body of `POST /v1/timeline`. Without a query: all articles that the filters leave."""

    query: Question | None = None
    filters: Filters | None = None
    limit: int = Field(default=50, ge=1, le=TIMELINE_MAX)


class Moment(Reply):
    """What one article says of a subject: `article.text[start:end] == quote` for the version with `article_sha256`.

    `opening`: the first words of an article that has no title; else left out.
    """

    article_id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None
    quote: str
    start: int
    end: int
    article_sha256: str
    opening: str | None = Field(default=None, exclude_if=lambda opening: opening is None)


class Timeline(Reply):
    """Body of the response to `POST /v1/timeline`: the oldest first, what has no date last.

    `total`: how many articles fit; where that is more than `limit`, the newest of them are told.
    """

    query: str | None
    moments: list[Moment]
    total: int
    timings_ms: dict[str, float]
