"""Fits the answerability stage: `python -m evals.fit_answerability --evalsets DIR`. Writes service/answerability.json.

Per family of languages (Vietnamese however typed; English) one logistic regression over standardised features (ridge
penalty), then Platt scaling per typing (Platt 1999) on out-of-fold logits, so that `confidence` is calibrated on
questions that the regression didn't see. Folds are groups of articles: no paragraph's topic is on both sides.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.answerability_data import TRANSLATED, Asked, collect, seeds_check
from evals.answerability_report import measures, report, table
from service.answerability_features import evidence_of, features, kinship
from service.answerability_model import MODEL_FILE
from service.answerability_typed import after_objection, objection

Floats = NDArray[np.float64]

FAMILIES = {"vi": ("vi", "vi-unaccented"), "en": ("en",)}
FOLDS = 11
SEED = 20_251_017
PENALTY = 0.01
"""Inverse strength of the ridge: sklearn's C."""

KINSHIP = (0.016, 0.024)
"""Of 95 % of the dev questions it is below .022, of 95 % of the seeds' above .023 (`features.kinship`)."""

WEIGHTS = {"answerable": 1.0, "gold_removed": 1.0, "foreign": 0.5, "near_miss": 1.5, TRANSLATED: 0.0}
"""Near misses are the hardest and the fewest: from .5 to 1.5 they gain .02 of AUROC, and withheld articles lose .01."""

CALIBRATION = {"near_miss": 0.1}
"""Near misses are rare among what people ask; as many as the other kinds, they would push every confidence down."""

REFUSED = {"low": 0.08, "normal": 0.17, "high": 0.30}
"""The share of answerable dev questions that each level of caution refuses."""

REFUSED_EN = {"low": 0.10, "normal": 0.19, "high": 0.32}
"""The same for English ones, of which more wrong answers pass."""

REFUSED_NARROW = {"low": 0.01, "normal": 0.025, "high": 0.10}
"""The same for articles that repeat each other, of the seeds' answerable cases."""


def matrix(asked: Sequence[Asked], names: Sequence[str]) -> Floats:
    """Features of all questions, one a row."""
    rows = [features(one.retrieval) for one in asked]
    return np.array([[row[name] for name in names] for row in rows], dtype=float)


def folds_of(groups: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each question, the same for all of a group."""
    unique = sorted(set(groups))
    order = np.random.default_rng(SEED).permutation(len(unique))
    fold = {unique[group]: place % FOLDS for place, group in enumerate(order)}
    return np.array([fold[group] for group in groups])


def regress(x: Floats, y: Floats, weights: Floats) -> tuple[Floats, float]:
    """Coefficients and intercept in units of the raw features."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    found = LogisticRegression(C=PENALTY, max_iter=2_000).fit((x - mean) / spread, y, sample_weight=weights)
    slope = found.coef_[0] / spread
    return slope, float(found.intercept_[0] - slope @ mean)


def out_of_fold(x: Floats, asked: Sequence[Asked]) -> Floats:
    """The logit of every question, from a regression that saw nothing of its group."""
    y, weights = _labels(asked)
    fold = folds_of([one.group for one in asked])
    logits = np.zeros(len(asked))
    for members in FAMILIES.values():
        family = np.array([one.typing in members for one in asked])
        for number in range(FOLDS):
            held, known = family & (fold == number), family & (fold != number) & (weights > 0)
            if held.any():
                slope, intercept = regress(x[known], y[known], weights[known])
                logits[held] = x[held] @ slope + intercept
    return logits


def _labels(asked: Sequence[Asked]) -> tuple[Floats, Floats]:
    y = np.array([float(one.kind == "answerable") for one in asked])
    return y, np.array([WEIGHTS[one.kind] for one in asked])


def platt(logits: Floats, right: Floats, weights: Floats) -> tuple[float, float]:
    """Slope and shift that turn logits into probabilities."""
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=1e3).fit(logits[:, None], right, sample_weight=weights)
    return float(found.coef_[0, 0]), float(found.intercept_[0])


def calibrated(logits: Floats, asked: Sequence[Asked], cross: bool = True) -> tuple[Floats, dict[str, list[float]]]:
    """Probabilities, and the scaling of each typing; with `cross`, each from the other groups' scaling."""
    right = np.array([float(one.found_gold) for one in asked])
    weights = np.array([CALIBRATION.get(one.kind, WEIGHTS[one.kind]) for one in asked])
    fold = folds_of([one.group for one in asked])
    confidence, scalings = np.zeros(len(asked)), {}
    for typing in sorted({one.typing for one in asked}):
        typed = np.array([one.typing == typing for one in asked])
        usable = typed & (weights > 0)
        scalings[typing] = list(platt(logits[usable], right[usable], weights[usable]))
        for number in range(FOLDS):
            held = typed & (fold == number)
            others = usable & (fold != number)
            a, b = platt(logits[others], right[others], weights[others]) if cross else scalings[typing]
            confidence[held] = 1 / (1 + np.exp(-(a * logits[held] + b)))
    return confidence, scalings


def thresholds(confidence: Floats, asked: Sequence[Asked], shares: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """By typing and level of caution: the confidence below which a question is refused."""
    found: dict[str, dict[str, float]] = {}
    for typing in sorted({one.typing for one in asked}):
        own = confidence[[one.typing == typing and one.kind == "answerable" for one in asked]]
        levels = REFUSED_EN if typing == "en" and shares is REFUSED else shares
        found[typing] = {level: round(float(np.quantile(own, share)), 4) for level, share in levels.items()}
    return found


def objected(asked: Sequence[Asked], confidence: Floats) -> Floats:
    """Confidence as it is after the objections of typed evidence."""
    narrow = [kinship(one.retrieval) >= KINSHIP[1] for one in asked]
    found = [objection(one.retrieval, evidence_of(one.retrieval), kin) for one, kin in zip(asked, narrow, strict=True)]
    return np.array(
        [
            after_objection(value, against, kin) if against else value
            for value, against, kin in zip(confidence, found, narrow, strict=True)
        ]
    )


def fit(asked: Sequence[Asked], seeds: Sequence[Asked], hashes: dict[str, str]) -> dict[str, Any]:
    """The fitted numbers as they are written: three regressions a family, with their calibrations and thresholds."""
    names = names_of(asked)
    found: dict[str, Any] = {"families": {}, "calibration": {}, "thresholds": {}}
    for suffix, kept in (("", names), ("-narrow", narrow(names)), ("-plain", plain(names))):
        x = matrix(asked, kept)
        _families(found, asked, x, kept, suffix)
        logits, judged, shares = out_of_fold(x, asked), asked, REFUSED
        if suffix == "-narrow":
            logits, judged, shares = _seed_logits(found, seeds, kept), seeds, REFUSED_NARROW
        confidence, scalings = calibrated(logits, judged, cross=suffix != "-narrow")
        confidence = objected(judged, confidence)
        found["calibration"] |= {typing + suffix: pair for typing, pair in scalings.items()}
        found["thresholds"] |= {
            typing + suffix: levels for typing, levels in thresholds(confidence, judged, shares).items()
        }
    facts = {"seed": SEED, "penalty": PENALTY, "weights": WEIGHTS, "kinship": KINSHIP, "questions": len(asked)}
    return {"command": "python -m evals.fit_answerability --evalsets DIR"} | facts | {"data_sha256": hashes} | found


def _families(found: dict[str, Any], asked: Sequence[Asked], x: Floats, names: Sequence[str], suffix: str) -> None:
    y, weights = _labels(asked)
    for name, members in FAMILIES.items():
        used = np.array([one.typing in members for one in asked]) & (weights > 0)
        slope, intercept = regress(x[used], y[used], weights[used])
        coefficients = {feature: round(float(value), 6) for feature, value in zip(names, slope, strict=True)}
        found["families"][name + suffix] = {"intercept": round(intercept, 6), "coefficients": coefficients}


def _seed_logits(found: dict[str, Any], seeds: Sequence[Asked], names: Sequence[str]) -> Floats:
    """Logits of the seeds' cases by the regressions for narrow corpora, which never saw them."""
    x = matrix(seeds, names)
    rows = []
    for row, one in zip(x, seeds, strict=True):
        fitted = found["families"][("en" if one.typing == "en" else "vi") + "-narrow"]
        rows.append(fitted["intercept"] + sum(fitted["coefficients"][n] * v for n, v in zip(names, row, strict=True)))
    return np.array(rows)


def names_of(asked: Sequence[Asked]) -> list[str]:
    """The features that every question has."""
    return sorted(set.intersection(*(set(features(one.retrieval)) for one in asked)))


def narrow(names: Sequence[str]) -> list[str]:
    """The features that compare with nothing else in the corpus."""
    relative = ("_margin", "_next", "_background")
    return [one for one in names if not one.endswith(relative) and "excess" not in one and "lexical" not in one]


def plain(names: Sequence[str]) -> list[str]:
    """The features that mean the same whatever the embedder: of the text alone."""
    textual = ("question_", "words_", "pairs_", "names_missing", "names_absent", "numbers_", "kind_", "negation_")
    return [one for one in names if one.startswith(textual) or one == "lexical"]


def ablate(asked: Sequence[Asked], x: Floats, names: Sequence[str]) -> list[tuple[str, dict[str, float]]]:
    """What each group of features is worth: all but it."""
    confidence, _ = calibrated(out_of_fold(x, asked), asked)
    rows = [
        ("features and objections", measures(asked, objected(asked, confidence))),
        ("all features, no objections", measures(asked, confidence)),
    ]
    for label, belongs in GROUPS.items():
        kept = [place for place, name in enumerate(names) if not belongs(name)]
        if 0 < len(kept) < len(names):
            rows.append((f"without {label}", measures(asked, calibrated(out_of_fold(x[:, kept], asked), asked)[0])))
    return rows


GROUPS: dict[str, Callable[[str], bool]] = {
    "scores": lambda name: name in ("score", "cosine", "sentence", "maxsim"),
    "margins over the next": lambda name: name.endswith("_next"),
    "margins over the background": lambda name: name.endswith("_background"),
    "lexical score": lambda name: name.startswith("lexical"),
    "words and pairs in the text": lambda name: name.startswith(("words_", "pairs_")),
    "names in the text": lambda name: name.startswith("names_") and "cover" not in name and "excess" not in name,
    "numbers in the text": lambda name: name.startswith("numbers_"),
    "expected kind": lambda name: name.startswith("kind_"),
    "negation": lambda name: "negat" in name,
    "the question itself": lambda name: name.startswith("question_"),
    "renderings held": lambda name: name.startswith("held"),
    "words beside names": lambda name: name.startswith("beside"),
    "token cover": lambda name: name.startswith(("cover", "tokens_")),
    "token excess": lambda name: "excess" in name,
    "tokens of names": lambda name: name.startswith("names_") and ("cover" in name or "excess" in name),
    "tokens in the sentence": lambda name: name.startswith(("sentence_", "two_", "in_one")) and "cosine" not in name,
}


def hashes_of(evalsets: Path) -> dict[str, str]:
    """SHA-256 of every data file."""
    files = sorted(evalsets.glob("*/*.jsonl"))
    return {str(one.relative_to(evalsets)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


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
        run(collect(chosen.evalsets, folder, chosen.haystack, chosen.step), seeds_check(folder), chosen)


def run(asked: list[Asked], seeds: list[Asked], chosen: argparse.Namespace) -> None:
    """Everything after collecting."""
    fitted = fit(asked, seeds, hashes_of(chosen.evalsets))
    chosen.output.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    names = names_of(asked)
    x = matrix(asked, names)
    confidence = objected(asked, calibrated(out_of_fold(x, asked), asked)[0])
    print(report(asked, confidence, seeds, {"vi": REFUSED, "en": REFUSED_EN}))
    if chosen.ablate:
        print(table(ablate(asked, x, names)))


if __name__ == "__main__":
    main()
