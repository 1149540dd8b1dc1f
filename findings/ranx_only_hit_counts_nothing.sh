#!/usr/bin/env bash
# ranx: the only hit of a retriever adds nothing when runs are fused, and a worthless second hit makes it the winner
#
# Guess (written before it was run): normalised by min-max, as fuse() does unless told otherwise, the only result of a query gets 1: it is
# the best that its retriever has.
# Seen: it gets 0, what a passage gets that wasn't found. With one hit of BM25, as rare words have, the fused order is that of
# the dense run alone; with a second hit of next to no score beside it the same passage is first of all. The norms sum and zmuv (given as
# `norm`) do the same; max, rank and borda let the only hit count. So does every list whose scores are all equal.
# Version: ranx 0.3.21 (with numba 0.68.1), Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet ranx==0.3.21 numba==0.68.1
cat > "$tmp/see.py" <<'PY'
import inspect
import sys
import warnings
from importlib.metadata import version

warnings.filterwarnings("ignore")

from ranx import Qrels, Run, evaluate, fuse  # noqa: E402

DENSE = {"bai-1": 0.71, "bai-2": 0.70, "bai-7": 0.69, "bai-3": 0.60}
qrels = Qrels({"cau-1": {"bai-7": 1}})


def fused(bm25, norm):
    """The passages in their fused order, and the reciprocal rank of the right one."""
    run = fuse([Run({"cau-1": bm25}), Run({"cau-1": DENSE})], norm=norm, method="sum")
    scores = run.to_dict()["cau-1"]
    return sorted(scores, key=scores.get, reverse=True), round(float(evaluate(qrels, run, "mrr")), 2)


default = inspect.signature(fuse).parameters["norm"].default
print("ranx", version("ranx"), "- norm unless told otherwise:", default)
alone = {norm: fused({"bai-7": 14.2}, norm) for norm in ("min-max", "sum", "zmuv", "max", "rank")}
beside = fused({"bai-7": 14.2, "bai-9": 0.1}, "min-max")
for norm, (order, mrr) in alone.items():
    print(f"BM25 has bai-7 alone, {norm:<8} mrr {mrr:<4} {order}")
print(f"bai-9 with .1 beside, min-max  mrr {beside[1]:<4} {beside[0]}")
assert default == "min-max" and [alone[norm][1] for norm in ("max", "rank")] == [1.0, 1.0]
if [alone[norm][1] for norm in ("min-max", "sum", "zmuv")] != [0.33] * 3 or beside[1] != 1.0:
    sys.exit("It changed: the only hit of a retriever counts.")
PY
cd "$tmp"
# The same comes out of compiled code, after minutes of compiling.
NUMBA_DISABLE_JIT=1 "$tmp/venv/bin/python" see.py
