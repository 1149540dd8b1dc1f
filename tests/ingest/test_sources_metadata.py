"""What the person who ingests says of files: a table in their folder, and options for a whole run."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ingest.models import Article, Failure
from ingest.sources.files import read_path
from ingest.sources.metadata import Given
from trichdan.errors import SourceError

TEXT = "Cầu Bến Nọc được khánh thành."


def write(folder: Path, **contents: str) -> Path:
    for name, content in contents.items():
        file = folder / name.replace("__", ".").replace("--", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def articles(path: Path, given: Given | None = None) -> dict[str, Article]:
    items = list(read_path(path, given=given))
    assert not [one for one in items if isinstance(one, Failure)]
    return {one.article.id: one.article for one in items if not isinstance(one, Failure)}


def failures(path: Path) -> list[tuple[str, str, str]]:
    return [(Path(one.where).name, one.reason, one.code) for one in read_path(path) if isinstance(one, Failure)]


def test_a_table_says_what_a_file_does_not(tmp_path: Path) -> None:
    write(tmp_path, a__txt=TEXT, b__txt=TEXT)
    write(
        tmp_path,
        metadata__csv="file,title,published,url,source,language\n"
        'a.txt,"Khánh thành cầu, chợ",2024-05-05,https://example.vn/a,Báo A,vi\n',
    )
    assert articles(tmp_path) == {
        "a": Article("a", TEXT, "Khánh thành cầu, chợ", "2024-05-05", "https://example.vn/a", "Báo A", "vi"),
        "b": Article("b", TEXT),
    }
    assert articles(tmp_path / "a.txt")["a"].source == "Báo A", "a file that is named has its folder's table too"


def test_a_table_has_the_last_word_and_leaves_the_rest(tmp_path: Path) -> None:
    write(tmp_path, a__txt=f"date 2023-01-02 {TEXT}", metadata__csv="file;published;title\r\na.txt;2024;\r\n")
    assert articles(tmp_path)["a"] == Article("a", TEXT, published="2024")
    write(tmp_path, metadata__csv="file\ttitle\na.txt\tCầu\n")
    assert articles(tmp_path)["a"] == Article("a", TEXT, "Cầu", "2023-01-02")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_file_names_match_in_any_form_and_a_spreadsheets_mark_is_no_column(tmp_path: Path, form: str) -> None:
    write(tmp_path, **{unicodedata.normalize("NFD", "cầu__txt"): TEXT})
    table = "\ufefffile,source\n" + unicodedata.normalize(form, "cầu.txt") + ",Báo A\n"
    write(tmp_path, metadata__csv=table)
    assert [one.source for one in articles(tmp_path).values()] == ["Báo A"]


def test_a_table_reaches_into_folders_and_the_nearest_wins(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text(TEXT, encoding="utf-8")
    write(folder, metadata__csv="file,source,title\nsub/a.txt,Báo A,Cầu\n")
    write(folder / "sub", metadata__csv="file,source\na.txt,Báo B\n")
    found = articles(folder)["sub/a"]
    assert (found.source, found.title) == ("Báo B", "Cầu")


def test_what_is_wrong_with_a_table_is_told_by_line_and_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path, a__txt=TEXT, b__txt=TEXT)
    write(tmp_path, metadata__csv="file,published\na.txt,5/5/2024\nno.txt,2024\nb.txt,2024\n")
    assert failures(tmp_path) == [
        ("metadata.csv:2", "'5/5/2024' is not a date such as 2025-10-17, 2025-10 or 2025.", "bad_metadata"),
        ("metadata.csv:3", "There is no file 'no.txt' in this folder.", "bad_metadata"),
    ]
    write(tmp_path, metadata__csv="file,sourse\na.txt,Báo A\n")
    assert failures(tmp_path) == [
        (
            "metadata.csv",
            "The table can't be used: the column 'sourse' is unknown. "
            "Columns: file, title, published, url, source, language.",
            "bad_metadata",
        )
    ]
    (tmp_path / "metadata.csv").write_bytes(b"file,source\na.txt,\xff\n")
    assert [code for _, _, code in failures(tmp_path)] == ["bad_metadata"]


def test_options_fill_in_what_is_missing(tmp_path: Path) -> None:
    write(
        tmp_path, a__txt=f"date 2023-01 {TEXT}", b__txt=TEXT, c__jsonl=f'{{"id": "c", "text": "{TEXT}", "source": "C"}}'
    )
    found = articles(tmp_path, Given("2024/", "Báo A", "2024-05"))
    assert {key: (one.source, one.published) for key, one in found.items()} == {
        "2024/a": ("Báo A", "2023-01"),
        "2024/b": ("Báo A", "2024-05"),
        "2024/c": ("C", "2024-05"),
    }


def test_a_date_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="'5/5/2024' is not a date"):
        Given(published="5/5/2024")
