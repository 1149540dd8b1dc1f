"""Several processes that serve as one: the folder in which their metrics are kept, to be told as sums."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client's own variable. It has to be set before that is imported: in the parent, for its workers."""


@contextlib.contextmanager
def shared_metrics(workers: int) -> Iterator[None]:
    """A folder for the metrics of `workers` processes, while the block lasts; none for a single one.

    A folder that the variable names already, as under another process manager, is used as it is.
    """
    # A single process keeps its counters in memory; files would outlive it.
    if workers < 2 or FOLDER in os.environ:  # noqa: PLR2004 - several
        yield
        return
    with tempfile.TemporaryDirectory(prefix="trichdan-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def shared_folder() -> Path | None:
    """The folder of all workers' metrics; None where this process is the only one."""
    folder = os.environ.get(FOLDER)
    return Path(folder) if folder else None


def forget_dead(folder: Path) -> None:
    """Drop what ended workers said of the present, such as requests in progress. What they counted stays."""
    from prometheus_client.multiprocess import mark_process_dead

    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not _alive(pid):
            with contextlib.suppress(FileNotFoundError):  # another worker was faster
                mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
