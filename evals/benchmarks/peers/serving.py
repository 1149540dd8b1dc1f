"""How a way of retrieving is measured from within its own process; any interpreter runs this.

Says when its libraries and model are loaded, and once it holds the passages, each with what that took; then answers
each question with its seconds, and anything else with its memory. Seconds are the processor's, `wall_s` the clock's.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

TOP_K = 8


class Way(Protocol):
    """A way of retrieving, its libraries and model loaded."""

    def ingest(self) -> None:
        """Take the passages in, so that questions can be asked."""

    def ask(self, question: str) -> object:
        """The `TOP_K` best passages."""

    def embed(self, question: str) -> Sequence[float]:
        """The vector that it has for a question."""

    def close(self) -> None:
        """Nothing is asked any more."""


def serve(name: str, open_way: Callable[[], Way], kept: Path) -> None:
    """Measure a way; `kept` is the folder where it keeps what it keeps on the disk."""
    try:
        way = open_way()
    except ImportError as error:
        _say({"missing": f"{name} needs a package that this interpreter lacks: {error}"})
        return
    _say({"start_s": time.process_time()})
    try:
        with _timed() as took:
            way.ingest()
        _say({**took, "disk_mb": _disk_mb(kept)})
        for line in sys.stdin:
            _say(_answer(way, json.loads(line)))
    finally:
        way.close()


def _answer(way: Way, told: dict[str, str]) -> dict[str, Any]:
    if "embed" in told:
        return {"vector": [float(one) for one in way.embed(told["embed"])]}
    if "question" not in told:
        # macOS counts bytes, Linux kilobytes.
        unit = 1_000_000 if sys.platform == "darwin" else 1_000
        return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit}
    with _timed() as took:
        way.ask(told["question"])
    return dict(took)


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    took: dict[str, float] = {}
    processor, wall = time.process_time(), time.perf_counter()
    yield took
    took.update(seconds=time.process_time() - processor, wall_s=time.perf_counter() - wall)


def _say(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


def _disk_mb(folder: Path) -> float | None:
    """Megabytes that a folder holds, without what is only linked to: the model."""
    files = [one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()]
    return sum(one.stat().st_size for one in files) / 1e6 if files else None
