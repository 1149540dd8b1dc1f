#!/usr/bin/env bash
# dateparser: "15 giờ ngày 27/6/2024" (15:00 on 27 June 2024) is fifteen hours before now, and the date in it counts for nothing
#
# Guess (written before it was run): 27 June 2024 at 15:00, or None if it doesn't know that "giờ" is written for o'clock as well as for hours.
# Seen: hours or minutes in words anywhere make the whole text a time ago, "giờ" being read as a length alone. The full date beside it is
# dropped without a word, so what is answered moves with the clock: "từ 15 giờ ngày 27/6/2024", as newspapers write when a price changes, is
# yesterday evening. REQUIRE_PARTS of day, month and year lets it through; search_dates() gives it back as the whole phrase's date. With
# "15:00" it is right. Not of Vietnamese alone: the French "à 15 heures le 27/06/2024" does the same.
# Version: dateparser 1.5.0 (with regex 2026.11.19), Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet dateparser==1.5.0 regex==2026.11.19
cat > "$tmp/see.py" <<'PY'
import datetime
import sys
import warnings
from importlib.metadata import version

warnings.filterwarnings("ignore")

import dateparser  # noqa: E402
from dateparser.search import search_dates  # noqa: E402

NOW = datetime.datetime(2025, 3, 10, 12)
SETTINGS = {"RELATIVE_BASE": NOW, "REQUIRE_PARTS": ["day", "month", "year"]}
AGO = {  # what is asked, its language, and how long before now it is read as
    "15 giờ ngày 27/6/2024": ("vi", datetime.timedelta(hours=15)),
    "8 giờ 30 phút ngày 2/9/2024": ("vi", datetime.timedelta(hours=8, minutes=30)),
    "ngày 27/6/2024, 15 giờ": ("vi", datetime.timedelta(hours=15)),
    "0 giờ ngày 1/7/2024": ("vi", datetime.timedelta()),
    "à 15 heures le 27/06/2024": ("fr", datetime.timedelta(hours=15)),
}


def parsed(text, language):
    return dateparser.parse(text, languages=[language], settings=SETTINGS)


print("dateparser", version("dateparser"), "- now is", NOW)
plain = parsed("15:00 ngày 27/6/2024", "vi")
print("15:00 ngày 27/6/2024:", plain)
assert plain == datetime.datetime(2024, 6, 27, 15)
seen = {text: parsed(text, language) for text, (language, _) in AGO.items()}
for text, moment in seen.items():
    print(f"{text}: {moment}")
found = search_dates("Giá xăng giảm từ 15 giờ ngày 27/6/2024.", languages=["vi"], settings=SETTINGS)
print("searched:", found)
if seen != {text: NOW - ago for text, (_, ago) in AGO.items()}:
    sys.exit("It changed: the date isn't dropped any more.")
if found != [("15 giờ ngày 27/6/2024", datetime.datetime(2025, 3, 9, 21))]:
    sys.exit("It changed: the search finds another date.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
