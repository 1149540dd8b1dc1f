"""Locks name their owner and die with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from ingest.locks import OwnedLock
from trichdan.errors import LockedError


def _hold(path: Path, ready: Path) -> None:
    lock = OwnedLock(path, "a child that works")
    lock.acquire()
    ready.touch()
    time.sleep(60)
    lock.release()


def test_lock_says_who_holds_it_and_dies_with_its_owner(tmp_path: Path) -> None:
    path, ready = tmp_path / "write.lock", tmp_path / "ready"
    child = multiprocessing.get_context("spawn").Process(target=_hold, args=(path, ready))
    child.start()
    while not ready.exists():
        time.sleep(0.01)
    lock = OwnedLock(path, "the test")
    with pytest.raises(LockedError, match=rf"a child that works, process {child.pid}"):
        lock.acquire(0.05)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join()
    assert lock.try_acquire(5.0)
    assert lock.held
    lock.release()
    assert not lock.held


def test_lock_file_with_a_broken_owner_note_still_works(tmp_path: Path) -> None:
    lock = OwnedLock(tmp_path / "write.lock", "the test")
    lock.acquire()
    (tmp_path / "write.owner").write_text("{")
    assert OwnedLock(tmp_path / "write.lock", "other").describe_owner() == "owner unknown"
    assert not OwnedLock(tmp_path / "write.lock", "other").try_acquire()
    lock.release()
