"""One GGUF model behind an OpenAI-compatible address on loopback: what every system of the comparison talks to.

A program of its own, for an interpreter that has `xllamacpp`; of this package it imports nothing but
`steering`. It holds all systems to the same: one request at a time, the same longest reply, temperature 0. What
requests took is asked for with `GET /usage`, which begins the count anew. Below `/steered` a model that doesn't call
tools by itself is made to.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from evals.peers import steering

SLOTS = 4
"""Prompts that are kept side by side, so that each system's own beginning is read once and not for every question."""


def load(path: Path, window: int, slots: int) -> Any:  # noqa: ANN401 - the class is imported late
    """The model; `window` tokens for each of `slots` prompts."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel = window * slots, slots
    params.kv_unified = False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cache_ram_mib = 0
    params.port, params.ui, params.verbosity, params.warmup, params.use_jinja = 0, False, 0, False, True
    return xllamacpp.Server(params)


class Model:
    """The model and what it was asked since the last look."""

    def __init__(self, server: Any, longest: int) -> None:  # noqa: ANN401
        self._server = server
        self._longest = longest
        self._one = threading.Lock()
        self._usage = self._nothing()

    def ask(self, body: dict[str, Any], *, steered: bool = False) -> dict[str, Any]:
        """The reply to a chat request, cut at the longest that any system may get."""
        tool = steering.steer(body) if steered else None
        wanted = body.pop("max_completion_tokens", None) or body.get("max_tokens") or self._longest
        body |= {"max_tokens": min(wanted, self._longest), "temperature": 0, "stream": False}
        body.pop("stream_options", None)
        with self._one:
            started = time.perf_counter()
            reply: dict[str, Any] = self._server.handle_chat_completions(body)
            self._count(reply, time.perf_counter() - started)
        return steering.called(reply, tool) if tool else reply

    def usage(self) -> dict[str, Any]:
        """Requests, tokens read and written, and seconds since the last call."""
        with self._one:
            found, self._usage = self._usage, self._nothing()
        return found

    def _count(self, reply: dict[str, Any], seconds: float) -> None:
        told = reply.get("usage", {})
        self._usage["requests"] += 1
        self._usage["read"] += told.get("prompt_tokens", 0)
        self._usage["cached"] += (told.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
        self._usage["written"] += told.get("completion_tokens", 0)
        self._usage["seconds"] += seconds
        # Replies as they came, so that a table can be looked behind.
        self._usage["replies"] += [one.get("message") for one in reply.get("choices", ())] or [reply]

    @staticmethod
    def _nothing() -> dict[str, Any]:
        return {"requests": 0, "read": 0, "cached": 0, "written": 0, "seconds": 0.0, "replies": []}


def handler(model: Model) -> type[BaseHTTPRequestHandler]:
    """The routes: chat, models, usage."""

    class Routes(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(model.usage() if self.path == "/usage" else {"object": "list", "data": []})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                reply = model.ask(body, steered=self.path.startswith("/steered/"))
            except Exception as error:  # whatever the library raises is the client's to see
                reply = {"error": {"message": str(error), "code": HTTPStatus.INTERNAL_SERVER_ERROR}}
            fault = reply.get("error")
            self._send(reply, int(fault.get("code", 500)) if fault else HTTPStatus.OK)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: usage is told when asked for."""

        def _send(self, value: object, status: int = HTTPStatus.OK) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Routes


def main() -> None:
    """Load, say the port in a line, serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--window", type=int, default=4_096)
    parser.add_argument("--longest", type=int, default=120)
    chosen = parser.parse_args()
    model = Model(load(chosen.model, chosen.window, SLOTS), chosen.longest)
    server = ThreadingHTTPServer(("127.0.0.1", chosen.port), handler(model))
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
