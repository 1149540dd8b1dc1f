"""Reading the catalog. Every read says at which sequence, so that one question sees one state of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from ingest.catalog.rows import (
    ArticleInfo,
    Floats,
    StoredPassage,
    date_bounds,
    to_article,
    to_passage,
    unpack_vector,
)
from ingest.catalog.schema import SCHEMA_VERSION, articles, facts, passages, visible
from ingest.models import Article
from trichdan.errors import CatalogError

IDS_PER_STATEMENT = 500
"""SQLite takes 32,766 parameters in a statement; small statements keep the plan simple everywhere."""


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


def open_engine(url: str) -> Engine:
    """An SQLAlchemy engine for the catalog; SQLite in write-ahead mode, so that readers never wait."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - DBAPI connection
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class CatalogReader:
    """The catalog, for reading. Safe to share between threads: each call takes its own connection."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)

    @staticmethod
    def exists(url: str) -> bool:
        """Whether there may be a catalog at `url`: for SQLite, whether the file is there."""
        parsed = make_url(url)
        return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection; errors of the database come out as `CatalogError`."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise CatalogError(
                f"The catalog can't be read: {error.__class__.__name__}.",
                help="Check TRICHDAN_DATA and TRICHDAN_DATABASE_URL.",
            ) from error

    def _all(self, statement: Select[Any]) -> Sequence[Any]:
        with self._reading() as connection:
            return connection.execute(statement).all()

    def fact(self, name: str) -> str | None:
        """A stored fact about the catalog, or None."""
        rows = self._all(select(facts.c.value).where(facts.c.name == name))
        return str(rows[0].value) if rows else None

    def facts(self) -> dict[str, str]:
        """All facts: `schema`, `catalog` (its identity), `sequence`, `published`, `embedder`, `chunker`.

        Raises:
            CatalogError: the catalog was written by another version of this program.
        """
        found = {row.name: str(row.value) for row in self._all(select(facts))}
        if found.get("schema") != SCHEMA_VERSION:
            raise CatalogError(
                f"The catalog is of version {found.get('schema')}, this program reads version {SCHEMA_VERSION}.",
                help="Ingest into a new TRICHDAN_DATA folder.",
            )
        return found

    @property
    def head(self) -> int:
        """The sequence of the last write."""
        return int(self.fact("sequence") or 0)

    @property
    def published(self) -> int:
        """The sequence that readers see: every derived index holds all rows up to it."""
        return int(self.fact("published") or 0)

    def count(self, sequence: int) -> tuple[int, int]:
        """Articles and passages visible at `sequence`."""
        with self._reading() as connection:
            return tuple(  # type: ignore[return-value]
                connection.execute(select(func.count()).select_from(t).where(visible(t, sequence))).scalar_one()
                for t in (articles, passages)
            )

    def article(self, article_id: str, sequence: int) -> tuple[Article, ArticleInfo] | None:
        """One article with its text, or None."""
        rows = self._all(select(articles).where(visible(articles, sequence), articles.c.id == article_id))
        return (to_article(rows[0]), _info(rows[0])) if rows else None

    def list_articles(
        self, sequence: int, selection: Selection | None = None, after: str = "", limit: int = 100
    ) -> tuple[list[ArticleInfo], int]:
        """A page of articles ordered by id, from the one after `after` on, and how many match in all."""
        matching = _where(select(articles.c.id), sequence, selection or Selection()).subquery()
        columns = [column for column in articles.c if column.name != "text"]
        page = (
            select(*columns)
            .where(visible(articles, sequence), articles.c.id.in_(select(matching.c.id)), articles.c.id > after)
            .order_by(articles.c.id)
            .limit(limit)
        )
        with self._reading() as connection:
            total = connection.execute(select(func.count()).select_from(matching)).scalar_one()
            return [_info(row) for row in connection.execute(page)], total

    def content_keys(self, sequence: int) -> dict[str, tuple[str, str | None]]:
        """Content key and origin of every article, by id: what tells new from unchanged from gone."""
        rows = self._all(
            select(articles.c.id, articles.c.content_key, articles.c.origin).where(visible(articles, sequence))
        )
        return {row.id: (row.content_key, row.origin) for row in rows}

    def passage_ids(self, sequence: int, selection: Selection) -> list[str]:
        """Ids of the passages whose article matches, in a stable order."""
        matching = _where(select(articles.c.version), sequence, selection)
        rows = self._all(
            select(passages.c.id)
            .where(visible(passages, sequence), passages.c.article_version.in_(matching))
            .order_by(passages.c.row)
        )
        return [row.id for row in rows]

    def passages(
        self, ids: Sequence[str], sequence: int, *, vectors: bool = False, tokens: bool = False
    ) -> dict[str, StoredPassage]:
        """The visible passages among `ids`, with their articles. Ids that aren't live are left out."""
        wanted = [column for column in passages.c if column.name not in ("vector", "tokens")]
        wanted += [passages.c.vector] * vectors + [passages.c.tokens] * tokens
        with self._reading() as connection:
            rows = [
                row
                for part in _parts(ids)
                for row in connection.execute(
                    select(*wanted).where(visible(passages, sequence), passages.c.id.in_(part))
                )
            ]
            versions = sorted({row.article_version for row in rows})
            by_version = {
                row.version: to_article(row)
                for part in _parts(versions)
                for row in connection.execute(select(articles).where(articles.c.version.in_(part)))
            }
        return {
            row.id: StoredPassage(
                to_passage(row, by_version[row.article_version]),
                by_version[row.article_version],
                unpack_vector(row.vector) if vectors else None,
                row.tokens if tokens else None,
            )
            for row in rows
        }

    def vectors(self, sequence: int, ids: Sequence[str] | None = None) -> tuple[list[str], Floats]:
        """Ids and vectors (n, d) of the visible passages, or of those among `ids`, for an exact search."""
        base = select(passages.c.id, passages.c.vector).where(visible(passages, sequence))
        with self._reading() as connection:
            parts = (
                [base.order_by(passages.c.row)]
                if ids is None
                else [base.where(passages.c.id.in_(part)) for part in _parts(ids)]
            )
            rows = [row for part in parts for row in connection.execute(part)]
        if not rows:
            return [], np.empty((0, 0), np.float32)
        joined = np.frombuffer(b"".join(row.vector for row in rows), dtype="<f4")
        return [row.id for row in rows], joined.reshape(len(rows), -1)


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`items` in runs that fit into one statement."""
    return (items[i : i + IDS_PER_STATEMENT] for i in range(0, len(items), IDS_PER_STATEMENT))


def _info(row: Any) -> ArticleInfo:  # noqa: ANN401 - a row of `articles`
    return ArticleInfo(
        row.id, row.title, row.published, row.url, row.source, row.language, row.sha256, row.characters,
        row.passage_count,
    )  # fmt: skip


def _where(statement: Select[Any], sequence: int, selection: Selection) -> Select[Any]:
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
        statement = statement.where(articles.c.source == selection.source)
    return statement
