"""Fits the answerability stage: `python -m evals.fitting.answerability --evalsets DIR`.

Writes service/answerability/model.json.

Any articles are judged by what `evals.fitting.broad` fits, articles that repeat each other by what
`evals.fitting.narrow` does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evals.fitting import broad, narrow
from evals.fitting.ablation import ablate
from evals.fitting.data import Asked, collect, collect_among, collect_beats
from evals.fitting.narrow import Questions
from evals.fitting.regression import matrix, names_of, objected
from evals.fitting.report import report, table
from evals.suites.build import BEATS_FOLDER, SEEDS_CASES, STRANGERS_CASES
from service.answerability.model import MODEL_FILE


def fit(asked: Sequence[Asked], beats: Sequence[Asked], hashes: dict[str, str]) -> dict[str, Any]:
    """The fitted numbers as they are written: regressions with their calibrations and thresholds."""
    names = names_of(asked)
    found = broad.fit(asked, names)
    for part, numbers in narrow.fit(Questions.of(beats, asked, narrow.names_of(names))).items():
        found[part] |= numbers
    facts = {"seed": broad.SEED, "questions": len(asked) + len(beats)}
    return {"command": "python -m evals.fitting.answerability --evalsets DIR"} | facts | {"data_sha256": hashes} | found


def hashes_of(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of data files, by their paths in `folder`."""
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(files)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Collect, cross-validate, fit, write, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evalsets", type=Path, required=True, help="folder of the evaluation sets")
    parser.add_argument("--folder", type=Path, help="where corpora are ingested; a temporary folder otherwise")
    parser.add_argument("--haystack", type=int, default=200, help="Wikipedia articles in the haystack")
    parser.add_argument("--step", type=int, default=4, help="every which question goes to the other corpora")
    parser.add_argument("--ablate", action="store_true", help="also measure without each group of features")
    parser.add_argument("--output", type=Path, default=MODEL_FILE)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        run(
            [*collect(chosen.evalsets, folder, chosen.haystack, chosen.step), *collect_among(chosen.evalsets, folder)],
            collect_beats(chosen.evalsets, folder),
            chosen,
        )


def run(asked: list[Asked], beats: list[Asked], chosen: argparse.Namespace) -> None:
    """Everything after collecting."""
    own = [SEEDS_CASES, STRANGERS_CASES, *BEATS_FOLDER.glob("*.yaml"), *BEATS_FOLDER.glob("*/*.txt")]
    hashes = hashes_of(chosen.evalsets, chosen.evalsets.glob("*/*.jsonl")) | hashes_of(BEATS_FOLDER.parent, own)
    fitted = fit(asked, beats, hashes)
    chosen.output.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    names = names_of(asked)
    x = matrix(asked, broad.names_of(names))
    confidence = objected(asked, broad.calibrated(broad.out_of_fold(x, asked), asked)[0])
    elsewhere = [at for at, one in enumerate(asked) if one.corpus != "seeds"]
    print(report([asked[at] for at in elsewhere], confidence[elsewhere], broad.REFUSED["vi"]))
    questions = Questions.of(beats, asked, narrow.names_of(names))
    print(narrow.report(questions, [one for one in asked if one.corpus == "seeds"]))
    if chosen.ablate:
        print(table(ablate(asked, x, broad.names_of(names))))


if __name__ == "__main__":
    main()
