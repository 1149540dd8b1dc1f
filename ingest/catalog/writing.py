"""Writing the catalog: one transaction an article, each with the next sequence number.

The caller holds the write lock of the data folder; on PostgreSQL the row of the counter serialises writers too.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from ingest.catalog.reading import CatalogReader, Selection, counted
from ingest.catalog.rows import EncodedPassage, Floats, article_values, passage_values
from ingest.catalog.schema import SCHEMA_VERSION, articles, facts, metadata, passages, totals
from ingest.models import Article, Passage, Status
from trichdan.errors import CatalogError, IndexMismatchError

Encodings = Mapping[str, tuple[Floats, bytes | None]]
"""Vector and token vectors by passage id."""


@dataclass(frozen=True, slots=True)
class Additions:
    """Passages that a derived index still lacks, in the order of their sequence; `reached` is the last one's."""

    reached: int
    ids: list[str]


class Catalog(CatalogReader):
    """The catalog, for reading and writing."""

    def create(self) -> None:
        """Make the tables and the first facts where they are missing.

        Raises:
            CatalogError: the database can't be written, or is of another version.
        """
        with self._writing() as connection:
            metadata.create_all(connection)
            known = {row.name for row in connection.execute(select(facts.c.name))}
            first = {"schema": SCHEMA_VERSION, "catalog": uuid.uuid4().hex, "sequence": "0", "published": "0"}
            missing = [{"name": name, "value": value} for name, value in first.items() if name not in known]
            if missing:
                connection.execute(insert(facts), missing)
        self.facts()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self.engine.begin() as connection:
                yield connection
                self._refuse_lost(connection)  # before it is committed, and acknowledged
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error.__class__.__name__)
            raise CatalogError(
                f"The catalog can't be written: {reason}.",
                help="Check that the data folder is writable and not full.",
            ) from error

    def bind(self, name: str, value: Mapping[str, object], help: str) -> None:
        """Store what every row depends on (`embedder`, `chunker`), or check that it is still the same.

        Raises:
            IndexMismatchError: rows were written with another value.
        """
        packed = json.dumps(dict(value), sort_keys=True, ensure_ascii=False)
        stored = self.fact(name)
        if stored == packed:
            return
        if stored is not None and self.count(self.head)[1]:
            raise IndexMismatchError(f"The stored index was built with another {name}: {stored}.", help=help)
        self.rebind(name, value)

    def rebind(self, name: str, value: Mapping[str, object]) -> None:
        """Store what every row depends on, once all of them do."""
        packed = json.dumps(dict(value), sort_keys=True, ensure_ascii=False)
        with self._writing() as connection:
            connection.execute(delete(facts).where(facts.c.name == name))
            connection.execute(insert(facts).values(name=name, value=packed))

    def put(
        self, article: Article, origin: str | None, encoded: Sequence[EncodedPassage], *, instead_of: str | None = None
    ) -> Status:
        """Add the article, or replace what is stored under its id or that of `instead_of`, in one transaction."""
        with self._writing() as connection:
            sequence = _next_sequence(connection)
            replaced, gone = _retire(connection, instead_of or article.id, sequence)
            values = article_values(article, origin, len(encoded)) | {"added": sequence}
            version = connection.execute(insert(articles).values(values).returning(articles.c.version)).scalar_one()
            if encoded:
                own = {"added": sequence, "article_version": version}
                connection.execute(insert(passages), [passage_values(one) | own for one in encoded])
            _note_totals(connection, sequence, 1 - replaced, len(encoded) - gone)
        return Status.UPDATED if replaced else Status.ADDED

    def remove(self, article_id: str) -> bool:
        """Retire the article with this id. Returns whether there was one."""
        with self._writing() as connection:
            sequence = _next_sequence(connection)
            found, gone = _retire(connection, article_id, sequence)
            _note_totals(connection, sequence, -found, -gone)
            return found

    def set_origins(self, origins: Mapping[str, str]) -> None:
        """Note which files unchanged articles are now read from, by id; readers don't see it."""
        with self._writing() as connection:
            for article_id, origin in origins.items():
                live = articles.c.removed.is_(None) & (articles.c.id == article_id)
                connection.execute(update(articles).where(live).values(origin=origin))

    def encodings_by_text(self, article_id: str, wanted: Sequence[Passage]) -> Encodings:
        """What is stored of an article's passages, for those of `wanted` that are embedded from the same text."""
        head = self.head
        ids = self.passage_ids(head, Selection(article_ids=(article_id,)))
        stored = self.passages(ids, head, vectors=True, tokens=True).values()
        known = {one.passage.embedded_text: (one.vector, one.tokens) for one in stored if one.vector is not None}
        return {one.id: known[one.embedded_text] for one in wanted if one.embedded_text in known}

    def known_encodings(self, ids: Sequence[str]) -> Encodings:
        """Vector and token vectors of live passages among `ids`, so that equal content isn't embedded again."""
        stored = self.passages(ids, self.head, vectors=True, tokens=True, damaged=True)
        return {key: (one.vector, one.tokens) for key, one in stored.items() if one.vector is not None}

    def additions(self, after: int, limit: int) -> Additions:
        """Ids of passages added after sequence `after`, at least one article's and about `limit` of them."""
        head = self.head  # read first: rows written meanwhile belong to the next call
        new = (passages.c.added > after) & (passages.c.added <= head) & passages.c.removed.is_(None)
        statement = select(passages.c.id, passages.c.added).where(new).order_by(passages.c.added, passages.c.row)
        ids: list[str] = []
        reached = after
        with self._reading() as connection:
            for row in connection.execute(statement.execution_options(yield_per=1000)):
                if len(ids) >= limit and row.added != reached:
                    return Additions(reached, ids)
                ids.append(row.id)
                reached = row.added
        return Additions(head, ids)

    def count_added(self, sequence: int) -> int:
        """Live passages added up to `sequence`: what an index that has reached it holds at least."""
        head = self.head
        later = passages.c.removed.is_(None) & (passages.c.added > sequence) & (passages.c.added <= head)
        with self._reading() as connection:
            missing = connection.execute(select(func.count()).select_from(passages).where(later)).scalar_one()
            return counted(connection, head)[1] - int(missing)

    def recount(self) -> None:
        """Forget the totals, where rows may be missing that were there when they were noted."""
        with self._writing() as connection:
            connection.execute(delete(totals))

    def rename_catalog(self, identity: str) -> None:
        """Give the catalog another identity: no index that is there now belongs to it any more."""
        with self._writing() as connection:
            connection.execute(update(facts).where(facts.c.name == "catalog").values(value=identity))

    def publish(self, sequence: int) -> None:
        """Let readers see everything up to `sequence`."""
        with self._writing() as connection:
            connection.execute(update(facts).where(facts.c.name == "published").values(value=str(sequence)))

    def retired(self, sequence: int) -> list[str]:
        """Ids of passages that no reader at `sequence` or later sees and no live row has: to be unindexed."""
        live = passages.alias()
        again = select(live.c.row).where(live.c.id == passages.c.id, live.c.removed.is_(None)).exists()
        gone = select(passages.c.id).where(passages.c.removed <= sequence, ~again)
        return list(dict.fromkeys(row.id for row in self._all(gone)))  # "distinct" would have all ids read in order

    def purge(self, sequence: int) -> None:
        """Delete the rows that no reader at `sequence` or later sees; after the indexes have dropped them."""
        with self._writing() as connection:
            connection.execute(delete(passages).where(passages.c.removed <= sequence))
            connection.execute(delete(articles).where(articles.c.removed <= sequence))
            connection.execute(delete(totals).where(totals.c.sequence < sequence))


def _next_sequence(connection: Connection) -> int:
    """Raise the counter; taking its row's write lock first makes concurrent writers queue."""
    connection.execute(update(facts).where(facts.c.name == "sequence").values(value=facts.c.value))
    current = int(connection.execute(select(facts.c.value).where(facts.c.name == "sequence")).scalar_one())
    connection.execute(update(facts).where(facts.c.name == "sequence").values(value=str(current + 1)))
    return current + 1


def _note_totals(connection: Connection, sequence: int, more_articles: int, more_passages: int) -> None:
    """How many there are after a write, from how many there were before it."""
    before = counted(connection, sequence - 1)
    values = {"articles": before[0] + more_articles, "passages": before[1] + more_passages}
    connection.execute(insert(totals).values(values | {"sequence": sequence}))


def _retire(connection: Connection, article_id: str, sequence: int) -> tuple[bool, int]:
    """End the live version of an article and its passages at `sequence`.

    Returns whether there was one, and how many passages it was stored with.
    """
    live = select(articles.c.version, articles.c.passage_count)
    found = connection.execute(live.where(articles.c.id == article_id, articles.c.removed.is_(None))).one_or_none()
    if found is None:
        return False, 0
    version = found.version
    connection.execute(update(articles).where(articles.c.version == version).values(removed=sequence))
    connection.execute(update(passages).where(passages.c.article_version == version).values(removed=sequence))
    return True, int(found.passage_count)
