"""Small disks for tests, to be filled or made read-only."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

Mount = Callable[..., Path]
needs_mount = pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")


@contextmanager
def mounting(place: Path) -> Iterator[Mount]:
    """A function that mounts a disk at `place`, with the options given, or mounts it anew."""
    place.mkdir()

    def mount(*options: str) -> Path:
        done = subprocess.run(["mount", *options, str(place)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("only root can mount a disk")
        return place

    try:
        yield mount
    finally:
        subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)
