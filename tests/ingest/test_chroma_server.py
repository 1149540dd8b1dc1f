"""The same code on a Chroma server."""

from __future__ import annotations

import logging
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ingest import dense
from ingest.catalog.reading import sqlite_url
from ingest.catalog.writing import Catalog
from ingest.indexes import Indexes
from ingest.models import Article, Status
from ingest.pipeline import Ingestor
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.processes import chroma_process, chroma_server, free_port
from trichdan.errors import IndexUnavailableError, UnpublishedError


def test_writes_to_and_reads_from_a_real_server(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with chroma_server(folder) as url:
        remote = settings.model_copy(update={"chroma_url": url})
        embedder = HashEmbedder()
        ingestor = Ingestor(remote, embedder)
        for number in range(5):
            ingestor.put(Article(f"a{number}", f"Bài số {number} nói về biên giới."))
        ingestor.put(Article("a1", "Bài này đã đổi."))
        ingestor.remove("a2")
        corpus = Corpus(remote)
        try:
            assert corpus.indexes.owned
            assert corpus.indexes.verify() == []
            query = embedder.encode_queries(["Bài này đã đổi."])[0].vector
            best, cosine = corpus.indexes.dense.search(query, 3)[0]
            stored = corpus.catalog.passages([best], corpus.catalog.published)
            assert stored[best].article.id == "a1"
            assert cosine == pytest.approx(1.0, abs=1e-4)
            assert not (remote.data / "chroma").exists()
        finally:
            corpus.close()


def test_machines_that_share_a_catalog_take_up_what_another_published(
    settings: ServiceSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with chroma_server(folder) as url:
        shared = {"chroma_url": url, "database_url": settings.database_url or sqlite_url(tmp_path / "shared.sqlite3")}
        here, there = (settings.model_copy(update=shared | {"data": tmp_path / name}) for name in ("here", "there"))
        embedder = HashEmbedder()
        Ingestor(there, embedder).put(Article("a", "Hai bên ký biên bản ghi nhớ."))
        corpus = Corpus(here)
        try:
            Ingestor(there, embedder).put(Article("b", "Bài thứ hai nói về biên giới."))
            assert corpus.catalog.published == corpus.catalog.head
            corpus.keep_up()
            assert corpus.indexes.verify() == []
            assert corpus.indexes.dense.reached == corpus.indexes.lexical.reached == corpus.catalog.head
            assert not corpus.indexes.behind
        finally:
            corpus.close()


def test_a_server_that_lost_its_data_is_filled_again(settings: ServiceSettings, tmp_path: Path) -> None:
    remote = settings
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        with chroma_server(folder) as url:
            remote = settings.model_copy(update={"chroma_url": url})
            embedder = HashEmbedder()
            Ingestor(remote, embedder).run([])
            if name == "first":
                Ingestor(remote, embedder).put(Article("a", "Hai bên ký biên bản ghi nhớ."))
            indexes = Indexes(remote, Catalog(remote.catalog_url), "test")
            assert indexes.try_open()
            assert indexes.verify() == []
            assert indexes.dense.count() == 1
            indexes.close()
        shutil.rmtree(folder)


def test_no_server_is_an_error_in_a_sentence_and_nothing_is_lost(settings: ServiceSettings) -> None:
    Ingestor(settings, HashEmbedder()).put(Article("a", "Hai bên ký biên bản ghi nhớ."))
    gone = settings.model_copy(update={"chroma_url": f"http://127.0.0.1:{free_port()}"})
    with pytest.raises(IndexUnavailableError, match="check that the server runs"):
        Ingestor(gone, HashEmbedder()).put(Article("b", "Bài thứ hai."))
    Ingestor(settings, HashEmbedder()).put(Article("b", "Bài thứ hai."))
    catalog = Catalog(settings.catalog_url)
    assert set(catalog.content_keys(catalog.published)) == {"a", "b"}


# Under a running service

ARTICLES = (Article("a", "Hai bên ký biên bản ghi nhớ."), Article("b", "Bài thứ hai nói về biên giới."))


def best(corpus: Corpus, text: str) -> str:
    """The article that is nearest to `text`."""
    key = corpus.nearest(HashEmbedder().encode_queries([text])[0].vector, 1, corpus.catalog.published)[0][0]
    return corpus.catalog.passages([key], corpus.catalog.published)[key].article.id


def wait_until_whole(corpus: Corpus) -> None:
    deadline = time.monotonic() + 60
    while True:
        with suppress(IndexUnavailableError):
            if corpus.indexes.owned and not corpus.indexes.behind and corpus.indexes.verify() == []:
                return
        assert time.monotonic() < deadline, "the service did not take its server up again"
        time.sleep(0.05)


@pytest.fixture
def remote(settings: ServiceSettings) -> ServiceSettings:
    """Settings with the address of a server that isn't running yet."""
    return settings.model_copy(update={"chroma_url": f"http://127.0.0.1:{free_port()}"})


@contextmanager
def server(remote: ServiceSettings, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir()
    with chroma_process(folder, urlsplit(remote.chroma_url).port or 0) as (_, process):
        yield process


@pytest.mark.parametrize("noticed_by", ["question", "write"])
def test_a_server_that_comes_back_empty_is_filled_by_the_service(
    remote: ServiceSettings, tmp_path: Path, noticed_by: str
) -> None:
    with server(remote, tmp_path / "first"):
        Ingestor(remote, HashEmbedder()).put(ARTICLES[0])
        corpus = Corpus(remote, serving=True)
    try:
        with server(remote, tmp_path / "second"):
            if noticed_by == "write":
                with suppress(UnpublishedError):  # stored; the follower publishes it
                    Ingestor(remote, HashEmbedder(), corpus.indexes).put(ARTICLES[1])
            else:
                assert best(corpus, ARTICLES[0].text) == "a"
            wait_until_whole(corpus)
            assert corpus.indexes.dense.count() == (2 if noticed_by == "write" else 1)
            assert Ingestor(remote, HashEmbedder(), corpus.indexes).put(ARTICLES[1]) in (
                Status.ADDED,
                Status.UNCHANGED,
            )
            assert best(corpus, ARTICLES[1].text) == "b"
    finally:
        corpus.close()


def test_a_server_that_does_not_answer_costs_one_question_a_moment_and_no_other_anything(
    remote: ServiceSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "QUESTION_S", 0.2)
    with server(remote, tmp_path / "server") as process:
        Ingestor(remote, HashEmbedder()).put(ARTICLES[0])
        corpus = Corpus(remote, serving=True)
        asked: list[int] = []
        search = corpus.indexes.dense.search
        monkeypatch.setattr(corpus.indexes.dense, "search", lambda *given: (asked.append(1), search(*given))[1])
        try:
            process.send_signal(signal.SIGSTOP)
            for _ in range(5):
                assert best(corpus, ARTICLES[0].text) == "a"
            assert len(asked) == 1
            process.send_signal(signal.SIGCONT)
            wait_until_whole(corpus)
            assert best(corpus, ARTICLES[0].text) == "a"
            assert len(asked) == 2
        finally:
            process.send_signal(signal.SIGCONT)
            corpus.close()


def test_a_server_that_is_down_at_the_start_is_told_once_and_taken_up_later(
    remote: ServiceSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("service.retrieval.corpus.RETRY_EVERY", 0.05)
    Ingestor(remote.model_copy(update={"chroma_url": ""}), HashEmbedder()).put(ARTICLES[0])
    corpus = Corpus(remote, serving=True)
    try:
        assert best(corpus, ARTICLES[0].text) == "a"
        with server(remote, tmp_path / "server"):
            wait_until_whole(corpus)
            assert best(corpus, ARTICLES[0].text) == "a"
        told = [text for text in map(logging.LogRecord.getMessage, caplog.records) if "could not be brought" in text]
        assert len(told) == 1
        assert "check that the server runs" in told[0]
    finally:
        corpus.close()


def test_one_question_is_answered_without_the_server(remote: ServiceSettings) -> None:
    Ingestor(remote.model_copy(update={"chroma_url": ""}), HashEmbedder()).put(ARTICLES[0])
    corpus = Corpus(remote)
    try:
        assert best(corpus, ARTICLES[0].text) == "a"
    finally:
        corpus.close()
