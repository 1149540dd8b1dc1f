#!/usr/bin/env bash
# htmldate: with its time zone, a date is no date
#
# Guess (written down for this script; the behaviour had been met before):
# "24/10/2023 08:30 GMT+7" in an element of class "date", as news sites of Vietnam write it, is found
# like the same text without the zone: what follows a complete date can only make it more exact.
# Seen: with "GMT+7" or "(GMT+7)" after it, the page has no date; without, it is 2023-10-24. (extensive_search off, as one has it who
# wants only what a page says about itself.)
# Version: htmldate 1.11.0, Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet htmldate==1.11.0 lxml_html_clean==0.4.6
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from htmldate import find_date

page = (
    '<html lang="vi"><head><title>Giá xăng tăng</title></head><body><h1>Giá xăng tăng</h1>'
    '<span class="date">{}</span><p>Giá xăng tăng từ chiều nay.</p></body></html>'
)
print("htmldate", version("htmldate"))
seen = {}
for text in (
    "24/10/2023 08:30",
    "24/10/2023 08:30 GMT+7",
    "Thứ ba, 24/10/2023, 08:30",
    "Thứ ba, 24/10/2023, 08:30 (GMT+7)",
):
    seen[text] = find_date(page.format(text), original_date=True, extensive_search=False)
    print(f"{text}: {seen[text]}")
assert all(date == "2023-10-24" for text, date in seen.items() if "GMT" not in text)
if any(date for text, date in seen.items() if "GMT" in text):
    sys.exit("It changed: a date with its time zone is found.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
