#!/usr/bin/env bash
# arrow: November and December, written by it in Vietnamese, are October when it reads them again
#
# Guess (written before it was run): what format() writes in a locale, get() reads with the same format and locale as the same day, or
# refuses: leftover letters don't match.
# Seen: months are tried from January on, and "Tháng Mười" (October) is the beginning of "Tháng Mười Một" (November) and "Tháng Mười Hai"
# (December). Where the month ends the text, as in "Thứ Sáu, 15 Tháng Mười Một", October is taken and the last word left over, which the parser
# allows, as it looks for the date inside of a longer text. With the year behind it, the same months are right.
# Version: arrow 1.4.0, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet arrow==1.4.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import arrow

MONTHS = [arrow.get(2024, month, 15) for month in range(1, 13)]


def again(day, form, locale):
    """A day's text in a form and locale, and the day that is read from it."""
    text = day.format(form, locale=locale)
    return text, arrow.get(text, form, locale=locale)


def changed(form, locale):
    return [read.month for day in MONTHS if (read := again(day, form, locale)[1]) != day]


print("arrow", version("arrow"))
for day in MONTHS[8:]:
    text, read = again(day, "YYYY, D MMMM", "vi")
    print(f"{text}: {read.date()}")
print(arrow.get("Thứ Sáu, 15 Tháng Mười Một", "dddd, D MMMM", locale="vi").format("MM-DD"), "for Friday, 15 November")
assert changed("D MMMM YYYY", "vi") == [] and changed("YYYY, D MMMM", "en") == []
if changed("YYYY, D MMMM", "vi") != [10, 10]:
    sys.exit("It changed: the months are read otherwise.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
