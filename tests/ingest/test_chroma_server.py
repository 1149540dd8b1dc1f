"""The same code on a Chroma server."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.catalog.reading import sqlite_url
from ingest.catalog.writing import Catalog
from ingest.indexes import Indexes
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.processes import chroma_server, free_port
from trichdan.errors import IndexUnavailableError


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
