"""Child processes for tests that kill them: forked from a server that has the libraries loaded."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded, as the command line does
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(
    ["tests.kills.children", "tests.damage.child", "chromadb.api.rust", "llama_index.vector_stores.chroma"]
)


def spawn(target: Callable[..., object], *args: object, **named: object) -> ForkServerProcess:
    """A process that runs `target`, and ends with this one."""
    process = _context.Process(target=target, args=args, kwargs=named, daemon=True)
    process.start()
    return process
