#!/usr/bin/env bash
# sqlite-vec: one article whose date has twelve bytes ends every search within a range of dates
#
# Guess (written before it was run): a KNN with a condition on a text column of metadata (<, >, =, IN) gives the rows for which the condition holds.
# Seen: with one row whose text has exactly twelve bytes, every KNN with <, <=, > or >= on that column is an error ("Could not filter metadata fields"), whatever it is compared
# with and however many other rows there are. 202510170830, a date and time to the minute in the compact form of ISO 8601, has twelve bytes, and so has the name of the newspaper Tuổi Trẻ. =, != and IN
# are right for the same rows, and with eleven or thirteen bytes all of them are. So what was tested on dates as 2025-10-17 ends with the first one that tells the minute.
# Version: sqlite-vec 0.1.9, apsw 3.54.1.0, Python 3.11. Date: 2026-12-01.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
# apsw brings an SQLite that may load extensions, which Python's own need not.
"$tmp/venv/bin/pip" install --quiet sqlite-vec==0.1.9 apsw==3.54.1.0
cat > "$tmp/see.py" <<'PY'
import array
import sys
from importlib.metadata import version

import apsw
import sqlite_vec

POINT = array.array("f", [1.0, 0.0, 0.0, 0.0]).tobytes()


def nearest(dates, condition):
    """The dates of the rows that a KNN with a condition gives, or what it says."""
    db = apsw.Connection(":memory:")
    db.enable_load_extension(True)
    db.load_extension(sqlite_vec.loadable_path())
    db.execute("create virtual table passages using vec0(vector float[4], published text)")
    for date in dates:
        db.execute("insert into passages(vector, published) values (?, ?)", (POINT, date))
    try:
        rows = db.execute(f"select published from passages where vector match ? and k = 10 and published {condition}", (POINT,))
        return sorted(one for (one,) in rows)
    except apsw.SQLError as error:
        return str(error)


print("sqlite-vec", version("sqlite-vec"))
DAYS = ["20240627", "20251017", "20261130"]
twelve = {}
for added in ("20251017083", "202510170830", "20251017T0830"):
    found = {condition: nearest([*DAYS, added], condition) for condition in ("= '20251017'", "!= '20251017'", ">= '20251017'", "< '20251018'")}
    print(f"with {added} ({len(added)} bytes):", found)
    if len(added) == 12:
        twelve = found
    else:
        assert found[">= '20251017'"] == sorted(["20251017", added, "20261130"]), "other ranges are wrong too"
assert twelve["= '20251017'"] == ["20251017"] and twelve["!= '20251017'"] == sorted([DAYS[0], "202510170830", DAYS[2]]), "other filters are wrong too"
print("a range over the name of a newspaper:", nearest(["Tuổi Trẻ", "VnExpress"], "< 'V'"))
if not all("Could not filter" in twelve[one] for one in (">= '20251017'", "< '20251018'")):
    sys.exit("It changed: ranges hold for twelve bytes as well.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
