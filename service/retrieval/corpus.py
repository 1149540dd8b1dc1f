"""The corpus as one process sees it: the catalog, and whichever dense and lexical index it may use.

A service tries to own the indexes, and then also takes up what other processes write to the catalog. A one-shot
command on a small corpus leaves Chroma alone and searches the catalog's vectors exactly, which is right too and
starts sooner. So does anyone who finds the indexes owned by another process (docs/decisions/0003-storage.md).
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Mapping
from contextlib import ExitStack

from ingest.catalog.rows import Floats
from ingest.catalog.writing import Catalog
from ingest.embedding.base import EmbedderIdentity
from ingest.exact import ExactIndex
from ingest.indexes import Indexes
from ingest.lexical_reading import LexicalReader
from ingest.opening import open_catalog
from service.settings import ServiceSettings
from trichdan.errors import IndexMismatchError, IndexUnavailableError, StorageError, TrichdanError

log = logging.getLogger(__name__)

FOLLOW_EVERY = 0.3
"""Seconds between looks at whether another process has written to the catalog."""

RETRY_EVERY = 2.0
"""Seconds until the next try where the indexes could not be opened or brought up to date."""

_DEPENDS_ON = ("catalog", "published", "embedder", "chunker")


class Corpus:
    """Open access to the corpus. `close` it when done.

    Args:
        settings: where the corpus is.
        serving: whether this process stays: it then makes a missing catalog, owns the indexes if it can, and
            follows what others write.

    Raises:
        CatalogError: the catalog can't be opened. Indexes that can't be are done without, and a service tries again.
    """

    def __init__(self, settings: ServiceSettings, *, serving: bool = False) -> None:
        self.settings = settings
        self.catalog = open_catalog(settings) if serving else Catalog(settings.catalog_url)
        self._reader: LexicalReader | None = None
        self._closing = threading.Event()
        self._follower: threading.Thread | None = None
        self._trouble = ""
        with ExitStack() as unless_opened:
            # A connection that nobody gives back keeps the file from being restored.
            unless_opened.callback(self.catalog.close)
            self.catalog_id = self.catalog.facts()["catalog"]
            self.exact = ExactIndex(self.catalog)
            self.indexes = Indexes(settings, self.catalog, "the service" if serving else "a question")
            unless_opened.callback(self.indexes.close)
            if serving or self._wants_indexes():
                self._keep_up_or_log()
            unless_opened.pop_all()
        if serving:
            self._follower = threading.Thread(target=self._follow, name="index-follower", daemon=True)
            self._follower.start()

    def _wants_indexes(self) -> bool:
        head, published = self.catalog.head, self.catalog.published
        passages = self.catalog.count(published)[1]
        # A small corpus is searched exactly, but a torn lexical index has to be mended by whoever comes first.
        damaged = passages > 0 and not self.indexes.lexical.looks_whole(published)
        return head > published or passages > self.settings.exact_below or bool(self.settings.chroma_url) or damaged

    def _try_own(self) -> bool:
        try:
            owned = self.indexes.try_open()
        except StorageError as error:  # read-only or full: what is there can be served
            log.info("The indexes are only read: %s", error)
            return False
        if owned:
            self.indexes.sync()
        return owned

    def close(self) -> None:
        """Stop following and give everything back."""
        self._closing.set()
        if self._follower:
            self._follower.join()
        self.indexes.close()
        self.catalog.close()

    def _follow(self) -> None:
        """Own the indexes as soon as they are free, and take up what other processes write."""
        while not self._closing.wait(RETRY_EVERY if self._trouble else FOLLOW_EVERY):
            self._keep_up_or_log()

    def _keep_up_or_log(self) -> None:
        """Try to; the same trouble is told once."""
        trouble = ""
        try:
            self.keep_up()
        except TrichdanError as error:
            trouble = str(error)
        # The follower looks three times a second, and would fill the log.
        if trouble and trouble != self._trouble:
            log.warning("Searching the catalog itself, as the indexes could not be brought up to date: %s", trouble)
        self._trouble = trouble

    def keep_up(self) -> None:
        """Own the indexes if they are free, and bring them up to what was written since."""
        if not self.indexes.owned:
            self._try_own()
        elif self.indexes.behind:
            self.indexes.sync()

    @property
    def lexical(self) -> LexicalReader | None:
        """The lexical index, for searching; None where there is none yet and another process is making it."""
        if self.indexes.owned:
            return self.indexes.lexical
        # Of an index that another process owns only a reader is opened: two owners of one embedded Chroma corrupt it.
        if self._reader is None or self._reader.broken:
            reader = LexicalReader(self.catalog_id, self.settings.data / "lexical")
            try:
                reader.open_reader()
            except IndexUnavailableError:
                return None
            self._reader = reader
        return self._reader

    def nearest(self, vector: Floats, k: int, sequence: int) -> list[tuple[str, float]]:
        """At most `k` passage ids with their cosine to the unit `vector`, best first; ids may be out of date.

        All that a reader at `sequence` may see is searched.
        """
        # While the dense index is being rebuilt it lacks passages that readers may see; one that failed may be slow.
        dense = self.indexes.dense
        if self.indexes.owned and not dense.broken and dense.reached >= sequence:
            try:
                return dense.search(vector, k)
            except IndexUnavailableError as error:
                log.warning("Searching the catalog's vectors instead: %s", error)
        return self.exact.search(vector, k)

    def check_embedder(self, identity: EmbedderIdentity) -> None:
        """Refuse to compare vectors of two embedders.

        Raises:
            IndexMismatchError: the corpus was embedded with another one.
        """
        stored = self.catalog.fact("embedder")
        if stored is not None and EmbedderIdentity.from_dict(json.loads(stored)) != identity:
            was = EmbedderIdentity.from_dict(json.loads(stored)).describe()
            raise IndexMismatchError(
                f"The corpus was embedded with {was}, the settings ask for {identity.describe()}.",
                help="Set TRICHDAN_EMBEDDING_MODEL back, or ingest into a new data folder (TRICHDAN_DATA).",
            )

    def fingerprint(self) -> str:
        """What the answers depend on, besides the program: corpus, its state, and index settings; 16 hex digits."""
        return fingerprint(self.catalog.facts())


def fingerprint(facts: Mapping[str, str]) -> str:
    """Hash of the corpus, its state, and how it was indexed: 16 hex digits."""
    joined = "\n".join(facts.get(name, "") for name in _DEPENDS_ON)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]
