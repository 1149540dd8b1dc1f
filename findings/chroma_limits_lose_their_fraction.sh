#!/usr/bin/env bash
# Chroma: a filter for at least 0.5 lets 0 through, and one for 1.5 finds 1, where the stored number is a whole one
#
# Guess (written before it was run): {"score": {"$gte": 0.5}} finds what is at least one half, whether a 1 was stored as 1 or as 1.0: numbers
# are compared as numbers, as SQLite beneath it does.
# Seen: with a stored int the limit is cut to a whole number first, towards 0. 0 passes `$gte: 0.5`, 1 equals 1.5 and is `$in: [1.5]`; it isn't
# below 1.5, and 0 not above -0.5. The same numbers stored as floats are right, so which articles pass depends on how each score was
# written in the JSON that it came from. get() and query() agree.
# Version: chromadb 1.5.9, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet chromadb==1.5.9
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import chromadb
from chromadb.config import Settings

NUMBERS = (-1, 0, 1, 2)
SEEN = {  # a filter, and what it finds of the numbers stored as ints
    ("$gte", 0.5): [0, 1, 2],
    ("$lte", -0.5): [-1, 0],
    ("$lt", 1.5): [-1, 0],
    ("$gt", -0.5): [1, 2],
    ("$eq", 1.5): [1],
    ("$ne", 1.5): [-1, 0, 2],
    ("$in", 1.5): [1],
    ("$gt", 1.5): [2],
}
RIGHT = {
    "$gte": lambda number, limit: number >= limit,
    "$lte": lambda number, limit: number <= limit,
    "$lt": lambda number, limit: number < limit,
    "$gt": lambda number, limit: number > limit,
    "$eq": lambda number, limit: number == limit,
    "$ne": lambda number, limit: number != limit,
    "$in": lambda number, limit: number == limit,
}
client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))


def collection(kind):
    """The numbers as metadata of one kind; an id is the number's text."""
    made = client.create_collection(kind.__name__ + "s")
    made.add(
        ids=[str(number) for number in NUMBERS],
        embeddings=[[1.0, 0.1 * number] for number in NUMBERS],
        metadatas=[{"score": kind(number)} for number in NUMBERS],
    )
    return made


def found(made, operator, limit):
    where = {"score": {operator: [limit] if operator == "$in" else limit}}
    got = made.get(where=where)["ids"]
    asked = made.query(query_embeddings=[[1.0, 0.0]], n_results=len(NUMBERS), where=where)["ids"][0]
    assert sorted(got) == sorted(asked)
    return sorted(int(one) for one in got)


print("chromadb", version("chromadb"), "- stored:", NUMBERS)
ints, floats = collection(int), collection(float)
seen = {}
for operator, limit in SEEN:
    seen[operator, limit] = found(ints, operator, limit)
    as_floats = found(floats, operator, limit)
    print(f"{operator:<4} {limit:>4}  as ints: {seen[operator, limit]!s:<12} as floats: {as_floats}")
    assert as_floats == [number for number in NUMBERS if RIGHT[operator](number, limit)]
if seen != SEEN:
    sys.exit("It changed: ints are compared otherwise.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
