"""Two services over one data folder, as two workers are, each asked without end; either may be killed at any time."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from tests.forking import spawn
from tests.kills import children
from tests.kills.world import World, question_of

START_S = 60.0
"""Seconds in which a service must be up, or the indexes in step, on a busy machine."""

PAUSE_S = 0.02
"""Between two questions to one service, so that the machine does other work too."""


def http_client() -> httpx.Client:
    """Loopback only: without the certificates that take long to read."""
    return httpx.Client(timeout=2 * START_S, verify=False, trust_env=False)


class Service:
    """One of the services, and who asks it."""

    def __init__(self, name: str, folder: Path, world: World) -> None:
        self.world = world
        self._data = folder / "data"
        self._port_file, self._log, self._embedded = (folder / f"{name}.{end}" for end in ("port", "log", "embedded"))
        self._process: ForkServerProcess | None = None
        self._stopped = threading.Event()
        self._asker = threading.Thread(target=self._ask, daemon=True)
        self.url = ""

    @property
    def pid(self) -> int:
        """The process, 0 while there is none."""
        return (self._process.pid or 0) if self._process else 0

    def start(self) -> None:
        """Start it; it is asked from the first moment on that it answers."""
        self._port_file.unlink(missing_ok=True)
        self._process = spawn(children.serve, self._data, self._port_file, self._embedded, self._log)
        deadline = time.monotonic() + START_S
        while not self._port_file.exists():
            assert self._process.is_alive(), self._log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._port_file.read_text('ascii')}"
        if not self._asker.is_alive():
            self._asker.start()

    def kill(self, how: signal.Signals) -> None:
        """End the process, and wait until it is gone."""
        assert self._process is not None
        self.url = ""  # from here on no reply is no fault
        with suppress(ProcessLookupError):
            os.kill(self.pid, how)
        self._process.join(START_S)
        if self._process.exitcode is None:
            self.world.fault(f"a service did not end by {how.name}")
            os.kill(self.pid, signal.SIGKILL)
            self._process.join(START_S)

    def stop(self) -> None:
        """End it and its asker."""
        self._stopped.set()
        if self.url:
            self.kill(signal.SIGTERM)

    def request(self, client: httpx.Client, method: str, path: str, body: object = None) -> httpx.Response | None:
        """A reply, or None where the process is or was killed meanwhile. Another silence is a fault."""
        url = self.url
        if not url:
            return None
        headers = {"Authorization": f"Bearer {children.ADMIN}"} if method in ("PUT", "DELETE") else {}
        try:
            return client.request(method, url + path, json=body, headers=headers)
        except httpx.HTTPError as error:
            if self.url == url:
                self.world.fault(f"{method} {path}: {type(error).__name__} from a service that lives")
            return None

    def _ask(self) -> None:
        with http_client() as client:
            turn = 0
            while not self._stopped.wait(PAUSE_S):
                known = sorted(self.world.texts)
                if not known:
                    continue
                turn += 1
                key = known[turn * 7 % len(known)]
                reply = self.request(client, "POST", "/v1/ask", {"question": question_of(key)})
                answer = self.world.check(reply, "ask") if reply is not None else None
                if answer is not None:
                    with suppress(RuntimeError):
                        self.world.check_answer(answer)
