"""An id that belongs to another existing file is never overwritten silently, within a run and across runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalog.writing import Catalog
from ingest.models import Article, Status
from ingest.pipeline import Ingestor
from ingest.sources.metadata import Given
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from trichdan.errors import IdentityError

OLD = "Sáng 5/5, cầu Bến Nọc được khánh thành."
NEW = "Chiều 7/8, chợ Rạch Sỏi mở cửa trở lại."


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        file = folder / name.replace("__", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def texts(settings: ServiceSettings) -> dict[str, str]:
    catalog = Catalog(settings.catalog_url)
    found = {key: catalog.article(key, catalog.published) for key in catalog.content_keys(catalog.published)}
    return {key: one[0].text for key, one in found.items() if one}


@pytest.fixture
def ingestor(settings: ServiceSettings) -> Ingestor:
    return Ingestor(settings, HashEmbedder())


def test_another_folders_file_of_the_same_name_is_told_and_nothing_is_lost(
    ingestor: Ingestor, settings: ServiceSettings, tmp_path: Path
) -> None:
    first, second = write(tmp_path / "2024", **{"01__txt": OLD}), write(tmp_path / "2025", **{"01__txt": NEW})
    ingestor.run([first])
    report = ingestor.run([second])
    assert (report.added, report.updated) == ([], [])
    assert [(one.where, one.code) for one in report.failed] == [(str(second / "01.txt"), "duplicate_id")]
    assert report.failed[0].reason == (
        f"The id '01' is already that of {first / '01.txt'}; this one was left out. "
        "To keep both, ingest it with --id-prefix; to put it in the other's place, with --replace."
    )
    assert texts(settings) == {"01": OLD}
    assert ingestor.run([second], given=Given(id_prefix="2025/")).added == ["2025/01"]
    assert texts(settings) == {"01": OLD, "2025/01": NEW}


def test_replace_lets_a_file_take_over(ingestor: Ingestor, settings: ServiceSettings, tmp_path: Path) -> None:
    ingestor.run([write(tmp_path / "2024", **{"01__txt": OLD})])
    assert ingestor.run([write(tmp_path / "2025", **{"01__txt": NEW})], given=Given(replace=True)).updated == ["01"]
    assert texts(settings) == {"01": NEW}


@pytest.mark.parametrize("both", [False, True])
def test_one_name_with_two_endings_across_runs(
    ingestor: Ingestor, settings: ServiceSettings, tmp_path: Path, both: bool
) -> None:
    """Also where the newcomer is read first: the id stays its owner's, which is still brought up to date."""
    folder = write(tmp_path / "news", a__txt=OLD)
    ingestor.run([folder])
    write(folder, a__md=NEW, a__txt=OLD + " Lễ có mưa.")
    report = ingestor.run([folder] if both else [folder / "a.md"])
    assert [Path(one.where).name for one in report.failed] == ["a.md"]
    assert report.updated == (["a"] if both else [])
    assert texts(settings) == {"a": OLD + " Lễ có mưa." if both else OLD}


def test_a_file_that_was_moved_keeps_its_article(ingestor: Ingestor, settings: ServiceSettings, tmp_path: Path) -> None:
    folder = write(tmp_path / "new", a__txt=OLD, b__txt=OLD)
    ingestor.run([folder])
    folder = folder.rename(tmp_path / "archive")
    write(folder, b__txt=NEW)
    report = ingestor.run([folder], prune=True)
    assert (report.unchanged, report.updated, report.removed, report.failed) == (["a"], ["b"], [], [])
    assert texts(settings) == {"a": OLD, "b": NEW}
    origins = Catalog(settings.catalog_url).content_keys(99)
    assert {key: one.origin for key, one in origins.items()} == {key: str(folder / f"{key}.txt") for key in "ab"}


def test_a_link_to_the_same_folder_is_the_same_file(ingestor: Ingestor, tmp_path: Path) -> None:
    folder = write(tmp_path / "news", a__txt=OLD)
    ingestor.run([folder])
    (tmp_path / "link").symlink_to(folder)
    write(folder, a__txt=NEW)
    assert ingestor.run([tmp_path / "link"]).updated == ["a"]


def test_an_article_that_came_over_http_is_not_overwritten_by_a_file(
    ingestor: Ingestor, settings: ServiceSettings, tmp_path: Path
) -> None:
    ingestor.put(Article("a", OLD))
    folder = write(tmp_path / "news", a__txt=NEW)
    report = ingestor.run([folder])
    assert "already that of an article that came from no file" in report.failed[0].reason
    assert texts(settings) == {"a": OLD}
    write(folder, a__txt=OLD)
    assert ingestor.run([folder]).unchanged == ["a"], "the same article is no conflict"


def test_jsonl_files_do_not_overwrite_each_other(ingestor: Ingestor, settings: ServiceSettings, tmp_path: Path) -> None:
    for name, text in (("may", OLD), ("june", NEW)):
        write(tmp_path, **{f"{name}__jsonl": f'{{"id": "17", "text": "{text}"}}'})
    ingestor.run([tmp_path / "may.jsonl"])
    report = ingestor.run([tmp_path / "june.jsonl"])
    assert [one.where for one in report.failed] == [f"{tmp_path / 'june.jsonl'}:1"]
    assert texts(settings) == {"17": OLD}
    write(tmp_path, may__jsonl=f'{{"id": "17", "text": "{NEW}"}}')
    assert ingestor.run([tmp_path / "may.jsonl"]).updated == ["17"], "its own file may change it"


def test_rename_embeds_nothing_and_leaves_nothing_behind(ingestor: Ingestor, settings: ServiceSettings) -> None:
    ingestor.put(Article("01", OLD * 30, "Khánh thành cầu", "2024-05-05"))
    silent = HashEmbedder()
    assert Ingestor(settings, silent).rename("01", "2024/01").id == "01"
    assert silent.calls == 0
    catalog = Catalog(settings.catalog_url)
    found = catalog.article("2024/01", catalog.published)
    assert found is not None
    assert found[0] == Article("2024/01", OLD * 30, "Khánh thành cầu", "2024-05-05")
    assert catalog.article("01", catalog.published) is None
    ids, _ = catalog.vectors(catalog.published)
    assert {one.article.id for one in catalog.passages(ids, catalog.published).values()} == {"2024/01"}
    assert len(ids) == found[1].passages > 1


def test_rename_refuses_what_is_not_there_or_taken(ingestor: Ingestor, settings: ServiceSettings) -> None:
    for name, text in (("a", OLD), ("b", NEW)):
        ingestor.put(Article(name, text))
    with pytest.raises(IdentityError, match=r"There is no article 'c'\."):
        ingestor.rename("c", "d")
    with pytest.raises(IdentityError, match=r"There is an article 'b' already"):
        ingestor.rename("a", "b")
    assert texts(settings) == {"a": OLD, "b": NEW}


def test_an_article_can_be_put_over_one_from_a_file(
    ingestor: Ingestor, settings: ServiceSettings, tmp_path: Path
) -> None:
    """`PUT` names the very id, so it replaces; the file doesn't silently undo that."""
    folder = write(tmp_path / "news", a__txt=OLD)
    ingestor.run([folder])
    assert ingestor.put(Article("a", NEW)) is Status.UPDATED
    assert len(ingestor.run([folder]).failed) == 1
    assert texts(settings) == {"a": NEW}
