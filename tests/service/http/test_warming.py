"""What the first question would wait for is got ready while the service is ready already."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from service.app import create_app
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.servers import in_process
from trichdan.errors import EmbedderError


class Slow(HashEmbedder):
    """Gets ready when it is told to, and fails at it."""

    def __init__(self) -> None:
        super().__init__()
        self.told, self.done = threading.Event(), threading.Event()

    def warm_up(self) -> None:
        assert self.told.wait(20)
        self.done.set()
        raise EmbedderError("The model can't be called.")


def test_the_embedder_is_made_ready_beside_and_its_failing_is_left_to_the_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr("service.engine.load_embedder", lambda *_: slow)
    with in_process(create_app(ServiceSettings(_env_file=None, data=tmp_path / "data"))) as call:
        assert call("GET", "/healthz").status_code == 200
        assert not slow.done.is_set()
        slow.told.set()
        assert slow.done.wait(20)
        assert call("GET", "/healthz").status_code == 200
