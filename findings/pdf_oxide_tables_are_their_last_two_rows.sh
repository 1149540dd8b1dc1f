#!/usr/bin/env bash
# pdf_oxide: of a table whose cells have frames, the last two rows are the table; the figures of the others stand apart from their names
#
# Guess (written before it was run for lines of text and for tables of ten rows; for the first table it went without saying): a ruled table comes out
# as a table, each figure in its row, in Markdown and in extract_tables().
# Seen: where each cell is framed by itself, as fpdf2's table() and cell(border=1) do it, extract_tables() gives one table of two rows, whether the
# page has 3, 5 or 10, and no header. In Markdown the header and the rows before the last two are printed column by column around it: first all
# names, then the table of the last two, then all figures, so that nothing tells whose 3.416.000 is. With lines drawn across the whole table, the same
# cells are one table with all rows; extract_text() has the rows right in both.
# Version: pdf_oxide 0.3.78, fpdf2 2.8.9, Python 3.11. Date: 2026-12-01.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet pdf_oxide==0.3.78 fpdf2==2.8.9 fontpkg-be-vietnam-pro==1.2
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import distribution, version

from fpdf import FPDF
from pdf_oxide import PdfDocument

HEAD = ("Tỉnh", "Dân số", "Diện tích")
ROWS = [
    ("Nghệ An", "3.416.000", "16.486"),
    ("Thanh Hóa", "3.722.000", "11.114"),
    ("Hà Nội", "8.587.000", "3.359"),
    ("Đồng Nai", "3.310.000", "5.863"),
    ("Huế", "1.160.000", "4.947"),
    ("Cần Thơ", "1.258.000", "1.440"),
    ("Đà Nẵng", "1.245.000", "1.284"),
    ("Hải Phòng", "2.105.000", "1.526"),
    ("Lâm Đồng", "1.345.000", "9.781"),
]
files = distribution("fontpkg-be-vietnam-pro").files
FONT = next(file.locate() for file in files if file.name == "BeVietnamPro-Regular.ttf")


def framed(page, rows):
    """A table as fpdf2 makes it, each cell with its frame."""
    with page.table(first_row_as_headings=False) as table:
        for row in rows:
            table.row(row)


def lined(page, rows):
    """The same cells between lines that go across the whole table."""
    for place in range(len(rows) + 1):
        page.line(20, 30 + place * 8, 170, 30 + place * 8)
    for place in range(len(HEAD) + 1):
        page.line(20 + place * 50, 30, 20 + place * 50, 30 + len(rows) * 8)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            page.text(22 + column * 50, 35.5 + place * 8, text)


def read(draw, rows):
    """A page's tables as rows of texts, its Markdown and the lines of its text."""
    page = FPDF()
    page.add_font("Be", fname=FONT)
    page.set_font("Be", size=12)
    page.add_page()
    draw(page, rows)
    document = PdfDocument.from_bytes(bytes(page.output()))
    tables = [[tuple(cell["text"] for cell in row["cells"]) for row in table["rows"]] for table in document.extract_tables(0)]
    return tables, document.to_markdown(0), [line for line in document.extract_text(0).splitlines() if line]


print("pdf_oxide", version("pdf_oxide"))
changed = False
for count in (3, 5, 10):
    rows = [HEAD, *ROWS[: count - 1]]
    for draw in (lined, framed):
        tables, markdown, lines = read(draw, rows)
        print(f"{count} rows, {draw.__name__}: tables of {[len(table) for table in tables]} rows")
        assert lines == [" ".join(row) for row in rows]
        if draw is lined:
            assert tables == [rows]
        else:
            changed |= tables != [rows[-2:]]
    if count == 5:
        print(markdown)
        names, figures = (markdown.find(text) for text in ROWS[0][:2])
        changed |= not names < markdown.find("Thanh Hóa") < markdown.find("| Hà Nội | 8.587.000 |") < figures
if changed:
    sys.exit("It changed: other rows are in the table.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
