#!/usr/bin/env bash
# usearch: after a removal, keys that the index chooses are those of other vectors: a new passage is found under an old one's key
#
# Guess (written before it was run): with add(None, vectors) the index chooses keys that aren't taken, also after some were removed.
# Seen: it counts on from how many there are, not from the last key. Five vectors have the keys 0 to 4; without 0 and 1, three more get 3, 4
# and 5. In an index that allows several vectors a key (multi=True), 3 and 4 then mean two passages each, the search for a new passage answers
# with an old one's key, and remove(3) takes both. In one that doesn't, add() raises "Duplicate keys", as long as the last key is still there;
# if it was that which was removed, its key is given again.
# Version: usearch 2.26.6, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet usearch==2.26.6
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import numpy
from usearch.index import Index

VECTORS = numpy.eye(8, dtype="float32")


def index(multi, removed):
    """An index of five vectors less some."""
    made = Index(ndim=8, metric="cos", dtype="f32", multi=multi)
    assert made.add(None, VECTORS[:5]).tolist() == [0, 1, 2, 3, 4]
    for key in removed:
        made.remove(key)
    return made


def refused(made):
    """Whether the index refuses to choose a key for one vector more."""
    try:
        made.add(None, VECTORS[5:6])
    except Exception as error:
        return "Duplicate keys" in str(error)
    return False


print("usearch", version("usearch"))
several = index(multi=True, removed=[0, 1])
keys = several.add(None, VECTORS[5:]).tolist()
nearest = several.search(VECTORS[5], 1).keys.tolist()
print("of 0 to 4, without 0 and 1, three more have the keys", keys, "; the nearest to the first of them is", nearest)
under = len(several.get(3))
several.remove(3)
print(
    "vectors under key 3:", under, "; after remove(3) the nearest to it is", several.search(VECTORS[5], 1).keys.tolist()
)
single = refused(index(multi=False, removed=[0, 1]))
again = index(multi=False, removed=[4]).add(None, VECTORS[5:6]).tolist()
print("one vector a key: refused", single, "; without 4, one more has the key", again)
if (keys, nearest, under, single, again) != ([3, 4, 5], [3], 2, True, [4]) or 3 in several:
    sys.exit("It changed: the keys that are chosen.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
