#!/usr/bin/env bash
# pymupdf4llm: where a line of a PDF ends after a hyphen between figures, "15-20 tấn" is "1520 tấn", and "25-30 độ" "2530 độ"
#
# Guess (written before it was run): the Markdown of a page has all its words and figures, hyphens at the ends of lines among them.
# Seen: a hyphen at a line's end is taken for one that divides a word, whatever stands beside it, and both parts are joined: 15-20 tonnes are 1520,
# 2020-2024 is 20202024, 25-30 degrees are 2530. Decree "15/2020/NĐ-CP" is "15/2020/NĐCP", "Hà Nội-Hải Phòng" "Hà NộiHải Phòng"; Vietnamese divides no
# words at all. After a single figure ("5-" above "7%") it stays. to_text() is the same, and without the layout model "5-7%" is "57%" too.
# pymupdf's own get_text() keeps each hyphen and the end of its line.
# Version: pymupdf4llm 2.0, pymupdf 2.0, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet pymupdf4llm==2.0 pymupdf==2.0
cat > "$tmp/see.py" <<'PY'
import sys

import pymupdf
import pymupdf4llm

LINES = [
    "Giai đoạn 2020-",
    "2024, mỗi năm bán 15-",
    "20 tấn, nhiệt độ 25-",
    "30 độ, tăng 5-",
    "7%. Nghị định 15/2020/NĐ-",
    "CP, tuyến Hà Nội-",
    "Hải Phòng.",
]
LAYOUT = "Giai đoạn 20202024, mỗi năm bán 1520 tấn, nhiệt độ 2530 độ, tăng 5- 7%. Nghị định 15/2020/NĐCP, tuyến Hà NộiHải Phòng."


def page():
    """A PDF with one paragraph."""
    document = pymupdf.open()
    document.new_page().insert_htmlbox(pymupdf.Rect(50, 50, 500, 400), "<br>".join(LINES))
    return pymupdf.open(stream=document.tobytes(), filetype="pdf")


print("pymupdf4llm", pymupdf4llm.version, "- pymupdf", pymupdf.__version__)
assert page()[0].get_text().strip().split("\n") == LINES
markdown, text = (write(page()).strip() for write in (pymupdf4llm.to_markdown, pymupdf4llm.to_text))
pymupdf4llm.use_layout(False)
plain = pymupdf4llm.to_markdown(page()).strip()
print(markdown)
print("Without the layout model:", plain)
if (markdown, text, plain) != (LAYOUT, LAYOUT, LAYOUT.replace("5- 7%", "57%")):
    sys.exit("It changed: other hyphens are taken out.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
