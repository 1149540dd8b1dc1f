"""The catalog's database: connections, and the facts that say what the catalog is and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from ingest.catalog.engine import FILE, file_identity, open_engine, sqlite_file
from ingest.catalog.schema import SCHEMA_VERSION, facts
from ingest.catalog.upgrading import upgrade
from trichdan.errors import CatalogError

_FACTS = select(facts)
_FACT = select(facts.c.value).where(facts.c.name == bindparam("name"))


class CatalogDatabase:
    """The database of a catalog, and the facts in it. Each call takes its own connection."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = open_engine(url)

    @cached_property
    def engine(self) -> Engine:
        """The database, with a catalog of an earlier version brought up to date."""
        upgrade(self._engine)
        return self._engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite that holds it."""
        return self._engine.dialect.name == "sqlite"

    @staticmethod
    def exists(url: str) -> bool:
        """Whether there may be a catalog at `url`: for SQLite, whether the file is there and not empty.

        Raises:
            CatalogError: that can't be seen.
        """
        file = sqlite_file(url)
        try:
            return file is None or (file.is_file() and file.stat().st_size > 0)
        except OSError as error:
            raise CatalogError(
                f"The catalog {file} can't be read: {error.strerror}.", help="See who may read TRICHDAN_DATA."
            ) from error

    def is_made(self) -> bool:
        """Whether the database holds a catalog, with all that the first transaction writes."""
        with self._reading() as connection:
            made = inspect(connection).has_table(facts.name)
        return made and self.fact("sequence") is not None

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection; errors of the database, and values that can't be read, come out as `CatalogError`."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, ValueError) as error:
            reason = str(getattr(error, "orig", None) or error)
            raise CatalogError(
                f"The catalog can't be read: {reason}.",
                help="Check TRICHDAN_DATA and TRICHDAN_DATABASE_URL. If they are right, run: trichdan repair",
            ) from error

    def check_file(self) -> None:
        """Whether what is open is still the catalog.

        Raises:
            CatalogError: its file was deleted, emptied or replaced meanwhile.
        """
        with self._reading() as connection:
            self._refuse_lost(connection)

    def _refuse_lost(self, connection: Connection) -> None:
        # A connection goes on in a file that was deleted, and all that it then stores is gone with the process.
        opened, file = connection.info.get(FILE), sqlite_file(self.url)
        if file and opened and file_identity(file) != opened:
            raise CatalogError(
                f"The catalog {file} was deleted, emptied or replaced while it was open.",
                help="Stop what uses it. If it is lost, put it back (trichdan restore BACKUP), then start again.",
            )

    def _all(self, statement: Select[Any]) -> Sequence[Any]:
        with self._reading() as connection:
            return connection.execute(statement).all()

    def fact(self, name: str) -> str | None:
        """A stored fact about the catalog, or None."""
        with self._reading() as connection:
            value = connection.execute(_FACT, {"name": name}).scalar_one_or_none()
        return None if value is None else str(value)

    def facts(self) -> dict[str, str]:
        """All facts: `schema`, `catalog` (its identity), `sequence`, `published`, `embedder`, `chunker`.

        Raises:
            CatalogError: the catalog was written by another version of this program.
        """
        found = {row.name: str(row.value) for row in self._all(_FACTS)}
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
