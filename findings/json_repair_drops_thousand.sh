#!/usr/bin/env bash
# json_repair: a model's {"so": 45 nghìn tấn} (45 thousand tonnes) is 45, and {"so": 1 234 567} is 1; "23.540đ" is kept, "23.540 đồng" isn't
#
# Guess (written before it was run): a value that lacks its quotes keeps all its words, as a quote inside a string does: {"so": 45 nghìn tấn} is the
# text "45 nghìn tấn". (45.000 tấn as 45.0 was seen first; the rest went without saying, since {"so": khoảng 45 nghìn tấn} is text.)
# Seen: what begins with a digit and a space behind it is a number, and all up to the next comma or bracket is thrown away: nghìn (thousand),
# triệu (million), the other end of a range, "(dự kiến)" (planned), and groups of three. In a list the words are further items. Nothing is
# raised, with strict=True neither. With a letter right behind the digits, or any word before, it's text.
# Version: json_repair 0.64.6, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet json_repair==0.64.6
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import json_repair

SEEN = {
    '{"so": 45 nghìn tấn, "nam": 2024}': {"so": 45, "nam": 2024},
    '{"so": 5 triệu}': {"so": 5},
    '{"so": 1 234 567}': {"so": 1},
    '{"so": 15 đến 20 tấn}': {"so": 15},
    '{"gia": 23.540 đồng}': {"gia": 23.54},
    '{"nam": 2026 (dự kiến)}': {"nam": 2026},
    "[45 nghìn, 50 nghìn]": [45, "nghìn", 50, "nghìn"],
}
RIGHT = {
    '{"so": khoảng 45 nghìn tấn, "nam": 2024}': {"so": "khoảng 45 nghìn tấn", "nam": 2024},
    '{"gia": 23.540đ}': {"gia": "23.540đ"},
    '{"quote": "Ông nói "không tăng" hôm nay", "nam": 2024}': {"quote": 'Ông nói "không tăng" hôm nay', "nam": 2024},
}

print("json_repair", version("json_repair"))
assert {text: json_repair.loads(text) for text in RIGHT} == RIGHT
seen = {text: json_repair.loads(text) for text in SEEN}
for text, value in seen.items():
    print(f"{text:<36} {value}")
if seen != SEEN or any(json_repair.loads(text, strict=True) != value for text, value in SEEN.items()):
    sys.exit("It changed: words behind a number.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
