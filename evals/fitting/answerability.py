"""Fits the answerability stage: `python -m evals.fitting.answerability --evalsets DIR [--reading DIR]`.

Writes service/answerability/model.json: one logistic regression over all typings and corpora (ridge), beta calibration
by typing from logits that left a question's whole corpus out of the fit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.errors import SuiteError
from evals.fitting.data import ANSWERABLE, Asked, Corpus, collect, corpora
from evals.fitting.regression import KINDS, SEED, answers_of, calibrated, left_out, matrix, regress, scaled, weights_of
from evals.fitting.report import TYPINGS, ablate, calibration_errors, orders, rates, table
from ingest.embedding.factory import load_embedder
from ingest.settings import load_settings
from service.answerability.model import LATE, MODEL_FILE, PLAIN
from service.measured import told_of
from service.settings import ServiceSettings

Floats = NDArray[np.float64]

PLAIN_FEATURES = ("numbers_", "negation_", "kind_", "rendered_", "lacks_")
"""Features that mean the same whatever the embedder: of the text alone."""


def fit(asked: Sequence[Asked], hashes: dict[str, str], embedder: dict[str, str]) -> dict[str, Any]:
    """The fitted numbers as they are written; `embedder` is what decides the cosines of the one that retrieved."""
    names = names_of(asked)
    # A second regression of the text alone is written for embedders that nothing was fitted on.
    plain = [one for one in names if one.startswith(PLAIN_FEATURES)]
    facts = {"embedder": embedder, "seed": SEED, "questions": len(asked), "data_sha256": hashes}
    fitted = {LATE: _regression(asked, names), PLAIN: _regression(asked, plain)}
    return (
        {"command": "python -m evals.fitting.answerability --evalsets DIR --reading DIR"}
        | facts
        | {"regressions": fitted}
    )


def calibrate(asked: Sequence[Asked], fitted: dict[str, Any], typings: Sequence[str]) -> dict[str, Any]:
    """The fitted numbers with some typings calibrated anew: where they are read another way, in as good an order.

    What a question's own corpus gave to the coefficients isn't left out: 16 of them, of 11,814 questions.
    """
    regressions = {late: _calibrated(asked, one, typings) for late, one in fitted["regressions"].items()}
    # Beside the fit's own command, which made all else.
    return fitted | {"calibrated": [*typings], "regressions": regressions}


def extend(asked: Sequence[Asked], fitted: dict[str, Any], added: Sequence[str]) -> tuple[dict[str, Any], Floats]:
    """The fitted numbers with some features added, and what is then said of each question that was left out.

    One number scales the logit that there is, and each feature gets one of its own: what is known of the others stays.
    `questions` and hashes stay those of what the others were fitted on; `added_on` counts these questions.
    """
    kept = fitted["regressions"][LATE]
    kept = kept | {"coefficients": {name: one for name, one in kept["coefficients"].items() if name not in added}}
    x = np.column_stack([_logits(asked, kept), matrix(asked, added)])
    (scale, *counts), shift = regress(x, answers_of(asked), weights_of(asked, KINDS))
    confidence, calibration = calibrated(left_out(x, asked), asked)
    coefficients = {name: one * scale for name, one in kept["coefficients"].items()} | dict(
        zip(added, counts, strict=True)
    )
    late = {
        "intercept": round(kept["intercept"] * scale + shift, 6),
        "coefficients": {name: round(float(coefficients[name]), 6) for name in sorted(coefficients)},
        "calibration": calibration,
        "usual": usual(asked, sorted(coefficients)),
    }
    facts = {name: one for name, one in fitted.items() if name not in ("calibrated", "regressions")}
    told = facts | {"added": [*added], "added_on": len(asked)}
    return told | {"regressions": fitted["regressions"] | {LATE: late}}, confidence


def _calibrated(asked: Sequence[Asked], regression: dict[str, Any], typings: Sequence[str]) -> dict[str, Any]:
    names = list(regression["coefficients"])
    _, found = calibrated(_logits(asked, regression), asked)
    kept = regression["calibration"] | {typing: found[typing] for typing in typings}
    return regression | {"calibration": kept, "usual": usual(asked, names)}


def _logits(asked: Sequence[Asked], regression: dict[str, Any]) -> Floats:
    slope = np.array(list(regression["coefficients"].values()))
    return np.asarray(matrix(asked, list(regression["coefficients"])) @ slope + regression["intercept"])


def _confidence(asked: Sequence[Asked], logits: Floats, calibration: dict[str, list[float]]) -> Floats:
    """What the service would say, of each question in its typing."""
    by_typing = {typing: scaled(logits, scaling) for typing, scaling in calibration.items()}
    return np.array([by_typing[one.typing][place] for place, one in enumerate(asked)])


def names_of(asked: Sequence[Asked]) -> list[str]:
    """The features that every question has."""
    # Token features are absent where a passage has no token vectors, and a regression needs all of its features.
    return sorted(set.intersection(*(set(one.features or ()) for one in asked)))


def _regression(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, Any]:
    x = matrix(asked, names)
    slope, intercept = regress(x, answers_of(asked), weights_of(asked, KINDS))
    # From logits that were left out: calibrated on its own fit, it would be too sure.
    _, scalings = calibrated(left_out(x, asked), asked)
    return {
        "intercept": round(intercept, 6),
        "coefficients": {name: round(float(value), 6) for name, value in zip(names, slope, strict=True)},
        "calibration": scalings,
        "usual": usual(asked, names),
    }


def usual(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, dict[str, float]]:
    """By typing the mean of each feature over answerable questions: what an explanation holds a question against."""
    found = {}
    for typing in sorted({one.typing for one in asked}):
        means = matrix([one for one in asked if one.typing == typing and one.kind == ANSWERABLE], names).mean(axis=0)
        found[typing] = {name: round(float(mean), 4) for name, mean in zip(names, means, strict=True)}
    return found


def hash_of(corpus: Corpus) -> str:
    """SHA-256 of a corpus: its files in their order, and what is asked of it."""
    told = hashlib.sha256()
    for path in sorted(corpus.paths):
        told.update(path.read_bytes())
    for case in corpus.cases:
        told.update(case.model_dump_json().encode())
    return told.hexdigest()


def main(arguments: Sequence[str] | None = None) -> None:
    """Collect, fit, write, and print what was measured on corpora left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evalsets", type=Path, required=True, help="folder of the evaluation sets")
    parser.add_argument("--reading", type=Path, help="folder of the reading set (SQuAD 2.0 dev in Vietnamese)")
    parser.add_argument("--folder", type=Path, help="where corpora and what was asked is kept, else a temporary one")
    parser.add_argument("--ablate", action="store_true", help="also measure without each group of features")
    parser.add_argument(
        "--calibrate", nargs="+", choices=TYPINGS, help="calibrate these typings alone, and leave the coefficients"
    )
    parser.add_argument(
        "--add", nargs="+", metavar="FEATURE", help="add these features, and leave what the others count beside another"
    )
    parser.add_argument("--only", nargs="+", metavar="CORPUS", help="a trial: fit on these corpora alone")
    parser.add_argument("--output", type=Path, help="the model's file; with --only it has to be named")
    chosen = parser.parse_args(arguments)
    # What the service runs on is fitted on everything: a trial never takes its place unasked.
    if chosen.only and chosen.output is None:
        parser.error("--only needs --output FILE: a trial doesn't replace the committed model")
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        found = _those(corpora(chosen.evalsets, chosen.reading, folder), chosen.only)
        asked = [one for one in collect(found, folder) if one.features is not None]
        hashes = {corpus.name: hash_of(corpus) for corpus in found}
    settings = load_settings(ServiceSettings)
    embedder = load_embedder(settings.embedding, settings.models_dir)
    committed = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    if chosen.add:
        fitted, confidence = extend(asked, committed, chosen.add)
        logits = _logits(asked, fitted["regressions"][LATE])
    elif chosen.calibrate:
        fitted = calibrate(asked, committed, chosen.calibrate)
        logits = _logits(asked, committed["regressions"][LATE])
        confidence = _confidence(asked, logits, fitted["regressions"][LATE]["calibration"])
    else:
        fitted = fit(asked, hashes, told_of(embedder.identity))
        logits = left_out(matrix(asked, names_of(asked)), asked)
        confidence, _ = calibrated(logits, asked)
    (chosen.output or MODEL_FILE).write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(report(asked, logits, confidence, ablated=chosen.ablate))


def _those(found: Sequence[Corpus], names: Sequence[str] | None) -> list[Corpus]:
    """The corpora of these names, or all of them.

    Raises:
        SuiteError: a name is of none.
    """
    known = {corpus.name for corpus in found}
    if unknown := sorted(set(names or ()) - known):
        raise SuiteError(f"There is no corpus {', '.join(unknown)}.", help=f"Choose from: {', '.join(sorted(known))}.")
    return [corpus for corpus in found if not names or corpus.name in names]


def report(asked: Sequence[Asked], logits: Floats, confidence: Floats, *, ablated: bool) -> str:
    """Everything that docs/answerability.md quotes, by these logits and probabilities."""
    names = names_of(asked)
    x = matrix(asked, names)
    parts = [
        table(ablate(asked, x, names) if ablated else [("all", orders(asked, logits))]),
        rates(asked, confidence),
        "## calibration error\n" + ", ".join(f"{k} {v:.3f}" for k, v in calibration_errors(asked, confidence).items()),
    ]
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
