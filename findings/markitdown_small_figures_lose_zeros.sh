#!/usr/bin/env bash
# markitdown: a text cell "45.000" of a workbook is "45.0" in the Markdown, unless another figure of its column reaches a million
#
# Guess (written before it was run): whole numbers stay whole above an empty cell; and that a cell stored as text comes out letter by letter went
# without saying, since an .xlsx says of each cell which kind it is (openpyxl gives the text, and markitdown itself for CSV).
# Seen: the texts of a column are read as numbers if all can be. "45.000" and "1.500" (tonnes, as Vietnamese writes thousands) are 45.0
# and 1.5. With "1.234.567" below them, all three are right: so a table of small figures is wrong by a thousand, one with a large sum isn't, and a row
# that is added or taken away changes the others. The code "007" is 7, and "1E5" 100000.0.
# Version: markitdown 0.1.9, pandas 3.1.1, openpyxl 3.1.5, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet "markitdown[xlsx]==0.1.9" pandas==3.1.1 openpyxl==3.1.5
cat > "$tmp/see.py" <<'PY'
import csv
import sys
from importlib.metadata import version

import openpyxl
from markitdown import MarkItDown

SMALL = [["An Giang", "45.000"], ["Cà Mau", "1.500"]]
SUM = [["Cả nước", "1.234.567"]]
CODES = [["007", "1E5"], ["010", "2E3"]]


def cells(name):
    """The cells of a table in Markdown, less its heading."""
    lines = MarkItDown().convert(name).text_content.splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


def workbook(rows):
    """What becomes of a workbook whose cells are all text, which openpyxl reads as it was written."""
    book = openpyxl.Workbook()
    for row in [["a", "b"], *rows]:
        book.active.append(row)
    book.save("figures.xlsx")
    stored = openpyxl.load_workbook("figures.xlsx").active
    assert [[cell.value for cell in row] for row in stored.iter_rows(min_row=2)] == rows
    assert {cell.data_type for row in stored for cell in row} == {"s"}
    return cells("figures.xlsx")


print("markitdown", version("markitdown"), "pandas", version("pandas"))
with open("figures.csv", "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([["a", "b"], *SMALL])
seen = {
    "CSV": cells("figures.csv"),
    "small": workbook(SMALL),
    "small and sum": workbook(SMALL + SUM),
    "codes": workbook(CODES),
}
for name, rows in seen.items():
    print(f"{name:<14} {rows}")
assert seen["CSV"] == SMALL and seen["small and sum"] == SMALL + SUM
if seen["small"] != [["An Giang", "45.0"], ["Cà Mau", "1.5"]] or seen["codes"] != [["7", "100000.0"], ["10", "2000.0"]]:
    sys.exit("It changed: cells of text.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
