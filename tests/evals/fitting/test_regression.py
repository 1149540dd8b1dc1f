"""How the answerability stage is fitted and judged, over made-up features."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evals.fitting.answerability import extend, fit, names_of
from evals.fitting.data import ANSWERABLE, Asked
from evals.fitting.regression import KINDS, beta, calibrated, folds_of, left_out, matrix, scaled, weights_of
from evals.fitting.report import GROUPS, calibration_errors, orders, rates
from service.answerability.model import LATE, PLAIN, regression

LOGITS = np.linspace(-6, 6, 400)
CENTRES = {ANSWERABLE: 0.9, "gold_removed": 0.4, "near_miss": 0.7, "foreign": 0.1}


def _drawn(probability: np.ndarray) -> np.ndarray:
    return (np.random.default_rng(7).random(len(probability)) < probability).astype(float)


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    rng = np.random.default_rng(7)
    genres = {"xquad": "xquad", "news-a": "news", "news-b": "news", "beats-a": "beats", "seeds": "seeds"}
    return [
        Asked(f"{corpus}-{number}", f"{corpus}-{number % 9}", typing, kind, corpus, genre, kind == ANSWERABLE,
              {"names_cover_min": float(rng.normal(CENTRES[kind], 0.2)), "lacks_name": float(kind == "foreign")})
        for corpus, genre in genres.items()
        for typing in ("vi", "vi-unaccented", "en")
        for kind in CENTRES
        for number in range(20)
    ]  # fmt: skip


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


def test_a_corpus_weighs_as_it_has_questions_and_its_kinds_as_given(asked: list[Asked]) -> None:
    weights = weights_of(asked, KINDS)
    for corpus in {one.corpus for one in asked}:
        own = np.array([one.corpus == corpus for one in asked])
        near = np.array([one.kind == "near_miss" for one in asked])
        assert np.isclose(weights[own].sum(), own.sum())
        assert np.isclose(weights[own & near].sum(), own.sum() * KINDS["near_miss"] / sum(KINDS.values()))


def test_no_corpus_of_news_and_no_article_of_the_large_ones_is_on_both_sides(asked: list[Asked]) -> None:
    fold = folds_of(asked)
    for unit in {one.group if one.corpus == "xquad" else one.corpus for one in asked}:
        assert len({fold[at] for at, one in enumerate(asked) if unit in (one.corpus, one.group)}) <= 1 or (
            unit == "xquad"
        )


def test_a_question_is_judged_by_others_folds(asked: list[Asked]) -> None:
    x, fold = matrix(asked, ["names_cover_min"]), folds_of(asked)
    own = fold == fold[0]
    before, after = left_out(x, asked), left_out(np.where(own[:, None], 0.0, x), asked)
    assert len(set(np.round(after[own], 9))) == 1  # its own features decide nothing but its own rows
    assert not np.allclose(before[~own], after[~own])


def test_what_is_fitted_is_what_the_service_reads(asked: list[Asked]) -> None:
    embedder = {"model": "m", "recipe": "1", "query_prefix": "", "passage_prefix": ""}
    written = fit(asked, {}, embedder)
    assert written["embedder"] == embedder
    found = written["regressions"]
    assert set(found) == {LATE, PLAIN}
    assert set(found[LATE]["coefficients"]) == {"names_cover_min", "lacks_name"} == set(names_of(asked))
    assert set(found[PLAIN]["coefficients"]) == {"lacks_name"}
    for one in found.values():
        assert set(one["calibration"]) == set(regression(late=True).calibration)


def test_confidence_is_about_the_share_that_is_right(asked: list[Asked]) -> None:
    confidence = calibrated(left_out(matrix(asked, ["names_cover_min"]), asked), asked)[0]
    errors = calibration_errors(asked, confidence)
    assert all(errors[genre] < 0.2 for genre in ("xquad", "news", "beats"))


def test_the_report_tells_every_genre_and_kind_apart(asked: list[Asked]) -> None:
    found = orders(asked, np.array([CENTRES[one.kind] for one in asked]))
    assert found["mean"] == 1.0
    assert {"news near_miss", "xquad gold_removed", "seeds foreign"} <= set(found)
    said = rates(asked, np.ones(len(asked)))
    assert "news near_miss, vi / vi-unaccented / en: 1.00 [1.00, 1.00] n 40" in said


def test_every_feature_is_of_one_group_that_is_ablated() -> None:
    for name in regression(late=True).coefficients:
        assert sum(belongs(name) for belongs in GROUPS.values()) == 1, name


def test_what_is_added_counts_beside_what_is_kept(asked: list[Asked]) -> None:
    draw = np.random.default_rng(1).normal
    read = [replace(one, features=(one.features or {}) | {"read": float(draw(2 * one.found_gold))}) for one in asked]
    before = fit(asked, {"a": "1"}, {"model": "m"})
    after, confidence = extend(read, before, ["read"])

    old, new = (one["regressions"][LATE]["coefficients"] for one in (before, after))
    assert set(new) == {*old, "read"}
    assert new["read"] > 0
    # What the others count beside each other stays.
    told, lacks = (new[name] / old[name] for name in ("names_cover_min", "lacks_name"))
    assert told == pytest.approx(lacks, rel=1e-3)
    assert after["regressions"][PLAIN] == before["regressions"][PLAIN]
    assert (after["added"], after["data_sha256"]) == (["read"], before["data_sha256"])
    right = np.array([one.kind == ANSWERABLE for one in read])
    assert confidence[right].mean() > confidence[~right].mean() + 0.2
    # Done again, it takes the place of what was added before.
    again, _ = extend(read, after, ["read"])
    assert again["regressions"][LATE]["coefficients"].keys() == new.keys()
