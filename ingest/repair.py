"""`trichdan repair`: check all that is stored against its hashes, mend what can be mended, make the indexes anew."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.catalog.engine import sqlite_file
from ingest.catalog.rows import ArticleInfo
from ingest.indexes import Indexes, drop_local_indexes
from ingest.inspection import damaged_articles, file_damage, refuse_unopenable
from ingest.locks import OwnedLock
from ingest.models import Article
from ingest.opening import has_catalog
from ingest.pipeline import Ingestor
from ingest.settings import IngestSettings
from ingest.sources.files import ArticleFile, read_path
from trichdan.errors import CatalogError, LockedError

log = logging.getLogger(__name__)


@dataclass(slots=True)
class RepairReport:
    """What was found and done.

    Attributes:
        articles: how many were checked.
        passages: how many are in the indexes that were made anew.
        mended: damaged articles that are now what was stored.
        damaged: those that aren't; nothing of them is quoted.
        rechunked: articles that an earlier version had split into other passages.
        restarted: whether there was no catalog, and its old indexes were dropped.
    """

    articles: int = 0
    passages: int = 0
    mended: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    rechunked: int = 0
    restarted: bool = False


def repair(ingestor: Ingestor, *, restart: bool = False) -> RepairReport:
    """Check and mend. Articles are mended from their files, or from their own text; indexes from the catalog.

    Args:
        ingestor: the writer of the data folder.
        restart: where the catalog is lost, drop what was derived from it, so that a new one can be begun.

    Raises:
        CatalogError: the catalog is lost, or damaged beyond repair.
        LockedError: another process is writing, or has the indexes open.
    """
    settings = ingestor.settings
    with OwnedLock(settings.data / "write.lock", "repair"):
        _mend_file(settings)
        if _is_lost(settings, accept=restart):
            with OwnedLock(settings.data / "index.lock", "repair"):
                drop_local_indexes(settings.data)
            return RepairReport(restarted=True)
    report = RepairReport()
    with closing(ingestor.catalog) as catalog:
        report.rechunked = ingestor.rechunk()
        for article_id in damaged_articles(catalog):
            mended = _mend(ingestor, article_id)
            (report.mended if mended else report.damaged).append(article_id)
        catalog.recount()
        indexes = Indexes(settings, catalog, "repair")
        if not indexes.try_open(settings.lock_wait):
            raise LockedError(
                f"The indexes are open in another process ({indexes.lock.describe_owner()}).", help="Stop it first."
            )
        try:
            indexes.rebuild()
        finally:
            indexes.close()
        report.articles, report.passages = catalog.count(catalog.head)
    return report


def _is_lost(settings: IngestSettings, *, accept: bool) -> bool:
    """Whether the catalog of full indexes is gone, if that is accepted.

    Raises:
        CatalogError: it is gone, and that isn't.
    """
    try:
        has_catalog(settings)
    except CatalogError:
        if not accept:
            raise
        return True
    return False


def _mend_file(settings: IngestSettings) -> None:
    """Have SQLite make its own indexes anew where its check fails.

    Raises:
        CatalogError: that doesn't help.
        StorageError: it can't be opened.
    """
    file = sqlite_file(settings.catalog_url)
    if file is not None:
        refuse_unopenable(file)
    damage = file_damage(file) if file and file.exists() else None
    if file is None or damage is None:
        return
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("REINDEX")
        damage = file_damage(file)
    except sqlite3.Error as error:
        damage = str(error)
    if damage:
        raise CatalogError(f"The catalog {file} is damaged: {damage}.", help="Restore a backup: trichdan restore FILE")


def _mend(ingestor: Ingestor, article_id: str) -> bool:
    """Store a damaged article as it was, if it can be had."""
    found = ingestor.catalog.article(article_id, ingestor.catalog.head, damaged=True)
    if found is None:
        return False
    stored, info = found
    known = ingestor.catalog.known(article_id, ingestor.catalog.head)
    for article in _candidates(stored, info):
        if known is not None and article.content_key == known.content_key:
            ingestor.store_anew(article, info.origin)
            return True
    return False


def _candidates(stored: Article, info: ArticleInfo) -> Iterator[Article]:
    """What the article may have been: what is stored, what its file holds, and the one's text with the other's rest."""
    yield stored
    for item in read_path(Path(info.origin)) if info.origin else ():
        if isinstance(item, ArticleFile):
            yield replace(item.article, id=stored.id)
            yield replace(stored, text=item.article.text)
