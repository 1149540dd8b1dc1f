#!/usr/bin/env bash
# LangChain: HTMLHeaderTextSplitter takes words out of headings and sentences, and what is left says the opposite
#
# Guess (written before it was run): text in inline elements keeps its place in its sentence, and the heading in the metadata is the heading
# of the page with all its words.
# Seen: of each element only its own text is joined, and what its inline elements hold comes after it on lines of its own. The heading
# "Giá điện <em>không</em> tăng" (prices don't rise) is "Giá điện tăng" (they rise) in the metadata of every chunk below, and its
# "không" stands at the head of the text; a sentence comes without the words that were bold or linked. Nothing else of the page shows
# which sentence they belonged to. With return_each_element=True they are chunks of one word.
# Version: langchain-text-splitters 1.1.3 (with beautifulsoup4 4.15.0), Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet langchain-text-splitters==1.1.3 beautifulsoup4==4.15.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from langchain_text_splitters import HTMLHeaderTextSplitter

PAGE = "<h1>Giá điện {0}không{1} tăng</h1><p>Bộ trưởng {0}không{1} nhận lỗi, ông {0}An{1} thắng bà {0}Hoa{1}.</p>"


def split(opening, closing):
    """The heading that the page's last chunk names, and the chunk's text."""
    chunks = HTMLHeaderTextSplitter([("h1", "heading")]).split_text(PAGE.format(opening, closing))
    return chunks[-1].metadata["heading"], chunks[-1].page_content


print("langchain-text-splitters", version("langchain-text-splitters"))
plain = split("", "")
print("without inline elements:", plain)
assert plain == ("Giá điện không tăng", "Bộ trưởng không nhận lỗi, ông An thắng bà Hoa.")
for tag in ("em", "a", "span", "mark"):
    heading, text = split(f"<{tag}>", f"</{tag}>")
    print(f"with <{tag}>: {(heading, text)}")
    if heading != "Giá điện tăng" or "Bộ trưởng nhận lỗi, ông thắng bà ." not in text:
        sys.exit("It changed: words in inline elements stay in their sentence.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
