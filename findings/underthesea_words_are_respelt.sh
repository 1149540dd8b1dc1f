#!/usr/bin/env bash
# underthesea: the words of a text aren't in the text: names and rules are spelt anew
#
# Guess (written before it was run): word_tokenize only cuts: its words without blanks are the text without blanks.
# Seen: words are spelt anew on the way. The tone of "Hoà" and "Thuý" is moved ("Hòa", "Thúy"), and "qui định" gets another letter ("quy định"). So five words of a
# sentence in the newer spelling stand nowhere in it: places by text.find() are -1, and a quote put together from words isn't verbatim. The older spelling comes
# out as it was, so nothing shows it on most news. pos_tag tells the same words. With use_token_normalize=False all of them are the text's own; sent_tokenize doesn't respell.
# Version: underthesea 9.5.0, Python 3.11. Date: 2026-12-01.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet underthesea==9.5.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from underthesea import pos_tag, sent_tokenize, word_tokenize

NEWER = "Ông Hoà và bà Thuý ở xã Hoà Bình nói qui định mới về hoá đơn còn khó."
OLDER = "Ông Hòa và bà Thúy ở xã Hòa Bình nói quy định mới về hóa đơn còn khó."


def nowhere(text, words):
    """The words that the text doesn't have."""
    return [one for one in words if one not in text]


def bare(text):
    return "".join(text.split())


print("underthesea", version("underthesea"))
newer, tagged = nowhere(NEWER, word_tokenize(NEWER)), nowhere(NEWER, [word for word, _ in pos_tag(NEWER)])
print("stand nowhere in the text:", newer, "; tagged:", tagged)
older = nowhere(OLDER, word_tokenize(OLDER))
kept = word_tokenize(NEWER, use_token_normalize=False)
print("of the older spelling:", older, "; not normalised:", nowhere(NEWER, kept))
assert not older and not nowhere(NEWER, kept) and bare("".join(kept)) == bare(NEWER), "other words are respelt too"
assert all(one in NEWER for one in sent_tokenize(NEWER)), "sentences are respelt too"
if not {"Hòa", "Thúy", "Hòa Bình", "quy định"} <= set(newer) or newer != tagged:
    sys.exit("It changed: the words are those of the text.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
