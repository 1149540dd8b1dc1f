"""The part of the answerability stage for any articles: fitted on XQuAD, SQuAD 2.0, Wikipedia, and news among them.

Per family of languages (Vietnamese however typed; English) one logistic regression over standardised features (ridge
penalty), then beta calibration per typing on out-of-fold logits, so that `confidence` is calibrated on
questions that the regression didn't see. Folds are groups of articles: no paragraph's topic is on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.fitting.data import AMONG, TRANSLATED, Asked
from evals.fitting.regression import answers_of, beta, both, family, matrix, objected, regress, scaled

Floats = NDArray[np.float64]

FAMILIES = {"vi": ("vi", "vi-unaccented"), "en": ("en",)}
FOLDS = 11
SEED = 20_251_017
PENALTY = 0.01
"""Inverse strength of the ridge: sklearn's C."""

WEIGHTS = {"answerable": 1.0, "gold_removed": 1.0, "foreign": 0.5, "near_miss": 8.0, TRANSLATED: 0.0}
"""Near misses are the hardest and the fewest: from 4 to 8 they gain .008 of AUROC, withheld articles lose as much."""

ABOUT = ("en",)
"""Families with a second regression, of whether the evidence is about what is asked at all, without near misses and
withheld articles; the odds against both add up."""

ABOUT_FOREIGN = 25.0
"""What a foreign question weighs there beside an answerable one."""

CALIBRATION = {"near_miss": 0.1}
"""Near misses are rare among what people ask; as many as the other kinds, they would push every confidence down."""

REFUSED = {
    "vi": {"low": 0.04, "normal": 0.08, "high": 0.18},
    "en": {"low": 0.08, "normal": 0.12, "high": 0.18},
}
"""By language, the share of XQuAD's answerable questions that each level of caution refuses.

People's own words on news they don't know by heart are refused two to three times as often at the same threshold
(measured over 16 invented corpora by strangers: docs/answerability.md), which is why `normal` is not stricter."""


def folds_of(groups: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each question, the same for all of a group."""
    unique = sorted(set(groups))
    order = np.random.default_rng(SEED).permutation(len(unique))
    fold = {unique[group]: place % FOLDS for place, group in enumerate(order)}
    return np.array([fold[group] for group in groups])


def out_of_fold(x: Floats, asked: Sequence[Asked], second: bool = True) -> Floats:
    """The logit of every question, from regressions that saw nothing of its group.

    The odds against it and against a `second` one, where the family has one, add up.
    """
    y, weights = _labels(asked)
    fold = folds_of([one.group for one in asked])
    logits = np.zeros(len(asked))
    for name, typings in FAMILIES.items():
        members = np.array([one.typing in typings for one in asked])
        for number in range(FOLDS):
            held, known = members & (fold == number), members & (fold != number) & (weights > 0)
            if not held.any():
                continue
            slope, intercept = regress(x[known], y[known], weights[known], PENALTY)
            logits[held] = x[held] @ slope + intercept
            if second and name in ABOUT:
                slope, intercept = _about(name, x, asked, fold != number)
                logits[held] = both(logits[held], x[held] @ slope + intercept)
    return logits


def _about(
    name: str, x: Floats, asked: Sequence[Asked], among: NDArray[np.bool_] | None = None
) -> tuple[Floats, float]:
    """The second regression of a family, of its answerable and foreign questions `among` these; of all if None."""
    kinds = ("answerable", "foreign")
    known = np.array([one.typing in FAMILIES[name] and one.kind in kinds and one.corpus != AMONG for one in asked])
    known = known if among is None else known & among
    y = answers_of(asked)[known]
    return regress(x[known], y, np.where(y > 0, 1.0, ABOUT_FOREIGN), PENALTY)


def _labels(asked: Sequence[Asked]) -> tuple[Floats, Floats]:
    return answers_of(asked), np.array([_weight(one) for one in asked])


def _weight(one: Asked) -> float:
    return min(1.0, WEIGHTS[one.kind]) if one.corpus == AMONG else WEIGHTS[one.kind]


def calibrated(logits: Floats, asked: Sequence[Asked]) -> tuple[Floats, dict[str, list[float]]]:
    """Probabilities, each from the other groups' scaling, and the scaling of each typing over all."""
    right = np.array([float(one.found_gold) for one in asked])
    weights = np.array([CALIBRATION.get(one.kind, _weight(one)) for one in asked])
    fold = folds_of([one.group for one in asked])
    confidence, scalings = np.zeros(len(asked)), {}
    for typing in sorted({one.typing for one in asked}):
        typed = np.array([one.typing == typing for one in asked])
        usable = typed & (weights > 0)
        scalings[typing] = beta(logits[usable], right[usable], weights[usable])
        for number in range(FOLDS):
            held = typed & (fold == number)
            others = usable & (fold != number)
            confidence[held] = scaled(logits[held], beta(logits[others], right[others], weights[others]))
    return confidence, scalings


def thresholds(confidence: Floats, asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """By typing and level of caution: the confidence below which a question is refused."""
    found: dict[str, dict[str, float]] = {}
    for typing in sorted({one.typing for one in asked}):
        own = confidence[[one.typing == typing and one.kind == "answerable" and one.corpus != AMONG for one in asked]]
        shares = REFUSED[typing.partition("-")[0]]
        found[typing] = {level: round(float(np.quantile(own, share)), 4) for level, share in shares.items()}
    return found


def fit(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, Any]:
    """The regressions, and calibration and thresholds from other groups' regressions."""
    found: dict[str, Any] = {"families": {}, "calibration": {}, "thresholds": {}}
    y, weights = _labels(asked)
    for suffix, kept in (("", names_of(names)), ("-plain", plain(names))):
        x = matrix(asked, kept)
        for name, typings in FAMILIES.items():
            used = np.array([one.typing in typings for one in asked]) & (weights > 0)
            found["families"][name + suffix] = family(kept, *regress(x[used], y[used], weights[used], PENALTY))
        if not suffix:
            found["families"] |= {f"{name}-about": family(kept, *_about(name, x, asked)) for name in ABOUT}
        confidence, scalings = calibrated(out_of_fold(x, asked, second=not suffix), asked)
        levels = thresholds(objected(asked, confidence), asked)
        found["calibration"] |= {typing + suffix: pair for typing, pair in scalings.items()}
        found["thresholds"] |= {typing + suffix: level for typing, level in levels.items()}
    return found


def names_of(names: Sequence[str]) -> list[str]:
    """Those that say how the evidence fits, not what is asked for."""
    return [one for one in names if not one.startswith("asks_")]


def plain(names: Sequence[str]) -> list[str]:
    """The features that mean the same whatever the embedder: of the text alone."""
    textual = ("question_", "words_", "pairs_", "names_missing", "names_absent", "numbers_", "kind_", "negation_")
    return [one for one in names if one.startswith(textual) or one == "lexical"]
