#!/usr/bin/env bash
# LlamaIndex: three passages of the right article score an NDCG of 2.13 and an average precision of 3, more than a perfect list
#
# Guess (written before it was run): NDCG and average precision are at most 1, also where passages are scored by the article they are of and
# an id stands in the list of retrieved ones more than once.
# Seen: each time that an expected id comes again it gains again, while the best possible list is counted once an id. What finds the second of two
# articles late beats what finds both at once: "a, a, b" has 1.31 and 1.5, "a, b" 1.0 and 1.0. Recall and precision of the same call
# count each id once, and so does precision the wrong ones: "a, x, x, b" is right by 2 of 3. Nothing warns.
# Version: llama-index-core 0.14.25, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet llama-index-core==0.14.25
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from llama_index.core.evaluation.retrieval.metrics import NDCG, AveragePrecision, Precision, Recall

SEEN = {  # expected articles, and the article of each retrieved passage: NDCG, average precision, recall, precision
    ("ab", "ab"): (1.0, 1.0, 1.0, 1.0),
    ("ab", "aab"): (1.31, 1.5, 1.0, 1.0),
    ("a", "aaa"): (2.13, 3.0, 1.0, 1.0),
    ("a", "xaa"): (1.13, 1.17, 1.0, 0.5),
    ("ab", "aa"): (1.0, 1.0, 0.5, 1.0),
    ("ab", "axxb"): (0.88, 0.75, 1.0, 0.67),
}


def scored(expected, retrieved):
    metrics = (NDCG(), AveragePrecision(), Recall(), Precision())
    return tuple(
        round(metric.compute(expected_ids=list(expected), retrieved_ids=list(retrieved)).score, 2) for metric in metrics
    )


print("llama-index-core", version("llama-index-core"), "- NDCG, average precision, recall, precision")
seen = {lists: scored(*lists) for lists in SEEN}
for (expected, retrieved), scores in seen.items():
    print(f"expected {expected:<3} retrieved {retrieved:<5} {scores}")
assert seen["ab", "ab"] == SEEN["ab", "ab"]
if seen != SEEN:
    sys.exit("It changed: ids that come again are counted otherwise.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
