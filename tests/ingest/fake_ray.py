"""A stand-in for Ray where it isn't installed: the same calls, in this process, with everything pickled on its way."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

Rows = list[dict[str, Any]]


class Dataset:
    """Rows, and what is done to them; batches of one row unless more are asked for, as Ray makes them of few rows."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def map_batches(
        self, work: Any, batch_size: int = 1, fn_kwargs: Any = None, fn_constructor_kwargs: Any = None, **_: object
    ) -> Dataset:
        work, fn_kwargs, fn_constructor_kwargs = pickle.loads(pickle.dumps((work, fn_kwargs, fn_constructor_kwargs)))
        call = work(**fn_constructor_kwargs) if isinstance(work, type) else work
        made: Rows = []
        for start in range(0, len(self.rows), batch_size):
            made += _rows(call(_batch(self.rows[start : start + batch_size]), **(fn_kwargs or {})))
        return Dataset(pickle.loads(pickle.dumps(made)))

    def repartition(self, **_: object) -> Dataset:
        return self

    def iter_rows(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)


def _batch(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    packed = np.empty(len(rows), dtype=object)
    packed[:] = [row["item"] for row in rows]
    return {"number": np.array([row["number"] for row in rows]), "item": packed}


def _rows(batch: dict[str, Any]) -> Rows:
    return [{"number": int(a), "item": b} for a, b in zip(batch["number"], batch["item"], strict=True)]


def module() -> ModuleType:
    """What `import ray` gives."""
    context = SimpleNamespace(execution_options=SimpleNamespace())
    made: Any = ModuleType("ray")
    made.data = ModuleType("ray.data")
    made.data.from_items = lambda rows, **_: Dataset(rows)
    made.data.DataContext = SimpleNamespace(get_current=lambda: context)
    made.cluster_utils = ModuleType("ray.cluster_utils")
    made.cluster_utils.Cluster = lambda **_: SimpleNamespace(address="127.0.0.1:1", shutdown=lambda: None)
    made.exceptions = SimpleNamespace(RayError=type("RayError", (Exception,), {}))
    made.put, made.get = pickle.dumps, pickle.loads
    made.init, made.shutdown, made.is_initialized = (lambda *_, **__: None), (lambda: None), (lambda: False)
    return made  # type: ignore[no-any-return]
