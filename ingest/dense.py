"""The dense index: passage vectors in Chroma, put there through LlamaIndex. Derived from the catalog; knows Chroma.

Embedded (a folder that one process has open at a time) or a Chroma server by URL. The collection carries the
catalog's identity and the sequence that it has reached. A damaged folder is told before it is opened.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ingest.catalog.rows import Floats, StoredPassage
from ingest.chroma_check import FILE, database_damage
from ingest.hnsw_check import damage, element_count
from ingest.locks import clear
from trichdan.errors import REPAIR, IndexUnavailableError

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI

log = logging.getLogger(__name__)

BATCH = 500
"""Rows a write. Chroma takes 5,461; smaller ones keep other threads alive, as the GIL is held meanwhile."""

MAX_BLOAT = 1.5
"""Rebuild when the index holds this many times its live rows: Chroma never reuses the space of deleted ones."""

QUESTION_S = 2.0
"""Seconds that a question waits for a Chroma server; it is then searched for exactly, in the catalog."""

WRITE_S = 60.0
"""Seconds for a write of a batch."""

HNSW: dict[str, Any] = {"space": "cosine", "ef_construction": 128, "ef_search": 128, "max_neighbors": 16}


class ChromaIndex:
    """The Chroma collection of one catalog.

    Raises:
        IndexUnavailableError: from any call, if Chroma fails or its server can't be reached.
    """

    name = "dense"

    def __init__(self, catalog_id: str, folder: Path, url: str = "") -> None:
        self.catalog_id = catalog_id
        self.folder = folder
        self.url = url
        self.collection_name = f"trichdan-{catalog_id[:16]}"
        self._client: ClientAPI | None = None
        self._failed = False

    @property
    def broken(self) -> bool:
        """Whether a call failed, or the folder is gone: `open` it again before it is used."""
        return self._failed or not (self.url or os.path.exists(self.folder / FILE))

    def looks_whole(self) -> bool:
        """Whether the folder is there and undamaged; a server is asked only when it is opened."""
        return not self.url and os.path.exists(self.folder / FILE) and self._damage() is None

    def _damage(self) -> str | None:
        try:
            return damage(self.folder) or database_damage(self.folder)
        except OSError as error:
            return f"it can't be read: {error.strerror}"

    def open(self) -> str | None:
        """Open the collection, empty if it had to be made anew. Returns why it was, or None."""
        reason = None if self.url else self._damage()
        if reason:
            log.warning("The dense index is damaged (%s); it is rebuilt from the catalog.", reason)
            clear(self.folder)
        try:
            self._connect()
        except IndexUnavailableError:
            if self.url:
                raise
            reason = "it could not be opened"
            log.warning("The dense index could not be opened; it is rebuilt from the catalog.")
            self.close()
            clear(self.folder)
            self._connect()
        return reason

    def _connect(self) -> None:
        import chromadb
        import httpx
        from chromadb.config import Settings

        with self._translated():
            quiet = Settings(anonymized_telemetry=False)
            if self.url:
                at = urlsplit(self.url)
                secure = at.scheme == "https"
                port = at.port or (443 if secure else 8000)
                # Chroma's client has no time-outs, nor a setting for them: it is made once the server has answered.
                httpx.get(f"{at.scheme}://{at.hostname}:{port}/api/v2/heartbeat", timeout=QUESTION_S)
                self._client = chromadb.HttpClient(at.hostname or self.url, port, ssl=secure, settings=quiet)
                _limit_waiting(self._client._server._session)  # type: ignore[attr-defined]
            else:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(str(self.folder), settings=quiet)
            self._collection = self._client.get_or_create_collection(
                self.collection_name,
                embedding_function=None,
                configuration={"hnsw": HNSW},  # type: ignore[arg-type]
                metadata={"catalog": self.catalog_id, "sequence": 0},
            )
        self._failed = False

    def close(self) -> None:
        """Close the client; the folder may then be opened by another process."""
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]  # ClientAPI lacks what its classes have
            self._client = None

    def reset(self) -> None:
        """Drop the collection and start it empty."""
        if self.url and self._client is not None:
            with self._translated():
                self._client.delete_collection(self.collection_name)
        self.close()
        if not self.url:
            clear(self.folder)
        self._connect()

    @property
    def reached(self) -> int:
        """The catalog's sequence up to which every live row is in."""
        return int((self._collection.metadata or {}).get("sequence", 0))

    def mark(self, sequence: int) -> None:
        """Note that every row up to `sequence` is in; after the rows, so that a kill between repeats them."""
        with self._translated():
            self._collection.modify(metadata={"catalog": self.catalog_id, "sequence": sequence})

    def count(self) -> int:
        """Rows in the collection."""
        with self._translated():
            return int(self._collection.count())

    def bloated(self) -> bool:
        """Whether deleted rows take so much of the index that it should be built anew."""
        live = self.count()
        return not self.url and element_count(self.folder) > MAX_BLOAT * max(live, 1_000)

    def add(self, passages: Sequence[StoredPassage]) -> None:
        """Add passages with their vectors. Ids that are there already are left alone: equal id, equal content."""
        # Loaded with the first write: LlamaIndex takes longer than all else of a start, and who only reads needs none.
        from llama_index.vector_stores.chroma import ChromaVectorStore

        from ingest.nodes import to_node

        store = ChromaVectorStore.from_collection(self._collection)
        nodes: list[Any] = [
            to_node(one.passage, one.article, one.vector.tolist()) for one in passages if one.vector is not None
        ]
        for start in range(0, len(nodes), BATCH):
            with self._translated():
                store.add(nodes[start : start + BATCH])

    def remove(self, ids: Sequence[str]) -> None:
        """Remove passages by id; ids that aren't there are ignored."""
        for start in range(0, len(ids), BATCH):
            with self._translated():
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def search(self, vector: Floats, k: int) -> list[tuple[str, float]]:
        """At most `k` passage ids with their cosine similarity, best first."""
        with self._translated():
            # LlamaIndex's store would read text and metadata of every hit too: 12 ms instead of 1 for 100 of them.
            found = self._collection.query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever Chroma, its HTTP client or its store raise comes out as one error of ours, panics too."""
        try:
            yield
        except BaseException as error:
            if type(error).__name__ != "PanicException" and not isinstance(error, Exception):
                raise
            self._failed = True
            where = f"server at {self.url}" if self.url else f"folder {self.folder}"
            raise IndexUnavailableError(
                f"The dense index failed (Chroma, {where}): {type(error).__name__}: {str(error)[:200]}.",
                help="If the address is right, check that the server runs there." if self.url else REPAIR,
            ) from error


def _limit_waiting(session: httpx.Client) -> None:
    """Let no call of Chroma's client take for ever, and none that a question waits for take long."""
    import httpx

    def hurry(request: httpx.Request) -> None:
        if request.url.path.endswith("/query"):
            request.extensions["timeout"] = httpx.Timeout(QUESTION_S).as_dict()

    session.timeout = httpx.Timeout(WRITE_S, connect=QUESTION_S)
    session.event_hooks = {"request": [hurry]}
