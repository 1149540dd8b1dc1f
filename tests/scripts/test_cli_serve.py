"""What `trichdan serve` asks of uvicorn."""

from __future__ import annotations

import gc
import inspect
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from typer.testing import CliRunner
from uvicorn.importer import import_from_string

from scripts.cli import app
from service.app import create_app
from service.http.connections import PunctualProtocol
from service.settings import ServiceSettings


def test_serve_limits_sockets_logs_by_itself_and_is_patient_with_its_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(uvicorn, "run", lambda _app, **options: given.update(options))
    result = CliRunner().invoke(app, ["serve", "--port", "0", "--workers", "2"])
    assert result.exit_code == 0, result.output
    assert given.keys() <= inspect.signature(uvicorn.Config).parameters.keys()
    assert import_from_string(given["http"]) is PunctualProtocol
    assert (given["port"], given["workers"], given["access_log"], given["server_header"]) == (0, 2, False, False)
    assert given["timeout_worker_healthcheck"] >= 60
    assert set(given["log_config"]["loggers"]) == {"uvicorn", "service", "ingest"}


def test_a_lone_service_looks_for_garbage_once_it_runs(
    tmp_path: Path, settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: found.append(gc.isenabled()))
    for workers in ("1", "2"):
        assert CliRunner().invoke(app, ["serve", "--port", "0", "--workers", workers]).exit_code == 0
        found.append(gc.isenabled())
    assert found == [False, True, True, True]
    gc.disable()
    with TestClient(create_app(settings)):
        assert gc.isenabled()
