#!/usr/bin/env bash
# num2words: in Vietnamese, minus five is fifteen, and 1.05 is written as what everybody reads as 1.5
#
# Guess (written before it was run): the words of 1.05 and of 1.5 differ by a zero, as they do in English, and whole numbers are right.
# Seen: a minus number counts from the end of the list of words from 0 to 19: -5 is "mười lăm" (15), -1 "mười chín" (19), -20 "không" (0).
# Decimals are two digits read as one whole number: 1.05 is "một phẩy năm", which is how 1.5 is said, and 1.5 "một phẩy năm mươi"; 0.05 and
# 2.05 likewise, 1.005 is 1, 1.234 is 1.23. English, asked in the same call, gives all of them right. No warning is given.
# Version: num2words 0.5.14, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet num2words==0.5.14
cat > "$tmp/see.py" <<'PY'
import sys
import warnings
from importlib.metadata import version

from num2words import num2words

warnings.simplefilter("error")
SEEN = {  # a number, and its words
    -5: "mười lăm",
    -1: "mười chín",
    -20: "không",
    -3.5: "mười bảy phẩy năm mươi",
    1.05: "một phẩy năm",
    1.5: "một phẩy năm mươi",
    0.05: "không phẩy năm",
    1.005: "một",
    1.234: "một phẩy hai mươi ba",
}

print("num2words", version("num2words"))
words = {number: num2words(number, lang="vi") for number in SEEN}
for number, told in words.items():
    print(f"{number:>6}  {told:<24} {num2words(number, lang='en')}")
assert num2words(15, lang="vi") == words[-5] and num2words(1205, lang="vi") == "một nghìn hai trăm lẻ năm"
if words != SEEN:
    sys.exit("It changed: other words are given.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
