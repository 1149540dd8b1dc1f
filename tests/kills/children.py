"""What the child processes do: serve on a free port, and ingest, with an embedder that needs no model.

Each notes every passage that it embeds to be stored, so that embedding one twice is seen.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn

from ingest import late_interaction
from ingest.embedding.base import Embedder
from ingest.models import Passage
from ingest.pipeline import Ingestor
from service import app, engine
from service.http.connections import PunctualProtocol
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.ingest.killing import use_small_steps

ADMIN = "kill"
"""The key for writing."""


def settings_at(data: Path) -> ServiceSettings:
    """Settings of a data folder; whoever has the key may write over HTTP."""
    return ServiceSettings(_env_file=None, data=data, admin_keys=[ADMIN])


def _note_embedded(file: Path) -> None:
    encode = late_interaction.encode

    def noted(embedder: Embedder, passages: Sequence[Passage], *, tokens: bool) -> Any:
        with file.open("a", encoding="ascii") as out:
            out.writelines(f"{one.id}\n" for one in passages)
        return encode(embedder, passages, tokens=tokens)

    late_interaction.encode = noted


def serve(data: Path, port_file: Path, embedded: Path, log: Path) -> None:
    """A service, whose port stands in `port_file` once it answers; what it prints goes to `log`."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    use_small_steps()
    _note_embedded(embedded)
    engine.load_embedder = lambda *_: HashEmbedder()  # type: ignore[attr-defined]

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            port = self.servers[0].sockets[0].getsockname()[1]
            written = port_file.with_suffix(".tmp")
            written.write_text(str(port), encoding="ascii")
            os.replace(written, port_file)

    config = uvicorn.Config(
        app.create_app(settings_at(data)), port=0, log_level="warning", access_log=False, http=PunctualProtocol
    )
    Server(config).run()


def ingest(data: Path, source: Path, embedded: Path) -> None:
    """What `trichdan ingest --prune` does."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(SystemExit(143)))
    use_small_steps()
    _note_embedded(embedded)
    Ingestor(settings_at(data), HashEmbedder()).run([source], prune=True)
