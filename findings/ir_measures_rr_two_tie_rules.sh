#!/usr/bin/env bash
# ir-measures: RR and RR@10 of one ranking of two passages differ
#
# Guess (written before this script was run; the behaviour had been met before):
# with two results, RR and RR@10 are the same number, since nothing stands below rank 10.
# Seen: RR is 0.5 and RR@10 is 1.0, in one call, on one run. The two are computed by different engines: for RR, the later id of a tie
# comes first, for RR@k the earlier one. The given order counts for neither. With Success@1 = 0 and RR@1 = 1, a table contradicts itself.
# Ties are usual: equal lexical scores, a repeated paragraph, scores rounded for a file.
# Version: ir-measures 0.4.3, Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet ir-measures==0.4.3
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success

qrels = [Qrel("cau-1", "bai-a", 1), Qrel("cau-1", "bai-b", 0)]
print("ir-measures", version("ir-measures"))
seen = []
for order in (["bai-a", "bai-b"], ["bai-b", "bai-a"]):
    run = [ScoredDoc("cau-1", doc, 7.5) for doc in order]
    values = ir_measures.calc_aggregate([RR, RR @ 10, RR @ 1, Success @ 1], qrels, run)
    print("given", order, {str(measure): value for measure, value in sorted(values.items(), key=lambda x: str(x[0]))})
    seen.append((values[RR], values[RR @ 10], values[RR @ 1], values[Success @ 1]))
apart = [ScoredDoc("cau-1", "bai-a", 7.5), ScoredDoc("cau-1", "bai-b", 7.0)]
values = ir_measures.calc_aggregate([RR, RR @ 10], qrels, apart)
print("without a tie", {str(measure): value for measure, value in values.items()})
assert values[RR] == values[RR @ 10] == 1.0
if seen != [(0.5, 1.0, 1.0, 0.0)] * 2:
    sys.exit("It changed: RR and RR@k no longer break a tie in opposite ways.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
