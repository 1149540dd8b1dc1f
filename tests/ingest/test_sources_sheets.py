"""`.xlsx`: a newsroom's list, an article a row, told by the numbers that the spreadsheet shows."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.models import Article
from ingest.sources import packed
from tests.ingest.reading import read_as

openpyxl = pytest.importorskip("openpyxl")

HEADER = ["ID", "Tiêu đề", "Nội dung", "Ngày đăng", "Đường dẫn"]


def workbook(**sheets: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(folder: Path, data: bytes) -> list[Article | tuple[str, str]]:
    return read_as(folder / "tin.xlsx", data)


def test_a_list_of_a_newsroom(tmp_path: Path) -> None:
    rows = [
        ["DANH SÁCH BÀI THÁNG 9"],
        [],
        [*HEADER, None, "Ghi chú"],
        [7, "Chợ đêm", "<p>Chợ mở từ 5/9.</p><p>Có 120 gian.</p>", datetime(2026, 9, 3, 8), "https://a.vn/7", "x"],
        [],
        ["8", 2026, "Tuyến 45 dài 28 km._x000D_\nVé 8.000 đồng.", date(2026, 9, 4), None, None, "đã duyệt"],
        [9.0, "Buýt", "Có 12 xe.", "04/09/2026"],
        [10, "Trống", None, None],
        [11, "Ngày", "Một câu.", "hôm qua"],
    ]
    assert read(tmp_path, workbook(Bài=rows)) == [
        Article("7", "Chợ mở từ 5/9.\nCó 120 gian.", "Chợ đêm", "2026-09-03", "https://a.vn/7"),
        Article("8", "Tuyến 45 dài 28 km.\nVé 8.000 đồng.", "2026", "2026-09-04"),
        Article("9", "Có 12 xe.", "Buýt", "2026-09-04"),
        ("tin.xlsx:8", "There is no text in it."),
        ("tin.xlsx:9", "\"Ngày đăng\": 'hôm qua' is not a date such as 2025-10-17, 2025-10 or 2025."),
    ]


def test_several_sheets(tmp_path: Path) -> None:
    data = workbook(
        Chín=[["id", "text"], ["a", "Một câu."]],
        Trống=[],
        Tổng=[["Tháng", "Số bài"], ["9", 1]],
        Mười=[["id", "text"], ["b", "Hai câu."], ["c", ""]],
    )
    assert read(tmp_path, data) == [
        Article("a", "Một câu."),
        ("tin.xlsx:Tổng", 'The key "text" is missing. Keys here: Tháng, Số bài.'),
        Article("b", "Hai câu."),
        ("tin.xlsx:Mười!3", "There is no text in it."),
    ]


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"'), (rb"<dimension[^>]*/>", b""), (rb' r="[A-Z]*\d+"', b"")],
)
def test_sheets_as_other_programs_write_them(tmp_path: Path, pattern: bytes, instead: bytes) -> None:
    whole = workbook(A=[["id", "text"], ["a", "Một câu."], ["b", "Hai câu."]])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(out := io.BytesIO(), "w") as other:
        for part in archive.namelist():
            content = archive.read(part)
            other.writestr(part, re.sub(pattern, instead, content) if "sheet1" in part else content)
    assert read(tmp_path, out.getvalue()) == [Article("a", "Một câu."), Article("b", "Hai câu.")]


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(
        io.BytesIO(workbook(A=[["id", "text"], ["a", "Một."]], B=[["id", "text"], ["b", "Hai."]]))
    )
    made["A"].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    assert read(tmp_path, out.getvalue()) == [Article("b", "Hai.")]


def test_a_cell_that_excel_has_cut_is_told(tmp_path: Path) -> None:
    data = workbook(A=[["id", "text"], ["a", "x" * 32_767], ["b", "Một câu."]])
    assert read(tmp_path, data) == [
        ("tin.xlsx:2", '"text": a cell of a spreadsheet holds 32767 characters; the rest was cut off.'),
        Article("b", "Một câu."),
    ]


def test_a_far_cell_takes_no_memory(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(io.BytesIO(workbook(A=[["id", "text"], ["a", "Một câu."]])))
    made["A"]["XFD100000"] = " "
    out = io.BytesIO()
    made.save(out)
    assert read(tmp_path, out.getvalue()) == [Article("a", "Một câu.")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (workbook(A=[["Câu hỏi", "Trả lời"], ["Ai?", "A"]]), 'The key "text" is missing. Keys here: Câu hỏi, Trả lời.'),
        (workbook(A=[]), "There is no text in it."),
        (b"hello", "It is no .xlsx workbook; give it the ending of what it is."),
        (
            b"\xd0\xcf\x11\xe0 old",
            "It is a workbook of the old format, or protected by a password. Save it as .xlsx, without one.",
        ),
    ],
)
def test_what_is_no_list_of_articles(tmp_path: Path, data: bytes, reason: str) -> None:
    assert read(tmp_path, data) == [("tin.xlsx", reason)]


def test_a_broken_workbook_is_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    (failure,) = read(tmp_path, out.getvalue())
    assert failure[0] == "tin.xlsx"
    assert failure[1].startswith("The XLSX can't be read: ")
    whole = workbook(A=[["id", "text"], ["a", "Một câu."]])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(out := io.BytesIO(), "w") as cut:
        for part in archive.namelist():
            content = archive.read(part)
            cut.writestr(part, content[:-60] if "sheet1" in part else content)
    *_, failure = read(tmp_path, out.getvalue())
    assert failure[1].startswith("The sheet can't be read further: ")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MAX_MARKUP", 1_000)
    (failure,) = read(tmp_path, workbook(A=[["id", "text"], ["a", "Một câu."]]))
    assert failure[1].startswith("The XLSX is too large when it is unpacked (")
