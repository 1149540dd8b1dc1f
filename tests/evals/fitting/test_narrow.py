"""The fit for corpora of one beat, over made-up features."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evals.fitting import narrow
from evals.fitting.data import Asked
from evals.fitting.narrow import Questions
from service.answerability.model import model
from service.language.typing import Language
from service.quoting.types import Retrieval

NAMES = ["cover", "asks_number", "lacks_name"]


def asked(corpus: str, kind: str, typing: str) -> Asked:
    nothing = Retrieval("Ai?", Language(typing), (), (), 0, 0)
    return Asked(f"{corpus}-{kind}", corpus, typing, kind, corpus, kind == "answerable", nothing)


def questions() -> Questions:
    rng = np.random.default_rng(7)
    rows = [
        asked(corpus, kind, typing)
        for corpus in ("a", "b", "seeds")
        for typing in narrow.TYPINGS
        for kind in ("answerable", "answerable", "near_miss", "foreign")
        for _ in range(10)
    ]
    centre = {"answerable": 0.9, "near_miss": 0.5, "foreign": 0.1}
    x = np.array([[rng.normal(centre[one.kind], 0.1), 0.0, 0.0] for one in rows])
    broad = np.array([[0.9], [0.8], [0.2], [0.1]])
    return Questions(rows, NAMES, x, broad, np.array([1.0, 1.0, 0.0, 0.0]))


def test_each_corpus_weighs_what_its_kinds_are_given() -> None:
    rows = questions().asked
    weights = narrow.weights_of(rows, 0.5)
    for corpus in ("a", "b", "seeds"):
        own = np.array([one.corpus == corpus for one in rows])
        right = np.array([one.kind == "answerable" for one in rows])
        assert np.isclose(weights[own & right].sum(), 0.5 * own.sum())
        assert np.isclose(weights[own].sum(), own.sum())


def test_a_corpus_is_judged_by_the_others() -> None:
    known = questions()
    changed = replace(known, x=np.where([[one.corpus == "a"] for one in known.asked], 0.0, known.x))
    own = np.array([one.corpus == "a" for one in known.asked])
    before, after = narrow.left_out(known), narrow.left_out(changed)
    assert len(set(after[own])) == 1  # its own features decide nothing but its own rows
    assert not np.allclose(before[~own], after[~own])


def test_what_is_fitted_is_what_the_service_reads() -> None:
    numbers = narrow.fit(questions())
    assert set(numbers["families"]) == {"narrow", "about"} <= set(model().families)
    assert set(numbers["families"]["about"]["coefficients"]) == {"cover"}
    assert {key.removesuffix("-narrow") for key in numbers["thresholds"]} == set(narrow.TYPINGS)
    for levels in numbers["thresholds"].values():
        assert levels["low"] <= levels["normal"] <= levels["high"]
