"""Ingest is idempotent, incremental, and never leaves readers between two versions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.catalog.reading import Selection
from ingest.catalog.rows import Known
from ingest.catalog.writing import Catalog
from ingest.embedding.base import TextEncoding
from ingest.indexes import Indexes
from ingest.locks import OwnedLock
from ingest.models import Article, Status
from ingest.pipeline import Ingestor
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import IndexMismatchError, LockedError

PARAGRAPH = "Công an hai tỉnh họp bàn về an ninh biên giới số {n}. Hai bên ký biên bản ghi nhớ lần thứ {n}.\n\n"


def write_articles(folder: Path, names: dict[str, int]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, number in names.items():
        text = "".join(PARAGRAPH.format(n=number * 100 + i) for i in range(12))
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def stored(settings: ServiceSettings) -> dict[str, Known]:
    catalog = Catalog(settings.catalog_url)
    return catalog.content_keys(catalog.published)


def faults(settings: ServiceSettings) -> list[str]:
    indexes = Indexes(settings, Catalog(settings.catalog_url), "test")
    assert indexes.try_open()
    try:
        return indexes.verify()
    finally:
        indexes.close()


def test_nobody_waits_for_an_article_that_is_embedded_or_indexed(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both may take minutes, with a slow server of the index; the lock is held for the one transaction only."""
    free = []

    def look() -> None:
        lock = OwnedLock(settings.data / "write.lock", "another write")
        free.append(lock.try_acquire())
        lock.release()

    class Watching(HashEmbedder):
        def encode_passages(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
            look()
            return super().encode_passages(texts, tokens=tokens)

    sync = Indexes.sync
    monkeypatch.setattr(Indexes, "sync", lambda self: (look(), sync(self))[1])
    ingestor = Ingestor(settings, Watching())
    assert ingestor.put(Article("a", "Hai bên ký biên bản ghi nhớ.")) is Status.ADDED
    assert ingestor.put(Article("a", "Hai bên đã ký biên bản.")) is Status.UPDATED
    assert free
    assert all(free)
    embedded = len(free)
    assert ingestor.put(Article("a", "Hai bên đã ký biên bản.")) is Status.UNCHANGED
    assert len(free) == embedded


def test_second_run_embeds_and_writes_nothing(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", {"a": 1, "b": 2})
    embedder = HashEmbedder()
    first = Ingestor(settings, embedder).run([folder])
    assert (first.added, first.failed) == (["a", "b"], [])
    assert embedder.calls >= first.passages > 0
    before = Catalog(settings.catalog_url).facts()
    again = HashEmbedder()
    second = Ingestor(settings, again).run([folder])
    assert (second.added, second.unchanged, again.calls) == ([], ["a", "b"], 0)
    assert Catalog(settings.catalog_url).facts() == before
    assert faults(settings) == []


def test_update_replaces_all_old_passages(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", {"a": 1, "b": 2})
    Ingestor(settings, HashEmbedder()).run([folder])
    write_articles(folder, {"a": 7})
    report = Ingestor(settings, HashEmbedder()).run([folder])
    assert (report.updated, report.unchanged) == (["a"], ["b"])
    catalog = Catalog(settings.catalog_url)
    ids = catalog.passage_ids(catalog.published, Selection())
    texts = [one.passage.text for one in catalog.passages(ids, catalog.published).values()]
    assert not any("biên giới số 101" in text for text in texts)
    assert any("biên giới số 701" in text for text in texts)
    assert faults(settings) == []


def test_update_embeds_only_what_changed(settings: ServiceSettings) -> None:
    text = "".join(PARAGRAPH.format(n=i) for i in range(12))
    Ingestor(settings, HashEmbedder()).put(Article("a", text))
    embedder = HashEmbedder()
    assert Ingestor(settings, embedder).put(Article("a", text, url="https://example.org/a")) is Status.UPDATED
    assert embedder.calls == 0
    assert faults(settings) == []


def test_prune_removes_what_is_gone_but_not_what_failed(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", {"a": 1, "b": 2, "c": 3})
    elsewhere = write_articles(tmp_path / "other", {"d": 4})
    Ingestor(settings, HashEmbedder()).run([folder, elsewhere])
    (folder / "a.txt").unlink()
    (folder / "b.txt").write_bytes(b"\xff\xfe\x00\x01broken")
    report = Ingestor(settings, HashEmbedder()).run([folder], prune=True)
    assert (report.removed, [Path(one.where).name for one in report.failed]) == (["a"], ["b.txt"])
    assert set(stored(settings)) == {"b", "c", "d"}
    assert faults(settings) == []


def test_prune_spares_everything_below_a_root_that_is_not_there(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", {"a": 1})
    Ingestor(settings, HashEmbedder()).run([folder])
    folder.rename(tmp_path / "moved")
    report = Ingestor(settings, HashEmbedder()).run([folder], prune=True)
    assert (report.removed, [one.code for one in report.failed]) == ([], ["not_found"])
    assert set(stored(settings)) == {"a"}


def test_removed_article_can_come_back(settings: ServiceSettings) -> None:
    ingestor = Ingestor(settings, HashEmbedder())
    article = Article("a", "Hai bên ký biên bản ghi nhớ.")
    assert ingestor.put(article) is Status.ADDED
    assert ingestor.put(article) is Status.UNCHANGED
    assert ingestor.remove("a")
    assert not ingestor.remove("a")
    assert ingestor.put(article) is Status.ADDED
    assert faults(settings) == []


def test_metadata_change_alone_is_an_update(settings: ServiceSettings) -> None:
    ingestor = Ingestor(settings, HashEmbedder())
    ingestor.put(Article("a", "Hai bên ký biên bản ghi nhớ.", published="2024"))
    assert ingestor.put(Article("a", "Hai bên ký biên bản ghi nhớ.", published="2025")) is Status.UPDATED
    catalog = Catalog(settings.catalog_url)
    found = catalog.article("a", catalog.published)
    assert found is not None
    assert found[0].published == "2025"


def test_articles_without_visible_text_have_no_passages(settings: ServiceSettings) -> None:
    ingestor = Ingestor(settings, HashEmbedder())
    assert ingestor.put(Article("empty", "")) is Status.ADDED
    assert ingestor.put(Article("blank", " \n\n \u200b")) is Status.ADDED
    assert set(stored(settings)) == {"empty", "blank"}


def test_another_embedder_is_refused_with_a_sentence(settings: ServiceSettings) -> None:
    Ingestor(settings, HashEmbedder()).put(Article("a", "Một bài."))
    with pytest.raises(IndexMismatchError, match=r"built with another embedder.*new data folder"):
        Ingestor(settings, HashEmbedder(model="other")).put(Article("b", "Hai bài."))
    assert set(stored(settings)) == {"a"}


def test_another_chunker_is_refused(settings: ServiceSettings) -> None:
    Ingestor(settings, HashEmbedder()).put(Article("a", "Một bài."))
    other = settings.model_copy(update={"chunk": settings.chunk.model_copy(update={"target_words": 50})})
    with pytest.raises(IndexMismatchError, match="another chunker"):
        Ingestor(other, HashEmbedder()).put(Article("b", "Hai bài."))


def test_second_writer_is_told_who_writes(settings: ServiceSettings) -> None:
    settings = settings.model_copy(update={"lock_wait": 0.1})
    with OwnedLock(settings.data / "write.lock", "another ingest"), pytest.raises(LockedError, match="another ingest"):
        Ingestor(settings, HashEmbedder()).put(Article("a", "Một bài."))


@pytest.mark.parametrize("lost", ["chroma", "lexical", "both"])
def test_lost_indexes_are_rebuilt_without_embedding(settings: ServiceSettings, tmp_path: Path, lost: str) -> None:
    folder = write_articles(tmp_path / "news", {"a": 1, "b": 2})
    Ingestor(settings, HashEmbedder()).run([folder])
    for name in ("chroma", "lexical") if lost == "both" else (lost,):
        shutil.rmtree(settings.data / name)
    embedder = HashEmbedder()
    Ingestor(settings, embedder).run([folder])
    assert embedder.calls == 0
    assert faults(settings) == []


@pytest.mark.parametrize("file", ["header.bin", "data_level0.bin", "link_lists.bin", "index_metadata.pickle"])
def test_torn_dense_index_is_found_before_it_is_opened(
    settings: ServiceSettings,
    tmp_path: Path,
    file: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.dense.HNSW", {"space": "cosine", "sync_threshold": 10, "batch_size": 5})
    folder = write_articles(tmp_path / "news", {f"a{i}": i for i in range(20)})
    Ingestor(settings, HashEmbedder()).run([folder])
    (torn,) = (settings.data / "chroma").glob(f"*-*/{file}")
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 2])
    embedder = HashEmbedder()
    Ingestor(settings, embedder).run([folder])
    assert "The dense index is damaged" in caplog.text
    assert embedder.calls == 0
    assert faults(settings) == []


def test_damaged_lexical_index_is_rebuilt(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", {"a": 1})
    Ingestor(settings, HashEmbedder()).run([folder])
    (settings.data / "lexical" / "meta.json").write_text("{", encoding="utf-8")
    Ingestor(settings, HashEmbedder()).run([folder])
    assert faults(settings) == []


def test_index_of_another_catalog_is_not_used(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", {"a": 1})
    Ingestor(settings, HashEmbedder()).run([folder])
    other = settings.model_copy(update={"data": tmp_path / "another"})
    Ingestor(other, HashEmbedder()).run([write_articles(tmp_path / "other", {"b": 2})])
    for name in ("chroma", "lexical"):
        shutil.rmtree(settings.data / name)
        shutil.copytree(other.data / name, settings.data / name)
    Ingestor(settings, HashEmbedder()).run([folder])
    assert faults(settings) == []


def test_unpublished_writes_are_invisible_and_taken_up_later(settings: ServiceSettings) -> None:
    ingestor = Ingestor(settings, HashEmbedder())
    ingestor.put(Article("a", "Bản cũ của bài báo."))
    catalog = Catalog(settings.catalog_url)
    old = catalog.published
    pending = Ingestor(settings, HashEmbedder())
    stored_only = pending._encode([])  # the catalog alone, as a kill before the indexes leaves it
    assert stored_only == {}
    from ingest.chunking import chunk

    article = Article("a", "Bản mới của bài báo.")
    passages = chunk(article, settings.chunk)
    catalog.put(article, "", list(pending._encode(passages).values()))
    assert catalog.published == old
    seen = catalog.article("a", catalog.published)
    assert seen is not None
    assert seen[0].text == "Bản cũ của bài báo."
    ingestor.run([])
    seen = catalog.article("a", catalog.published)
    assert seen is not None
    assert seen[0].text == "Bản mới của bài báo."
    assert faults(settings) == []


def test_vectors_survive_the_catalog_bit_by_bit(settings: ServiceSettings) -> None:
    embedder = HashEmbedder()
    Ingestor(settings, embedder).put(Article("a", "Hai bên ký biên bản ghi nhớ."))
    catalog = Catalog(settings.catalog_url)
    ids, vectors = catalog.vectors(catalog.published)
    (one,) = catalog.passages(ids, catalog.published).values()
    assert np.array_equal(vectors[0], embedder.encode_passages([one.passage.embedded_text])[0].vector)


def test_report_names_each_failure_and_keeps_the_rest(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", {"good": 1})
    lines = [{"id": "x", "text": "Một bài."}, {"id": "x", "text": "Trùng."}, {"text": "thiếu id"}]
    (folder / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n{oops\n", encoding="utf-8")
    (folder / "utf16.txt").write_bytes("Chào".encode("utf-16"))
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    report = Ingestor(settings, HashEmbedder()).run([folder, tmp_path / "missing"])
    assert sorted(report.added) == ["good", "x"]
    places = sorted(Path(one.where).name for one in report.failed)
    assert places == ["binary.txt", "lines.jsonl:2", "lines.jsonl:3", "lines.jsonl:4", "missing", "utf16.txt"]


def test_what_was_acknowledged_is_on_the_disk(settings: ServiceSettings) -> None:
    """No test cuts the power: SQLite's documentation says that FULL does this and NORMAL doesn't."""
    if settings.database_url:
        pytest.skip("SQLite's setting")
    with Ingestor(settings, HashEmbedder()).catalog.engine.connect() as connection:
        full = 2
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == full
