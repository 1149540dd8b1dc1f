#!/usr/bin/env bash
# resiliparse: a list with bullets is left out of an article, unless a few more <div> are put around it all
#
# Guess (written before it was run): extract_plain_text(main_content=True) keeps a list that stands between an article's paragraphs, as it keeps
# its tables; a menu, which is made of links, is left out.
# Seen: every <ul> that isn't deep enough in the page is left out, while heading and paragraphs around it are kept, also one of 3000 letters
# without a link. In an <article> within two <div>, or in a cell of a table, the same list is kept; numbered lists (<ol>) are at any depth. So an
# article loses its lists where its page is simple, or where it comes from a feed, without a page around it: "petrol 2.2 % cheaper, diesel .5 %
# dearer" is gone, and the sentence before ends with its colon. Without main_content all are kept. It was so in 0.14.9 already.
# Version: Resiliparse 2.0.1, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet resiliparse==2.0.1
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from resiliparse.extract.html2text import extract_plain_text

BEFORE = "<p>Theo thông báo chiều nay, giá trong nước thay đổi như sau:</p>"
AFTER = "<p>Đây là lần giảm thứ ba trong tháng, theo số liệu do các doanh nghiệp công bố.</p>"
ITEMS = "<li>Xăng giảm 2,2%, còn 23.010 đồng một lít</li><li>Dầu tăng 0,5%</li>"


def kept(items, tag="ul", depth=0, main_content=True):
    """Whether the text of an article has the items of its list."""
    article = f"<article>{BEFORE}<{tag}>{items}</{tag}>{AFTER}</article>"
    page = f"<html><body>{'<div>' * depth}{article}{'</div>' * depth}</body></html>"
    text = extract_plain_text(page, main_content=main_content)
    assert "như sau:" in text and "lần giảm thứ ba" in text
    return "Dầu tăng 0,5%" in text


print("Resiliparse", version("resiliparse"))
print(repr(extract_plain_text(BEFORE + f"<ul>{ITEMS}</ul>" + AFTER, main_content=True)))
depths = [kept(ITEMS, depth=depth) for depth in range(6)]
long = kept(ITEMS * 50)
print("kept in 0 to 5 <div>:", depths, "- fifty times as long:", long)
assert kept(ITEMS, tag="ol") and kept(ITEMS, main_content=False)
if depths != [False, False, True, True, True, True] or long:
    sys.exit("It changed: other lists are kept.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
