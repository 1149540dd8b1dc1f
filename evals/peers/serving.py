"""What the systems talk to: the LLM's process, and our embedder behind OpenAI's route. Both on loopback."""

from __future__ import annotations

import json
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from evals.errors import EvalError
from evals.running.programs import program
from ingest.embedding.base import Embedder

QUERY, PASSAGE = "query: ", "passage: "


class LLMServer:
    """The address of the LLM, and what it was used for."""

    def __init__(self, address: str) -> None:
        self.address = address

    def usage(self) -> dict[str, Any]:
        """Requests, tokens and seconds since the last call."""
        with urllib.request.urlopen(f"{self.address}/usage") as reply:  # noqa: S310 - loopback
            found: dict[str, Any] = json.load(reply)
        return found


@contextmanager
def llm_server(python: Path, model: Path, longest: int) -> Iterator[LLMServer]:
    """The model in a process of its own.

    Raises:
        EvalError: it doesn't start.
    """
    command = program(python, "evals.peers.llm_server", str(model), "--longest", str(longest))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own script
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            if not port.isdigit():
                raise EvalError("The LLM's process ended.", help="Look at what it wrote to stderr.")
            yield LLMServer(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


@contextmanager
def embeddings_server(embedder: Embedder) -> Iterator[str]:
    """The embedder behind `/v1/embeddings`; a text brings the prefix that it is to get."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _routes(embedder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


def embedded(embedder: Embedder, text: str) -> list[float]:
    """The vector of a text with one of the prefixes.

    Raises:
        ValueError: it has neither.
    """
    if text.startswith(QUERY):
        found = embedder.encode_queries([text.removeprefix(QUERY)])
    elif text.startswith(PASSAGE):
        found = embedder.encode_passages([text.removeprefix(PASSAGE)])
    else:
        raise ValueError("a text has to begin with `query: ` or `passage: `")
    return [float(one) for one in found[0].vector]


def _routes(embedder: Embedder) -> type[BaseHTTPRequestHandler]:
    one_at_a_time = threading.Lock()

    class Routes(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
            with one_at_a_time:
                vectors = [embedded(embedder, text) for text in texts]
            data = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(vectors)]
            usage = {"prompt_tokens": 0, "total_tokens": 0}
            sent = json.dumps({"object": "list", "data": data, "model": body["model"], "usage": usage}).encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    return Routes
