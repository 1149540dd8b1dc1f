"""What both fits of the answerability stage share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evals.fitting.regression import beta, both, scaled

LOGITS = np.linspace(-6, 6, 400)


def _drawn(probability: np.ndarray) -> np.ndarray:
    return (np.random.default_rng(7).random(len(probability)) < probability).astype(float)


def test_the_odds_against_two_things_add_up() -> None:
    found = both(np.array([0.0, 2.0]), np.array([0.0, -30.0]))
    assert np.allclose(1 / (1 + np.exp(-found[0])), 1 / 3)
    assert np.isclose(found[1], -30)


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_both_are_never_likelier_than_one(first: float, second: float) -> None:
    assert both(np.array([first]), np.array([second]))[0] <= min(first, second)


def test_scaling_recovers_what_was_bent() -> None:
    logits = np.tile(LOGITS, 50)
    bent = scaled(logits, [0.4, 1.6, -0.5])
    low, high, shift = beta(logits, _drawn(bent), np.ones(len(logits)))
    assert np.allclose([low, high, shift], [0.4, 1.6, -0.5], atol=0.15)


def test_scaling_never_turns_the_order() -> None:
    humped = np.where(LOGITS < 0, 1 / (1 + np.exp(-LOGITS)), 0.5 - 0.05 * LOGITS)
    found = beta(LOGITS, _drawn(humped), np.ones(len(LOGITS)))
    assert min(found[:2]) == 0
    assert (np.diff(scaled(LOGITS, found)) >= 0).all()
