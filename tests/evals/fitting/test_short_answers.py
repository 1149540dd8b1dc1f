"""How sure a short answer has to be, on made-up spans."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evals.fitting.ranking import Row, left_out
from evals.fitting.short_answers import RIGHT, fit, threshold
from service.measured import BUNDLED


def rows(right: str, genre: str = "news") -> list[Row]:
    return [Row(f"q{at}", f"c{at % 3}", genre, one == "r", {"read": float(one == "r")}) for at, one in enumerate(right)]


def test_the_threshold_is_the_least_that_is_right_often_enough() -> None:
    assert RIGHT == 0.85
    made = rows("rrrrrrww")
    assert threshold(made, np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])) == 0.3
    assert threshold(made[6:], np.array([0.5, 0.4])) == 1.0


def test_the_strictest_of_news_and_the_rest_decides() -> None:
    made = [*rows("rrrr"), *rows("rrww", "xquad")]
    assert threshold(made, np.array([0.9, 0.8, 0.7, 0.6] * 2)) == 0.8


def test_what_nothing_answers_counts_as_a_tenth() -> None:
    # Four of five are right: with as many that nothing answers in between, each of these counts a ninth of the others.
    made = [one for pair in zip(rows("rrrrr"), rows("wwwww"), strict=True) for one in pair]
    unanswerable = [replace(one, answerable=one.right) for one in made]
    confidence = np.arange(10, 0, -1) / 10
    assert threshold(made, confidence) == 1.0
    assert threshold(unanswerable, confidence) == pytest.approx(0.1)


def test_what_is_fitted_knows_what_tells() -> None:
    made = rows("rrwrw" * 12)
    found = fit(made, left_out(made), BUNDLED)
    assert found["embedder"] == BUNDLED
    assert (found["questions"], found["corpora"]) == (60, 3)
    assert found["coefficients"]["read"] > 0
    assert found["threshold"] < 1
