#!/usr/bin/env bash
# vi-lunaire: before 2000, every day of the lunar calendar is months away; Tet of 1985 is on 20 April
#
# Guess (written before it was run): of three libraries for the Vietnamese lunar calendar each knows Tet of 1968, 1985, 2007 and 2030, and they
# agree on all days, but for one here and there where the new moon is near midnight.
# Seen: lunar-vn and vnlunar agree on all days, from 1900 to 2099. vi-lunaire, whose documented range is 1900 to 2100, agrees with them from 2000 on,
# but for a month of 2085, and before 2000 on no day. There it counts one or two months less (Tet of 1985, 21 January, is the first of the
# eleventh month), and lunar_to_solar() has Tet in March, April or May. So "mùng 1 Tết" of an article about the last century is a day in spring,
# and a day of that century is in another lunar month, without an error. The script looks at every tenth day.
# Version: vi-lunaire 2026.4.11, lunar-vn 1.4.0, vnlunar 1.0.5, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet vi-lunaire==2026.4.11 lunar-vn==1.4.0 vnlunar==1.0.5
cat > "$tmp/see.py" <<'PY'
import sys
from collections import Counter
from datetime import date, timedelta
from importlib.metadata import version

import lunar_vn
import vi_lunaire
import vnlunar

TET = {1968: date(1968, 1, 29), 1985: date(1985, 1, 21), 2007: date(2007, 2, 17), 2030: date(2030, 2, 2)}
FIRST, LAST = date(1900, 2, 5), date(2099, 12, 31)


def lunar(day):
    """Day, month and year of the lunar calendar, and whether the month is a leap month, by each library."""
    one = vi_lunaire.solar_to_lunar(day.year, day.month, day.day)
    two = lunar_vn.convert_solar_to_lunar(day.day, day.month, day.year)
    three = vnlunar.convert_solar_to_lunar(day.day, day.month, day.year, 7.0)
    return (
        (one.day, one.month, one.year, bool(one.leap)),
        (two.day, two.month, two.year, bool(two.leap)),
        (three["day"], three["month"], three["year"], bool(three["leap"])),
    )


for name in ("vi-lunaire", "lunar-vn", "vnlunar"):
    print(name, version(name))
seen = {year: vi_lunaire.lunar_to_solar(year, 1, 1) for year in TET}
print("Tet:", {year: (str(day), str(seen[year])) for year, day in TET.items()})
assert all(lunar_vn.convert_lunar_to_solar(1, 1, year) == day for year, day in TET.items())
apart = Counter()
for number in range(0, (LAST - FIRST).days + 1, 10):
    day = FIRST + timedelta(number)
    mine, *others = lunar(day)
    assert others[0] == others[1]
    apart[day.year >= 2000, mine == others[0]] += 1
print("from 2000 on the same:", apart[True, True], "other:", apart[True, False])
print("before 2000 the same:", apart[False, True], "other:", apart[False, False])
if seen[1985] != date(1985, 4, 20) or apart[False, True] or apart[True, False] > 3:
    sys.exit("It changed: other days are answered.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
