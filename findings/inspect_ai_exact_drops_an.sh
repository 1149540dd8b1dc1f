#!/usr/bin/env bash
# inspect_ai: the scorer exact() holds "Nghệ" for "Nghệ An", and 45 tonnes for 45,000
#
# Guess (written before it was run): exact() forgives case, spaces and punctuation. An answer that lacks a word of a name, or a number a
# thousand times too small, is incorrect.
# Seen: articles of English are taken out of every text, so the Vietnamese word "an" goes as well, with which provinces (Nghệ An, Long An),
# the police (công an) and safety (an toàn) are written: those answers are correct without it, f1() gives them 1.0. And each word is read as a
# number with a decimal point, so "45.000 tấn" (45,000 tonnes as Vietnamese write it) equals "45 tấn".
# Version: inspect-ai 0.3.285, Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet inspect-ai==0.3.285
cat > "$tmp/see.py" <<'PY'
import asyncio
import importlib.metadata
import sys

from inspect_ai.model import ModelOutput
from inspect_ai.scorer import CORRECT, INCORRECT, Target, exact, f1
from inspect_ai.solver import TaskState

PAIRS = [("Nghệ An", "Nghệ"), ("công an", "công"), ("45.000 tấn", "45 tấn")]
OTHERS = [("Quảng Nam", "Quảng"), ("45,5 tấn", "45 tấn")]


async def scored(target, answer):
    state = TaskState(
        model="none/none", sample_id=1, epoch=1, input="?", messages=[], output=ModelOutput.from_content("none", answer)
    )
    values = [(await one()(state, Target(target))).value for one in (exact, f1)]
    print(f"target {target!r:<14} answer {answer!r:<12} exact: {values[0]}  f1: {values[1]}")
    return values


async def main():
    print("inspect_ai", importlib.metadata.version("inspect_ai"))
    seen = [await scored(*pair) for pair in PAIRS]
    others = [await scored(*pair) for pair in OTHERS]
    assert all(value == INCORRECT for value, _ in others)
    if seen != [[CORRECT, 1.0]] * len(PAIRS):
        sys.exit("It changed: words and numbers are no longer lost on the way.")


asyncio.run(main())
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
