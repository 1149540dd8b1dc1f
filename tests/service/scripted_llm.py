"""An OpenAI-compatible server on loopback that does what a test wrote down: lies, breaks, hangs, floods."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn


@dataclass
class Step:
    """What the server does with one request. `text` is the message's content; `body` replaces the whole body."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    kind: str = "reply"
    """`reply`, `hang` (never answers), `stall` (half a body), `drip` (endless, slow), `flood` (endless)."""


def chat_body(text: str, finish_reason: str = "stop") -> bytes:
    """A well-formed chat completion."""
    message = {"role": "assistant", "content": text}
    return json.dumps(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
        }
    ).encode()


class ScriptedLLM:
    """The server. Each request takes the next step of `steps`; the last one is taken again and again."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.steps: list[Step] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.times: list[float] = []
        self.bytes_sent = 0
        self.at_once = 0
        self.most_at_once = 0

    def script(self, *steps: Step | str) -> None:
        """Forget what was, and do this from now on."""
        self.steps = [Step(step) if isinstance(step, str) else step for step in steps]
        self.requests, self.keys, self.times = [], [], []
        self.bytes_sent = self.at_once = self.most_at_once = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.requests.append(json.loads(body or b"{}"))
        self.keys.append(dict(scope["headers"]).get(b"authorization", b"").decode())
        self.times.append(time.monotonic())
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        with contextlib.suppress(OSError):
            await self._do(step, receive, send)
        self.at_once -= 1

    async def _do(self, step: Step, receive: Any, send: Any) -> None:
        gone = asyncio.ensure_future(receive())
        if step.kind == "hang":
            await gone
            return
        headers = {"content-type": "application/json"} | step.headers
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": step.status, "headers": raw})
        body = chat_body(step.text) if step.body is None else step.body
        if step.kind == "stall":
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await gone
            return
        while step.kind in ("drip", "flood") and not gone.done():
            piece = b" " if step.kind == "drip" else b" " * 65_536
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            self.bytes_sent += len(piece)
            await asyncio.sleep(0.02 if step.kind == "drip" else 0)
        await asyncio.sleep(0.01 if self.most_at_once < 50 else 0)
        await send({"type": "http.response.body", "body": body})
        self.bytes_sent += len(body)
        gone.cancel()


@contextlib.contextmanager
def scripted_llm() -> Iterator[ScriptedLLM]:
    """The server, running in a thread on a free loopback port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = ScriptedLLM(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
        config = uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield app
        server.should_exit = True
        thread.join(5)
