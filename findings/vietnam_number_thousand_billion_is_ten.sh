#!/usr/bin/env bash
# vietnam-number: "hai nghìn tỷ" (two thousand billion) is read as 20 000 001 000, a hundredth of it
#
# Guess (written before it was run, for words of numbers in general): they are read right, or refused.
# Seen: of the words that name a thousand, a million and a billion, the places are sought in one order, and what stands between them is put
# side by side. "Một nghìn tỷ" is 10 000 001 000, the same as "mười nghìn tỷ" (ten thousand billion); "một nghìn năm trăm tỷ" (1500 billion)
# is 500 000 001 500. What the library itself writes with n2w() from a thousand billion on, w2n() doesn't read back. Numbers up to 999 billion are
# right, words without any number are refused, these aren't. Vietnamese budgets, roads and debts are told in "nghìn tỷ đồng".
# Version: vietnam-number 1.0.6, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet vietnam-number==1.0.6
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from vietnam_number import n2w, w2n

RIGHT = {"bốn mươi lăm nghìn": 45 * 10**3, "hai triệu rưỡi": 2_500_000, "chín trăm chín mươi chín tỷ": 999 * 10**9}
WRONG = {  # words: (the number, what is read)
    "một nghìn tỷ": (10**12, 10_000_001_000),
    "hai nghìn tỷ": (2 * 10**12, 20_000_001_000),
    "mười nghìn tỷ": (10 * 10**12, 10_000_001_000),
    "một nghìn năm trăm tỷ": (1500 * 10**9, 500_000_001_500),
    "ba trăm nghìn tỷ đồng": (300 * 10**12, 300_000_001_000),
}

print("vietnam-number", version("vietnam-number"))
written = n2w(str(2 * 10**12))
print(f"n2w(2 000 000 000 000): {written!r}")
assert all(w2n(words) == number for words, number in RIGHT.items()) and written == "hai nghìn tỷ"
read = {words: w2n(words) for words in WRONG}
for words, (number, _) in WRONG.items():
    print(f"{words!r}: {read[words]:,} for {number:,}".replace(",", " "))
if any(read[words] != seen for words, (_, seen) in WRONG.items()):
    sys.exit("It changed: other numbers are read.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
