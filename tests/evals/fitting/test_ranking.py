"""How what is of the kind asked for is ranked, on made-up candidates."""

from __future__ import annotations

import numpy as np

from evals.fitting.ranking import Row, best_of, fit, left_out
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


def test_what_is_fitted_prefers_the_nearer_and_is_judged_without_its_corpus() -> None:
    found = fit(rows(), BUNDLED)
    assert found["embedder"] == BUNDLED
    assert (found["questions"], found["candidates"]) == (60, 120)
    assert found["coefficients"]["near"] > 0
    confidence = left_out(rows())
    assert all(confidence[0::2] > confidence[1::2])
