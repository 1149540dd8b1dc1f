#!/usr/bin/env bash
# chonkie: chunks of words without overlap stand one letter further off with each chunk; with overlap they stand right
#
# Guess (written before it was run): text[chunk.start_index:chunk.end_index] is chunk.text, or the chunks of words have no places.
# Seen: TokenChunker with tokenizer="word" leaves out the blank between two chunks, and counts on from the end of the chunk as if there had been
# none. So the second chunk of a Vietnamese article stands one letter too early, the eleventh ten: what is quoted by its place begins inside the word before
# and loses the end of its own ("u nhất từ đầu nă"). With any chunk_overlap the places are right, and so are those of SentenceChunker with the same tokenizer, and
# of TokenChunker with "character", which makes the fault easy to miss. Nothing warns. (Another fault than that of byte tokens cut inside a letter, which is reported.)
# Version: chonkie 1.7.0, Python 3.11. Date: 2026-12-01.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet chonkie==1.7.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from chonkie import SentenceChunker, TokenChunker

TEXT = " ".join(f"Giá xăng chiều {day}/9 giảm {day * 20} đồng mỗi lít, giá dầu tăng {day * 10} đồng." for day in range(1, 13))


def off(chunker):
    """By how many letters each chunk stands too early."""
    return [TEXT.index(one.text, one.start_index) - one.start_index for one in chunker.chunk(TEXT)]


print("chonkie", version("chonkie"))
alone = off(TokenChunker(tokenizer="word", chunk_size=12))
chunk = TokenChunker(tokenizer="word", chunk_size=12).chunk(TEXT)[3]
print("without overlap:", alone)
print(f"the fourth: {chunk.text[:24]!r} for {TEXT[chunk.start_index : chunk.end_index][:24]!r}")
right = [
    off(TokenChunker(tokenizer="word", chunk_size=12, chunk_overlap=3)),
    off(SentenceChunker(tokenizer="word", chunk_size=12)),
    off(TokenChunker(tokenizer="character", chunk_size=60)),
]
print("with overlap, by sentences, of letters:", *right)
assert not any(map(any, right)), "other places are wrong too"
if alone != list(range(len(alone))):
    sys.exit("It changed: the chunks don't drift by one letter each.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
