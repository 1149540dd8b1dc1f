"""Catalogs of other versions: an earlier one ends up as a new one is, a later one is refused and left alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect
from typer.testing import CliRunner

from ingest.catalog.reading import sqlite_url
from ingest.catalog.schema import SCHEMA_VERSION
from ingest.catalog.upgrading import STEPS
from ingest.catalog.writing import Catalog
from ingest.models import Article, Status
from ingest.pipeline import Ingestor
from scripts.cli import app
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import CatalogError

WRITTEN = {version: Path(__file__).parent / f"catalog_v{version}.sql" for version in (1, 2)}
"""Catalogs that commits 9d2870b and 63392c3, which is release 0.2.0, have written."""

LAST_RELEASE = WRITTEN[2]


def made_of(file: Path) -> dict[str, Any]:
    """Tables, columns and indexes of a catalog."""
    found = inspect(create_engine(sqlite_url(file)))
    return {
        table: (
            {one["name"]: (str(one["type"]), one["nullable"]) for one in found.get_columns(table)},
            {one["name"]: one["column_names"] for one in found.get_indexes(table)},
        )
        for table in found.get_table_names()
    }


def test_there_is_a_step_for_every_version() -> None:
    assert list(STEPS) == [str(number) for number in range(1, int(SCHEMA_VERSION))]


@pytest.mark.parametrize("version", WRITTEN)
def test_an_upgraded_catalog_is_made_as_a_new_one(tmp_path: Path, version: int) -> None:
    old, new = tmp_path / "old.sqlite3", tmp_path / "new.sqlite3"
    with sqlite3.connect(old) as connection:
        connection.executescript(WRITTEN[version].read_text("utf-8"))
    assert Catalog(sqlite_url(old)).facts()["schema"] == SCHEMA_VERSION
    Catalog(sqlite_url(new)).create()
    assert made_of(old) == made_of(new)


def test_what_the_last_release_has_stored_is_there_and_embedded_no_second_time(settings: ServiceSettings) -> None:
    settings = settings.model_copy(update={"database_url": ""})
    settings.data.mkdir()
    with sqlite3.connect(settings.data / "catalog.sqlite3") as connection:
        connection.executescript(LAST_RELEASE.read_text("utf-8"))
    embedder = HashEmbedder(dimension=8)
    ingestor = Ingestor(settings, embedder)
    texts = {"a": "Hồ Tây rộng hơn 500 ha. Đường quanh hồ dài gần 18 km.", "c": "Vịnh Hạ Long có 1.969 hòn đảo."}
    described = Article("a", texts["a"], "Hồ Tây", "2024-05-17", "https://example.vn/a", "Báo A", "vi")
    assert [ingestor.put(one) for one in (described, Article("c", texts["c"]))] == [Status.UNCHANGED] * 2
    ingestor.run([])  # makes the indexes
    assert embedder.calls == 0
    corpus = Corpus(settings, serving=True)
    try:
        assert corpus.indexes.verify() == []
        sequence = corpus.catalog.published
        assert corpus.catalog.count(sequence) == (3, 3)
        assert corpus.catalog.article("d", sequence) is None, "it was removed"
        assert {key: [one.id for one in found] for key, found in corpus.catalog.copies(["a"], sequence).items()} == {
            "a": ["b"]
        }
        vector = embedder.encode_queries([texts["c"]])[0].vector
        (key, _), *_ = corpus.nearest(vector, 1, sequence)
        assert corpus.catalog.passages([key], sequence)[key].passage.text == texts["c"]
    finally:
        corpus.close()
    assert ingestor.put(Article("c", "Vịnh Hạ Long có 1.970 hòn đảo.")) is Status.UPDATED
    assert ingestor.remove("a")


def test_a_catalog_of_a_later_version_is_refused_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "catalog.sqlite3"
    Catalog(sqlite_url(file)).create()
    later = str(int(SCHEMA_VERSION) + 1)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE facts SET value = ? WHERE name = 'schema'", (later,))
    with sqlite3.connect(file) as connection:
        before = list(connection.iterdump())
    for use in (Catalog.facts, Catalog.create, Catalog.is_made, lambda one: one.count(0), lambda one: one.publish(1)):
        with pytest.raises(CatalogError, match=f"version {later}, and this program knows version {SCHEMA_VERSION} at"):
            use(Catalog(sqlite_url(file)))
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path))
    for command in (["status"], ["articles"], ["ask", "Ai?"], ["ingest", __file__], ["serve", "--port", "0"]):
        done = CliRunner().invoke(app, command)
        assert isinstance(done.exception, CatalogError), command
    with sqlite3.connect(file) as connection:
        assert list(connection.iterdump()) == before
