"""Bulk ingest on Ray Data: files are read, chunked and embedded by many processes, and stored by the one writer.

What comes out is what one process makes: same articles, same passages, same vectors, in the same order. Rows between
the stages are a number and bytes: Ray turns whole columns of dates into datetimes, and makes batches of one row unless
it is told how many. A worker that dies is replaced, and its batch done again; what was stored before is stored.
"""

from __future__ import annotations

import logging
import os
import pickle
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest import late_interaction
from ingest.catalog.reading import CatalogReader, Selection
from ingest.catalog.writing import Encodings
from ingest.chunk_settings import ChunkSettings
from ingest.chunking import chunk
from ingest.embedding.base import Embedder, EmbedderIdentity
from ingest.embedding.factory import load_embedder
from ingest.identity import Owners
from ingest.models import Failure
from ingest.settings import IngestSettings
from ingest.sources.files import (
    ArticleFile,
    Part,
    Placed,
    Prepared,
    SourceItem,
    find_parts,
    owned,
    read_part,
)
from ingest.sources.metadata import Given, Tables
from ingest.sources.readers import JSON_LINES
from trichdan.errors import IndexMismatchError, SettingsError, TrichdanError

PART_BYTES = 1_000_000
"""Of a `.jsonl`, what one task reads: some hundred articles, so that every worker soon has something to do."""

FILES_A_BATCH = 16
ARTICLES_A_BATCH = 16
"""Articles embedded at a time, about 80 passages: what a worker that dies has done in vain is little."""

STARTS = 3
"""Tries at starting Ray on this machine: another process may have taken a port that was free when we looked."""

PATIENCE = 600
"""Seconds until a worker process that hasn't reported is given up: a busy machine may take a minute to import it."""

STORE_BYTES = 500_000_000
"""What Ray keeps of articles on their way, at most; memory is taken as it is needed, and what is more goes to disk."""

LOOPBACK = "127.0.0.1"

Batch = dict[str, Any]
MakeEmbedder = Callable[[], Embedder]


@dataclass(frozen=True)
class Known:
    """What the catalog holds already, so that it is neither chunked nor embedded: sent to each process once."""

    content_keys: Mapping[str, str]
    passages: frozenset[str]


@dataclass(frozen=True)
class RayReading:
    """Reads for an `Ingestor`, as `read_paths` does, with Ray's help.

    Args:
        settings: how to chunk and embed, and where the catalog is.
        identity: of the writer's embedder; the workers' must be the same one.
        workers: how many processes embed.
        make_embedder: makes a worker's embedder; by default the settings' own.

    Raises:
        SettingsError: Ray isn't installed.
        TrichdanError: it can't be started, or failed.
    """

    settings: IngestSettings
    identity: EmbedderIdentity
    workers: int = 2
    make_embedder: MakeEmbedder | None = None

    def __call__(self, paths: Sequence[Path], owners: Owners, given: Given) -> Iterator[SourceItem]:
        """Articles, with what was made of those that are new, and failures; in order."""
        yield from owned(self._placed(paths, given), owners)

    def _placed(self, paths: Sequence[Path], given: Given) -> Iterator[Placed]:
        parts: list[Part] = []
        for found in split_parts(paths):
            if isinstance(found, Failure):
                yield found.where, found
            else:
                parts.append(found)
        if parts:
            yield from self._run(parts, given)

    def _run(self, parts: Sequence[Part], given: Given) -> Iterator[Placed]:
        with _cluster(self.workers) as ray:
            known = ray.put(self._known())
            context = ray.data.DataContext.get_current()
            context.enable_progress_bars = False
            context.execution_options.preserve_order = True
            blocks = max(self.workers, len(parts) // FILES_A_BATCH)
            rows = [{"number": number, "item": pickle.dumps(part)} for number, part in enumerate(parts)]
            encoding = {
                "known": known,
                "chunking": self.settings.chunk,
                "identity": self.identity,
                "tokens": self.settings.late_interaction,
                "make_embedder": self.make_embedder or _own_embedder(self.settings),
            }
            items = (
                ray.data.from_items(rows, override_num_blocks=min(blocks, len(rows)))
                .map_batches(_read, batch_size=FILES_A_BATCH, fn_kwargs={"given": given})
                # What a task has read stays together unless it is cut up: one worker would embed all of it.
                .repartition(target_num_rows_per_block=ARTICLES_A_BATCH)
                .map_batches(
                    Encoder, batch_size=ARTICLES_A_BATCH, concurrency=self.workers, num_cpus=1,
                    fn_constructor_kwargs=encoding,
                )
            )  # fmt: skip
            for row in items.iter_rows():
                yield pickle.loads(row["item"])  # noqa: S301 - written by our own workers

    def _known(self) -> Known:
        with_catalog = CatalogReader(self.settings.catalog_url)
        try:
            head = with_catalog.head
            keys = {key: one.content_key for key, one in with_catalog.content_keys(head).items()}
            return Known(keys, frozenset(with_catalog.passage_ids(head, Selection())))
        finally:
            with_catalog.close()


def split_parts(paths: Iterable[Path], part_bytes: int = PART_BYTES) -> Iterator[Part | Failure]:
    """What is to be read, in order: files, long `.jsonl` in parts of about `part_bytes`; and what can't be.

    Tables beside the files are read here for what is wrong with them, and by each worker for what they say.
    """
    for path in paths:
        tables = Tables(path)
        for found in find_parts(path):
            if isinstance(found, Failure):
                yield found
                continue
            yield from tables.read(found.file)
            yield from _lines(found, part_bytes)


def _lines(part: Part, part_bytes: int) -> Iterator[Part]:
    """A `.jsonl` in parts that begin and end with a line; anything else, and what can't be read, as it is."""
    if part.file.suffix.lower() != JSON_LINES or not part.file.is_file():
        yield part
        return
    start = end = before = number = 0
    try:
        with part.file.open("rb") as file:
            while piece := file.readline(part_bytes):
                end += len(piece)
                if piece.endswith(b"\n"):
                    number += 1
                    if end - start >= part_bytes:
                        yield replace(part, start=start, stop=end, before=before)
                        start, before = end, number
    except OSError:
        pass  # whoever reads the rest says what is wrong
    if end > start or not start:
        yield replace(part, start=start, before=before)


def _read(batch: Batch, given: Given) -> Batch:
    """Files to articles and failures: of rows of parts, rows of what stands in them."""
    numbers, items = [], []
    for number, packed in zip(batch["number"], batch["item"], strict=True):
        part: Part = pickle.loads(packed)  # noqa: S301
        tables = Tables(part.root)
        for _ in tables.read(part.file):
            pass  # told by `split_parts`
        for placed in read_part(part, given, tables):
            numbers.append(number)
            items.append(pickle.dumps(placed))
    return _batch(numbers, items)


class Encoder:
    """One worker: chunks articles that are new, and embeds those of their passages that are."""

    def __init__(
        self,
        known: Any,  # noqa: ANN401 - a reference that Ray resolves
        chunking: ChunkSettings,
        identity: EmbedderIdentity,
        tokens: bool,
        make_embedder: MakeEmbedder,
    ) -> None:
        import ray

        self.known: Known = ray.get(known)
        self.chunking = chunking
        self.tokens = tokens
        self.embedder = make_embedder()
        if self.embedder.identity != identity:
            raise IndexMismatchError(
                f"A worker embeds with {self.embedder.identity.describe()}, the writer with {identity.describe()}.",
                help="Set TRICHDAN_EMBEDDING_PRECISION to fp32 for all machines.",
            )

    def __call__(self, batch: Batch) -> Batch:
        """The same rows, the new articles with their passages and vectors."""
        placed: list[Placed] = [pickle.loads(packed) for packed in batch["item"]]  # noqa: S301
        chunked = {place: chunk(item.article, self.chunking) for place, item in self._new(placed)}
        wanted = [one for passages in chunked.values() for one in passages if one.id not in self.known.passages]
        vectors = late_interaction.encode(self.embedder, wanted, tokens=self.tokens) if wanted else []
        encoded: Encodings = {one.id: made for one, made in zip(wanted, vectors, strict=True)}
        for place, passages in chunked.items():
            where, item = placed[place]
            own: Encodings = {one.id: encoded[one.id] for one in passages if one.id in encoded}
            assert isinstance(item, ArticleFile)
            placed[place] = where, replace(item, prepared=Prepared(passages, own))
        return _batch(batch["number"], [pickle.dumps(one) for one in placed])

    def _new(self, placed: Sequence[Placed]) -> Iterator[tuple[int, ArticleFile]]:
        for place, (_, item) in enumerate(placed):
            if isinstance(item, ArticleFile):
                article = item.article
                if self.known.content_keys.get(article.id) != article.content_key:
                    yield place, item


def _batch(numbers: Sequence[int], items: Sequence[bytes]) -> Batch:
    packed = np.empty(len(items), dtype=object)
    packed[:] = items
    return {"number": np.asarray(numbers, dtype=np.int64), "item": packed}


@dataclass(frozen=True)
class _OwnEmbedder:
    settings: IngestSettings

    def __call__(self) -> Embedder:
        return load_embedder(self.settings.embedding, self.settings.models_dir)


def _own_embedder(settings: IngestSettings) -> MakeEmbedder:
    """Each worker has one core, unless the settings say otherwise: together they have all."""
    embedding = settings.embedding.model_copy(update={"threads": settings.embedding.threads or 1})
    absolute = {"data": settings.data.absolute(), "models": settings.models_dir.absolute(), "embedding": embedding}
    return _OwnEmbedder(settings.model_copy(update=absolute))


@contextmanager
def _cluster(workers: int) -> Iterator[Any]:
    """Ray, connected: to the cluster that RAY_ADDRESS names, or one on this machine for as long as this lasts."""
    for name, value in _environment().items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.cluster_utils
        import ray.data
    except ImportError as error:
        raise SettingsError("Ray isn't installed.", help="Run: pip install -c constraints.txt '.[ray]'") from error
    with ExitStack() as begun:
        try:
            if not ray.is_initialized():
                _connect(ray, workers, begun)
            yield ray
        except ray.exceptions.RayError as error:
            raise TrichdanError(
                f"Ray failed: {type(error).__name__}: {_reason(error)}.",
                help="What was stored is stored: run it again, or without --engine ray.",
            ) from error


def _environment() -> dict[str, str]:
    """What Ray reads as it is imported, where nobody has set it otherwise."""
    usage = {"RAY_USAGE_STATS_ENABLED": "0"}  # it would tell its makers
    if os.environ.get("RAY_ADDRESS"):
        return usage
    # Whoever reaches a cluster may run anything in it: ours asks for a token that only this run knows.
    # It is to be reached from this machine only, which is what it calls having no cluster.
    own = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    return usage | own | {"RAY_worker_register_timeout_seconds": str(PATIENCE)}


def _connect(ray: Any, workers: int, begun: ExitStack) -> None:  # noqa: ANN401
    """Raises SettingsError if it can't be."""
    quiet = {"logging_level": logging.CRITICAL, "log_to_driver": False}
    for attempt in range(STARTS):
        with ExitStack() as tried:
            try:
                address = None if os.environ.get("RAY_ADDRESS") else _start(ray, workers, tried)
                tried.callback(ray.shutdown)
                ray.init(address, **quiet)
                begun.push(tried.pop_all())
                return
            except Exception as error:  # it raises `Exception` itself
                if attempt == STARTS - 1:
                    raise SettingsError(
                        f"Ray can't be started: {_reason(error)}",
                        help="Look into its logs (/tmp/ray/session_latest/logs), or leave --engine ray out.",
                    ) from error


def _start(ray: Any, workers: int, tried: ExitStack) -> str:  # noqa: ANN401
    """A cluster on loopback, of one node; its address.

    Its agents get their ports from us. If they chose them, Ray would wait 15 seconds for them to say which, and end if
    they need more, which no setting changes (ray-project/ray#65983): a busy machine takes longer to import them.
    """
    agents = "dashboard_agent_listen_port", "metrics_agent_port", "metrics_export_port", "runtime_env_agent_port"
    node = {
        "node_ip_address": LOOPBACK,
        "num_cpus": workers + 1,  # one more, for reading; Ray counts them, and binds nobody to one
        "object_store_memory": STORE_BYTES,
        "include_dashboard": False,
        **dict(zip(agents, _free_ports(len(agents)), strict=True)),
    }
    cluster = ray.cluster_utils.Cluster(initialize_head=True, head_node_args=node)
    tried.callback(cluster.shutdown)
    address: str = cluster.address
    return address


def _free_ports(count: int) -> list[int]:
    """Different ones; another process may take one before it is used."""
    with ExitStack() as open_ones:
        found = [open_ones.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in found]


def _reason(error: BaseException) -> str:
    """The innermost cause in a line."""
    cause = getattr(error, "cause", None) or error
    return str(cause).strip().splitlines()[-1][:300] if str(cause).strip() else type(cause).__name__
