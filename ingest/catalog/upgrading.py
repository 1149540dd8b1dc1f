"""A catalog that an earlier version of this program made is brought up to date when it is first opened.

Why no migration tool: docs/decisions/0011-migrations.md.

One step a version, all of them in one transaction: a kill leaves the catalog as it was. Whoever comes second waits
for the first, and finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, select, text, update

from ingest.catalog.schema import SCHEMA_VERSION, articles, change_indexes, copies_index, facts, totals
from ingest.copies import copy_key
from trichdan.errors import CatalogError


def _add_copy_keys(connection: Connection) -> None:
    """From version 1: articles know which others have their words."""
    connection.execute(text("ALTER TABLE articles ADD COLUMN copy_key VARCHAR(64)"))
    for row in connection.execute(select(articles.c.version, articles.c.text)).all():
        own = articles.c.version == row.version
        connection.execute(update(articles).where(own).values(copy_key=copy_key(row.text)))
    copies_index.create(connection)


def _index_changes(connection: Connection) -> None:
    """From version 2: what a write or a page asks is found by what changed. Totals come with the next write."""
    totals.create(connection)
    for name in ("ix_articles_id", "ix_passages_id", "ix_passages_added", "ix_passages_removed"):
        connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
    for index in change_indexes:
        index.create(connection)


STEPS: dict[str, Callable[[Connection], None]] = {"1": _add_copy_keys, "2": _index_changes}
"""What to do with a catalog of this version; it then is of the next one."""


def upgrade(engine: Engine) -> None:
    """Bring the catalog up to date. Does nothing where there is none, or where it is.

    Raises:
        CatalogError: it is of a later version, whose tables this program doesn't know.
    """
    if not inspect(engine).has_table(facts.name):
        return
    with engine.connect() as connection:
        version = _version(connection)
    if version.isdigit() and int(version) > int(SCHEMA_VERSION):
        raise CatalogError(
            f"The catalog is of version {version}, and this program knows version {SCHEMA_VERSION} at most.",
            help="Use the release of trichdan that wrote it, or a later one.",
        )
    if version not in STEPS:
        return
    stored = facts.c.name == "schema"
    with engine.begin() as connection:
        connection.execute(update(facts).where(stored).values(value=facts.c.value))  # takes the write lock
        while (version := _version(connection)) in STEPS:
            STEPS[version](connection)
            connection.execute(update(facts).where(stored).values(value=str(int(version) + 1)))


def _version(connection: Connection) -> str:
    return str(connection.execute(select(facts.c.value).where(facts.c.name == "schema")).scalar())
