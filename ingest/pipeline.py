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

from ingest.catalog.rows import EncodedPassage
from ingest.catalog.writing import Catalog
from ingest.chunking import chunk
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.errors import LockedError
from ingest.indexes import Indexes
from ingest.late_interaction import pack_tokens
from ingest.locks import OwnedLock
from ingest.models import Article, Failure, IngestReport, Passage, Status
from ingest.settings import IngestSettings
from ingest.sources.files import SourceItem, read_paths

log = logging.getLogger(__name__)

EMBED_PASSAGES = 64
"""Passages embedded at a time: enough to keep every core busy, few enough that a kill loses little work."""

SYNC_PASSAGES = 2_000
"""Passages after which the indexes are brought up to date during a long run."""

OWNER_WAIT = 60.0
"""Seconds to wait for the service that owns the indexes to publish what was written."""

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
        with self._writing() as indexes:
            self.catalog.bind("chunker", {"recipe": self.settings.chunk.recipe}, REINDEX_HELP)
            known = self.catalog.content_keys(self.catalog.head)
            seen = self._store_all(_watched(read_paths(paths), progress), known, report, indexes)
            if prune:
                self._prune(paths, known, seen, report)
            self._publish(indexes)
        report.seconds = time.monotonic() - started
        return report

    def put(self, article: Article, origin: str | None = None) -> Status:
        """Add or replace one article; it is visible to readers when this returns."""
        with self._writing() as indexes:
            self.catalog.bind("chunker", {"recipe": self.settings.chunk.recipe}, REINDEX_HELP)
            stored = self.catalog.article(article.id, self.catalog.head)
            if stored and stored[0] == article:
                return Status.UNCHANGED
            pending = _Pending(article, origin or "", chunk(article, self.settings.chunk))
            status = self._store([pending])[0]
            self._publish(indexes)
        return status

    def remove(self, article_id: str) -> bool:
        """Remove one article; readers no longer see it when this returns. Returns whether there was one."""
        with self._writing() as indexes:
            removed = self.catalog.remove(article_id)
            self._publish(indexes)
        return removed

    def _store_all(
        self,
        items: Iterable[SourceItem],
        known: dict[str, tuple[str, str | None]],
        report: IngestReport,
        indexes: Indexes | None,
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
            if unsynced >= SYNC_PASSAGES and indexes:
                indexes.sync()
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
        embedder = self.embedder
        known = self.catalog.known_encodings([passage.id for passage in passages])
        new = [passage for passage in passages if passage.id not in known]
        texts = [passage.embedded_text for passage in new]
        encodings = embedder.encode_passages(texts, tokens=embedder.supports_tokens) if new else []
        fresh = {
            passage.id: EncodedPassage(passage, encoding.vector, pack_tokens(passage, encoding))
            for passage, encoding in zip(new, encodings, strict=True)
        }
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
    def _writing(self) -> Iterator[Indexes | None]:
        """Hold the write lock; yields the indexes, or None where another process owns them."""
        lock = OwnedLock(self.settings.data / "write.lock", "ingest")
        lock.acquire(self.settings.lock_wait)
        own = None
        try:
            indexes = self._indexes if self._indexes and self._indexes.owned else None
            if indexes is None:
                own = Indexes(self.settings, self.catalog, "ingest")
                indexes = own if own.try_open() else None
            yield indexes
        finally:
            if own:
                own.close()
            lock.release()

    def _publish(self, indexes: Indexes | None) -> None:
        """Bring the indexes up to date, or wait until the process that owns them has.

        Raises:
            LockedError: the owner didn't publish in time; everything is stored, and will be seen once it does.
        """
        if indexes:
            indexes.sync()
            return
        waiting_for = Indexes(self.settings, self.catalog, "ingest")
        deadline = time.monotonic() + OWNER_WAIT
        while self.catalog.published < self.catalog.head:
            if waiting_for.try_open():
                try:
                    waiting_for.sync()
                finally:
                    waiting_for.close()
            elif time.monotonic() > deadline:
                raise LockedError(
                    f"The articles are stored, but not searchable yet: {waiting_for.lock.describe_owner()} "
                    f"has the indexes open and has not taken them up within {OWNER_WAIT:.0f} s.",
                    help="Restart that process.",
                )
            time.sleep(0.05)


def _watched(items: Iterable[SourceItem], progress: Progress | None) -> Iterator[SourceItem]:
    """`items`, each shown to `progress` after it has been dealt with."""
    for item in items:
        yield item
        if progress:
            progress(item)
