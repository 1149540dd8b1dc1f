"""Pruning never takes suspiciously many articles, a dry run changes nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.catalog.writing import Catalog
from ingest.pipeline import Ingestor
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder


def write(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Bài số {number} của {folder.name}.", encoding="utf-8")
    return folder


def stored(settings: ServiceSettings) -> set[str]:
    catalog = Catalog(settings.catalog_url)
    return set(catalog.content_keys(catalog.published))


@pytest.mark.parametrize(
    ("of", "lost", "refused"),
    [
        (1, 1, True),
        (2, 1, False),
        (2, 2, True),
        (3, 2, True),
        (8, 2, False),
        (8, 3, True),
        (20, 5, False),
        (20, 20, True),
    ],
)
def test_too_many_at_once_are_kept(
    settings: ServiceSettings, tmp_path: Path, of: int, lost: int, refused: bool
) -> None:
    folder = write(tmp_path / "news", of)
    ingestor = Ingestor(settings, HashEmbedder())
    ingestor.run([folder])
    for number in range(lost):
        (folder / f"{number}.txt").unlink()
    gone = sorted(str(number) for number in range(lost))
    report = ingestor.run([folder], prune=True)
    assert (sorted(report.removed), sorted(report.kept)) == (([], gone) if refused else (gone, []))
    assert [one.code for one in report.failed] == ["prune_refused"] * refused
    assert len(stored(settings)) == of - lost * (not refused)
    if refused:
        assert report.failed[0].reason == (
            f"Of {of} articles from here, {lost} have no file or line any more: none were removed. "
            "If that is right, add --yes."
        )
        assert sorted(ingestor.run([folder], prune=True, anyway=True).removed) == gone


def test_each_folder_is_judged_by_itself(settings: ServiceSettings, tmp_path: Path) -> None:
    large, small = write(tmp_path / "large", 20), write(tmp_path / "small" / "sub", 2).parent
    ingestor = Ingestor(settings, HashEmbedder())
    ingestor.run([large, small])
    (large / "0.txt").unlink()
    for file in (small / "sub").iterdir():
        file.unlink()
    report = ingestor.run([large, small], prune=True)
    assert (report.removed, sorted(report.kept)) == (["0"], ["sub/0", "sub/1"])


def test_renamed_files_are_no_loss(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write(tmp_path / "all" / "2024", 4)
    ingestor = Ingestor(settings, HashEmbedder())
    ingestor.run([folder])
    report = ingestor.run([tmp_path / "all"], prune=True)  # now the ids carry the folder's name
    assert (sorted(report.removed), report.failed) == (["0", "1", "2", "3"], [])
    assert stored(settings) == {f"2024/{number}" for number in range(4)}


def test_a_dry_run_reports_and_changes_nothing(settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write(tmp_path / "news", 4)
    ingestor = Ingestor(settings, HashEmbedder())
    assert sorted(ingestor.run([folder], dry_run=True).added) == ["0", "1", "2", "3"]
    assert not settings.data.exists()
    ingestor.run([folder])
    before = Catalog(settings.catalog_url).facts()
    (folder / "0.txt").unlink()
    (folder / "1.txt").write_text("Bài đã sửa.", encoding="utf-8")
    (folder / "4.txt").write_text("Bài mới.", encoding="utf-8")
    embedder = HashEmbedder()
    report = Ingestor(settings, embedder).run([folder], prune=True, dry_run=True)
    assert (report.added, report.updated, report.unchanged, report.removed) == (["4"], ["1"], ["2", "3"], ["0"])
    assert (Catalog(settings.catalog_url).facts(), embedder.calls) == (before, 0)
    assert stored(settings) == {"0", "1", "2", "3"}


def test_an_archive_with_a_fault_loses_no_article(settings: ServiceSettings, tmp_path: Path) -> None:
    def pack(**files: str) -> None:
        with zipfile.ZipFile(tmp_path / "news" / "tin.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(f"{name}.csv", f"id,text\n{text}\n")

    folder = write(tmp_path / "news", 4)
    pack(một="a,Một câu.", hai="b,Hai câu.")
    ingestor = Ingestor(settings, HashEmbedder())
    assert sorted(ingestor.run([folder]).added) == ["0", "1", "2", "3", "a", "b"]
    pack(một="a,Một câu.", hai="b,")
    report = ingestor.run([folder], prune=True)
    assert (report.removed, [Path(one.where).name for one in report.failed]) == ([], ["tin.zip:hai.csv:2"])
    pack(một="a,Một câu.")
    assert ingestor.run([folder], prune=True).removed == ["b"]
