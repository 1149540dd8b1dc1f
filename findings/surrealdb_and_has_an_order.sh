#!/usr/bin/env bash
# SurrealDB: `a AND b` finds nothing where `b AND a` finds three articles, until an index is added: then neither finds any
#
# Guess (written before it was run): a nearest-neighbour search <|3,COSINE|> with a condition gives the three nearest rows that meet it; so it was
# announced (surrealdb's pull request 4036). That neither the order of the two nor an index on the condition's field matters went without saying.
# Seen: with the condition first, the three nearest of its year are found. With the search first, the three nearest of all years are taken and
# then held against the year: no row. After DEFINE INDEX on the year, the first way finds none either. Nothing is raised. ORDER BY
# vector::similarity::cosine with LIMIT 3 is right in all cases.
# Version: surrealdb 2.0.0 (Python, with its embedded engine), Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet surrealdb==2.0.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from surrealdb import Surreal

QUESTION = [1.0, 0.0]
NEAREST = "vector <|3,COSINE|> $question"
YEAR = "year = 2024"
EXACT = "SELECT id, vector::similarity::cosine(vector, $question) AS score FROM news WHERE year = 2024 ORDER BY score DESC LIMIT 3"


def found(database, query):
    """Numbers of the articles that a query finds, sorted."""
    return sorted(row["id"].id for row in database.query(query, {"question": QUESTION}))


def ways(database):
    """What each way to ask for the three nearest articles of 2024 finds."""
    conditions = {"year AND nearest": f"{YEAR} AND {NEAREST}", "nearest AND year": f"{NEAREST} AND {YEAR}"}
    results = {
        name: found(database, f"SELECT id FROM news WHERE {condition}") for name, condition in conditions.items()
    }
    return results | {"ORDER BY LIMIT": found(database, EXACT)}


with Surreal("mem://") as database:
    database.use("findings", "findings")
    print("surrealdb", version("surrealdb"), "engine", database.version())
    for number in range(40):  # the nearer the lower the number; every eighth is of 2024
        values = {"vector": [1.0, number / 40], "year": 2024 if number % 8 == 7 else 2023}
        database.query(f"CREATE news:{number} SET vector = $vector, year = $year", values)
    plain = ways(database)
    database.query("DEFINE INDEX by_year ON news FIELDS year")
    indexed = ways(database)
print("without an index on the year:", plain)
print("with one:                    ", indexed)
right = [7, 15, 23]
assert plain["ORDER BY LIMIT"] == indexed["ORDER BY LIMIT"] == right
if (plain["year AND nearest"], plain["nearest AND year"]) != (right, []):
    sys.exit("It changed: the order of the two conditions.")
if (indexed["year AND nearest"], indexed["nearest AND year"]) != ([], []):
    sys.exit("It changed: the index on the year.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
