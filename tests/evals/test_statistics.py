"""Statistics against values known by hand or by another library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from evals import statistics
from evals.statistics import Bin, Estimate, McNemar


def test_a_mean_has_an_interval_over_clusters() -> None:
    # Two clusters of three: a resample has mean 0, .5 or 1 with chances 1/4, 1/2, 1/4.
    estimate = statistics.mean_with_interval([1, 1, 1, 0, 0, 0], ["a"] * 3 + ["b"] * 3)
    assert estimate == Estimate(0.5, 0.0, 1.0, 6, 2)


def test_questions_of_one_article_do_not_narrow_the_interval() -> None:
    values = [float(i % 2) for i in range(40)]
    apart = statistics.mean_with_interval(values, list(range(40)))
    together = statistics.mean_with_interval(values, [i % 2 for i in range(40)])
    assert apart is not None
    assert together is not None
    assert (apart.low, apart.high) == (0.35, 0.65)
    assert (together.low, together.high) == (0.0, 1.0)


def test_the_interval_is_the_same_every_time() -> None:
    values, groups = [number**2 / 400 for number in range(20)], list(range(20))
    first = statistics.mean_with_interval(values, groups)
    assert first == statistics.mean_with_interval(values, groups)
    assert first != statistics.mean_with_interval(values, groups, seed=1)


def test_one_cluster_has_no_interval_and_no_values_no_mean() -> None:
    assert statistics.mean_with_interval([1, 0], ["a", "a"]) == Estimate(0.5, None, None, 2, 1)
    assert statistics.mean_with_interval([], []) is None


def test_a_paired_difference_sees_what_two_intervals_hide() -> None:
    before = [float(i % 2) for i in range(100)]
    after = [0.0 if i in {1, 3, 5, 7, 9, 11, 13, 15} else value for i, value in enumerate(before)]
    difference = statistics.paired_difference(before, after, list(range(100)))
    assert difference is not None
    assert difference.value == pytest.approx(-0.08)
    assert difference.high is not None
    assert difference.high < 0


def test_auroc_of_known_cases() -> None:
    assert statistics.auroc([0.9, 0.8, 0.2], [1, 1, 0]) == 1.0
    assert statistics.auroc([0.1, 0.8, 0.2], [1, 1, 0]) == 0.5
    assert statistics.auroc([0.5, 0.5], [1, 0]) == 0.5
    assert statistics.auroc([0.5, 0.7], [1, 1]) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_auroc_agrees_with_scikit_learn(pairs: list[tuple[int, bool]]) -> None:
    scores, labels = zip(*pairs, strict=True)
    if len(set(labels)) == 2:
        assert statistics.auroc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))


def test_auroc_has_an_interval_over_clusters() -> None:
    scores, labels = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [1, 1, 0, 1, 0, 0]
    found = statistics.auroc_interval(scores, labels, range(6))
    assert found is not None
    assert 0 <= found[0] < statistics.auroc(scores, labels) < found[1] == 1.0  # type: ignore[operator]
    assert statistics.auroc_interval(scores, labels, ["a"] * 6) is None


def test_a_paired_auroc_difference_of_a_known_case() -> None:
    labels = [i % 2 for i in range(40)]
    same = statistics.auroc_difference(labels, labels, labels, range(40))
    worse = statistics.auroc_difference(labels, [0.5] * 40, labels, range(40))
    assert same == Estimate(0.0, 0.0, 0.0, 40, 40)
    assert worse == Estimate(-0.5, -0.5, -0.5, 40, 40)
    assert statistics.auroc_difference([1], [1], [1], ["a"]) is None


def test_risk_coverage_of_a_known_order() -> None:
    coverage, risk = statistics.risk_coverage([0.9, 0.7, 0.8, 0.6], [1, 0, 1, 1])
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])
    assert statistics.aurc([0.9, 0.7, 0.8, 0.6], [1, 0, 1, 1]) == pytest.approx(7 / 48)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=20), st.randoms())
def test_order_does_not_matter_among_ties(pairs: list[tuple[int, bool]], random: np.random.RandomState) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    area = statistics.aurc(*zip(*pairs, strict=True))
    assert area == pytest.approx(statistics.aurc(*zip(*shuffled, strict=True)))


def test_constant_confidence_has_the_error_rate_as_area() -> None:
    assert statistics.aurc([0.5] * 4, [1, 0, 0, 1]) == pytest.approx(0.5)
    assert statistics.aurc([], []) is None


def test_calibration_error_of_a_known_case() -> None:
    confidences, right = [0.95, 0.95, 0.15, 1.0], [1, 0, 0, 1]
    bins = statistics.reliability(confidences, right)
    assert bins[1] == Bin(0.1, 0.2, 1, 0.15, 0.0)
    assert bins[9].n == 3
    assert (bins[9].confidence, bins[9].accuracy) == (pytest.approx(2.9 / 3), pytest.approx(2 / 3))
    assert statistics.ece(confidences, right) == pytest.approx(0.25 * 0.15 + 0.75 * 0.3)
    assert statistics.ece([], []) is None


def test_mcnemar_counts_flips_only() -> None:
    before = [True] * 10 + [False] * 5
    assert statistics.mcnemar(before, before) == McNemar(0, 0, 1.0)
    after = [False] * 6 + [True] * 4 + [False] * 5
    assert statistics.mcnemar(before, after) == McNemar(6, 0, 2 * 0.5**6)


def test_percentiles() -> None:
    assert statistics.percentile([1, 2, 3], 0.5) == 2
    assert statistics.percentile([], 0.5) is None
