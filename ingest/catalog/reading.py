"""Reading the catalog. Every read says at which sequence, so that one question sees one state of the corpus."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import JSON, BindParameter, ColumnElement, Connection, Integer, Select, bindparam, func, or_, select

from ingest.catalog.database import CatalogDatabase
from ingest.catalog.rows import (
    ARTICLE_COLUMNS,
    ArticleInfo,
    Floats,
    Known,
    StoredPassage,
    date_bounds,
    read_article,
    to_passage,
    unpack_vector,
)
from ingest.catalog.schema import DAY, articles, passages, totals, visible
from ingest.models import Article
from trichdan.errors import REPAIR, ArticleDamagedError

log = logging.getLogger(__name__)

IDS_PER_STATEMENT = 500
"""SQLite takes 32,766 parameters in a statement; small statements keep the plan simple everywhere."""

_INFO = [column for column in articles.c if column.name != "text"]

_KNOWN = select(articles.c.id, articles.c.content_key, articles.c.origin, articles.c.sha256)

# What every question asks is put together once: that takes as long as running it.
_SEQUENCE: BindParameter[int] = bindparam("sequence", type_=Integer)
_TOTALS = select(totals.c.articles, totals.c.passages).where(totals.c.sequence == _SEQUENCE)
_ABOUT = [articles.c[name].label(f"article_{name}") for name in ARTICLE_COLUMNS]


def _among(column: ColumnElement[str], sqlite: bool) -> ColumnElement[bool]:
    """Whether a column is one of `ids`. SQLite takes a list as one parameter: writing out 200 of them takes 1 ms."""
    if not sqlite:
        return column.in_(bindparam("ids", expanding=True))
    listed = func.json_each(bindparam("ids", type_=JSON)).table_valued("value")
    return column.in_(select(listed.c.value))


@cache
def _vectors_by_id(sqlite: bool) -> Select[Any]:
    return select(passages.c.id, passages.c.vector).where(visible(passages, _SEQUENCE), _among(passages.c.id, sqlite))


@cache
def _passages_by_id(sqlite: bool, vectors: bool, tokens: bool) -> Select[Any]:
    """Passages with what their articles are read from, at the end of each row."""
    wanted = [column for column in passages.c if column.name not in ("vector", "tokens")]
    wanted += [passages.c.vector] * vectors + [passages.c.tokens] * tokens
    both = passages.join(articles, passages.c.article_version == articles.c.version)
    rows = select(*wanted, articles.c.copy_key, *_ABOUT).select_from(both)
    return rows.where(visible(passages, _SEQUENCE), _among(passages.c.id, sqlite))


@cache
def _copies_by_id(sqlite: bool) -> Select[Any]:
    """Articles with the words of those among `ids`, and of which they are copies."""
    copied = articles.alias("copied")
    alike = (articles.c.copy_key == copied.c.copy_key) & (articles.c.id != copied.c.id)
    rows = select(*_INFO, copied.c.id.label("copied")).select_from(copied.join(articles, alike))
    both = visible(copied, _SEQUENCE) & visible(articles, _SEQUENCE)
    return rows.where(both, _among(copied.c.id, sqlite)).order_by(articles.c.id)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles a question may use; partial dates, inclusive at both ends. Empty: all of them."""

    published_from: str | None = None
    published_to: str | None = None
    article_ids: tuple[str, ...] | None = None
    source: str | None = None
    excluded_ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every article matches."""
        return self == Selection()


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file."""
    return f"sqlite:///{path}"


def counted(connection: Connection, sequence: int) -> tuple[int, int]:
    """Articles and passages visible at `sequence`: as noted by the write that made it, or else counted."""
    noted = connection.execute(_TOTALS, {"sequence": sequence}).first()
    if noted is not None:
        return int(noted.articles), int(noted.passages)
    return tuple(  # type: ignore[return-value]
        connection.execute(select(func.count()).select_from(t).where(visible(t, sequence))).scalar_one()
        for t in (articles, passages)
    )


class CatalogReader(CatalogDatabase):
    """The catalog, for reading. Safe to share between threads: each call takes its own connection."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._sources: tuple[int, list[str]] = (-1, [])

    def count(self, sequence: int) -> tuple[int, int]:
        """Articles and passages visible at `sequence`."""
        with self._reading() as connection:
            return counted(connection, sequence)

    def article(self, article_id: str, sequence: int, *, damaged: bool = False) -> tuple[Article, ArticleInfo] | None:
        """One article with its text, or None.

        Raises:
            ArticleDamagedError: it isn't what was stored, and `damaged` ones aren't wanted.
        """
        rows = self._all(select(articles).where(visible(articles, sequence), articles.c.id == article_id))
        if not rows:
            return None
        found, whole = read_article(*(getattr(rows[0], name) for name in ARTICLE_COLUMNS))
        if not whole and not damaged:
            raise ArticleDamagedError(f"What is stored of article {article_id!r} is damaged.", help=REPAIR)
        return found, _info(rows[0])

    def list_articles(
        self,
        sequence: int,
        selection: Selection | None = None,
        after: str = "",
        limit: int = 100,
        *,
        newest: bool = False,
    ) -> tuple[list[ArticleInfo], int]:
        """A page of articles, from the one after the article `after` on, and how many match in all.

        They are ordered by id, or with `newest` by the day of publication, the undated last.
        """
        selection = selection or Selection()
        page = self._where(select(*_INFO), sequence, selection).limit(limit)
        if newest and after:
            before = articles.alias()
            last = select(func.coalesce(before.c.published, "")).where(visible(before, sequence))
            reached = last.where(before.c.id == after).scalar_subquery()
            page = page.where(reached >= DAY, or_(reached > DAY, articles.c.id > after))
        elif after:
            page = page.where(articles.c.id > after)
        page = page.order_by(DAY.desc(), articles.c.id) if newest else page.order_by(articles.c.id)
        matching = self._where(select(func.count()).select_from(articles), sequence, selection)
        with self._reading() as connection:
            found = [_info(row) for row in connection.execute(page)]
            every = (
                counted(connection, sequence)[0] if selection.is_empty else connection.execute(matching).scalar_one()
            )
            return found, every

    def sources(self, sequence: int) -> list[str]:
        """What the articles name as their source, the most frequent first. Looked up once for each sequence."""
        known, found = self._sources
        if known != sequence:
            named = articles.c.source.is_not(None)
            often = select(articles.c.source).where(visible(articles, sequence), named).group_by(articles.c.source)
            found = [row.source for row in self._all(often.order_by(func.count().desc(), articles.c.source))]
            self._sources = sequence, found
        return list(found)

    def content_keys(self, sequence: int) -> dict[str, Known]:
        """Hashes and origin of every article, by id: what tells new from unchanged from gone."""
        return {row[0]: Known(*row[1:]) for row in self._all(_KNOWN.where(visible(articles, sequence)))}

    def known(self, article_id: str, sequence: int) -> Known | None:
        """Hashes and origin of one article, or None."""
        rows = self._all(_KNOWN.where(visible(articles, sequence), articles.c.id == article_id))
        return Known(*rows[0][1:]) if rows else None

    def copies(self, ids: Sequence[str], sequence: int) -> dict[str, list[ArticleInfo]]:
        """Of those articles that have copies: the other articles with the same words, ordered by id."""
        statement = _copies_by_id(self.is_sqlite)
        found: dict[str, list[ArticleInfo]] = {}
        with self._reading() as connection:
            for part in _parts(ids):
                for row in connection.execute(statement, {"ids": list(part), "sequence": sequence}):
                    found.setdefault(row.copied, []).append(_info(row))
        return found

    def passage_ids(self, sequence: int, selection: Selection) -> list[str]:
        """Ids of the passages whose article matches, in a stable order."""
        matching = self._where(select(articles.c.version), sequence, selection)
        rows = self._all(
            select(passages.c.id)
            .where(visible(passages, sequence), passages.c.article_version.in_(matching))
            .order_by(passages.c.row)
        )
        return [row.id for row in rows]

    def passages(
        self, ids: Sequence[str], sequence: int, *, vectors: bool = False, tokens: bool = False, damaged: bool = False
    ) -> dict[str, StoredPassage]:
        """The visible passages among `ids`, with their articles. Ids that aren't live are left out.

        So are those of articles that aren't what was stored, since nothing of them may be quoted; an index holds
        `damaged` ones too, or it would seem to lack them.
        """
        with self._reading() as connection:
            statement = _passages_by_id(self.is_sqlite, vectors, tokens)
            wanted = ({"ids": list(part), "sequence": sequence} for part in _parts(ids))
            rows = [row for part in wanted for row in connection.execute(statement, part).all()]
            about = {row.article_version: row[-len(_ABOUT) :] for row in rows}
            read = {version: _usable(columns, damaged=damaged) for version, columns in about.items()}
            return {
                row.id: StoredPassage(
                    to_passage(row, article),
                    article,
                    unpack_vector(row.vector) if vectors else None,
                    row.tokens if tokens else None,
                    row.copy_key,
                )
                for row in rows
                if (article := read[row.article_version]) is not None
            }

    def vectors(self, sequence: int, ids: Sequence[str] | None = None) -> tuple[list[str], Floats]:
        """Ids and vectors (n, d) of the visible passages, or of those among `ids`, for an exact search."""
        with self._reading() as connection:
            if ids is None:
                base = select(passages.c.id, passages.c.vector).where(visible(passages, sequence))
                rows = list(connection.execute(base.order_by(passages.c.row)).all())
            else:
                statement = _vectors_by_id(self.is_sqlite)
                wanted = ({"ids": list(part), "sequence": sequence} for part in _parts(ids))
                rows = [row for part in wanted for row in connection.execute(statement, part).all()]
            if not rows:
                return [], np.empty((0, 0), np.float32)
            found, vectors = zip(*rows, strict=True)
            return list(found), np.frombuffer(b"".join(vectors), dtype="<f4").reshape(len(rows), -1)

    def _where(self, statement: Select[Any], sequence: int, selection: Selection) -> Select[Any]:
        """`statement` over `articles`, narrowed to what is visible and selected."""
        statement = statement.where(visible(articles, sequence))
        if selection.published_from:
            statement = statement.where(articles.c.published_last >= date_bounds(selection.published_from)[0])
        if selection.published_to:
            statement = statement.where(articles.c.published_first <= date_bounds(selection.published_to)[1])
        if selection.article_ids is not None:
            statement = statement.where(articles.c.id.in_(selection.article_ids))
        if selection.excluded_ids:
            statement = statement.where(articles.c.id.not_in(selection.excluded_ids))
        if selection.source:
            # Databases fold the capitals of ASCII, or of a locale; a source has few spellings.
            asked = _folded(selection.source)
            meant = [name for name in self.sources(sequence) if _folded(name) == asked]
            statement = statement.where(articles.c.source.in_(meant))
        return statement


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`items` in runs that fit into one statement."""
    return (items[i : i + IDS_PER_STATEMENT] for i in range(0, len(items), IDS_PER_STATEMENT))


def _info(row: Any) -> ArticleInfo:  # noqa: ANN401 - a row of `articles`
    return ArticleInfo(
        row.id, row.title, row.published, row.url, row.source, row.language, row.sha256, row.characters,
        row.passage_count, row.origin,
    )  # fmt: skip


def _usable(columns: Sequence[Any], *, damaged: bool) -> Article | None:
    """The article of a row; None, and a line in the log, where it isn't what was stored and only that is wanted."""
    article, whole = read_article(*columns)
    if not whole and not damaged:
        log.error("What is stored of article %r is damaged; nothing of it is quoted. %s", article.id, REPAIR)
        return None
    return article


def _folded(source: str) -> str:
    """A source's name as people tell it from others: capitals and spaces say nothing."""
    return " ".join(unicodedata.normalize("NFC", source).casefold().split())
