"""How the ranking of short answers is fitted, on made-up candidates."""

from __future__ import annotations

import numpy as np

from evals.fitting.short_answers import RIGHT, Row, best_of, fit, left_out, threshold
from service.measured import BUNDLED


def rows() -> list[Row]:
    """Two candidates a question; the nearer one is right in nine of ten questions."""
    made = []
    for at in range(60):
        swapped = at % 10 == 0
        for near in (0.9, 0.1):
            right = (near > 0.5) is not swapped
            made.append(Row(f"q{at}", f"corpus{at % 3}", "news", right, {"near": near, "words": 2.0}))
    return made


def test_of_a_question_the_surest_candidate_counts() -> None:
    assert best_of(rows()[:4], np.array([0.2, 0.6, 0.9, 0.1])) == [2, 1]


def test_the_threshold_is_the_least_that_is_right_often_enough() -> None:
    right = [True, True, True, True, False, False]
    made = [Row(f"q{at}", "c", "news", one, {}) for at, one in enumerate(right)]
    assert RIGHT == 0.8
    assert threshold(made, np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])) == 0.5
    assert threshold(made[4:], np.array([0.5, 0.4])) == 1.0


def test_what_is_fitted_prefers_the_nearer_and_is_judged_without_its_corpus() -> None:
    found = fit(rows(), BUNDLED)
    assert found["embedder"] == BUNDLED
    assert (found["questions"], found["candidates"]) == (60, 120)
    assert found["coefficients"]["near"] > 0
    assert found["threshold"] < 0.95
    confidence = left_out(rows(), ["near", "words"])
    assert all(confidence[0::2] > confidence[1::2])
