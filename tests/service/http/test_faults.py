"""What a running service replies while what it rests on fails: its indexes, its catalog, its disk, its server."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from ingest import dense
from ingest.catalog.writing import Catalog
from ingest.dense import ChromaIndex
from ingest.indexes import Indexes
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.disks import Mount, mounting, needs_mount
from tests.fakes import HashEmbedder
from tests.processes import chroma_process, free_port
from tests.servers import InProcess, in_process

ADMIN = {"Authorization": "Bearer admin"}
TEXT = "Hồ Tây rộng hơn 500 ha và nằm ở Hà Nội."
QUESTION = {"question": "Hồ Tây rộng bao nhiêu?"}
OTHER = "Vịnh Hạ Long có 1.969 hòn đảo."


@pytest.fixture
def stored(settings: ServiceSettings) -> ServiceSettings:
    """One article in a catalog that is an SQLite file."""
    chosen = ServiceSettings(_env_file=None, data=settings.data, admin_keys=["admin"])
    with closing(Ingestor(chosen, HashEmbedder()).catalog) as catalog:
        assert Ingestor(chosen, HashEmbedder()).put(Article("x", TEXT))
        assert catalog.published == 1
    return chosen


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[ServiceSettings], InProcess]]:
    """Starts a service, whose embedder takes no time."""
    monkeypatch.setattr("service.engine.load_embedder", lambda *_: HashEmbedder())
    with ExitStack() as running:
        yield lambda settings: running.enter_context(in_process(create_app(settings)))


def assert_answered(call: InProcess) -> None:
    """Every way to ask finds the article, in JSON."""
    answer = call("POST", "/v1/ask", json=QUESTION)
    assert (answer.status_code, [one["quote"] for one in answer.json()["citations"]]) == (200, [TEXT])
    hits = call("POST", "/v1/search", json={"query": "Hồ Tây"})
    assert (hits.status_code, hits.json()["hits"][0]["article_id"]) == (200, "x")
    assert call("GET", "/v1/articles/x").json()["text"] == TEXT


def put(call: InProcess, key: str, text: str) -> httpx.Response:
    return call("PUT", f"/v1/articles/{key}", json={"text": text}, headers=ADMIN)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


# Indexes


@contextmanager
def owned_by_another(settings: ServiceSettings) -> Iterator[None]:
    """The indexes are open in what stands for another process."""
    with closing(Catalog(settings.catalog_url)) as catalog, closing(Indexes(settings, catalog, "another")) as indexes:
        assert indexes.try_open()
        yield


def test_every_question_is_answered_while_a_service_takes_over_the_indexes(
    stored: ServiceSettings, serve: Callable[[ServiceSettings], InProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process has ended, the lock is ours, and the indexes aren't open yet: that may take seconds."""
    begun, go_on, opened = threading.Event(), threading.Event(), ChromaIndex.open

    def slowly(index: ChromaIndex) -> str | None:
        begun.set()
        assert go_on.wait(60)
        return opened(index)

    with owned_by_another(stored):
        call = serve(stored)
        assert_answered(call)
        monkeypatch.setattr(ChromaIndex, "open", slowly)
    try:
        assert begun.wait(60)
        for _ in range(3):
            assert_answered(call)
            assert call("GET", "/readyz").status_code == 200
    finally:
        go_on.set()
    assert put(call, "y", OTHER).status_code == 200
    assert_answered(call)


def test_a_panic_of_the_lexical_index_costs_no_question_and_is_mended(
    stored: ServiceSettings, serve: Callable[[ServiceSettings], InProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):  # what tantivy raises
        pass

    class Broken:
        num_docs = 1

        def search(self, *_: object, **__: object) -> object:
            raise PanicException("index out of bounds")

    corpora: list[Corpus] = []
    made = Corpus.__init__
    monkeypatch.setattr(Corpus, "__init__", lambda self, *a, **b: (corpora.append(self), made(self, *a, **b))[1])
    call = serve(stored)
    lexical = corpora[0].indexes.lexical
    whole = lexical._index
    lexical._searcher = Broken  # type: ignore[assignment,method-assign]
    assert_answered(call)
    del lexical._searcher
    wait_for(lambda: lexical._index is not whole and not lexical.broken)
    assert_answered(call)


def test_a_write_is_told_as_stored_while_the_chroma_server_is_away_and_searchable_when_it_is_back(
    stored: ServiceSettings,
    serve: Callable[[ServiceSettings], InProcess],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.retrieval.corpus.RETRY_EVERY", 0.05)
    monkeypatch.setattr(dense, "QUESTION_S", 0.2)
    remote = stored.model_copy(update={"chroma_url": f"http://127.0.0.1:{free_port()}"})
    folder, port = tmp_path / "server", urlsplit(remote.chroma_url).port or 0
    folder.mkdir()
    with chroma_process(folder, port):
        call = serve(remote)
        assert put(call, "y", OTHER).status_code == 200
    written = put(call, "z", "Cầu Bến Nọc dài 120 mét.")
    assert (written.status_code, written.json()["status"], written.json()["searchable"]) == (202, "added", False)
    assert call("DELETE", "/v1/articles/y", headers=ADMIN).status_code == 202
    assert_answered(call)
    assert call("GET", "/v1/articles/y").status_code == 200, "what readers see is one state"
    assert call("GET", "/v1/articles/z").status_code == 404
    with chroma_process(folder, port):
        wait_for(lambda: call("GET", "/v1/articles/z").status_code == 200)
        assert call("GET", "/v1/articles/y").status_code == 404
        hits = call("POST", "/v1/search", json={"query": "cầu Bến Nọc"}).json()["hits"]
        assert hits[0]["article_id"] == "z"
        assert put(call, "z", "Cầu Bến Nọc dài 130 mét.").status_code == 200


# The catalog


@pytest.mark.parametrize("how", ["deleted", "emptied", "replaced"])
def test_a_catalog_lost_under_a_service_is_told_and_nothing_more_is_acknowledged(
    stored: ServiceSettings, serve: Callable[[ServiceSettings], InProcess], tmp_path: Path, how: str
) -> None:
    """An open connection would go on in the deleted file, and what it stored be gone with the process."""
    call = serve(stored)
    assert put(call, "y", OTHER).status_code == 200
    file = stored.data / "catalog.sqlite3"
    if how == "deleted":
        for path in stored.data.glob("catalog.sqlite3*"):
            path.unlink()
    elif how == "emptied":
        file.write_bytes(b"")
    else:
        shutil.copyfile(file, tmp_path / "copy")
        (tmp_path / "copy").replace(file)
    for reply in (put(call, "z", "Một bài nữa."), call("DELETE", "/v1/articles/y", headers=ADMIN)):
        told = reply.json()
        assert (reply.status_code, told["code"]) == (503, "catalog_unavailable")
        assert f"{file} was deleted, emptied or replaced while it was open." in told["detail"]
        assert "trichdan restore BACKUP" in told["detail"]
    ready = call("GET", "/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert "was deleted, emptied or replaced" in ready.json()["reasons"][0]
    assert call("GET", "/healthz").status_code == 200


# Disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Mount]:
    with mounting(tmp_path / "disk") as mount:
        yield mount


def fill(file: Path) -> None:
    with suppress(OSError), file.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))


@needs_mount
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_disk_that_takes_no_writes_is_told_and_questions_are_answered(
    stored: ServiceSettings, serve: Callable[[ServiceSettings], InProcess], disk: Mount, how: str
) -> None:
    place = disk("-t", "tmpfs", "-o", "size=30m", "tmpfs")
    shutil.copytree(stored.data, place / "data")
    if how == "read-only":
        disk("-o", "remount,ro")
    call = serve(stored.model_copy(update={"data": place / "data"}))
    if how == "full":
        fill(place / "filler")
    refused = put(call, "y", OTHER * 50)
    told = refused.json()
    assert (refused.status_code, told["code"]) in ((503, "storage_unavailable"), (503, "catalog_unavailable"))
    assert refused.headers["content-type"] == "application/problem+json"
    assert int(refused.headers["retry-after"]) > 0
    assert any(word in told["detail"] for word in ("full", "No space left", "Read-only file system")), told
    assert_answered(call)
    assert call("GET", "/readyz").status_code == 200
    disk("-o", "remount,rw,size=100m")
    if how == "full":
        assert put(call, "y", OTHER).status_code == 200
        assert_answered(call)
