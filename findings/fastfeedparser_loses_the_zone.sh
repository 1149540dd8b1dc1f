#!/usr/bin/env bash
# fastfeedparser: half past eight in Vietnam, in the ways feeds write it, is 01:30, 08:30, 08:23 or 15:30 UTC
#
# Guess (written before it was run): "Thu, 27 Jun 2024 08:30:00 GMT+7", as some Vietnamese newspapers write it, is 01:30 UTC, or None.
# Seen: in dates of RSS's form only a zone of four digits without a colon ("+0700") is right. With "GMT+7", "GMT+0700" and even "+07:00" it is
# dropped, and the article is of 08:30 UTC, seven hours late; "+07" are taken for minutes: 08:23. With the date in ISO's form, "GMT+7" is
# turned round, as POSIX has it: 15:30, fourteen hours late, while "+07" is right. All are given as UTC with "+00:00", so that nothing shows which
# was guessed; an article is published in the future, and the next day's after five in the afternoon.
# Version: fastfeedparser 0.6.5 (with python-dateutil 2.9.0.post0), Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet fastfeedparser==0.6.5 python-dateutil==2.9.0.post0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import fastfeedparser

PUBLISHED = {  # how a feed writes it, and the hour and minute that it is read as
    "Thu, 27 Jun 2024 08:30:00 +0700": "01:30",
    "Thu, 27 Jun 2024 08:30:00 +07:00": "08:30",
    "Thu, 27 Jun 2024 08:30:00 GMT+7": "08:30",
    "Thu, 27 Jun 2024 08:30:00 GMT+0700": "08:30",
    "Thu, 27 Jun 2024 08:30:00 +07": "08:23",
    "2024-06-27T08:30:00+07:00": "01:30",
    "2024-06-27 08:30:00 +07": "01:30",
    "2024-06-27 08:30:00 GMT+7": "15:30",
}


def published(date):
    """When the only article of a feed was published."""
    item = f"<item><title>Giá xăng giảm</title><link>https://tinviet.vn/1</link><pubDate>{date}</pubDate></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{item}</channel></rss>'
    return fastfeedparser.parse(feed).entries[0].published


print("fastfeedparser", version("fastfeedparser"))
seen = {date: published(date) for date in PUBLISHED}
for date, moment in seen.items():
    print(f"{date:<35} {moment}")
if seen != {date: f"2024-06-27T{clock}:00+00:00" for date, clock in PUBLISHED.items()}:
    sys.exit("It changed: the zones are read otherwise.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
