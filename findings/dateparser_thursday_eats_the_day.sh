#!/usr/bin/env bash
# dateparser: of all the days of the week, Thursday alone takes a digit from the date after it: "thứ Năm 26/9" is 6 September
#
# Guess (written before it was run): the name of a weekday before a full date changes nothing, in Vietnamese as in any other language.
# Seen: it is so for six days of the week. "Năm", the word of Thursday, is also "year", and is taken out before a number. The
# "thứ 26/9" that is left begins with "thứ 2", which is Monday, and goes on with "6/9": Thursday the 26th comes out as the 6th, the 12th as the 2nd; of
# a day of one digit nothing is left, and 5/9/2024 is the 9th of the present month. With a comma or "ngày" between, the dates are right.
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

SETTINGS = {"RELATIVE_BASE": datetime.datetime(2025, 3, 10, 12)}
WEEK = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
SEEN = {5: "2024-03-09", 12: "2024-09-02", 19: "2024-09-09", 26: "2024-09-06"}  # Thursdays of September 2024


def parsed(date, between=" "):
    """A date as it is read when its weekday is written before it."""
    text = f"{WEEK[date.weekday()]}{between}{date.day}/{date.month}/{date.year}"
    read = dateparser.parse(text, languages=["vi"], settings=SETTINGS)
    return text, read and read.date()


print("dateparser", version("dateparser"))
month = [datetime.date(2024, 9, day) for day in range(1, 31)]
others = [date for date in month if date.weekday() != 3]
thursdays = [date for date in month if date.weekday() == 3]
right = sum(parsed(date)[1] == date for date in others)
print(f"other days of the month: {right} of {len(others)} are right")
for date in thursdays:
    text, read = parsed(date)
    print(f"{text}: {read}; with a comma {parsed(date, ', ')[1]}")
assert right == len(others)
assert all(parsed(date, between)[1] == date for date in thursdays for between in (", ", " ngày "))
if {date.day: str(parsed(date)[1]) for date in thursdays} != SEEN:
    sys.exit("It changed: Thursdays are read otherwise.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
