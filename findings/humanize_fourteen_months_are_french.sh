#!/usr/bin/env bash
# humanize: in Vietnamese 14 months ago is "un an et 2 mois trước", in German 13 months ago is "a month ago"
#
# Guess (written before it was run for Vietnamese; for German it went without saying): times come out in the language that was activated, and mean
# the same in all.
# Seen: the Vietnamese for a year and two to eleven months is French, with the Vietnamese "trước" (ago) behind. "In 3 minutes" is "3 phút ngày
# tới", where "ngày tới" is "the coming day"; so for any time ahead. In German a year and a month are "ein Monat": what is 13 months old is said
# to be one month old. A year and a day is right in both, and so are days, single months and two years in Vietnamese.
# Version: humanize 4.17.0, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet humanize==4.17.0
cat > "$tmp/see.py" <<'PY'
import sys
from datetime import datetime, timedelta
from importlib.metadata import version

import humanize

NOW = datetime(2024, 6, 27, 12)


def times(language, days):
    """How long ago some days are, and how three minutes ahead are put."""
    humanize.i18n.activate(language)
    ago = [humanize.naturaltime(NOW - timedelta(days=count), when=NOW) for count in days]
    ahead = humanize.naturaltime(NOW + timedelta(minutes=3), when=NOW)
    humanize.i18n.deactivate()
    return ago, ahead


def months(count):
    """The days of a year and some months."""
    return 365 + 31 * count


print("humanize", version("humanize"))
vietnamese, ahead = times("vi_VN", [months(count) for count in range(2, 12)])
(german,), _ = times("de_DE", [months(1)])
print(vietnamese[0], "...", vietnamese[-1])
print("in 3 minutes:", ahead)
print("German, 13 months ago:", german)
assert times("vi_VN", [3, 31, 366, 730])[0] == ["3 ngày trước", "một tháng trước", "1 năm 1 ngày trước", "2 năm trước"]
assert times("de_DE", [31, 366])[0] == ["vor ein Monat", "vor ein Jahr und 1 Tag"]
if (vietnamese, ahead, german) != ([f"un an et {count} mois trước" for count in range(2, 12)], "3 phút ngày tới", "vor ein Monat"):
    sys.exit("It changed: other words are written.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
