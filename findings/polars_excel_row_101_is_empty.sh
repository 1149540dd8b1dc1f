#!/usr/bin/env bash
# polars: read_excel() empties a cell of text that stands below a hundred numbers, and leaves its row out if nothing else is in it
#
# Guess (written before it was run): where a column has numbers in its first hundred rows and text below, read_excel() raises, as read_csv() does,
# or gives the column as text; nothing is lost without a word.
# Seen: the column is whole numbers, and each cell with text in it null: "23.540 đồng" and "chưa công bố" (not yet published) are gone, without an
# error or a warning. Where all cells of a row are such, the row is dropped as an empty one, and the table is shorter. Text among dates is lost
# alike. With 99 numbers above it, the same text makes the column one of text. infer_schema_length is described as the rows scanned for types; the
# reader below, fastexcel, called by itself, scans a thousand. With infer_schema_length=None, all is there.
# Version: polars 2.1.0, fastexcel 0.21.0, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1
cat > "$tmp/see.py" <<'PY'
import io
import sys
from importlib.metadata import version

import polars
import xlsxwriter

NAMED = [("thép", "23.540 đồng"), ("gạo", "chưa công bố"), ("xăng", 23540)]
BARE = [("23.540 đồng", "chưa công bố"), (5, 6)]


def workbook(rows):
    """A workbook with one sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([("a", "b"), *rows]):
            sheet.write_row(place, 0, row)
    file.seek(0)
    return file


def numbered(count):
    """Rows with numbers."""
    return [(place, 1000 + place) for place in range(count)]


def named(count):
    """Rows with a name and a number."""
    return [(f"hàng {place}", 1000 + place) for place in range(count)]


def read(above, below, **options):
    """How many rows are read, and the last of them."""
    table = polars.read_excel(workbook(above + below), **options)
    return table.height, table.tail(len(below)).rows()


def csv_is_refused():
    """Whether the same rows are an error as CSV."""
    lines = ["a,b", *(f"{a},{b}" for a, b in numbered(100) + BARE)]
    try:
        polars.read_csv("\n".join(lines).encode())
    except polars.exceptions.ComputeError:
        return True
    return False


print("polars", version("polars"), "- fastexcel", version("fastexcel"))
seen = {
    "below 99 numbers": read(named(99), NAMED),
    "below 100 numbers": read(named(100), NAMED),
    "rows with nothing else": read(numbered(100), BARE),
}
whole = read(numbered(100), BARE, infer_schema_length=None)
for case, (height, rows) in seen.items():
    print(f"{case}: {height} rows, the last {rows}")
print("all rows scanned:", whole)
assert seen["below 99 numbers"] == (102, [(name, str(value)) for name, value in NAMED])
assert whole == (102, [BARE[0], ("5", "6")]) and csv_is_refused()
if (seen["below 100 numbers"], seen["rows with nothing else"]) != (
    (103, [("thép", None), ("gạo", None), ("xăng", 23540)]),
    (101, [(99, 1099), (5, 6)]),
):
    sys.exit("It changed: other cells are read.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
