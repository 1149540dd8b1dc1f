#!/usr/bin/env bash
# feedparser: "27-06-2024" is 20 June 2027, and "08:30 27/06/2024" is today
#
# Guess (written before it was run, of the zone "GMT+7", which it holds for, and meant for all forms): a pubDate is right, or None where
# its form isn't known.
# Seen: with dashes, the day is taken for the year of the century and the first two digits of the year for the day: 31 December 2024 is
# 20 December 2031. With the hour before the date, as Vietnamese sites write it, the hour is kept and the date is that of the day of
# reading. `bozo` stays False. With slashes, points or month names between, or the year first, it is None or right.
# Version: feedparser 6.0.14, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet feedparser==6.0.14
cat > "$tmp/see.py" <<'PY'
import sys
import time
from importlib.metadata import version

import feedparser

SEEN = {
    "27-06-2024": "2027-06-20",
    "27-06-2024 08:30": "2027-06-20",
    "05-06-2024": "2005-06-20",
    "31-12-2024": "2031-12-20",
    "08:30 27/06/2024": time.strftime("%Y-%m-%d", time.gmtime()),
}
OTHERS = {
    "Thu, 27 Jun 2024 08:30:00 +0700": "2024-06-27",
    "2024-06-27 08:30": "2024-06-27",
    "27/06/2024": None,
    "27.06.2024": None,
}


def published(date):
    """The day that is read from a feed with one item of this date."""
    item = f"<item><title>Giá xăng</title><pubDate>{date}</pubDate></item>"
    feed = feedparser.parse(f"<rss version='2.0'><channel><title>Báo</title>{item}</channel></rss>")
    assert not feed.bozo
    parsed = feed.entries[0].get("published_parsed")
    day = parsed and time.strftime("%Y-%m-%d", parsed)
    print(f"{date:<33} {day}")
    return day


print("feedparser", version("feedparser"))
assert {date: published(date) for date in OTHERS} == OTHERS
if {date: published(date) for date in SEEN} != SEEN:
    sys.exit("It changed: these dates are read otherwise.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
