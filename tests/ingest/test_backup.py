"""A backup holds one state, whatever is written meanwhile; it is put back whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from ingest import backup
from ingest.backup import back_up, restore
from ingest.catalog.writing import Catalog
from ingest.indexes import Indexes
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import CatalogError, LockedError, StorageError


def fill(settings: ServiceSettings, *numbers: int) -> None:
    ingestor = Ingestor(settings, HashEmbedder())
    for number in numbers:
        ingestor.put(Article(f"a{number:02}", f"Bài số {number} nói về biên giới."))
    ingestor.catalog.close()


def stored(settings: ServiceSettings) -> list[str]:
    with closing(Catalog(settings.catalog_url)) as catalog:
        return sorted(catalog.content_keys(catalog.published))


def faults(settings: ServiceSettings) -> list[str]:
    with closing(Catalog(settings.catalog_url)) as catalog:
        indexes = Indexes(settings, catalog, "test")
        assert indexes.try_open()
        with closing(indexes):
            return indexes.verify()


@pytest.fixture(autouse=True)
def sqlite_only(settings: ServiceSettings) -> None:
    if settings.database_url:
        pytest.skip("backups of a database server are its own")


def test_what_stands_in_the_log_is_in_the_backup(settings: ServiceSettings, tmp_path: Path) -> None:
    """The documented way, copying the file, lost 13 of 18 articles: they stood in the write-ahead log."""
    corpus = Corpus(settings, serving=True)
    try:
        fill(settings, *range(18))
        assert Path(f"{settings.data}/catalog.sqlite3-wal").stat().st_size > 0
        assert back_up(settings, tmp_path / "kept.backup") == 18
    finally:
        corpus.close()
    elsewhere = settings.model_copy(update={"data": tmp_path / "elsewhere"})
    assert restore(elsewhere, tmp_path / "kept.backup") == 18
    assert stored(elsewhere) == [f"a{number:02}" for number in range(18)]
    assert faults(elsewhere) == []


def test_the_log_of_a_lost_catalog_is_not_played_into_a_restored_one(settings: ServiceSettings, tmp_path: Path) -> None:
    fill(settings, *range(3))
    back_up(settings, tmp_path / "kept.backup")
    catalog = Catalog(settings.catalog_url)  # a reader that is killed leaves the log of those who wrote
    assert catalog.head == 3
    fill(settings, *range(3, 9))
    left = tmp_path / "left"
    shutil.copytree(settings.data, left)
    catalog.close()
    assert Path(f"{left}/catalog.sqlite3-wal").stat().st_size > 0
    (left / "catalog.sqlite3").unlink()
    lost = settings.model_copy(update={"data": left})
    assert restore(lost, tmp_path / "kept.backup") == 3
    assert stored(lost) == ["a00", "a01", "a02"]
    assert faults(lost) == []


def test_what_cannot_be_opened_is_not_called_in_use_or_damaged(settings: ServiceSettings, tmp_path: Path) -> None:
    fill(settings, 0)
    back_up(settings, tmp_path / "kept.backup")
    file = settings.data / "catalog.sqlite3"
    file.unlink()
    file.mkdir()
    with pytest.raises(StorageError, match=r"can't be opened: Is a directory\. .*TRICHDAN_DATA.*move it away"):
        restore(settings, tmp_path / "kept.backup", overwrite=True)


def test_a_backup_while_another_writes_holds_one_state(settings: ServiceSettings, tmp_path: Path) -> None:
    fill(settings, 0)
    writer = threading.Thread(target=fill, args=(settings, *range(1, 25)))
    writer.start()
    counts = [back_up(settings, tmp_path / f"{number}.backup") for number in range(6)]
    writer.join()
    assert counts == sorted(counts)
    for number, count in enumerate(counts):
        elsewhere = settings.model_copy(update={"data": tmp_path / f"data{number}"})
        restore(elsewhere, tmp_path / f"{number}.backup")
        assert stored(elsewhere) == [f"a{one:02}" for one in range(count)]


def test_the_indexes_are_made_from_what_was_restored(settings: ServiceSettings, tmp_path: Path) -> None:
    """Sequence numbers repeat after a restore: indexes of the lost history must not pass for the new one's."""
    fill(settings, 1, 2)
    back_up(settings, tmp_path / "kept.backup")
    fill(settings, 3, 4, 5)
    restore(settings, tmp_path / "kept.backup", overwrite=True)
    fill(settings, 6, 7, 8)
    assert stored(settings) == ["a01", "a02", "a06", "a07", "a08"]
    assert faults(settings) == []
    assert (settings.data / "catalog.sqlite3.before-restore").exists()


def test_articles_are_not_put_aside_unasked(settings: ServiceSettings, tmp_path: Path) -> None:
    fill(settings, 1)
    back_up(settings, tmp_path / "kept.backup")
    fill(settings, 2)
    with pytest.raises(CatalogError, match=r"There are articles in .* With --yes they are put aside"):
        restore(settings, tmp_path / "kept.backup")
    with pytest.raises(CatalogError, match=r"There is a file .*kept.backup already"):
        back_up(settings, tmp_path / "kept.backup")
    assert stored(settings) == ["a01", "a02"]
    assert back_up(settings, tmp_path / "kept.backup", overwrite=True) == 2


def test_a_running_service_is_not_pulled_away(settings: ServiceSettings, tmp_path: Path) -> None:
    fill(settings, 1)
    back_up(settings, tmp_path / "kept.backup")
    waiting = settings.model_copy(update={"lock_wait": 0.1})
    corpus = Corpus(settings, serving=True)
    try:
        with pytest.raises(LockedError, match="the service"):
            restore(waiting, tmp_path / "kept.backup", overwrite=True)
    finally:
        corpus.close()
    reader = Catalog(settings.catalog_url)  # a second worker: it holds no lock, but a connection
    reader.facts()
    with pytest.raises(CatalogError, match=r"in use.*Stop the service first"):
        restore(waiting, tmp_path / "kept.backup", overwrite=True)
    reader.close()
    assert restore(waiting, tmp_path / "kept.backup", overwrite=True) == 1


@pytest.mark.parametrize("damage", ["empty", "text", "half", "byte", "other", "missing"])
def test_a_damaged_backup_changes_nothing(settings: ServiceSettings, tmp_path: Path, damage: str) -> None:
    fill(settings, 1, 2, 3)
    file = tmp_path / "kept.backup"
    back_up(settings, file)
    raw = file.read_bytes()
    spoiled = {"empty": b"", "text": b"hello", "half": raw[: len(raw) // 2]}
    spoiled["byte"] = raw.replace("giới".encode(), "Giới".encode())
    if damage in spoiled:
        file.write_bytes(spoiled[damage])
    else:
        file.unlink()
    if damage == "other":
        sqlite3.connect(file).execute("CREATE TABLE x (y)")
    with pytest.raises(CatalogError):
        restore(settings, file, overwrite=True)
    assert stored(settings) == ["a01", "a02", "a03"]
    assert list(settings.data.glob("*.partial*")) == []
    assert faults(settings) == []


@pytest.mark.parametrize("step", ["_give_identity", "_put_aside", "move", "drop_local_indexes"])
def test_a_kill_between_steps_leaves_the_old_or_the_new(
    settings: ServiceSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    fill(settings, 1)
    back_up(settings, tmp_path / "kept.backup")
    fill(settings, 2)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(backup, step, die)
        with pytest.raises(KeyboardInterrupt):
            restore(settings, tmp_path / "kept.backup", overwrite=True)
    assert stored(settings) == (["a01"] if step == "drop_local_indexes" else ["a01", "a02"])
    fill(settings, 3)
    assert faults(settings) == []


def test_damage_is_not_backed_up_as_if_it_were_sound(settings: ServiceSettings, tmp_path: Path) -> None:
    fill(settings, 1, 2)
    with sqlite3.connect(settings.data / "catalog.sqlite3") as connection:
        connection.execute("UPDATE articles SET text = replace(text, 'giới', 'giời') WHERE id = 'a02'")
    with pytest.raises(CatalogError, match=r"The catalog holds damaged articles: a02\. Run: trichdan repair"):
        back_up(settings, tmp_path / "kept.backup")
    assert list(tmp_path.glob("kept*")) == []


def test_places_that_cannot_be_written_and_servers_are_told(settings: ServiceSettings, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="Nothing was ingested yet"):
        back_up(settings, tmp_path / "kept.backup")
    fill(settings, 1)
    with pytest.raises((CatalogError, StorageError)):
        back_up(settings, tmp_path / "no such folder" / "kept.backup")
    remote = settings.model_copy(update={"database_url": "postgresql+psycopg://u:p@127.0.0.1/x"})
    with pytest.raises(CatalogError, match=r"pg_dump --format=custom and pg_restore; then run: trichdan repair"):
        back_up(remote, tmp_path / "kept.backup")


def test_a_damaged_catalog_can_be_replaced(settings: ServiceSettings, tmp_path: Path) -> None:
    fill(settings, 1, 2)
    back_up(settings, tmp_path / "kept.backup")
    (settings.data / "catalog.sqlite3").write_bytes(b"x" * 100_000)
    assert restore(settings, tmp_path / "kept.backup") == 2
    assert stored(settings) == ["a01", "a02"]
    shutil.rmtree(settings.data)
    assert restore(settings, tmp_path / "kept.backup") == 2
    assert faults(settings) == []
