#!/usr/bin/env bash
# python-crfsuite: a feature with a label counts as often as its values sum up to, so standardised ones are left out without a word
#
# Guess (written before it was run): `feature.minfreq` counts the items that a feature occurs in, and with its default of 0 none is left
# out; a feature with the value .5 in ten items is kept from a least frequency of 6.
# Seen: what is counted is the sum of the values of a feature over the items with a label, and what sums up to 0 or less is never made,
# whatever the least frequency. Of a z-score that is negative for one label and positive for the other only the positive one's weight
# is learned; of one that averages 0 with its label none is. Ten times .5 is 5, and falls at 6; a string given twice for one item counts
# twice. The same z-scores with a constant added are all there.
# Version: python-crfsuite 0.9.12, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet python-crfsuite==0.9.12
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import pycrfsuite


def made(items, labels, least=0):
    """The features of a model that was trained on sequences of one item."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.0, "c2": 0.1, "max_iterations": 50, "feature.minfreq": least})
    for item, label in zip(items, labels):
        trainer.append([item], [label])
    trainer.train("model")
    tagger = pycrfsuite.Tagger()
    tagger.open("model")
    return sorted(tagger.info().state_features)


cases = {
    "z is -1.5 with N and 1.5 with P": made([{"z": -1.5}, {"z": 1.5}] * 10, ["N", "P"] * 10),
    "the same plus 10": made([{"z": 8.5}, {"z": 11.5}] * 10, ["N", "P"] * 10),
    "z is -1.5 and 1.5 with P": made([{"z": -1.5}, {"z": 1.5}] * 10, ["P", "P"] * 10),
    "ten times .5 at a least frequency of 6": made([{"half": 0.5}, {"whole": 1.0}] * 10, ["P", "N"] * 10, 6),
    "ten times the same string twice at one of 15": made([["twice", "twice"], ["once"]] * 10, ["P", "N"] * 10, 15),
}
print("python-crfsuite", version("python-crfsuite"))
for told, features in cases.items():
    print(f"{told}: {features}")
seen = [
    [("z", "P")],
    [("z", "N"), ("z", "P")],
    [],
    [("whole", "N")],
    [("twice", "P")],
]
if list(cases.values()) != seen:
    sys.exit("It changed: other features are made.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
