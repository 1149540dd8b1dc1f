"""Articles: as they are listed, read and written, and what became of a file of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trichdan.wire.fields import TEXT_MAX, Line, PartialDate, Reply, Wire


class ArticleSummary(Reply):
    """An article without its text. `characters` are code points.

    `opening`: the first words of an article that has no title; else left out.
    """

    id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None
    language: str | None
    article_sha256: str
    characters: int
    passages: int
    opening: str | None = Field(default=None, exclude_if=lambda opening: opening is None)


class ArticleFull(ArticleSummary):
    """An article with its text, which every offset refers to."""

    text: str


class ArticlePage(Reply):
    """One page of articles, ordered by id. `next_cursor` is null on the last page."""

    articles: list[ArticleSummary]
    next_cursor: str | None
    total: int


class ArticlePut(Wire):
    """Body of `PUT /v1/articles/{id}`."""

    text: str = Field(max_length=TEXT_MAX)
    title: Line | None = None
    published: PartialDate | None = None
    url: Line | None = None
    source: Line | None = None


class ArticleWritten(ArticleSummary):
    """What a write did. `searchable` is there, and false, with status 202, where the indexes have yet to take it up."""

    status: Literal["added", "updated", "unchanged"]
    # Left out where it is true, as in the contract.
    searchable: bool = Field(default=True, exclude_if=bool)


class Unread(Reply):
    """A file, or a line of one ("name:3"), that is no article, and why."""

    where: str
    reason: str
    code: str


class FileWritten(Reply):
    """What became of a file: its articles, and what of it can't be read."""

    articles: list[ArticleWritten]
    failed: list[Unread]
