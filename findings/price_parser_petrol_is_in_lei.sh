#!/usr/bin/env bash
# price-parser: Vietnamese petrol costs 95 Romanian lei, and a telephone 15 đồng
#
# Guess (written before it was run): the number that stands at the currency is the price: 23.500 đồng for "Xăng RON 95 giá 23.500 đồng",
# 20.990.000đ for "iPhone 15 giá 20.990.000đ".
# Seen: the first number of the text is taken, whatever stands at it. And three capital letters that are a currency's code somewhere come before
# the word "đồng": RON 95, a grade of petrol, is an amount in lei, "TOP 10" one in Tonga's pa'anga, also with the hint "đồng". Two numbers with
# a space between are one: 95 and 23.540 make 9,523,540. With the price first, it is right.
# Version: price-parser 0.5.1, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet price-parser==0.5.1
cat > "$tmp/see.py" <<'PY'
import sys
from decimal import Decimal
from importlib.metadata import version

from price_parser import Price

SEEN = {
    "Xăng RON 95 giá 23.540 đồng": (95, "RON"),
    "Xăng RON 95 23.540 VND": (9523540, "RON"),
    "TOP 10 kem giá 25.000đ": (10, "TOP"),
    "iPhone 15 giá 20.990.000đ": (15, "đ"),
}
RIGHT = {
    "Giá 23.540 đồng (RON 95)": (23540, "đ"),
    "Dầu diesel giá 19.800 đồng": (19800, "đ"),
}


def parsed(text):
    """Amount and currency of a text, without a hint and with one."""
    plain, hinted = Price.fromstring(text), Price.fromstring(text, currency_hint="đồng")
    print(f"{text:<30} {plain.amount} {plain.currency}, with the hint: {hinted.amount} {hinted.currency}")
    assert plain == hinted
    return plain.amount, plain.currency


def expected(values):
    return {text: (Decimal(amount), currency) for text, (amount, currency) in values.items()}


print("price-parser", version("price-parser"))
assert {text: parsed(text) for text in RIGHT} == expected(RIGHT)
if {text: parsed(text) for text in SEEN} != expected(SEEN):
    sys.exit("It changed: other numbers and currencies are taken.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
