"""The derived indexes as one: kept in step with the catalog by whoever owns them, and published together.

Readers see the catalog at its published sequence, which is raised only when both indexes hold all rows up to it.
So the lexical index is never ahead of the dense one nor behind it, and an update is seen at once or not at all:

    add new rows to both  →  publish (one transaction)  →  remove retired rows from both  →  purge the catalog

Each step may be killed and repeated. One process at a time owns the indexes (docs/decisions/0003-storage.md).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from ingest.catalog.writing import Catalog
from ingest.dense import ChromaIndex
from ingest.lexical import LexicalIndex
from ingest.locks import OwnedLock, clear
from ingest.settings import IngestSettings

log = logging.getLogger(__name__)

APPLY_ROWS = 2_000
"""Rows read from the catalog at a time: about 3 MB of vectors."""


def drop_local_indexes(data: Path) -> None:
    """Delete what is derived in a data folder. The caller holds the lock of the indexes."""
    for name in ("chroma", "lexical"):
        clear(data / name)


class Indexes:
    """Both derived indexes, owned by this process while open."""

    def __init__(self, settings: IngestSettings, catalog: Catalog, purpose: str) -> None:
        catalog_id = catalog.facts()["catalog"]
        self.catalog = catalog
        self.dense = ChromaIndex(catalog_id, settings.data / "chroma", settings.chroma_url)
        self.lexical = LexicalIndex(catalog_id, settings.data / "lexical")
        self.lock = OwnedLock(settings.data / "index.lock", purpose)
        self._syncing = threading.Lock()
        self._open = False
        self._uncounted: set[str] = set()
        self._rebuilt: list[str] = []
        self._tell: Callable[[str], None] = self._rebuilt.append

    def on_rebuild(self, tell: Callable[[str], None]) -> None:
        """Have `tell` called with the name of each index that is made anew, and of those that were already."""
        self._tell = tell
        while self._rebuilt:
            tell(self._rebuilt.pop())

    def _reset(self, index: ChromaIndex | LexicalIndex) -> None:
        index.reset()
        self._tell(index.name)

    def look_whole(self) -> bool:
        """Whether both indexes look undamaged and complete from outside, without opening them: a few milliseconds."""
        return self.dense.looks_whole() and self.lexical.looks_whole(self.catalog.published)

    def try_open(self, timeout: float = 0.0) -> bool:
        """Become the owner and open both indexes. Returns False if another process still is after `timeout` seconds.

        Raises:
            IndexUnavailableError: an index can't be opened, nor made anew.
        """
        if not self.lock.try_acquire(timeout):
            return False
        try:
            for index in (self.lexical, self.dense):
                self._open_checked(index)
            self._open = True
        except BaseException:
            self.close()
            raise
        return True

    def close(self) -> None:
        """Close both and let another process own them."""
        self._open = False
        if self.lock.held:
            self.dense.close()
            self.lexical.close()
        self.lock.release()

    def _open_checked(self, index: ChromaIndex | LexicalIndex) -> None:
        """Open an index, and start it anew if it can't be the one that the catalog knows."""
        self._uncounted.add(index.name)
        if index.open() is not None:
            self._tell(index.name)
        reached = index.reached
        if reached > self.catalog.head:
            why = "it is ahead of the catalog"
        elif index.count() < self.catalog.count_added(reached):
            why = "rows are missing"
        else:
            return
        log.warning("The %s index is rebuilt from the catalog: %s.", index.name, why)
        self._reset(index)

    @property
    def owned(self) -> bool:
        """Whether this process owns the indexes and has them open."""
        return self._open

    @property
    def behind(self) -> bool:
        """Whether the catalog has something that isn't published, or that these indexes lack, or one is damaged.

        Where machines share a catalog, another one may have published what this one's lexical index hasn't seen.
        """
        if self.dense.broken or self.lexical.broken:
            return True
        return self.catalog.head > min(self.catalog.published, self.dense.reached, self.lexical.reached)

    def sync(self) -> None:
        """Bring both indexes up to the catalog, publish, and clean up. Idempotent; safe to be killed anywhere."""
        with self._syncing:
            self._sync()

    def _sync(self) -> None:
        for index in (self.dense, self.lexical):
            if index.broken:
                index.close()
                self._open_checked(index)
            self._apply(index)
        reached = min(self.dense.reached, self.lexical.reached)
        if reached > self.catalog.published:
            self.catalog.publish(reached)
        retired = self.catalog.retired(reached)
        if retired:
            self.dense.remove(retired)
            self.lexical.remove(retired)
        self.catalog.purge(reached)
        for index in (self.dense, self.lexical):
            self._drop_surplus(index)

    def _drop_surplus(self, index: ChromaIndex | LexicalIndex) -> None:
        """Once after it was opened: an older copy of an index may hold rows that the catalog has forgotten."""
        if index.name not in self._uncounted:
            return
        held, wanted = index.count(), self.catalog.count_added(index.reached)
        if index.reached != self.catalog.head:
            return  # somebody writes: next time
        self._uncounted.discard(index.name)
        if held > wanted:
            log.warning("The %s index is rebuilt from the catalog: it holds rows that are long gone.", index.name)
            self._reset(index)
            self._apply(index)

    def _apply(self, index: ChromaIndex | LexicalIndex) -> None:
        if index.bloated():
            log.info("The %s index is rebuilt: most of it was deleted rows.", index.name)
            self._reset(index)
        while index.reached < self.catalog.head:
            new = self.catalog.additions(index.reached, APPLY_ROWS)
            rows = self.catalog.passages(new.ids, new.reached, vectors=True, damaged=True)
            if rows:
                index.add(list(rows.values()))
            index.mark(new.reached)

    def rebuild(self) -> None:
        """Drop both and fill them from the catalog again."""
        with self._syncing:
            for index in (self.dense, self.lexical):
                self._reset(index)
            self._sync()

    def verify(self) -> list[str]:
        """Where the indexes differ from the catalog, in sentences; empty if they are equal."""
        faults = []
        sequence = self.catalog.head
        passages = self.catalog.count(sequence)[1]
        for index in (self.dense, self.lexical):
            if index.reached != sequence:
                faults.append(f"The {index.name} index reached {index.reached}, the catalog is at {sequence}.")
            if index.count() != passages:
                faults.append(f"The {index.name} index holds {index.count()} passages, the catalog {passages}.")
        return faults
