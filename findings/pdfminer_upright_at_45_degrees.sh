#!/usr/bin/env bash
# pdfminer.six: a diagonal stamp is "upright", and moves a line of the contract to the end
#
# Guess (written before it was run): LTChar.upright is false for the letters of a stamp that runs across the page at 45 degrees, so
# filtering by it leaves the page's own text. (Written down after the rest: extract_text gives the page's lines in order,
# with the stamp before or after them.)
# Seen: upright is true for anything that leans by less than 90 degrees, so the filter drops nothing. The stamp is laid out as a line
# as tall as its diagonal, and the page's lines beside it change their order: line 9 comes after lines 10 and 11. The letters' matrix
# tells the angle.
# Version: pdfminer.six 20260107 (with reportlab 5.1.0 to write the page), Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet pdfminer.six==20260107 reportlab==5.1.0
cat > "$tmp/see.py" <<'PY'
import io
import re
import sys
from importlib.metadata import version

from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LTChar
from reportlab.pdfgen import canvas


def page(stamp):
    file = io.BytesIO()
    pdf = canvas.Canvas(file, pagesize=(595, 842))
    pdf.setFont("Helvetica", 12)
    for line in range(12):
        pdf.drawString(72, 700 - 18 * line, f"Hop dong so {line} duoc ky ngay {line + 1} thang 6 nam 2024 tai Ha Noi.")
    if stamp:
        pdf.translate(120, 500)
        pdf.rotate(45)
        pdf.setFont("Helvetica", 40)
        pdf.drawString(0, 0, "BAN SAO")
    pdf.save()
    return file


def letters(item):
    if isinstance(item, LTChar):
        yield item
    elif hasattr(item, "__iter__"):
        for part in item:
            yield from letters(part)


def order(file):
    return [int(number) for number in re.findall(r"so (\d+) duoc", extract_text(file))]


plain, stamped = page(False), page(True)
leaning = [char for sheet in extract_pages(stamped) for char in letters(sheet) if abs(char.matrix[1]) > 0.1]
print("pdfminer.six", version("pdfminer.six"))
print("stamp:", "".join(char.get_text() for char in leaning), "- upright:", {char.upright for char in leaning})
print("matrix of its first letter:", tuple(round(number, 2) for number in leaning[0].matrix[:4]))
print("lines without the stamp:", order(plain))
print("lines with the stamp:   ", order(stamped))
assert order(plain) == list(range(12)) and sorted(order(stamped)) == list(range(12)) and len(leaning) >= 6
if not all(char.upright for char in leaning) or order(stamped) == order(plain):
    sys.exit("It changed: a stamp at 45 degrees is no longer upright, or no longer moves the lines of its page.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
