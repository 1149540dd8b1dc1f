"""The same article under two ids is known as a copy, and its passages are worth one citation."""

from __future__ import annotations

import sqlite3
import unicodedata
from pathlib import Path

import pytest

from ingest.catalog.reading import sqlite_url
from ingest.catalog.schema import SCHEMA_VERSION
from ingest.catalog.writing import Catalog
from ingest.copies import copy_key
from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from ingest.repair import repair
from service.engine import Engine
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import IndexMismatchError
from trichdan.wire import AskRequest

TEXT = "Hồ Tây rộng hơn 500 ha. Đường quanh hồ dài gần 18 km, Công an quận hoà giải hai hộ."


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper(),
        TEXT.replace(" ", "\n\n  "),
        TEXT.replace(".", " …").replace(",", " –"),
        TEXT.replace("hoà", "hòa"),
        unicodedata.normalize("NFD", TEXT),
        TEXT + "\n\nNguồn Báo B: https://b.example/ho-tay.html\n",
    ],
)
def test_copies_differ_in_looks_only(copy: str) -> None:
    assert copy_key(copy) == copy_key(TEXT) is not None


@pytest.mark.parametrize("other", [TEXT.replace("500", "600"), TEXT + " (TTXVN)", TEXT.replace("Tây", "Tay"), ""])
def test_other_words_are_no_copy(other: str) -> None:
    assert copy_key(other) != copy_key(TEXT)


def test_nothing_is_no_copy_of_nothing() -> None:
    assert copy_key("") is copy_key(" …\n") is None


def test_the_report_and_the_catalog_name_the_other_places(settings: ServiceSettings, tmp_path: Path) -> None:
    for name, text in (("a/01", TEXT), ("b/01", TEXT.upper()), ("b/02", "Vịnh Hạ Long có 1.969 hòn đảo.")):
        file = tmp_path / "news" / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    report = Ingestor(settings, HashEmbedder()).run([tmp_path / "news"])
    assert report.copies == {"a/01": ["b/01"], "b/01": ["a/01"]}
    catalog = Catalog(settings.catalog_url)
    found = catalog.copies(["a/01", "b/02", "no such"], catalog.published)
    assert {key: [one.id for one in others] for key, others in found.items()} == {"a/01": ["b/01"]}
    Ingestor(settings, HashEmbedder()).remove("b/01")
    assert catalog.copies(["a/01"], catalog.published) == {}


def test_an_answer_cites_one_of_the_copies(settings: ServiceSettings, embedder: Embedder) -> None:
    ingestor = Ingestor(settings, embedder)
    for name, published in (("tuoi-tre/1", "2024-05-17"), ("thanh-nien/9", "2024-05-18"), ("copy", None)):
        ingestor.put(Article(name, TEXT, published=published))
    ingestor.put(Article("other", "Vịnh Hạ Long có 1.969 hòn đảo, rộng 1.553 km2."))
    engine = Engine.open(settings)
    try:
        found = engine.retrieve("Hồ Tây rộng bao nhiêu ha?")
        ids = [one.article.id for one in found.passages]
        assert len(ids) == len(set(ids)) == 2
        answer = engine.ask_blocking(AskRequest(question="Hồ Tây rộng bao nhiêu ha?"))
        assert answer.answered
        assert len({citation.article_id for citation in answer.citations}) == 1
        assert len({citation.quote for citation in answer.citations}) == len(answer.citations)
    finally:
        engine.close()


# A catalog of the version before copies were known


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A catalog that commit 9d2870b made: articles a and b with the same words, and c."""
    file = tmp_path / "catalog.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.executescript((Path(__file__).parent / "catalog_v1.sql").read_text("utf-8"))
    return file


def test_a_catalog_of_the_version_before_opens(earlier: Path) -> None:
    catalog = Catalog(sqlite_url(earlier))
    assert catalog.count(catalog.published) == (3, 3)
    assert catalog.facts()["schema"] == SCHEMA_VERSION
    found = catalog.copies(["a", "c"], catalog.published)
    assert {key: [one.id for one in others] for key, others in found.items()} == {"a": ["b"]}
    article, info = catalog.article("a", catalog.published) or (None, None)
    assert article == Article(
        "a", "Hồ Tây rộng hơn 500 ha. Đường quanh hồ dài gần 18 km.", "Hồ Tây", "2024-05-17", "https://example.vn/a",
        "Báo A", "vi",
    )  # fmt: skip
    assert info is not None
    assert (info.origin, info.passages) == ("/news/a.txt", 1)


def test_it_goes_on_as_before(earlier: Path, settings: ServiceSettings) -> None:
    settings = settings.model_copy(update={"data": earlier.parent, "database_url": ""})
    embedder = HashEmbedder(dimension=8)
    with pytest.raises(IndexMismatchError, match="trichdan repair"):  # its sentences were split otherwise
        Ingestor(settings, embedder).put(Article("c", "Vịnh Hạ Long có 1.969 hòn đảo."))
    assert repair(Ingestor(settings, embedder)).rechunked == 3
    ingestor = Ingestor(settings, embedder)
    ingestor.put(Article("c", "Vịnh Hạ Long có 1.969 hòn đảo."))
    assert ingestor.rechunk() == 0
    ingestor.put(Article("d", "hồ tây rộng hơn 500 ha: đường quanh hồ dài gần 18 km"))
    catalog = Catalog(settings.catalog_url)
    assert [one.id for one in catalog.copies(["d"], catalog.published)["d"]] == ["a", "b"]


def test_an_upgrade_that_was_cut_off_is_done_again(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.catalog import upgrading

    def die(text: str) -> str:
        if "Hạ Long" in text:
            raise KeyboardInterrupt
        return "x"

    with monkeypatch.context() as patch:
        patch.setattr(upgrading, "copy_key", die)
        with pytest.raises(KeyboardInterrupt):
            Catalog(sqlite_url(earlier)).facts()
    with sqlite3.connect(earlier) as connection:
        assert connection.execute("SELECT value FROM facts WHERE name = 'schema'").fetchone() == ("1",)
    catalog = Catalog(sqlite_url(earlier))
    assert set(catalog.copies(["a"], catalog.published)) == {"a"}
