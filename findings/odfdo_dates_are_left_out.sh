#!/usr/bin/env bash
# odfdo: get_formatted_text() leaves the dates of a document's fields out, and runs a heading into the paragraph after it
#
# Guess (for spaces written before it was run, for headings and fields after a first look at a document): the text of headings, fields, links and
# spaces comes out as it's shown, and apart.
# Seen: "Từ ngày 27/6/2024 giá giảm" (from 27 June on prices fall), whose date is a field, is "Từ ngàygiá giảm": the field is gone, and so is
# every space that is written as an element, as those beside fields and links are here ("Xembàinày"). A heading has no line's end, so the last
# word of "Giá xăng giảm" and the first of its article are one: "giảmCòn". The same document is right by to_markdown() and by text_recursive.
# Version: odfdo 3.27.3, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet odfdo==3.27.3
cat > "$tmp/see.py" <<'PY'
import io
import sys
from datetime import date
from importlib.metadata import version

from odfdo import Document, Header, Link, Paragraph, VarDate

DATED = "Từ ngày 27/6/2024 giá giảm."


def written(*elements):
    """A document of some elements, written and read."""
    document = Document("text")
    document.body.clear()
    for element in elements:
        document.body.append(element)
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    return Document(file)


def paragraph(before, element, after):
    """A paragraph with an element among its words."""
    made = Paragraph(before)
    made.append(element)
    made.append(after)
    return made


print("odfdo", version("odfdo"))
document = written(
    Header(1, "Giá xăng giảm"),
    Paragraph("Còn 23.010 đồng."),
    paragraph("Từ ngày ", VarDate(date(2024, 6, 27), text="27/6/2024"), " giá giảm."),
    paragraph("Xem ", Link("http://example.com", text="bài"), " này."),
)
text = document.get_formatted_text()
print(repr(text))
assert "# Giá xăng giảm\n\nCòn 23.010 đồng." in document.to_markdown()
assert DATED in document.to_markdown() and DATED in document.body.text_recursive
if text.split("\n\n") != ["Giá xăng giảmCòn 23.010 đồng.", "Từ ngàygiá giảm.", "Xembàinày.", ""]:
    sys.exit("It changed: other words are kept.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
