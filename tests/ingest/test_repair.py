"""Damage to what is stored is told and never quoted; what can be mended is, the indexes by themselves."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.catalog.reading import Selection
from ingest.catalog.writing import Catalog
from ingest.embedding.base import Embedder
from ingest.indexes import Indexes
from ingest.models import Article
from ingest.pipeline import Ingestor
from ingest.repair import repair
from service.engine import Engine
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import ArticleDamagedError, CatalogError, LockedError
from trichdan.wire import AskRequest

QUESTION = "Hồ Tây rộng bao nhiêu ha?"
TEXT = "Hồ Tây rộng hơn 500 ha. Đường quanh hồ dài gần 18 km."
OTHER = "Vịnh Hạ Long có 1.969 hòn đảo."


@pytest.fixture
def filled(settings: ServiceSettings, tmp_path: Path) -> ServiceSettings:
    """Two articles from files, whose catalog is an SQLite file."""
    settings = settings.model_copy(update={"database_url": ""})
    (tmp_path / "news").mkdir()
    for name, text in (("a", TEXT), ("b", OTHER)):
        (tmp_path / "news" / f"{name}.txt").write_text(text, encoding="utf-8")
    ingestor = Ingestor(settings, HashEmbedder())
    ingestor.run([tmp_path / "news"])
    ingestor.catalog.close()
    return settings


def change(settings: ServiceSettings, statement: str) -> None:
    with closing(sqlite3.connect(settings.data / "catalog.sqlite3")) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.commit()


def verified(settings: ServiceSettings) -> list[str]:
    with closing(Catalog(settings.catalog_url)) as catalog:
        indexes = Indexes(settings, catalog, "test")
        assert indexes.try_open()
        with closing(indexes):
            return indexes.verify()


DAMAGE = {
    "a byte": "UPDATE articles SET text = replace(text, '500', '900') WHERE id = 'a'",
    "no UTF-8": "UPDATE articles SET text = CAST(x'48E1BB' || CAST(text AS BLOB) AS TEXT) WHERE id = 'a'",
    "cut": "UPDATE articles SET text = substr(text, 1, 20) WHERE id = 'a'",
    "title": "UPDATE articles SET title = 'Hồ Tây rộng 900 ha' WHERE id = 'a'",
    "date": "UPDATE articles SET published = '2023' WHERE id = 'a'",
    "hash": "UPDATE articles SET sha256 = 'x' || substr(sha256, 2) WHERE id = 'a'",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_nothing_of_a_damaged_article_is_read_for_a_citation(filled: ServiceSettings, kind: str) -> None:
    change(filled, DAMAGE[kind])
    catalog = Catalog(filled.catalog_url)
    sequence = catalog.published
    stored = catalog.passages(catalog.passage_ids(sequence, Selection()), sequence)
    assert {one.article.id for one in stored.values()} == {"b"}
    with pytest.raises(ArticleDamagedError, match=r"article 'a' is damaged\. Run: trichdan repair"):
        catalog.article("a", sequence)
    assert verified(filled) == [], "an index that holds them isn't rebuilt for ever"


@pytest.mark.parametrize("kind", DAMAGE)
def test_repair_mends_it_from_its_file(filled: ServiceSettings, kind: str) -> None:
    change(filled, DAMAGE[kind])
    report = repair(Ingestor(filled, HashEmbedder()))
    assert (report.articles, report.mended, report.damaged) == (2, ["a"], [])
    catalog = Catalog(filled.catalog_url)
    found = catalog.article("a", catalog.published)
    assert found is not None
    assert found[0] == Article("a", TEXT)
    assert verified(filled) == []


def test_repair_keeps_what_it_cannot_mend_and_says_so(filled: ServiceSettings, tmp_path: Path) -> None:
    change(filled, DAMAGE["a byte"])
    (tmp_path / "news" / "a.txt").write_text("Hồ Tây đang cạn.", encoding="utf-8")
    report = repair(Ingestor(filled, HashEmbedder()))
    assert (report.mended, report.damaged) == ([], ["a"])
    Ingestor(filled, HashEmbedder()).run([tmp_path / "news"])
    catalog = Catalog(filled.catalog_url)
    found = catalog.article("a", catalog.published)
    assert found is not None
    assert found[0].text == "Hồ Tây đang cạn."
    assert repair(Ingestor(filled, HashEmbedder())).damaged == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passages SET start = start + 1",
        "UPDATE passages SET context = 'x'",
        "UPDATE passages SET sentences = '[[0,'",
        "UPDATE passages SET vector = substr(vector, 5)",
        "UPDATE passages SET vector = zeroblob(length(vector))",
        "DELETE FROM passages WHERE row = 1",
    ],
)
def test_repair_mends_passages(filled: ServiceSettings, statement: str) -> None:
    change(filled, statement)
    report = repair(Ingestor(filled, HashEmbedder()))
    assert (report.mended[0], report.damaged) == ("a", [])
    assert repair(Ingestor(filled, HashEmbedder())).mended == []
    assert verified(filled) == []


def test_a_changed_byte_is_not_served_as_verified(settings: ServiceSettings, embedder: Embedder) -> None:
    settings = settings.model_copy(update={"database_url": ""})
    ingestor = Ingestor(settings, embedder)
    for name, text in (("a", TEXT), ("b", OTHER)):
        ingestor.put(Article(name, text))
    change(settings, DAMAGE["a byte"])
    engine = Engine.open(settings)
    try:
        answer = engine.ask_blocking(AskRequest(question=QUESTION))
        assert "900" not in answer.answer
        assert all(citation.article_id == "b" for citation in answer.citations)
    finally:
        engine.close()
    ingestor.put(Article("a", TEXT))  # putting the right text again mends it
    engine = Engine.open(settings)
    try:
        assert "500" in engine.ask_blocking(AskRequest(question=QUESTION)).answer
    finally:
        engine.close()


def test_text_that_only_lost_its_normal_form_is_read_right(filled: ServiceSettings) -> None:
    change(filled, "UPDATE articles SET text = replace(text, 'ồ', 'o' || char(770) || char(768)) WHERE id = 'a'")
    catalog = Catalog(filled.catalog_url)
    found = catalog.article("a", catalog.published)
    assert found is not None
    assert found[0].text == TEXT


# The catalog's file


@pytest.mark.parametrize("how", ["deleted", "emptied", "new"])
def test_a_lost_catalog_beside_full_indexes_is_told_and_not_replaced(
    filled: ServiceSettings, tmp_path: Path, how: str
) -> None:
    file = filled.data / "catalog.sqlite3"
    for path in filled.data.glob("catalog.sqlite3*"):
        path.unlink()
    if how == "emptied":
        file.touch()
    if how == "new":
        sqlite3.connect(file).execute("CREATE TABLE x (y)")
    said = r"is gone or empty, but the indexes beside it hold articles.*trichdan restore.*trichdan repair --yes"
    for attempt in (
        lambda: Ingestor(filled, HashEmbedder()).run([tmp_path / "news"]),
        lambda: Ingestor(filled, HashEmbedder()).run([tmp_path / "news"], dry_run=True),
        lambda: Corpus(filled, serving=True),
        lambda: repair(Ingestor(filled, HashEmbedder())),
    ):
        with pytest.raises(CatalogError, match=said):
            attempt()
    shutil.rmtree(filled.data / "lexical")  # one index is enough to tell
    with pytest.raises(CatalogError, match=said):
        Ingestor(filled, HashEmbedder()).run([tmp_path / "news"])
    assert repair(Ingestor(filled, HashEmbedder()), restart=True).restarted
    assert Ingestor(filled, HashEmbedder()).run([tmp_path / "news"]).added == ["a", "b"]


def test_a_damaged_catalog_is_kept_and_told(filled: ServiceSettings) -> None:
    file = filled.data / "catalog.sqlite3"
    file.write_bytes(b"x" * file.stat().st_size)
    for restart in (False, True):
        with pytest.raises(CatalogError, match=r"is damaged: file is not a database\. Restore a backup"):
            repair(Ingestor(filled, HashEmbedder()), restart=restart)
    assert file.read_bytes().startswith(b"xxx")


def test_repair_waits_for_nobody_who_has_the_indexes(filled: ServiceSettings) -> None:
    corpus = Corpus(filled, serving=True)
    try:
        with pytest.raises(LockedError, match=r"open in another process \(the service.*Stop it first"):
            repair(Ingestor(filled.model_copy(update={"lock_wait": 0.1}), HashEmbedder()))
    finally:
        corpus.close()


def test_damaged_catalogs_are_a_sentence_or_right(filled: ServiceSettings) -> None:
    """Random bytes anywhere in the file: an error of ours, or what is read is what was stored."""
    file = filled.data / "catalog.sqlite3"
    raw, rng = file.read_bytes(), random.Random(5)
    told = 0
    for _ in range(60):
        spoiled = bytearray(raw)
        place, length = rng.randrange(len(raw)), rng.choice([1, 8, 4096])
        spoiled[place : place + length] = rng.randbytes(len(spoiled[place : place + length]))
        file.write_bytes(spoiled)
        with closing(Catalog(filled.catalog_url)) as catalog:
            try:
                sequence = int(catalog.facts()["published"])
                catalog.vectors(sequence)
                stored = catalog.passages(catalog.passage_ids(sequence, Selection()), sequence)
                assert {one.article.text for one in stored.values()} <= {TEXT, OTHER}
            except CatalogError:
                told += 1
    assert told > 0
