"""Locks between processes that die with their owner: advisory locks of the operating system on a file.

Two of them guard a data folder. `write` is held by whoever changes the catalog; `index` by the one process that
has the embedded Chroma open, since a second one would corrupt it (docs/decisions/0003-storage.md).
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from trichdan.errors import IndexUnavailableError, LockedError, StorageError

if TYPE_CHECKING:
    from filelock import BaseFileLock


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """What the operating system says when `folder` can't be written comes out as one error of ours."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The data folder {folder} can't be written: {error.strerror or error}.",
            help="Make room there, or see who may write to it.",
        ) from error


def clear(folder: Path) -> None:
    """Remove what is derived, a folder, or whatever stands in its place.

    Raises:
        IndexUnavailableError: it can't be.
    """
    with suppress(OSError):
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):
        raise IndexUnavailableError(
            f"{folder} is damaged and can't be removed.", help="Move it away, or see who may write to it."
        )


class OwnedLock:
    """A file lock that says who holds it. Not re-entrant across objects, also within one process."""

    def __init__(self, path: Path, purpose: str) -> None:
        self.path = path
        self.purpose = purpose
        self._lock: BaseFileLock | None = None
        self._owner = path.with_suffix(".owner")

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock is not None and self._lock.is_locked

    def try_acquire(self, timeout: float = 0.0) -> bool:
        """Take the lock, waiting at most `timeout` seconds. Returns whether it was taken.

        Raises:
            StorageError: the folder can't be written.
        """
        # Who only asks takes no lock.
        from filelock import FileLock, Timeout

        self._lock = self._lock or FileLock(self.path, thread_local=False)
        with translated(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=timeout, poll_interval=0.02)
            except Timeout:
                return False
        owner = {"pid": os.getpid(), "purpose": self.purpose, "since": time.strftime("%Y-%m-%d %H:%M:%S")}
        with suppress(OSError):  # a note for a message: a full disk must not keep anyone from the lock
            self._owner.write_text(json.dumps(owner), encoding="utf-8")
        return True

    def acquire(self, timeout: float = 0.0) -> None:
        """Take the lock.

        Raises:
            LockedError: if another process still holds it after `timeout` seconds; it names that process.
        """
        if not self.try_acquire(timeout):
            raise LockedError(
                f"Another process is using {self.path.parent} ({self.describe_owner()}).",
                help="Wait until it is done, or stop it, then run this again.",
            )

    def describe_owner(self) -> str:
        """Who holds the lock, as far as is known, for a message."""
        try:
            owner = json.loads(self._owner.read_text(encoding="utf-8"))
            return f"{owner['purpose']}, process {owner['pid']}, since {owner['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "owner unknown"

    def release(self) -> None:
        """Give the lock back; a no-op if it isn't held."""
        if self._lock is not None and self._lock.is_locked:
            self._lock.release()

    def __enter__(self) -> OwnedLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
