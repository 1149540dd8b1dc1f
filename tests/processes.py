"""Real servers on loopback, as child processes that end with the test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    ready: str,
    env: Mapping[str, str],
    log: Path,
    cwd: Path,
    timeout: float = 60.0,
    *,
    inherit: bool = True,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process, from the moment on that `ready` answers below 500, until the end of the block."""
    with log.open("wb") as out:
        inherited = {key: value for key, value in os.environ.items() if inherit and not key.startswith("TRICHDAN_")}
        process = subprocess.Popen(command, env=inherited | dict(env), stdout=out, stderr=out, cwd=cwd)
        try:
            deadline = time.monotonic() + timeout
            while not _answers(ready):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"no server at {ready}: {log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.05)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code < 500
    except httpx.HTTPError:
        return False


@contextmanager
def chroma_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """A real `chroma run`; yields its address."""
    with chroma_process(folder, port or free_port()) as (url, _):
        yield url


@contextmanager
def chroma_process(folder: Path, port: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A real `chroma run`; yields its address and its process."""
    url = f"http://127.0.0.1:{port}"
    command = [str(BIN / "chroma"), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with running(command, f"{url}/api/v2/heartbeat", {}, folder.with_suffix(".log"), folder.parent) as process:
        yield url, process


@contextmanager
def trichdan_server(data: Path, models: Path, **settings: str) -> Iterator[str]:
    """A real `trichdan serve`; yields its address. It may be up with an empty index."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {"TRICHDAN_DATA": str(data), "TRICHDAN_MODELS": str(models)}
    env |= {f"TRICHDAN_{name.upper()}": value for name, value in settings.items()}
    command = [str(BIN / "trichdan"), "serve", "--port", str(port)]
    with running(command, f"{url}/healthz", env, data.with_suffix(".log"), data.parent):
        yield url
