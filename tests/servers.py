"""The service for tests: in process over ASGI for most, a real uvicorn on loopback for claims about sockets."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from service.http.connections import PunctualProtocol


class InProcess:
    """Requests to an application without a socket, from blocking tests."""

    def __init__(self, portal: BlockingPortal, client: httpx.AsyncClient) -> None:
        self._portal = portal
        self._client = client

    def __call__(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request."""
        response: httpx.Response = self._portal.call(partial(self._client.request, method, url, **options))
        return response


@contextmanager
def in_process(app: FastAPI) -> Iterator[InProcess]:
    """The application started, and a way to call it."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://testserver")
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(client),
    ):
        yield InProcess(portal, client)


@contextmanager
def live(app: FastAPI) -> Iterator[str]:
    """The application behind a real uvicorn on a free loopback port; yields its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", server_header=False, http=PunctualProtocol)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline, "the server did not start in time"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


def sse(body: str) -> list[tuple[str, Any]]:
    """The events of a stream as (name, data), read independently of the client."""
    import json

    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
        if fields:
            found.append((fields.get("event", ""), json.loads(fields["data"]) if fields["data"] != "[DONE]" else None))
    return found
