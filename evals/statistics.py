"""Statistics over scores: pure functions of numbers, no records, no files.

Every interval comes from a bootstrap over clusters (Field & Welsh 2007): questions about one article are not
independent, so whole groups are drawn with replacement. Seeds are arguments; equal input gives equal output.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2_000
SEED = 20_251_017
LEVEL = 0.95

CURVE_RESAMPLES = 400
"""Resamples for statistics that have to be computed anew for each."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its interval. `low` and `high` are None where there are fewer than two clusters."""

    value: float
    low: float | None
    high: float | None
    n: int
    clusters: int


def mean_with_interval(
    values: Sequence[float], groups: Sequence[Hashable], *, seed: int = SEED, resamples: int = RESAMPLES
) -> Estimate | None:
    """Mean of `values` with a percentile interval by cluster bootstrap; None if there are no values.

    Each resample draws as many groups as there are, and takes the mean over all values of those drawn.
    """
    if not values:
        return None
    codes, clusters = _codes(groups)
    sums = np.bincount(codes, weights=np.asarray(values, dtype=float), minlength=clusters)
    counts = np.bincount(codes, minlength=clusters).astype(float)
    value = float(sums.sum() / counts.sum())
    if clusters < 2:
        return Estimate(value, None, None, len(values), clusters)
    # Counts of each cluster at once instead of drawing clusters one by one: sums decide the mean, not their order.
    draws = np.random.default_rng(seed).multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples)
    means = (draws @ sums) / (draws @ counts)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high), len(values), clusters)


def clopper_pearson(hits: int, n: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Exact interval of a share, `hits` of `n` independent trials (Clopper & Pearson 1934), by Beta quantiles."""
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, n - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return low, high


def upper_bound(hits: int, n: int, *, level: float = LEVEL) -> float:
    """One-sided exact bound: below it lies the true share, with confidence `level`; 1 if there is no trial."""
    return clopper_pearson(hits, n, level=2 * level - 1)[1] if n else 1.0


def share_with_interval(flags: Sequence[bool], groups: Sequence[Hashable]) -> Estimate | None:
    """Share of what holds, by cluster bootstrap; exact where all are alike or of one cluster.

    There the bootstrap has no width, and would say of three trials that they are certain.
    """
    estimate = mean_with_interval([float(one) for one in flags], groups)
    if estimate is None or (estimate.low is not None and estimate.low < estimate.value):
        return estimate
    low, high = clopper_pearson(sum(flags), len(flags))
    return Estimate(estimate.value, low, high, estimate.n, estimate.clusters)


def paired_difference(
    before: Sequence[float], after: Sequence[float], groups: Sequence[Hashable], *, seed: int = SEED
) -> Estimate | None:
    """Mean of `after - before`, item by item, with its cluster bootstrap interval."""
    differences = [b - a for a, b in zip(before, after, strict=True)]
    return mean_with_interval(differences, groups, seed=seed)


def _codes(groups: Sequence[Hashable]) -> tuple[NDArray[np.int64], int]:
    numbers: dict[Hashable, int] = {}
    codes = [numbers.setdefault(group, len(numbers)) for group in groups]
    return np.asarray(codes, dtype=np.int64), len(numbers)


def auroc(scores: ArrayLike, labels: ArrayLike) -> float | None:
    """Chance that a positive scores above a negative, ties counting half; None without both classes.

    The Mann-Whitney form: from the mean ranks of the positives.
    """
    score, label = np.asarray(scores, dtype=float), np.asarray(labels, dtype=bool)
    positives, negatives = int(label.sum()), int((~label).sum())
    if not positives or not negatives:
        return None
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[label].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def interval(
    statistic: Callable[[NDArray[np.int64]], float | None], groups: Sequence[Hashable], *, seed: int = SEED
) -> tuple[float, float] | None:
    """Percentile interval, by cluster bootstrap, of a statistic that is a function of item numbers.

    None with fewer than two clusters. Resamples on which the statistic has no value are left out.
    """
    codes, clusters = _codes(groups)
    if clusters < 2:
        return None
    members = [np.flatnonzero(codes == cluster) for cluster in range(clusters)]
    draws = np.random.default_rng(seed).integers(clusters, size=(CURVE_RESAMPLES, clusters))
    found = [statistic(np.concatenate([members[cluster] for cluster in draw])) for draw in draws]
    values = [value for value in found if value is not None]
    if not values:
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def auroc_interval(scores: ArrayLike, labels: ArrayLike, groups: Sequence[Hashable]) -> tuple[float, float] | None:
    """95 % interval of `auroc`."""
    score, label = np.asarray(scores, dtype=float), np.asarray(labels, dtype=bool)
    return interval(lambda items: auroc(score[items], label[items]), groups)


def auroc_difference(
    before: ArrayLike, after: ArrayLike, labels: ArrayLike, groups: Sequence[Hashable]
) -> Estimate | None:
    """AUROC of `after` minus that of `before` over the same items, with its paired interval."""
    old, new, label = np.asarray(before, float), np.asarray(after, float), np.asarray(labels, dtype=bool)

    def difference(items: NDArray[np.int64]) -> float | None:
        first, second = auroc(old[items], label[items]), auroc(new[items], label[items])
        return None if first is None or second is None else second - first

    value = difference(np.arange(label.size))
    if value is None:
        return None
    low, high = interval(difference, groups) or (None, None)
    return Estimate(value, low, high, label.size, len(set(groups)))


def risk_coverage(confidences: ArrayLike, correct: ArrayLike) -> tuple[Floats, Floats]:
    """Coverage and risk when only the `k` most confident cases are answered, for k = 1..n.

    Risk is the share of wrong ones among those answered (Geifman & El-Yaniv 2017, "Selective classification for
    deep neural networks"). Within a tie of confidence the errors are spread evenly, so order doesn't matter.
    """
    confidence, right = np.asarray(confidences, dtype=float), np.asarray(correct, dtype=float)
    if confidence.size == 0:
        return np.empty(0), np.empty(0)
    _, inverse, counts = np.unique(-confidence, return_inverse=True, return_counts=True)
    errors = np.bincount(inverse, weights=1 - right)
    # An order within a tie would be chance, and could make either curve look better.
    spread = np.repeat(errors / counts, counts)
    answered = np.arange(1, confidence.size + 1)
    return answered / confidence.size, np.cumsum(spread) / answered


def aurc(confidences: ArrayLike, correct: ArrayLike) -> float | None:
    """Area under the risk-coverage curve: mean risk over all coverages. Lower is better; None if empty."""
    _, risk = risk_coverage(confidences, correct)
    return float(risk.mean()) if risk.size else None


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: cases with confidence in [low, high), the last bin closed."""

    low: float
    high: float
    n: int
    confidence: float | None
    accuracy: float | None


def reliability(confidences: ArrayLike, correct: ArrayLike, *, bins: int = 10) -> list[Bin]:
    """Mean confidence and share right in bins of equal width (Guo et al. 2017, "On calibration")."""
    confidence, right = np.asarray(confidences, dtype=float), np.asarray(correct, dtype=float)
    # A confidence of 1 belongs to the last bin.
    places = np.clip((confidence * bins).astype(int), 0, bins - 1)
    return [_bin(number, bins, confidence[places == number], right[places == number]) for number in range(bins)]


def _bin(number: int, bins: int, confidence: Floats, right: Floats) -> Bin:
    low, high = number / bins, (number + 1) / bins
    if not confidence.size:
        return Bin(low, high, 0, None, None)
    return Bin(low, high, int(confidence.size), float(confidence.mean()), float(right.mean()))


def ece(confidences: ArrayLike, correct: ArrayLike, *, bins: int = 10) -> float | None:
    """Expected calibration error (Guo et al. 2017): gap of confidence and accuracy, weighted by bin size."""
    filled = [b for b in reliability(confidences, correct, bins=bins) if b.n]
    total = sum(b.n for b in filled)
    if not total:
        return None
    return sum(b.n * abs((b.confidence or 0) - (b.accuracy or 0)) for b in filled) / total


@dataclass(frozen=True, slots=True)
class McNemar:
    """Paired test of two yes/no outcomes: how many flipped each way, and the exact two-sided p value."""

    lost: int
    won: int
    p: float


def mcnemar(before: Sequence[bool], after: Sequence[bool]) -> McNemar:
    """Exact McNemar test: under no change, flips go either way with chance one half (binomial)."""
    from scipy.stats import binomtest

    pairs = list(zip(before, after, strict=True))
    lost = sum(a and not b for a, b in pairs)
    won = sum(b and not a for a, b in pairs)
    # Exact, as a gate has few flips and the usual approximation wants many.
    return McNemar(lost, won, float(binomtest(won, lost + won, 0.5).pvalue) if lost + won else 1.0)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0 to 1) of `values` lie, interpolated; None if empty."""
    return float(np.quantile(np.asarray(values, dtype=float), share)) if values else None
