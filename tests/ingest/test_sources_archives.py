"""`.zip`: its files are read as those of a folder; what it may unpack to is bounded, and its names are no paths."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from ingest.models import Article
from ingest.sources import archives, readers
from ingest.sources.files import ArticleFile, read_path

UNPACK = "Unpack it, and ingest the folder."
PAGE = "<html><body><article><p>Chợ Rạch Sỏi mở cửa trở lại từ sáng nay.</p></article></body></html>"


def packed_files(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(folder: Path, data: bytes) -> list[Article | tuple[str, str, str]]:
    file = folder / "tin.zip"
    file.write_bytes(data)
    return [
        item.article
        if isinstance(item, ArticleFile)
        else (item.where.replace(f"{folder}/", ""), item.reason, item.code)
        for item in read_path(file)
    ]


def test_its_files_are_read_as_those_of_a_folder(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "2025/cầu.txt": "date 2025-03-14 Cầu Rạch Gầm dài 86 mét.",
        "2025/tin.html": PAGE,
        "2025/tin_files/ad.html": PAGE,
        "all.csv": "id,text\n1,Một câu.\n2,\n",
        "all.jsonl": '{"id": "3", "text": "Ba câu."}\n{"id": "4"}\n',
        "b.rtf": "{\\rtf1}",
        "c.zip": packed_files({"a.txt": "Một câu."}),
        "metadata.csv": "file,title\n",
        "README.md": "Đọc.",
        "logo.png": b"\x89PNG",
        "__MACOSX/2025/._cau.txt": b"\x00\x05",
        ".DS_Store": b"\x00",
    }
    assert read(tmp_path, packed_files(files)) == [
        Article("tin/2025/cầu", "Cầu Rạch Gầm dài 86 mét.", published="2025-03-14"),
        Article("tin/2025/tin", "Chợ Rạch Sỏi mở cửa trở lại từ sáng nay."),
        Article("1", "Một câu."),
        ("tin.zip:all.csv:3", "There is no text in it.", "bad_source"),
        Article("3", "Ba câu."),
        ("tin.zip:all.jsonl:2", 'The key "text" is missing. Keys here: id.', "bad_source"),
        ("tin.zip:b.rtf", "Files ending in '.rtf' can't be read in an archive. Save it as .docx.", "unsupported"),
        ("tin.zip:c.zip", "Files ending in '.zip' can't be read in an archive. Unpack it.", "unsupported"),
        ("tin.zip:metadata.csv", f"In an archive it says nothing of the other files. {UNPACK}", "bad_source"),
    ]


def test_names_are_ids_and_never_paths(tmp_path: Path) -> None:
    (tmp_path / "victim.txt").write_text("Còn đây.", encoding="utf-8")
    files: dict[str, str | bytes] = {
        "/tmp/a.txt": "Một.",
        "../victim.txt": "Hai.",
        "b\\..\\c.txt": "Ba.",
        "C:\\d.txt": "Tư.",
    }
    assert read(tmp_path, packed_files(files)) == [
        ("tin.zip:../victim.txt", "The name leads out of the archive.", "bad_source"),
        Article("tin/C:/d", "Tư."),
        ("tin.zip:b/../c.txt", "The name leads out of the archive.", "bad_source"),
        Article("tin/tmp/a", "Một."),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tin.zip", "victim.txt"]
    assert (tmp_path / "victim.txt").read_text(encoding="utf-8") == "Còn đây."


def test_a_name_in_utf_8_that_does_not_say_so(tmp_path: Path) -> None:
    """macOS writes such archives."""
    data = packed_files({"cXu.txt": "Cầu dài 86 mét."}).replace(b"cXu.txt", b"c\xc3\xa2.txt"[:7])
    assert [one.id for one in read(tmp_path, data) if isinstance(one, Article)] == ["tin/câ"]


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 5_000_000)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    monkeypatch.setattr(readers, "MAX_TEXT_FILE", 3_000_000)


@pytest.mark.parametrize(
    ("files", "where", "reason"),
    [
        (dict.fromkeys("abcd", "x"), "tin.zip", f"The archive holds 4 files; at most 3 are read. {UNPACK}"),
        (
            {"a.docx": b"0" * 2_600_000, "b.docx": b"0" * 2_600_000},
            "tin.zip",
            f"The archive is too large when it is unpacked (5200000 bytes). {UNPACK}",
        ),
        ({"a.txt": "0" * 2_000_000}, "tin.zip:a.txt", f"It unpacks to more than 200 times its size. {UNPACK}"),
        ({"a.txt": "0" * 3_000_001}, "tin.zip:a.txt", "The file is larger than 3000000 bytes. Split it."),
    ],
)
def test_bombs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str | bytes], where: str, reason: str
) -> None:
    small(monkeypatch)
    assert read(tmp_path, packed_files(files)) == [(where, reason, "bad_source")]


def test_a_directory_that_lies_about_a_size_gets_no_more_than_it_says(tmp_path: Path) -> None:
    data = bytearray(packed_files({"a.txt": "0" * 3_000_000}))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 1000)
    reason = f"The archive can't be read: Bad CRC-32 for file 'a.txt'. {UNPACK}"
    assert read(tmp_path, bytes(data)) == [("tin.zip", reason, "bad_source")]


def test_what_is_not_unpacked(tmp_path: Path) -> None:
    locked = bytearray(packed_files({"a.txt": "Một câu."}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    assert read(tmp_path, bytes(locked)) == [("tin.zip:a.txt", f"It is encrypted. {UNPACK}", "bad_source")]
    other = packed_files({"a.txt": "Một câu."}, zipfile.ZIP_BZIP2)
    assert read(tmp_path, other) == [("tin.zip:a.txt", f"It is packed by an unusual method. {UNPACK}", "bad_source")]
    reason = f"The archive can't be read: File is not a zip file. {UNPACK}"
    assert read(tmp_path, b"PK\x03\x04, cut") == [("tin.zip", reason, "bad_source")]


@pytest.mark.parametrize("at", range(36, 60, 2))
def test_damage_is_told(tmp_path: Path, at: int) -> None:
    data = bytearray(packed_files({"a.txt": "Chợ Vĩnh Tân có 35 ki-ốt. " * 50}))
    data[at] ^= 0xFF  # of what the file is packed to
    (failure,) = read(tmp_path, bytes(data))
    assert isinstance(failure, tuple)
    where, reason, code = failure
    assert (where, code) == ("tin.zip", "bad_source")
    assert reason.startswith("The archive can't be read: ")
