"""Articles into the catalog and its indexes: read → chunk → embed → store → publish.

Idempotent and resumable: what is stored is told by content hash, embedding comes before the one transaction an
article, and whatever a kill leaves undone the next run (or the next reader that owns the indexes) does.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ingest import late_interaction
from ingest.catalog.known import KnownArticles
from ingest.catalog.rows import ArticleInfo, EncodedPassage, Known
from ingest.catalog.writing import Catalog, Encodings
from ingest.chunking import chunk
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.indexes import Indexes
from ingest.locks import OwnedLock
from ingest.models import Article, IngestReport, Passage, Status
from ingest.opening import has_catalog, open_catalog
from ingest.publishing import Publisher
from ingest.settings import IngestSettings
from ingest.sources import checks
from ingest.sources.files import ArticleFile, read_paths
from ingest.sources.metadata import Given
from ingest.survey import Progress, Reading, Survey
from trichdan.errors import IdentityError

log = logging.getLogger(__name__)

EMBED_PASSAGES = 64
"""Passages embedded at a time: enough to keep every core busy, few enough that a kill loses little work."""

SYNC_PASSAGES = 2_000
"""Passages after which the indexes are brought up to date during a long run."""

REINDEX_HELP = "Set it back, or ingest into a new data folder (TRICHDAN_DATA)."
RECHUNK_HELP = "Set it back, or run: trichdan repair, which splits and embeds the stored articles anew."


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    origin: str
    passages: list[Passage]
    encodings: Encodings = field(default_factory=dict)


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
        """The catalog, made if there never was one."""
        return open_catalog(self.settings)

    def close(self) -> None:
        """Give the catalog's connections back, which would keep its file from being restored; a call takes new ones."""
        if "catalog" in self.__dict__:
            self.catalog.close()

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

    def run(
        self,
        paths: Sequence[Path],
        *,
        prune: bool = False,
        anyway: bool = False,
        dry_run: bool = False,
        given: Given | None = None,
        progress: Progress | None = None,
        reading: Reading = read_paths,
    ) -> IngestReport:
        """Bring the catalog up to what `paths` hold.

        Args:
            paths: files and folders.
            prune: remove articles whose file is gone; not suspiciously many of one path, but for `anyway`.
            dry_run: only report what would be done; nothing is stored, made or locked.
            given: what the person who ingests says of all of them.
            progress: told of each article or failure that has been dealt with.
            reading: who reads the files; with others' help, such as `ingest.ray_engine`.

        Raises:
            LockedError: another process is writing.
            IndexMismatchError: the settings ask for another embedder or chunker than the stored one.
        """
        started = time.monotonic()

        def survey_of(known: Mapping[str, Known]) -> Survey:
            return Survey(paths, known, given or Given(), progress, reading)

        try:
            if dry_run:
                survey = survey_of(KnownArticles(self.catalog, self.catalog.head) if has_catalog(self.settings) else {})
                survey.plan(prune=prune, anyway=anyway)
            else:
                survey = self._carry_out(survey_of, prune=prune, anyway=anyway)
        except BaseException:
            self.close()
            raise
        survey.report.seconds = time.monotonic() - started
        return survey.report

    def _carry_out(self, survey_of: Callable[[Mapping[str, Known]], Survey], *, prune: bool, anyway: bool) -> Survey:
        with self._writing() as publisher:
            self._bind_chunker()
            head = self.catalog.head
            # What is gone is told from all that there was, and replaced versions go while this runs.
            survey = survey_of(self.catalog.content_keys(head) if prune else KnownArticles(self.catalog, head))
            self._store_all(survey.news(), survey.report, publisher)
            self.catalog.set_origins(survey.moved)
            if prune:
                self._remove_all(survey.gone(anyway=anyway), survey.report)
        stored = [*survey.report.added, *survey.report.updated]
        copies = self.catalog.copies(stored, self.catalog.head)
        survey.report.copies = {key: [one.id for one in others] for key, others in copies.items()}
        return survey

    def put(self, article: Article, origin: str | None = None) -> Status:
        """Add or replace one article; it is visible to readers when this returns.

        Raises:
            UnpublishedError: it is stored, but not visible yet.
        """
        pending = [self._pending(article, origin or "")]
        # Before the lock is taken: embedding may take long, and nobody else could write meanwhile.
        encoded = {} if self._has(article) else self._encode(pending[0].passages)
        known = {key: (one.vector, one.tokens) for key, one in encoded.items()}
        with self._writing():
            self._bind_chunker()
            status = Status.UNCHANGED
            if not self._has(article):
                status = self._store(pending, known or None)[0]
        return status

    def _has(self, article: Article) -> bool:
        """Whether this very article is stored."""
        stored = self.catalog.article(article.id, self.catalog.head, damaged=True)
        return stored is not None and stored[0] == article

    def store_anew(self, article: Article, origin: str | None) -> None:
        """Store an article over what is damaged: nothing that is stored of it is used again."""
        with self._writing():
            self._bind_chunker()
            self._store([self._pending(article, origin or "")], known={})

    def remove(self, article_id: str) -> bool:
        """Remove one article; readers no longer see it when this returns. Returns whether there was one."""
        return bool(self.remove_all([article_id]).removed)

    def remove_all(self, ids: Sequence[str]) -> IngestReport:
        """Remove these articles, of which a run may have kept too many."""
        report = IngestReport()
        with self._writing():
            self._remove_all(ids, report)
        return report

    def info(self, article_id: str) -> ArticleInfo | None:
        """What is stored of an article, besides its text; None where there is none."""
        found = self.catalog.article(article_id, self.catalog.head, damaged=True)
        return found[1] if found else None

    def rename(self, old: str, new: str) -> ArticleInfo:
        """Give an article another id; nothing is embedded again. Returns what was stored under the old one.

        Raises:
            IdentityError: there is no article `old`, or there is one `new`.
        """
        with self._writing():
            self._bind_chunker()
            head = self.catalog.head
            found = self.catalog.article(old, head)
            if found is None:
                raise IdentityError(f"There is no article {old!r}.")
            if self.catalog.article(new, head, damaged=True):
                raise IdentityError(f"There is an article {new!r} already.", help="Delete or rename that one first.")
            pending = self._pending(replace(found[0], id=checks.article_id(new)), found[1].origin or "")
            self._store([pending], self.catalog.encodings_by_text(old, pending.passages), instead_of=old)
        return found[1]

    def rechunk(self) -> int:
        """Split anew what an earlier version split otherwise; returns how many articles. After a cut, run it again."""
        recipe = {"recipe": self.settings.chunk.recipe}
        with self._writing():
            stored = self.catalog.fact("chunker")
            if stored is None or json.loads(stored) == recipe:
                return 0
            ids = list(self.catalog.content_keys(self.catalog.head))
            for article_id in ids:
                found = self.catalog.article(article_id, self.catalog.head)
                if found is not None:
                    self._store([self._pending(found[0], found[1].origin or "")])
            self.catalog.rebind("chunker", recipe)
        return len(ids)

    def _bind_chunker(self) -> None:
        self.catalog.bind("chunker", {"recipe": self.settings.chunk.recipe}, RECHUNK_HELP)

    def _pending(self, article: Article, origin: str) -> _Pending:
        return _Pending(article, origin, chunk(article, self.settings.chunk))

    def _as_prepared(self, item: ArticleFile) -> _Pending:
        if item.prepared is None:
            return self._pending(item.article, item.origin)
        return _Pending(item.article, item.origin, item.prepared.passages, item.prepared.encodings)

    def _store_all(self, items: Iterable[ArticleFile], report: IngestReport, publisher: Publisher) -> None:
        """Store `items`, and bring the indexes up to date now and then."""
        waiting: list[_Pending] = []
        unsynced = 0
        for item in items:
            waiting.append(self._as_prepared(item))
            if sum(len(one.passages) for one in waiting) >= EMBED_PASSAGES:
                unsynced += self._flush(waiting, report)
            if unsynced >= SYNC_PASSAGES:
                publisher.keep_up()
                unsynced = 0
        self._flush(waiting, report)

    def _remove_all(self, ids: Iterable[str], report: IngestReport) -> None:
        report.record(Status.REMOVED, [article_id for article_id in ids if self.catalog.remove(article_id)])

    def _flush(self, waiting: list[_Pending], report: IngestReport) -> int:
        """Store what waits and empty it. Returns the number of passages stored."""
        stored = sum(len(one.passages) for one in waiting)
        for one, status in zip(waiting, self._store(waiting), strict=True):
            report.record(status, [one.article.id])
        report.passages += stored
        waiting.clear()
        return stored

    def _store(
        self, pending: Sequence[_Pending], known: Encodings | None = None, instead_of: str | None = None
    ) -> list[Status]:
        """Embed the passages of several articles together, then store each article in a transaction."""
        passages = [passage for one in pending for passage in one.passages]
        ahead = {key: vectors for one in pending for key, vectors in one.encodings.items()}
        encoded = self._encode(passages, known, ahead)
        return [
            self.catalog.put(
                one.article, one.origin, [encoded[passage.id] for passage in one.passages], instead_of=instead_of
            )
            for one in pending
        ]

    def _encode(
        self, passages: Sequence[Passage], known: Encodings | None = None, ahead: Encodings | None = None
    ) -> dict[str, EncodedPassage]:
        """Vectors by passage id; those that are known aren't embedded again: by default, what the catalog has.

        Nor are those that were made `ahead`.
        """
        if not passages:
            return {}
        embedder, tokens = self.embedder, self.settings.late_interaction
        self.catalog.bind("late_interaction", late_interaction.recipe(embedder, tokens=tokens), REINDEX_HELP)
        known = self.catalog.known_encodings([passage.id for passage in passages]) if known is None else known
        known = {**known, **(ahead or {})}
        new = [passage for passage in passages if passage.id not in known]
        encoded = late_interaction.encode(embedder, new, tokens=tokens) if new else []
        fresh = {passage.id: EncodedPassage(passage, *vectors) for passage, vectors in zip(new, encoded, strict=True)}
        return fresh | {
            passage.id: EncodedPassage(passage, *known[passage.id]) for passage in passages if passage.id in known
        }

    @contextmanager
    def _writing(self) -> Iterator[Publisher]:
        """Hold the write lock, with the means to keep up; publish once others may write again: it may take long."""
        lock = OwnedLock(self.settings.data / "write.lock", "ingest")
        lock.acquire(self.settings.lock_wait)
        try:
            with closing(Publisher(self.settings, self.catalog, self._indexes)) as publisher:
                yield publisher
                lock.release()
                publisher.publish()
        finally:
            lock.release()
