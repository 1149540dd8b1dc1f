"""Walking: order, ids, what is left out, and a failure with its reason for everything that can't be read."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.models import Failure
from ingest.sources import readers
from ingest.sources.files import ArticleFile, SourceItem, read_path, read_paths

TEXT = "Công an hai tỉnh họp."


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEXT, encoding="utf-8")


def ids(items: Iterator[SourceItem]) -> list[str]:
    return [item.article.id if isinstance(item, ArticleFile) else item.code for item in items]


def only_failure(path: Path) -> Failure:
    (item,) = read_path(path)
    assert isinstance(item, Failure)
    return item


def test_ids_are_paths_in_a_fixed_order(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.md", "a/b/c.txt", "a.b.txt", "C.TXT")
    assert ids(read_path(tmp_path)) == ["C", "a/b/c", "a/z", "a.b", "b"]


def test_what_is_no_article_is_left_out(tmp_path: Path) -> None:
    write(
        tmp_path, ".hidden.txt", ".git/a.txt", "README.md", "LICENSE", "LICENSE.txt", "CHANGELOG.md", "x.png", "a.txt"
    )
    assert ids(read_path(tmp_path)) == ["a"]


KNOWN = "Known: .txt, .md, .html, .htm, .pdf, .docx, .jsonl, .csv, .tsv, .json, .rss, .atom, .xml, .xlsx, .eml, .zip."


def test_what_cannot_be_read_is_listed_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.xls", "c.rar", "d.msg", "e.rtf", "f.doc", "g", "h.bak", "manifest.json", "style.css")
    write(tmp_path, "~$f.docx")
    items = list(read_path(tmp_path))
    reasons = {
        "b.xls": "Files ending in '.xls' can't be read. Save it as .xlsx, or the sheet as .csv.",
        "c.rar": "Files ending in '.rar' can't be read. Unpack it.",
        "d.msg": "Files ending in '.msg' can't be read. Save what it holds as .html or .txt.",
        "e.rtf": "Files ending in '.rtf' can't be read. Save it as .docx.",
        "f.doc": "Files ending in '.doc' can't be read. Save it as .docx.",
        "g": f"Files without an ending can't be read. {KNOWN}",
        "h.bak": f"Files ending in '.bak' can't be read. {KNOWN}",
    }
    assert [item for item in items if isinstance(item, Failure)] == [
        Failure(str(tmp_path / name), reason, "unsupported") for name, reason in reasons.items()
    ]
    assert ids(iter(items))[0] == "a"


def test_the_parts_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    page = f"<html><body><article><p>{TEXT}</p></article></body></html>"
    for name in ("tin.html", "tin_files/ad.html", "tin_files/x.json", "gone_files/a.html", "own_files/b.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page, encoding="utf-8")
    write(tmp_path, "gone_files/style.css")
    assert ids(read_path(tmp_path)) == ["own_files/b", "tin"]
    assert ids(read_path(tmp_path / "tin_files")) == ["ad", "bad_source"]


def test_what_is_named_is_read(tmp_path: Path) -> None:
    write(tmp_path, "README.md", ".hidden.txt", "x.png", "sub/a.txt")
    assert ids(read_path(tmp_path / "README.md")) == ["README"]
    assert ids(read_path(tmp_path / ".hidden.txt")) == [".hidden"]
    assert ids(read_path(tmp_path / "sub" / "a.txt")) == ["a"]
    failure = only_failure(tmp_path / "x.png")
    assert failure.code == "unsupported"
    assert failure.reason == f"Files ending in '.png' can't be read. {KNOWN}"


def test_the_origin_is_the_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    (item,) = read_path(Path())
    assert isinstance(item, ArticleFile)
    assert item.origin == str(tmp_path / "a.txt")


def test_a_missing_path(tmp_path: Path) -> None:
    failure = only_failure(tmp_path / "gone.txt")
    assert failure == Failure(str(tmp_path / "gone.txt"), "There is no such file or folder.", "not_found")
    assert only_failure(Path("a\0b")).code in {"not_found", "unreadable"}


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "d.txt")
    (tmp_path / "b.txt").write_bytes(TEXT.encode("utf-16"))
    (tmp_path / "c.txt").write_bytes(b"\x00\x01\x02\xff")
    (tmp_path / "empty.txt").write_bytes(b"")
    assert ids(read_path(tmp_path)) == ["a", "bad_source", "bad_source", "d", "bad_source"]


def test_an_unreadable_file_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt", "b.txt", "sub/c.txt")

    def refuse(self: Path) -> bytes:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return TEXT.encode()

    def refuse_folder(self: Path) -> Iterator[Path]:
        if self.name == "sub":
            raise PermissionError(13, "Permission denied")
        return (self / name for name in os.listdir(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse_folder)
    items = list(read_path(tmp_path))
    assert items[0] == Failure(str(tmp_path / "a.txt"), "It can't be read: Permission denied.", "unreadable")
    assert items[2] == Failure(str(tmp_path / "sub"), "It can't be read: Permission denied.", "unreadable")
    assert ids(iter(items)) == ["unreadable", "b", "unreadable"]


def test_links_that_loop_or_lead_nowhere(tmp_path: Path) -> None:
    write(tmp_path, "sub/a.txt")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert sorted(ids(read_path(tmp_path))) == ["not_found", "sub/a", "unreadable"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert list(read_path(tmp_path)) == []
    assert only_failure(tmp_path / "pipe.txt").code == "unsupported"


def test_of_two_articles_with_one_id_the_first_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "a.txt")
    first, second = read_path(tmp_path)
    assert isinstance(first, ArticleFile)
    assert isinstance(second, Failure)
    assert (second.code, second.where) == ("duplicate_id", str(tmp_path / "a.txt"))
    assert str(tmp_path / "a.md") in second.reason


def test_ids_are_compared_in_nfc(tmp_path: Path) -> None:
    write(tmp_path, unicodedata.normalize("NFD", "tựa.txt"), "tựa.md")
    assert sorted(ids(read_path(tmp_path))) == ["duplicate_id", "tựa"]


def test_a_path_given_twice_is_no_duplicate(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    assert ids(read_paths([tmp_path, tmp_path / "a.txt"])) == ["a"]
    assert ids(read_paths([tmp_path, tmp_path / "gone"])) == ["a", "not_found"]


def test_jsonl_lines_are_told_by_number(tmp_path: Path) -> None:
    lines = ['{"id": "a", "text": "x"}', "{", '{"id": "a", "text": "y"}', '{"id": "b", "text": "z"}']
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    items = list(read_path(tmp_path))
    assert ids(iter(items)) == ["a", "bad_source", "duplicate_id", "b"]
    assert [item.where for item in items if isinstance(item, Failure)] == [
        f"{tmp_path / 'x.jsonl'}:2",
        f"{tmp_path / 'x.jsonl'}:3",
    ]
    assert {item.origin for item in items if isinstance(item, ArticleFile)} == {str(tmp_path / "x.jsonl")}


def test_reading_is_lazy(tmp_path: Path) -> None:
    good = json.dumps({"id": "a", "text": "x"})
    (tmp_path / "x.jsonl").write_text(good + "\n{" * 1000, encoding="utf-8")
    write(tmp_path, "y.txt")
    items = read_path(tmp_path)
    assert isinstance(next(items), ArticleFile)
    (tmp_path / "y.txt").unlink()
    assert "y" not in ids(items)


@pytest.mark.parametrize("name", ["x" * 200 + "\n.txt", "a\x07.txt"])
def test_names_that_cannot_be_ids(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert "control character" in only_failure(tmp_path).reason


def test_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"a\xff.txt")).write_text(TEXT)
    except OSError:
        pytest.skip("this file system keeps names in Unicode")
    failure = only_failure(tmp_path)
    assert "not valid Unicode" in failure.reason
    assert failure.where.encode()  # printable


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt")
    monkeypatch.setattr(readers, "MAX_FILE", 10)
    assert only_failure(tmp_path).reason == "The file is larger than 10 bytes. Split it."


def test_nfc_and_nfd_files_give_the_same_article(tmp_path: Path) -> None:
    composed, decomposed = tmp_path / "c" / "a.txt", tmp_path / "d" / "a.txt"
    raw = f"date 2024-06 Chiều 27-6, {TEXT}\r\n"
    for file, content in (
        (composed, unicodedata.normalize("NFC", raw)),
        (decomposed, unicodedata.normalize("NFD", raw)),
    ):
        file.parent.mkdir()
        file.write_bytes(content.encode())
    one, other = (next(read_path(file)) for file in (composed, decomposed))
    assert isinstance(one, ArticleFile)
    assert isinstance(other, ArticleFile)
    assert one.article == other.article


def test_a_link_to_a_pipe_or_a_device_is_not_read(tmp_path: Path) -> None:
    """Within the folder and named: reading would never end."""
    os.mkfifo(tmp_path / "pipe")
    for name, target in (("a.txt", "pipe"), ("b.jsonl", "pipe"), ("zero.txt", "/dev/zero"), ("c.html", "/dev/tty")):
        (tmp_path / name).symlink_to(target)
    found = {Path(item.where).name: item.reason for item in read_path(tmp_path) if isinstance(item, Failure)}
    assert found["a.txt"] == found["b.jsonl"] == "It is a pipe or a device, not a file."
    assert found["zero.txt"].startswith("It is a link that leads out of the folder, to /dev/zero; it was not followed.")
    assert found["c.html"].startswith("It is a link that leads out of the folder, to /dev/tty; it was not followed.")
    assert only_failure(tmp_path / "zero.txt").reason == "Neither a file nor a folder."


def test_links_out_of_the_folder_are_told_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "news/a.txt", "news/sub/b.txt", "secret/c.txt")
    (tmp_path / "news" / "file.txt").symlink_to(tmp_path / "secret" / "c.txt")
    (tmp_path / "news" / "folder").symlink_to(tmp_path / "secret")
    (tmp_path / "news" / "picture.png").symlink_to(tmp_path / "secret" / "c.txt")
    (tmp_path / "news" / "inside.txt").symlink_to(tmp_path / "news" / "sub" / "b.txt")
    items = list(read_path(tmp_path / "news"))
    assert ids(iter(items)) == ["a", "outside", "outside", "inside", "sub/b"]
    assert items[1] == Failure(
        str(tmp_path / "news" / "file.txt"),
        f"It is a link that leads out of the folder, to {tmp_path / 'secret' / 'c.txt'}; it was not followed. "
        "To ingest that, name it.",
        "outside",
    )
    (tmp_path / "link").symlink_to(tmp_path / "news")
    assert ids(read_path(tmp_path / "link")) == ["a", "outside", "outside", "inside", "sub/b"], "a named link is"


def test_a_text_file_over_its_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(readers.MAX_TEXT_FILE + 1)

    def refuse(_: Path) -> bytes:
        raise AssertionError("it was read")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert only_failure(tmp_path).reason == "The file is larger than 40000000 bytes. Split it."
