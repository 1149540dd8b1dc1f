"""The log as JSON, and what its settings do."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.http.logs import REQUEST_ID, config
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.servers import in_process


@pytest.fixture(autouse=True)
def loggers_as_before() -> Iterator[None]:
    names = (None, "uvicorn", "service", "ingest")
    before = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    handlers = logging.getLogger().handlers[:]
    yield
    for logger, level in before:
        logger.setLevel(level)
    logging.getLogger().handlers[:] = handlers


def options(data: Path, **values: Any) -> ServiceSettings:
    return ServiceSettings(_env_file=None, data=data, **values)


def test_a_request_is_one_object(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.engine.load_embedder", lambda *_: HashEmbedder())
    chosen = options(tmp_path / "data", log_format="json")
    with in_process(create_app(chosen)) as call:
        logging.config.dictConfig(config(chosen))
        call("GET", "/v1/articles/no%20such?question=secret", headers={"X-Request-ID": "mine"})
    written = capsys.readouterr().err
    line = json.loads(written.splitlines()[0])
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert isinstance(line.pop("seconds"), float)
    assert line.pop("message").startswith("127.0.0.1 GET /v1/articles/no%20such 404 ")
    assert line == {
        "level": "info", "logger": "service.requests", "request_id": "mine", "client": "127.0.0.1", "method": "GET",
        "path": "/v1/articles/no%20such", "status": 404,
    }  # fmt: skip
    assert "secret" not in written


def test_errors_and_strange_text_stay_on_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    logging.config.dictConfig(config(options(tmp_path, log_format="json")))
    REQUEST_ID.set("-")
    try:
        raise ValueError("a\nb")
    except ValueError:
        logging.getLogger("service.x").exception("Gãy:\n%s", "\u2028{")
    (written,) = capsys.readouterr().err.rstrip("\n").split("\n")
    line = json.loads(written)
    assert (line["level"], line["message"], line["request_id"]) == ("error", "Gãy:\n\u2028{", "-")
    assert "ValueError: a\nb" in line["exception"]


@pytest.mark.parametrize(("level", "told"), [("info", 2), ("warning", 1), ("error", 0)])
def test_the_level_is_a_setting_and_text_the_default(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, level: str, told: int
) -> None:
    logging.config.dictConfig(config(options(tmp_path, log_level=level)))
    logging.getLogger("service.x").info("one")
    logging.getLogger("ingest.x").warning("two")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == told
    assert all(" service.x: one" in line or " ingest.x: two" in line for line in lines)
