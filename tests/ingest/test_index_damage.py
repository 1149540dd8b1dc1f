"""Damaged, deleted and emptied files of the indexes: healed by the next ingest, and by a service that runs."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingest import chroma_check, lexical_check
from ingest.analysis import folded_terms
from ingest.catalog.writing import Catalog
from ingest.indexes import Indexes
from ingest.lexical_reading import Terms
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import IndexUnavailableError

TEXTS = {f"a{number:02}": f"Bài số {number} nói về biên giới và cửa khẩu thứ {number}." for number in range(12)}
TERMS: Terms = {"folded": {"bien": 1.0, "gioi": 1.0}}

Spoil = Callable[[Path], None]


def empty(file: Path) -> None:
    file.write_bytes(b"")


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    file.write_bytes(content)


def garble(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(file.stat().st_size))


SPOIL: dict[str, Spoil] = {
    "deleted": Path.unlink, "emptied": empty, "cut": truncate, "flipped": flip, "garbled": garble,
}  # fmt: skip


@pytest.fixture
def filled(settings: ServiceSettings) -> ServiceSettings:
    ingestor = Ingestor(settings, HashEmbedder())
    for name, text in TEXTS.items():
        ingestor.put(Article(name, text))
    ingestor.remove("a00")
    return settings


def assert_whole(settings: ServiceSettings) -> None:
    """Both indexes equal the catalog, and find what is in it."""
    with closing(Catalog(settings.catalog_url)) as catalog:
        indexes = Indexes(settings, catalog, "test")
        assert indexes.try_open()
        with closing(indexes):
            assert indexes.verify() == []
            assert len(indexes.lexical.search(TERMS, 20)) == 11
            assert len(indexes.lexical.search({"folded": dict.fromkeys(folded_terms(TEXTS["a07"]), 1.0)}, 3)) == 3
            vector = HashEmbedder().encode_queries([TEXTS["a07"]])[0].vector
            best = indexes.dense.search(vector, 1)[0][0]
            assert catalog.passages([best], catalog.published)[best].article.id == "a07"


@pytest.mark.parametrize("kind", SPOIL)
@pytest.mark.parametrize(
    "name",
    ["*.term", "*.idx", "*.pos", "*.store", "*.fast", "*.fieldnorm", "meta.json", ".managed.json", "reached.json"],
)
def test_ingest_mends_the_lexical_index(filled: ServiceSettings, name: str, kind: str) -> None:
    SPOIL[kind](next((filled.data / "lexical").glob(name)))
    embedder = HashEmbedder()
    Ingestor(filled, embedder).run([])
    assert embedder.calls == 0
    assert_whole(filled)


def test_whole_lexical_indexes_give_no_alarm(filled: ServiceSettings) -> None:
    assert lexical_check.damage(filled.data / "lexical") is None
    Ingestor(filled, HashEmbedder()).put(Article("b", "Một bài nữa."))
    assert lexical_check.damage(filled.data / "lexical") is None


def test_segments_that_a_writer_merged_meanwhile_are_not_missed(
    filled: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = filled.data / "lexical"
    before = (folder / "meta.json").read_text("utf-8")
    for name in range(10):
        Ingestor(filled, HashEmbedder()).put(Article(f"m{name}", "Một bài nữa."))
    lists = iter([before, lexical_check._segment_list(folder), lexical_check._segment_list(folder)])
    monkeypatch.setattr(lexical_check, "_segment_list", lambda _: next(lists))
    assert lexical_check.damage(folder) is None


@pytest.mark.parametrize("kind", [*SPOIL, "pages"])
def test_ingest_mends_chromas_database(filled: ServiceSettings, kind: str) -> None:
    file = filled.data / "chroma" / chroma_check.FILE
    if kind == "pages":  # each of these makes Chroma panic or fail; one made it abort the process
        content = bytearray(file.read_bytes())
        for page in range(1, 40):
            content[page * 4096 : page * 4096 + 64] = random.Random(page).randbytes(64)
        file.write_bytes(content)
    else:
        SPOIL[kind](file)
    embedder = HashEmbedder()
    Ingestor(filled, embedder).run([])
    assert embedder.calls == 0
    assert_whole(filled)


def test_random_damage_to_chromas_database_never_ends_the_process(filled: ServiceSettings) -> None:
    """Panics are no `Exception`s: they must be caught as one of ours, and lead to an index that is made anew."""
    file, rng = filled.data / "chroma" / chroma_check.FILE, random.Random(3)
    for _ in range(8):
        content = bytearray(file.read_bytes())
        place = rng.randrange(24 * 4096)
        content[place : place + 64] = rng.randbytes(64)
        file.write_bytes(content)
        Ingestor(filled, HashEmbedder()).run([])
        assert_whole(filled)


# Under a running service


def wait_until_whole(corpus: Corpus) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if not corpus.indexes.behind and corpus.indexes.verify() == []:
                return
        except IndexUnavailableError:
            pass
        time.sleep(0.05)
    raise AssertionError("the service did not mend its index")


@pytest.mark.parametrize("name", ["lexical", "chroma"])
def test_a_folder_deleted_under_a_service_comes_back(filled: ServiceSettings, name: str) -> None:
    corpus = Corpus(filled, serving=True)
    try:
        shutil.rmtree(filled.data / name)
        wait_until_whole(corpus)
        assert corpus.lexical is not None
        assert len(corpus.lexical.search(TERMS, 20)) == 11
        Ingestor(filled, HashEmbedder(), corpus.indexes).put(Article("new", "Một bài mới về biên giới."))
        assert len(corpus.lexical.search(TERMS, 20)) == 12
    finally:
        corpus.close()
    assert lexical_check.damage(filled.data / "lexical") is None
    assert (filled.data / "chroma" / chroma_check.FILE).exists()


def test_a_panic_under_a_service_is_an_error_of_ours_and_mended(filled: ServiceSettings) -> None:
    class PanicException(BaseException):  # what tantivy raises
        pass

    class Broken:
        num_docs = 11

        def search(self, *_: object, **__: object) -> object:
            raise PanicException("index out of bounds")

    corpus = Corpus(filled, serving=True)
    try:
        lexical = corpus.indexes.lexical
        whole = lexical._index
        lexical._searcher = Broken  # type: ignore[assignment,method-assign]
        with pytest.raises(IndexUnavailableError, match="index out of bounds"):
            lexical.search(TERMS, 20)
        del lexical._searcher
        wait_until_whole(corpus)
        assert lexical._index is not whole
        assert len(lexical.search(TERMS, 20)) == 11
    finally:
        corpus.close()


def test_one_question_of_a_damaged_index_mends_it_too(filled: ServiceSettings) -> None:
    flip(next((filled.data / "lexical").glob("*.term")))
    corpus = Corpus(filled)
    try:
        assert corpus.lexical is not None
        assert len(corpus.lexical.search(TERMS, 20)) == 11
    finally:
        corpus.close()


def test_indexes_are_not_owned_before_they_are_open(filled: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are asked while a process takes over: it must not be taken for the owner too early."""
    with closing(Catalog(filled.catalog_url)) as catalog:
        indexes = Indexes(filled, catalog, "test")
        seen = []
        opened = indexes.dense.open
        monkeypatch.setattr(
            indexes.dense, "open", lambda: (seen.append((indexes.lock.held, indexes.owned)), opened())[1]
        )
        assert indexes.try_open()
        assert (seen, indexes.owned) == ([(True, False)], True)
        indexes.close()


def test_the_check_of_a_database_reads_only(tmp_path: Path) -> None:
    assert chroma_check.database_damage(tmp_path) is None
    assert chroma_check.row_count(tmp_path) == 0
    assert os.listdir(tmp_path) == []


def test_a_service_with_nothing_to_add_loads_no_llama_index(filled: ServiceSettings) -> None:
    """It takes longer than all else of a start."""
    code = (
        "import pathlib, sys\n"
        "from service.retrieval.corpus import Corpus; from service.settings import ServiceSettings\n"
        f"corpus = Corpus(ServiceSettings(_env_file=None, data=pathlib.Path({str(filled.data)!r})), serving=True)\n"
        "print(corpus.indexes.owned, corpus.indexes.dense.count(), 'llama_index' in sys.modules); corpus.close()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "11", "False"]
