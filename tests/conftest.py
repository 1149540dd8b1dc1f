"""What every test gets: no network beyond loopback, no settings from outside, and the bundled model once."""

from __future__ import annotations

import ipaddress
import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.pipeline import Ingestor
from service.engine import Engine
from service.settings import ServiceSettings

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
DATABASE = os.environ.get("TRICHDAN_TEST_DATABASE_URL", "")
"""A PostgreSQL database, on which the catalogs of the fixtures below are then kept, each in a schema of its own."""

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does, before numpy is loaded


def _is_local(address: Any) -> bool:
    if isinstance(address, (str, bytes)):  # a Unix socket
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


@pytest.fixture(autouse=True)
def no_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Refuse sockets beyond loopback, and hide the machine's own settings and `.env` from the test."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(call: Any) -> Any:
        def guarded(self: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                raise AssertionError(f"a test tried to reach {address!r}")
            return call(self, address)

        return guarded

    def local_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_local((host.decode() if isinstance(host, bytes) else host,)):
            raise AssertionError(f"a test tried to look up {host!r}")
        return lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guard(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guard(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", local_lookup)
    for name in list(os.environ):
        ours = name.startswith("TRICHDAN_") and name not in ("TRICHDAN_TEST_MODELS", "TRICHDAN_EVALSETS")
        if ours or name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bundled model is converted to, once a run; `TRICHDAN_TEST_MODELS` keeps it between runs."""
    kept = os.environ.get("TRICHDAN_TEST_MODELS")
    return Path(kept) if kept else tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def embedder(models_dir: Path) -> Embedder:
    """The bundled embedder, as a user of this machine gets it."""
    return load_embedder(ServiceSettings(_env_file=None).embedding, models_dir)


def database_url() -> str:
    """A place for a new catalog: none, which is SQLite in the data folder, or a new schema of `DATABASE`."""
    if not DATABASE:
        return ""
    from sqlalchemy import create_engine, text

    schema = f"test_{uuid.uuid4().hex[:12]}"
    with create_engine(DATABASE).begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    return f"{DATABASE}?options=-csearch_path%3D{schema}"


@pytest.fixture(scope="session")
def seeds_settings(tmp_path_factory: pytest.TempPathFactory, models_dir: Path, embedder: Embedder) -> ServiceSettings:
    """Settings of a data folder that holds the five seeds. Not to be written to."""
    settings = ServiceSettings(
        _env_file=None, data=tmp_path_factory.mktemp("seeds"), models=models_dir, database_url=database_url()
    )
    report = Ingestor(settings, embedder).run([SEEDS])
    assert len(report.added) == 5
    assert not report.failed
    return settings


@pytest.fixture(scope="session")
def seeds_engine(seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[Engine]:
    """An engine over the five seeds."""
    engine = Engine.open(seeds_settings)
    yield engine
    engine.close()


@pytest.fixture
def settings(tmp_path: Path, models_dir: Path) -> ServiceSettings:
    """Settings of an empty data folder of the test's own."""
    return ServiceSettings(_env_file=None, data=tmp_path / "data", models=models_dir, database_url=database_url())
