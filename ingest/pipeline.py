"""Articles into the catalog and its indexes: read → chunk → embed → store → publish.

Idempotent and resumable: what is stored is told by content hash, embedding comes before the one transaction an
article, and whatever a kill leaves undone the next run (or the next reader that owns the indexes) does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingest import late_interaction
from ingest.catalog.rows import EncodedPassage
from ingest.catalog.writing import Catalog
from ingest.chunking import chunk
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.indexes import Indexes
from ingest.locks import OwnedLock
from ingest.models import Article, Failure, IngestReport, Passage, Status
from ingest.publishing import Publisher
from ingest.settings import IngestSettings
from ingest.sources.files import SourceItem, read_paths

log = logging.getLogger(__name__)

EMBED_PASSAGES = 64
"""Passages embedded at a time: enough to keep every core busy, few enough that a kill loses little work."""

SYNC_PASSAGES = 2_000
"""Passages after which the indexes are brought up to date during a long run."""

REINDEX_HELP = "Set it back, or ingest into a new data folder (TRICHDAN_DATA)."

Progress = Callable[[SourceItem], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    origin: str
    passages: list[Passage]


class Ingestor:
    """The one writer of a data folder.

    Args:
        settings: where to store, and how to chunk and embed.
        embedder: an embedder that is loaded already; by default the settings' own, loaded when first needed.
        indexes: open indexes of this process (a service that owns them); by default opened for each write.
    """

    def __init__(
        self, settings: IngestSettings, embedder: Embedder | None = None, indexes: Indexes | None = None
    ) -> None:
        self.settings = settings
        self._embedder = embedder
        self._indexes = indexes

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog, made if it isn't there."""
        self.settings.data.mkdir(parents=True, exist_ok=True)
        catalog = Catalog(self.settings.catalog_url)
        catalog.create()
        return catalog

    @property
    def embedder(self) -> Embedder:
        """The embedder, loaded at first use.

        Raises:
            IndexMismatchError: the catalog's vectors are another embedder's.
        """
        if self._embedder is None:
            self._embedder = load_embedder(self.settings.embedding, self.settings.models_dir)
        self.catalog.bind("embedder", self._embedder.identity.as_dict(), REINDEX_HELP)
        return self._embedder

    def run(self, paths: Sequence[Path], *, prune: bool = False, progress: Progress | None = None) -> IngestReport:
        """Bring the catalog up to what `paths` hold. With `prune`, articles of files that are gone are removed.

        Raises:
            LockedError: another process is writing.
            IndexMismatchError: the settings ask for another embedder or chunker than the stored one.
        """
        started = time.monotonic()
        report = IngestReport()
        with self._writing() as publisher:
            self.catalog.bind("chunker", {"recipe": self.settings.chunk.recipe}, REINDEX_HELP)
            known = self.catalog.content_keys(self.catalog.head)
            seen = self._store_all(_watched(read_paths(paths), progress), known, report, publisher)
            if prune:
                self._prune(paths, known, seen, report)
            publisher.publish()
        report.seconds = time.monotonic() - started
        return report

    def put(self, article: Article, origin: str | None = None) -> Status:
        """Add or replace one article; it is visible to readers when this returns."""
        with self._writing() as publisher:
            self.catalog.bind("chunker", {"recipe": self.settings.chunk.recipe}, REINDEX_HELP)
            stored = self.catalog.article(article.id, self.catalog.head)
            status = Status.UNCHANGED
            if not stored or stored[0] != article:
                pending = _Pending(article, origin or "", chunk(article, self.settings.chunk))
                status = self._store([pending])[0]
            publisher.publish()
        return status

    def remove(self, article_id: str) -> bool:
        """Remove one article; readers no longer see it when this returns. Returns whether there was one."""
        with self._writing() as publisher:
            removed = self.catalog.remove(article_id)
            publisher.publish()
        return removed

    def _store_all(
        self,
        items: Iterable[SourceItem],
        known: dict[str, tuple[str, str | None]],
        report: IngestReport,
        publisher: Publisher,
    ) -> set[str]:
        """Store what is new in `items`. Returns the ids that were read, unchanged ones included."""
        seen: set[str] = set()
        waiting: list[_Pending] = []
        unsynced = 0
        for item in items:
            if isinstance(item, Failure):
                report.failed.append(item)
                continue
            article = item.article
            seen.add(article.id)
            content_key, origin = known.get(article.id, (None, None))
            if content_key == article.content_key:
                report.record(Status.UNCHANGED, [article.id])
                if origin != item.origin:
                    self.catalog.set_origin(article.id, item.origin)
                continue
            waiting.append(_Pending(article, item.origin, chunk(article, self.settings.chunk)))
            if sum(len(one.passages) for one in waiting) >= EMBED_PASSAGES:
                unsynced += self._flush(waiting, report)
            if unsynced >= SYNC_PASSAGES:
                publisher.keep_up()
                unsynced = 0
        self._flush(waiting, report)
        return seen

    def _flush(self, waiting: list[_Pending], report: IngestReport) -> int:
        """Store what waits and empty it. Returns the number of passages stored."""
        stored = sum(len(one.passages) for one in waiting)
        for one, status in zip(waiting, self._store(waiting), strict=True):
            report.record(status, [one.article.id])
        report.passages += stored
        waiting.clear()
        return stored

    def _store(self, pending: Sequence[_Pending]) -> list[Status]:
        """Embed the passages of several articles together, then store each article in a transaction."""
        passages = [passage for one in pending for passage in one.passages]
        encoded = self._encode(passages)
        return [
            self.catalog.put(one.article, one.origin, [encoded[passage.id] for passage in one.passages])
            for one in pending
        ]

    def _encode(self, passages: Sequence[Passage]) -> dict[str, EncodedPassage]:
        """Vectors by passage id; passages that the catalog has already aren't embedded again."""
        if not passages:
            return {}
        embedder, tokens = self.embedder, self.settings.late_interaction
        self.catalog.bind("late_interaction", late_interaction.recipe(embedder, tokens=tokens), REINDEX_HELP)
        known = self.catalog.known_encodings([passage.id for passage in passages])
        new = [passage for passage in passages if passage.id not in known]
        encoded = late_interaction.encode(embedder, new, tokens=tokens) if new else []
        fresh = {passage.id: EncodedPassage(passage, *vectors) for passage, vectors in zip(new, encoded, strict=True)}
        return fresh | {
            passage.id: EncodedPassage(passage, *known[passage.id]) for passage in passages if passage.id in known
        }

    def _prune(
        self, paths: Sequence[Path], known: dict[str, tuple[str, str | None]], seen: set[str], report: IngestReport
    ) -> None:
        """Remove articles that came from below `paths` and weren't read again, unless what held them failed."""
        roots = [path.resolve() for path in paths]
        unread = {Path(failure.where.removesuffix(":" + failure.where.rpartition(":")[2])) for failure in report.failed}
        unread |= {Path(failure.where) for failure in report.failed}
        for article_id, (_, origin) in known.items():
            if article_id in seen or not origin:
                continue
            file = Path(origin).resolve()
            places = {file, *file.parents}
            if places.isdisjoint(unread) and not places.isdisjoint(roots) and self.catalog.remove(article_id):
                report.record(Status.REMOVED, [article_id])

    @contextmanager
    def _writing(self) -> Iterator[Publisher]:
        """Hold the write lock, with the means to publish."""
        lock = OwnedLock(self.settings.data / "write.lock", "ingest")
        lock.acquire(self.settings.lock_wait)
        try:
            publisher = Publisher(self.settings, self.catalog, self._indexes)
            try:
                yield publisher
            finally:
                publisher.close()
        finally:
            lock.release()


def _watched(items: Iterable[SourceItem], progress: Progress | None) -> Iterator[SourceItem]:
    """`items`, each shown to `progress` after it has been dealt with."""
    for item in items:
        yield item
        if progress:
            progress(item)
