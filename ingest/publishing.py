"""Making what was written searchable: by this process if it can own the indexes, else by whichever process does."""

from __future__ import annotations

import time

from ingest.catalog.writing import Catalog
from ingest.indexes import Indexes
from ingest.settings import IngestSettings
from trichdan.errors import IndexUnavailableError, UnpublishedError

OWNER_WAIT = 60.0
"""Seconds to wait for the process that owns the indexes to publish what was written."""

STORED = "What was written is stored, but not searchable yet"


class Publisher:
    """Publishes for one writer. Indexes are opened only when there is something to do for them.

    Args:
        settings: where things are stored.
        catalog: the catalog that is written to.
        indexes: this process's own open indexes, if it has them; else they are opened here when needed.
    """

    def __init__(self, settings: IngestSettings, catalog: Catalog, indexes: Indexes | None = None) -> None:
        self.catalog = catalog
        self._shared = indexes if indexes and indexes.owned else None
        self._own = Indexes(settings, catalog, "ingest")

    def close(self) -> None:
        """Let another process own the indexes that were opened here."""
        self._own.close()

    def _owned(self) -> Indexes | None:
        """The indexes if this process owns them or can; None while another one does."""
        if self._shared:
            return self._shared
        return self._own if self._own.owned or self._own.try_open() else None

    def keep_up(self) -> None:
        """Bring the indexes up to date during a long run; a no-op where another process owns them."""
        indexes = self._owned()
        if indexes:
            indexes.sync()

    def publish(self) -> None:
        """Return when everything that was written can be found. The write lock isn't needed, nor held by callers.

        Raises:
            UnpublishedError: an index can't be reached, or its owner didn't publish in time; everything is stored.
        """
        head = self.catalog.head  # what others write from here on is theirs to publish
        if self.catalog.published >= head and self._own.look_whole():
            return
        deadline = time.monotonic() + OWNER_WAIT
        while True:
            self._sync_or_explain()
            if self.catalog.published >= head:
                return
            if time.monotonic() > deadline:
                raise UnpublishedError(
                    f"{STORED}: {self._own.lock.describe_owner()} has the indexes open and has not taken them up "
                    f"within {OWNER_WAIT:.0f} s.",
                    help="Restart that process.",
                )
            time.sleep(0.05)

    def _sync_or_explain(self) -> None:
        try:
            self.keep_up()
        except IndexUnavailableError as error:
            raise UnpublishedError(f"{STORED}: {error}") from error
