"""Who is let in, who is sent away and how, and that health checks and short requests don't wait behind work."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI

from ingest.embedding.base import Embedder
from service.app import create_app
from service.engine import Engine
from service.http import admission, connections, problems
from service.http.admission import Admission
from service.settings import ServiceSettings
from tests.servers import in_process, live
from trichdan.errors import BusyError

ASK = {"json": {"question": "Hồ Tây rộng bao nhiêu?"}}


@pytest.fixture
def app(settings: ServiceSettings, embedder: Embedder) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def in_background() -> Iterator[Callable[..., object]]:
    with ThreadPoolExecutor() as pool:
        yield pool.submit


class Held:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self, *_: object, **__: object) -> None:
        self.begun.set()
        assert self.let_go.wait(60)
        raise BusyError("Over.")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    work = Held()
    monkeypatch.setattr(Engine, "search", work)
    return work


def test_the_line_is_as_long_as_what_was_measured_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(admission.time, "monotonic", lambda: now[0])  # type: ignore[attr-defined]
    served = []

    async def run() -> None:
        gate = Admission(1, longest=5.0)

        async def wait_in_line() -> None:
            async with gate.turn():
                served.append("waited")

        for seconds in (90.0, *[4.0] * (admission.MEASURED_LEAST - 1)):  # the first one loads what all need
            async with gate.turn():
                assert gate.wait == 0.0  # too little was measured
                now[0] += seconds
        assert gate.wait == 0.0  # nobody is at work
        async with anyio.create_task_group() as tasks, gate.turn():
            assert gate.wait == 4.0
            tasks.start_soon(wait_in_line)
            await anyio.wait_all_tasks_blocked()
            assert gate.wait == 8.0
            with pytest.raises(BusyError, match="Try again in 3 s") as caught:
                await wait_in_line()
            assert caught.value.retry_after == 3
            served.append("first")

    anyio.run(run)
    assert served == ["first", "waited"]


def test_whoever_has_waited_long_enough_is_sent_away() -> None:
    async def run() -> None:
        gate = Admission(1, longest=0.01)
        async with gate.turn():
            with pytest.raises(BusyError):
                async with gate.turn():
                    pass
        async with gate.turn():  # the slot is free again
            pass

    anyio.run(run)


def test_beyond_the_line_it_is_503_with_a_time_and_health_never_waits(
    app: FastAPI, held: Held, in_background: Callable[..., object]
) -> None:
    app.state.questions = Admission(1, longest=0.01)
    with in_process(app) as call:
        in_background(call, "POST", "/v1/search", json={"query": "a"})
        assert held.begun.wait(60)
        for path in ("/v1/search", "/v1/ask", "/v1/chat/completions"):
            body: dict[str, Any] = {"query": "a"} if path == "/v1/search" else ASK["json"]
            if path.endswith("completions"):
                body = {"messages": [{"role": "user", "content": "a"}], "stream": True}
            refused = call("POST", path, json=body)
            told = refused.json()
            assert (refused.status_code, told["code"], told["retryable"]) == (503, "busy", True)
            assert int(refused.headers["retry-after"]) >= 1
            assert refused.headers["content-type"] == "application/problem+json"
        held.let_go.set()


def test_health_answers_when_every_thread_is_at_work(
    app: FastAPI, held: Held, in_background: Callable[..., object]
) -> None:
    def one_thread() -> None:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 1

    with in_process(app) as call:
        call._portal.call(one_thread)
        in_background(call, "POST", "/v1/search", json={"query": "a"})
        assert held.begun.wait(60)
        asked = [in_background(call, "GET", path) for path in ("/healthz", "/readyz", "/metrics")]
        try:
            assert [one.result(30).status_code for one in asked] == [200, 503, 200]  # type: ignore[attr-defined]
        finally:
            held.let_go.set()


def test_an_answer_gives_its_place_back_also_as_a_stream(app: FastAPI) -> None:
    app.state.questions = Admission(1, longest=5.0)
    with in_process(app) as call:
        for _ in range(3):
            assert call("POST", "/v1/ask", **ASK).status_code == 200
            assert "event: answer" in call("POST", "/v1/ask", json=ASK["json"] | {"stream": True}).text
            assert call("POST", "/v1/ask", json=ASK["json"] | {"mode": "llm"}).status_code == 409
        assert app.state.questions.wait == 0.0


# Sockets that don't send


def receive_all(connection: socket.socket) -> bytes:
    """What comes until the other end closes."""
    connection.settimeout(60)
    return b"".join(iter(partial(connection.recv, 65_536), b""))


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ", b"GET /healthz HTTP/1.1\r\n"])
def test_headers_that_do_not_come_end_the_connection(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(connections, "HEADERS_S", 0.2)
    with live(app) as url:
        with socket.create_connection(("127.0.0.1", httpx.URL(url).port or 0)) as connection:
            connection.sendall(sent)
            assert receive_all(connection) == b""
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_a_body_that_does_not_come_is_told_and_ends_the_connection(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems, "BODY_S", 0.2)
    with live(app) as url, socket.create_connection(("127.0.0.1", httpx.URL(url).port or 0)) as connection:
        head = b"POST /v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
        connection.sendall(head)
        reply = receive_all(connection)
    assert reply.startswith(b"HTTP/1.1 408")
    assert b'"too_slow"' in reply


def test_a_long_answer_is_not_taken_for_a_slow_request(
    app: FastAPI, held: Held, monkeypatch: pytest.MonkeyPatch, in_background: Callable[..., object]
) -> None:
    """The time-outs are over long before the answer comes."""
    monkeypatch.setattr(connections, "HEADERS_S", 0.05)
    monkeypatch.setattr(problems, "BODY_S", 0.05)
    looked = threading.Event()
    close = connections.PunctualProtocol._close_unless_answering
    monkeypatch.setattr(
        connections.PunctualProtocol, "_close_unless_answering", lambda self: (close(self), looked.set())
    )
    with live(app) as url:
        reply = in_background(httpx.post, f"{url}/v1/search", json={"query": "a"}, timeout=60)
        assert held.begun.wait(60)
        assert looked.wait(60)
        held.let_go.set()
        assert reply.result().json()["code"] == "busy"  # type: ignore[attr-defined]
