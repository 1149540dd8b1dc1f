#!/usr/bin/env bash
# pandas: in read_json(), "05/06/2024" and "27/06/2024" of one column are seven weeks apart; with the rows exchanged, three
#
# Guess (written before it was run): strings in JSON stay strings, now that pandas has a type for them; or if a column called "date" is read as
# dates, then all of it in one format, and where that fits not all of it, it's an error or stays text, as with to_datetime() and read_csv().
# Seen: the format of the first row is tried, then ISO, then each value by itself, silently: the month first where the day is 12 or less, and the
# day first elsewhere. 5 June is 6 May if it stands above 27 June, and 5 June below it; so an article that is added on top moves the dates of
# others. dtype=str doesn't help, dtype=False does. A column with another name ("day") is left alone. Documented is that columns with
# such names are dates (among them all that end in "_at"), not how.
# Version: pandas 3.1.1, python-dateutil 2.9.0.post0, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet pandas==3.1.1 python-dateutil==2.9.0.post0
cat > "$tmp/see.py" <<'PY'
import io
import json
import sys
import warnings
from importlib.metadata import version

import pandas

warnings.simplefilter("error")
JUNE_5, JUNE_27 = "05/06/2024", "27/06/2024"


def read(days, column="published_at", **options):
    """A column of JSON strings as read_json() gives it."""
    rows = json.dumps([{column: day} for day in days])
    return [str(value)[:10] for value in pandas.read_json(io.StringIO(rows), **options)[column]]


def refused(days):
    """Whether to_datetime() refuses a column for its two formats."""
    try:
        pandas.to_datetime(pandas.Series(days))
    except ValueError:
        return True
    return False


print("pandas", version("pandas"))
seen = {
    "alone": read([JUNE_5]),
    "above 27 June": read([JUNE_5, JUNE_27]),
    "below 27 June": read([JUNE_27, JUNE_5]),
    "above 27 June, dtype=str": read([JUNE_5, JUNE_27], dtype=str),
}
for name, dates in seen.items():
    print(f"5 June {name:<25} {dates}")
assert read([JUNE_5, JUNE_27], dtype=False) == read([JUNE_5, JUNE_27], column="day") == [JUNE_5, JUNE_27]
assert refused([JUNE_5, JUNE_27])
mixed = ["2024-05-06", "2024-06-27"]
if list(seen.values()) != [["2024-05-06"], mixed, ["2024-06-27", "2024-06-05"], mixed]:
    sys.exit("It changed: the dates of a column.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
