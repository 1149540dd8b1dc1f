"""multilingual-e5-small through ONNX Runtime (Wang et al. 2024, "Multilingual E5 Text Embeddings").

A call is one thread's, and several run side by side: ONNX Runtime releases the GIL. Padding would cost up to five
times the work; short texts of equal length share a call in fp32, which takes 1.1 to 1.5 times less and gives the same
bits. In int8 activations are quantised by call, so there a text is alone, and gets the same vector every time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.embedding.base import EmbedderIdentity, Floats, Reading, TextEncoding, unit_rows
from ingest.embedding.bundled import MODEL, RECIPE, ModelFiles, ensure_model
from ingest.embedding.precision import Precision, precision_here
from trichdan.errors import EmbedderError

if TYPE_CHECKING:
    from ingest.embedding.tokenizer import Tokenizer, Tokens

QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
DIMENSION = 384
WINDOW = 510
"""Tokens a window holds besides its two special ones."""

QUERIES = 16
"""Questions whose encodings are kept: a conversation's or two, a megabyte."""

SHORT, TOGETHER = 64, 8
"""Tokens of a window that shares its call, and windows of a call: 24 tokens take 18 ms alone and 14 of eight, 160 no
less in company."""


def usable_cores() -> int:
    """Cores that this process may use, where the system says so; else all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class E5Embedder:
    """The bundled embedder. Texts over 510 tokens are read in windows, whose means count by their length."""

    supports_tokens = True

    def __init__(
        self,
        models_dir: Path,
        *,
        precision: Precision | None = None,
        query_prefix: str = QUERY_PREFIX,
        passage_prefix: str = PASSAGE_PREFIX,
        threads: int | None = None,
    ) -> None:
        """Load the model, converting it first if need be.

        Args:
            models_dir: folder of converted models.
            precision: the arithmetic; by default what suits this CPU.
            query_prefix: put before every query, as words of its own.
            passage_prefix: put before every passage, as words of its own.
            threads: texts encoded at once; by default one per usable core.

        Raises:
            EmbedderError: the model is missing, damaged beyond repair or can't be loaded.
        """
        chosen = precision or precision_here()
        self.identity = EmbedderIdentity(MODEL, RECIPE, chosen, DIMENSION, query_prefix, passage_prefix)
        self._files, self._tokenizer = _load(models_dir, chosen)
        self._sessions: dict[Path, Any] = {}
        self._opening = threading.Lock()
        self._session(self._files.questions)  # what can't be loaded is told now
        self._prefixes = {text: self._tokenizer.tokenize(text).ids for text in (query_prefix, passage_prefix)}
        self._threads = threads or usable_cores()
        self._query = lru_cache(maxsize=QUERIES)(lambda text: self._ask([text], True)[0])
        self._pool: ThreadPoolExecutor | None = None
        self._pool_lock = threading.Lock()

    def encode_queries(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        """One encoding per question, in order; a lone one is kept, since several stages ask for it."""
        return [self._query(texts[0])] if len(texts) == 1 else self._ask(texts, tokens)

    def encode_passages(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        """One encoding per passage, in order."""
        return self._encode(texts, self.identity.passage_prefix, tokens, self._files.graph)

    def read(self, question: str, text: str) -> Reading:
        """What reading a text with a question tells."""
        from ingest.embedding.reader import layout, load_reader

        laid = layout(self._tokenizer, text, [question])
        states = self._session(self._files.reading).run(None, laid.inputs)[0][0]
        return load_reader().reading(states, laid)

    def _ask(self, texts: Sequence[str], tokens: bool) -> list[TextEncoding]:
        return self._encode(texts, self.identity.query_prefix, tokens, self._files.questions)

    def _session(self, graph: Path) -> Any:  # noqa: ANN401 - untyped library
        """The session of a graph, opened when it is first needed: who only asks never needs the passages' one."""
        with self._opening:
            if graph not in self._sessions:
                self._sessions[graph] = _open_session(graph)
            return self._sessions[graph]

    def warm_up(self) -> None:
        """Ask and read once, which opens the reader's graph and allocates buffers (100 ms)."""
        self.encode_queries([""])
        self.read("", "")

    def _encode(self, texts: Sequence[str], prefix: str, tokens: bool, graph: Path) -> list[TextEncoding]:
        head = self._prefixes[prefix]
        cuts = [self._tokenizer.tokenize(text) for text in texts]
        windows = [_windows(head + cut.ids) for cut in cuts]
        # Longest first, so that no long window is left running alone at the end.
        jobs = sorted(
            ((text, place) for text, parts in enumerate(windows) for place in range(len(parts))),
            key=lambda job: -len(windows[job[0]][job[1]]),
        )
        found = self._map([windows[text][place] for text, place in jobs], tokens, self._session(graph))
        states = dict(zip(jobs, found, strict=True))
        return [
            _join([states[text, place] for place in range(len(parts))], cuts[text], len(head))
            for text, parts in enumerate(windows)
        ]

    def _map(self, windows: Sequence[list[int]], tokens: bool, session: Any) -> list[_WindowState]:  # noqa: ANN401
        """The states of `windows`, which come longest first, in order; on the pool where that helps."""
        calls = list(_calls(windows, TOGETHER if self.identity.precision == "fp32" else 1))
        if len(calls) < 2 or self._threads == 1:
            return [state for call in calls for state in _run(session, call, tokens)]
        found = self._workers().map(lambda call: _run(session, call, tokens), calls)
        return [state for states in found for state in states]

    def _workers(self) -> ThreadPoolExecutor:
        with self._pool_lock:
            self._pool = self._pool or ThreadPoolExecutor(self._threads, thread_name_prefix="e5")
            return self._pool


_WindowState = tuple[Floats, Floats | None]


def _run(session: Any, windows: Sequence[list[int]], tokens: bool) -> list[_WindowState]:  # noqa: ANN401
    """For windows of one length the mean hidden state times that, and the tokens' unit states if asked for."""
    full = np.array([[0, *ids, 2] for ids in windows], dtype=np.int64)
    states: Floats = session.run(None, {"input_ids": full})[0]
    weight = np.float32(max(len(windows[0]), 1))
    return [(one.mean(axis=0) * weight, unit_rows(one[1:-1]) if tokens else None) for one in states]


def _calls(windows: Sequence[list[int]], together: int) -> Iterator[Sequence[list[int]]]:
    """`windows` in runs that are run in one call: short neighbours of one length, and every other one alone."""
    for length, equal in groupby(windows, len):
        same = list(equal)
        size = together if length <= SHORT else 1
        yield from (same[at : at + size] for at in range(0, len(same), size))


def _windows(ids: list[int]) -> list[list[int]]:
    """The token ids of a text in windows; an empty text is one empty window."""
    return [ids[at : at + WINDOW] for at in range(0, len(ids), WINDOW)] or [[]]


def _join(parts: Sequence[_WindowState], cut: Tokens, head: int) -> TextEncoding:
    """The encoding of a text from its windows; `head` is the number of tokens of the prefix."""
    vector = unit_rows(np.sum([total for total, _ in parts], axis=0, dtype=np.float32))
    rows = [states for _, states in parts if states is not None]
    if not rows:
        return TextEncoding(vector)
    spans = np.array([cut.starts, cut.ends], dtype=np.int32).T
    # Lone word marks stand for no characters: nothing could be said to match there.
    real = spans[:, 0] < spans[:, 1]
    return TextEncoding(vector, np.concatenate(rows)[head:][real], np.ascontiguousarray(spans[real]))


def _load(models_dir: Path, precision: Precision) -> tuple[ModelFiles, Tokenizer]:
    """The model's files and the tokenizer. The files are checked while ONNX Runtime is being imported."""
    with ThreadPoolExecutor(1) as side:
        checked = side.submit(ensure_model, models_dir, precision)
        import onnxruntime  # noqa: F401 - for the sessions

        from ingest.embedding.tokenizer import Tokenizer, Vocabulary

        files = checked.result()
    return files, Tokenizer(Vocabulary.load(files.pieces, files.scores, files.slots))


def _open_session(graph: Path) -> Any:  # noqa: ANN401 - untyped library
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Patterns are kept for each length of text that was ever seen.
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EmbedderError(f"ONNX Runtime can't load the embedding model in {graph.parent}: {error}") from error
