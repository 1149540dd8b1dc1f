"""Backups of an SQLite catalog: taken while others read and write, checked, and put back whole or not at all.

The catalog is all there is to keep: indexes and the converted model are made again from it and from the program.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from ingest.catalog.engine import sqlite_file
from ingest.catalog.reading import CatalogReader, sqlite_url
from ingest.catalog.writing import Catalog
from ingest.indexes import drop_local_indexes
from ingest.inspection import damaged_articles, file_damage, refuse_unopenable
from ingest.locks import OwnedLock, translated
from ingest.publishing import Publisher
from ingest.settings import IngestSettings
from trichdan.errors import CatalogError

ASIDE = ".before-restore"
"""Added to the name of the catalog that a restored one takes the place of."""

_COMPANIONS = ("-wal", "-shm")


def back_up(settings: IngestSettings, target: Path, *, overwrite: bool = False) -> int:
    """Write all that is stored into the one file `target`. Returns the number of articles.

    It holds the state of one moment, whatever is written meanwhile: SQLite's `VACUUM INTO` reads in one transaction,
    the write-ahead log included. The file appears only when it is complete, and found whole.

    Raises:
        CatalogError: there is no catalog, it isn't SQLite, it is damaged, or `target` is there already.
        StorageError: `target` can't be written.
    """
    source = _file(settings)
    if not source.is_file():
        raise CatalogError(
            f"There is no catalog {source}.", help="Nothing was ingested yet, or TRICHDAN_DATA is another."
        )
    if target.exists() and not overwrite:
        raise CatalogError(f"There is a file {target} already.", help="Choose another name, or add --yes.")
    with translated(target.parent), _temporary(target) as partial:
        try:
            with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                connection.execute("VACUUM INTO ?", (str(partial),))
        except sqlite3.Error as error:
            raise CatalogError(f"The backup can't be written to {target}: {error}.") from error
        articles = _refuse_damaged(partial, "The catalog")
        move(partial, target)
    return articles


def restore(settings: IngestSettings, backup: Path, *, overwrite: bool = False) -> int:
    """Put a backup in the catalog's place, and make the indexes from it. Returns the number of articles.

    What was there is kept beside it. A kill leaves the old catalog, the new one, or a message to restore again.

    Raises:
        CatalogError: the backup is none, or is damaged; or there are articles, and they may not be put aside.
        LockedError: a service or another command has the data folder open.
        StorageError: the data folder can't be written.
    """
    target = _file(settings)
    if not backup.is_file():
        raise CatalogError(f"There is no file {backup}.")
    if _holds_articles(target) and not overwrite:
        raise CatalogError(
            f"There are articles in {settings.data}.", help=f"With --yes they are put aside (as {target.name}{ASIDE})."
        )
    with ExitStack() as held:
        for name in ("write.lock", "index.lock"):
            lock = OwnedLock(settings.data / name, "restore")
            lock.acquire(settings.lock_wait)
            held.callback(lock.release)
        with translated(settings.data), _temporary(target) as copy:
            shutil.copyfile(backup, copy)
            articles = _refuse_damaged(copy, "The backup")
            _give_identity(copy)
            _put_aside(target)
            move(copy, target)
            drop_local_indexes(settings.data)
    catalog = Catalog(settings.catalog_url)
    with closing(catalog), closing(Publisher(settings, catalog)) as publisher:
        publisher.publish()
    return articles


def _file(settings: IngestSettings) -> Path:
    """The catalog's file.

    Raises:
        CatalogError: the catalog is on a database server, which has means of its own.
    """
    file = sqlite_file(settings.catalog_url)
    if file is None:
        raise CatalogError(
            "The catalog is on a database server, whose own tools back it up and restore it.",
            help="For PostgreSQL: pg_dump --format=custom and pg_restore; then run: trichdan repair",
        )
    return file


def _holds_articles(file: Path) -> bool:
    """Whether a catalog may be lost by replacing it. One that can't be read has nothing to lose, and is kept anyway."""
    try:
        with closing(CatalogReader(sqlite_url(file))) as catalog:
            return catalog.exists(catalog.url) and catalog.is_made() and catalog.count(catalog.head)[0] > 0
    except CatalogError:
        return False


def _refuse_damaged(file: Path, what: str) -> int:
    """The number of articles in a whole catalog.

    Raises:
        CatalogError: it isn't whole, or is none.
    """
    damage = file_damage(file)
    if damage:
        raise CatalogError(f"{what} is damaged, or no catalog: {damage}.")
    with closing(CatalogReader(sqlite_url(file))) as catalog:
        if not catalog.is_made():
            raise CatalogError(f"{what} is no catalog of trichdan.")
        catalog.facts()
        damaged = damaged_articles(catalog)
        if damaged:
            raise CatalogError(f"{what} holds damaged articles: {', '.join(damaged[:5])}.", help="Run: trichdan repair")
        return catalog.count(catalog.head)[0]


def _give_identity(file: Path) -> None:
    """Make it a catalog of its own: indexes of what it was, wherever they are, are then not taken for its own."""
    with closing(Catalog(sqlite_url(file))) as catalog:
        catalog.rename_catalog(uuid.uuid4().hex)


def _put_aside(file: Path) -> None:
    """Keep the catalog that is replaced. It stays in its place too, until the new one takes it in one step.

    Raises:
        CatalogError: another process has it open.
        StorageError: nobody can open it here.
    """
    refuse_unopenable(file)
    if not file.exists():
        _drop_companions(file)  # what is left of a log would be played into the new one
        return
    try:
        with closing(sqlite3.connect(file)) as connection:
            # Folds the write-ahead log into the file, which only works where nobody else has it open.
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise CatalogError(f"The catalog {file} is in use ({error}).", help="Stop the service first.") from error
    except sqlite3.DatabaseError:  # a damaged one: its log is no good to the new one either
        _drop_companions(file)
    kept = file.with_name(file.name + ASIDE)
    kept.unlink(missing_ok=True)
    os.link(file, kept)


def _drop_companions(file: Path) -> None:
    for ending in _COMPANIONS:
        file.with_name(file.name + ending).unlink(missing_ok=True)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A place beside `target` for a file that isn't complete yet; it is cleared before and after."""
    partial = target.with_name(target.name + ".partial")
    _clear(partial)
    try:
        yield partial
    finally:
        _clear(partial)


def _clear(file: Path) -> None:
    file.unlink(missing_ok=True)
    _drop_companions(file)


def move(file: Path, target: Path) -> None:
    """Give a complete file its name, for good: it is on the disk before it has it."""
    with file.open("rb+") as content:
        os.fsync(content.fileno())
    os.replace(file, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
