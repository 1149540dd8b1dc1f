#!/usr/bin/env bash
# kreuzberg: of a page in HTML, what stands in a <div>, <blockquote> or <section> and in no <p> is left out, and so are all captions
#
# Guess (written before it was run): the text of a page keeps all its words.
# Seen: as soon as the page has one heading or paragraph, only headings, paragraphs, lists, tables and <pre> are kept. Text that is directly in a
# <div>, as many papers and editors write their paragraphs, in a <blockquote>, <section>, <aside>, <dl>, <figcaption> or table's <caption> or
# between two paragraphs is gone without a warning: "<h1>Tin</h1><div>Giá xăng giảm.</div>" is "Tin". It is so in the plain text, which is the
# output unless another is asked for, and as "html"; as "markdown" all is kept. A page of <div> alone is kept whole.
# Version: kreuzberg 4.10.4, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet kreuzberg==4.10.4
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from kreuzberg import ExtractionConfig, extract_bytes_sync

WORDS = "Xăng còn 23.010 đồng"
LOST = ["div", "blockquote", "section", "aside", "address", "main"]
KEPT = ["p", "h3", "pre", "ul><li", "blockquote><p"]


def element(tag):
    """The words in an element, or in one within another ("ul><li")."""
    ends = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    return f"<{tag}>{WORDS}{ends}"


def text(inner, **options):
    """The text of a page."""
    page = f"<html><body>{inner}</body></html>"
    return extract_bytes_sync(page.encode(), "text/html", config=ExtractionConfig(**options)).content


def has(inner, **options):
    """Whether the words are kept between two paragraphs."""
    return WORDS in text(f"<p>Chiều nay.</p>{inner}<p>Hết.</p>", **options)


print("kreuzberg", version("kreuzberg"))
print(repr(text("<h1>Tin</h1><div>Giá xăng giảm.</div><div>Còn 23.010 đồng.</div>")))
caption = f"<figure><img src='a.png'><figcaption>{WORDS}</figcaption></figure>"
lost = [tag for tag in LOST + KEPT if not has(element(tag))]
print("lost within:", lost, "- captions kept:", has(caption), "- between paragraphs kept:", has(WORDS))
assert all(has(inner, output_format="markdown") for inner in [*map(element, LOST), caption, WORDS])
assert text(element("div") * 2).count(WORDS) == 2
if lost != LOST or has(caption) or has(WORDS) or has(element("div"), output_format="html"):
    sys.exit("It changed: other words are kept.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
