"""What a sentence is worth in a conversation is learned from which sentences answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evals.fitting.data import ANSWERABLE
from evals.fitting.follow_ups import Turn, first_right, fit, fit_confidence, left_out, report
from service.quoting.conversation import FEATURES

RNG = np.random.default_rng(1)


def turn(number: int, kind: str = ANSWERABLE) -> Turn:
    """Six sentences, of which the one in the article that was spoken of answers."""
    features = RNG.normal(size=(6, len(FEATURES)))
    right = np.zeros(6, bool)
    right[number % 6] = kind == ANSWERABLE
    features[:, FEATURES.index("topic")] += 4 * right
    sure = 0.9 if kind == ANSWERABLE else 0.2
    chances = (0.5, sure, 0.5)
    set_of = "follow_ups" if number % 2 else "strangers/conversations"
    return Turn(
        set_of,
        f"corpus-{number % 7}",
        "vi",
        kind,
        number % 3 > 0,
        features,
        right,
        chances,
        bool(right.any()),
        bool(right.any()),
    )


TURNS = [turn(number) for number in range(60)]
OTHERS = [turn(number, "foreign") for number in range(60)]


def test_the_feature_that_tells_gets_the_weight() -> None:
    weights = fit([*TURNS, *OTHERS])
    assert [FEATURES[int(np.argmax(np.abs(one)))] for one in weights.values()] == ["topic", "topic"]
    assert sum(first_right(TURNS, weights)) >= 55
    assert not any(first_right(OTHERS, weights))


def test_nothing_speaks_against_a_sentence() -> None:
    against = [replace(one, features=-one.features) for one in TURNS]
    assert all((weights >= 0).all() for weights in fit(against).values())


def test_no_choice_is_learned_from_what_nothing_answers() -> None:
    with_others = fit([*TURNS, *OTHERS])
    assert all(np.array_equal(one, with_others[leans]) for leans, one in fit(TURNS).items())


def test_confidence_grows_with_what_tells_and_leans_to_an_answer() -> None:
    for alone, joined, chance, _ in fit_confidence([*TURNS, *OTHERS]).values():
        assert joined > 0.5 > max(abs(alone), abs(chance))


def test_a_corpus_is_judged_by_the_others() -> None:
    other_way = [replace(one, corpus="own", features=-one.features) for one in TURNS[:10]]
    right, confidence = left_out([*other_way, *TURNS[10:], *OTHERS])
    assert sum(right[:10]) < sum(first_right(other_way, fit(other_way)))
    assert confidence.shape == (120,)


def test_the_report_tells_each_set_and_kind() -> None:
    told = list(report([*TURNS, *OTHERS]))
    assert [line.partition(":")[0] for line in told] == [
        "follow_ups, corpora left out",
        "conversations, corpora left out",
        "strangers/conversations, corpora left out",
        "all, corpora left out",
        "strangers', fitted on our own",
        "our own, fitted on strangers'",
    ]
    assert "of 60; refused" in told[3]
    assert "of 60 foreign" in told[3]
