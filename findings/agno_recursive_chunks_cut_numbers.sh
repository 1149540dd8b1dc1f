#!/usr/bin/env bash
# agno: RecursiveChunking, which looks for the ends of sentences, ends a chunk at "bán 45." and begins the next with "000 tấn gạo"
#
# Guess (written before it was run): chunks end at a line's or a sentence's end, as documented ("natural break points like newlines and sentence
# endings"), or else at a space; a number is in one chunk.
# Seen: where no line ends in what fits into a chunk, it ends at the last point there is, whatever follows: 45.000 tonnes become 45 in one chunk and
# 000 in the other, 15.221 "221 tấn". Nothing is kept together by spaces, so a sentence with one number is cut there however early it stands.
# In a paragraph of news about prices and harvests a fifth of the chunks end inside a number. With an overlap (there is none unless asked for) the
# next chunk has it whole, the one before still ends with "45." FixedSizeChunking cuts at spaces, DocumentChunking at points before a space.
# Version: agno 3.1.10, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet agno==3.1.10
cat > "$tmp/see.py" <<'PY'
import re
import sys
from importlib.metadata import version
from itertools import pairwise

from agno.knowledge.chunking.document import DocumentChunking
from agno.knowledge.chunking.fixed import FixedSizeChunking
from agno.knowledge.chunking.recursive import RecursiveChunking
from agno.knowledge.document.base import Document

SENTENCE = "Nhà máy đã mua 45.000 tấn lúa của bà con với giá cao hơn năm trước, và sẽ mua thêm trong tháng tới"
NEWS = [
    "Giá xăng giảm còn 23.010 đồng một lít từ chiều nay.",
    "Người dân ở nhiều xã miền núi đã được cấp nước sạch từ đầu tháng.",
    "Trong ba tháng, tỉnh bán 15.221 tấn gạo, tăng 3,5% so với cùng kỳ.",
    "Theo ông Tám, giám đốc nhà máy, vốn của dự án là 1.250 tỷ đồng.",
    "Trời mưa lớn, đường về huyện bị chia cắt trong nhiều giờ.",
]


def chunks(strategy, text, size):
    """The chunks of a text."""
    return [chunk.content for chunk in strategy(chunk_size=size).chunk(Document(name="tin", content=text))]


def cut(strategy):
    """How many chunks of a long paragraph end inside a number, and how many don't, with 41 sizes of chunk."""
    paragraph = " ".join(NEWS * 20)
    ends = [pair for size in range(300, 505, 5) for pair in pairwise(chunks(strategy, paragraph, size))]
    inside = sum(bool(re.search(r"\d[.,]?$", end) and re.match(r"[.,]?\d", begin)) for end, begin in ends)
    return inside, len(ends) - inside


print("agno", version("agno"))
short = chunks(RecursiveChunking, SENTENCE, 90)
print(short)
counts = {strategy.__name__: cut(strategy) for strategy in (RecursiveChunking, FixedSizeChunking, DocumentChunking)}
print("chunks that end inside a number, and those that don't:", counts)
assert counts["FixedSizeChunking"][0] == counts["DocumentChunking"][0] == 0
inside, outside = counts["RecursiveChunking"]
if short[0] != "Nhà máy đã mua 45." or not 0.1 < inside / (inside + outside) < 0.3:
    sys.exit("It changed: chunks end elsewhere.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
