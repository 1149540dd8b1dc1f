#!/usr/bin/env bash
# docx2python: "15-20 tấn", written with Word's non-breaking hyphen, is 1520 tonnes
#
# Guess (written before it was run): the text that docx2python gives has every letter of the paragraphs, as python-docx gives them.
# Seen: a non-breaking hyphen (Ctrl+Shift+Hyphen in Word, <w:noBreakHyphen/> in the file) is an element and no letter, and is left out: ranges
# become one number, "2020-2024" is 20202024, and -5 degrees are 5. In HTML the same. python-docx gives "-" for it. A usual hyphen,
# a tab and a line break are kept.
# Version: docx2python 3.7.1, python-docx 1.2.0, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet docx2python==3.7.1 python-docx==1.2.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import docx
from docx2python import docx2python
from docx.oxml import OxmlElement

HYPHEN = "\N{NON-BREAKING HYPHEN}"
TEXTS = ["Xuất 15-20 tấn gạo", f"Xuất 15{HYPHEN}20 tấn gạo", f"Giai đoạn 2020{HYPHEN}2024", f"Lạnh {HYPHEN}5 độ"]


def paragraph(document, text):
    """A paragraph as Word stores it: its non-breaking hyphens are elements between the letters of a run."""
    run = document.add_paragraph().add_run()
    first, *others = text.split(HYPHEN)
    run.add_text(first)
    for part in others:
        run._r.append(OxmlElement("w:noBreakHyphen"))
        run.add_text(part)


document = docx.Document()
for text in TEXTS:
    paragraph(document, text)
document.save("news.docx")
expected = [one.text for one in docx.Document("news.docx").paragraphs]
with docx2python("news.docx") as read:
    seen = read.text.strip().split("\n\n")
with docx2python("news.docx", html=True) as read:
    html = read.text.strip().split("\n\n")
print("docx2python", version("docx2python"), "python-docx", version("python-docx"))
for first, second in zip(expected, seen, strict=True):
    print(f"python-docx: {first:<22} docx2python: {second}")
assert expected == [text.replace(HYPHEN, "-") for text in TEXTS] and html == seen
if seen != [text.replace(HYPHEN, "") for text in TEXTS]:
    sys.exit("It changed: non-breaking hyphens are kept.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
