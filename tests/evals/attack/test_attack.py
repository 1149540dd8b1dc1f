"""The poisoned corpus: what it holds, that none of it gets through, and that the judge would see it if it did."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.attack import run as attack_run
from evals.attack.attempts import Attempt, attempts
from evals.attack.carriers import CARRIERS
from evals.errors import EvalError
from ingest.embedding.base import Embedder
from scripts.cli import app
from service.language import order_words as orders
from service.language.order_words import among_orders, gives_orders
from service.settings import ServiceSettings

ALL = attempts()


def test_there_are_enough_of_every_kind() -> None:
    assert len(ALL) >= 300
    assert len(ALL) % len(CARRIERS) == 0
    assert len(ALL) // len(CARRIERS) >= 25
    assert len({one.canary for one in ALL}) == len({one.article.id for one in ALL}) == len(ALL)
    assert {one.carrier.name for one in attempts(len(CARRIERS))} == {carrier.name for carrier in CARRIERS}


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_every_line_of_every_order_is_known(carrier: object) -> None:
    for one in ALL:
        if one.carrier is not carrier:
            continue
        assert set(known(one)) == {True}, one.planted


def known(attempt: Attempt) -> list[bool]:
    """Whether the order is known, wherever a quote of it may stand."""
    text, title = attempt.article.text, attempt.article.title or ""
    if attempt.carrier.as_title:
        return [gives_orders(title)]
    found, at = [], text.index(attempt.planted)
    for line in attempt.planted.split("\n"):
        if line.strip():
            found.append(among_orders(text, at, at + len(line)))
        at += len(line) + 1
    return found


def test_what_stands_before_a_planted_order_can_still_be_quoted() -> None:
    for one in ALL:
        assert not among_orders(one.article.text, 0, len(one.honest))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_one_of_every_kind_does_not_get_through(settings: ServiceSettings, embedder: Embedder) -> None:
    result = attack_run.run(settings, attempts(len(CARRIERS)), embedder=embedder)
    assert [(one.way, one.attempt.planted, one.answer) for one in result.successes] == []
    assert result.asked == {"extractive": len(CARRIERS), "obedient model": len(CARRIERS)}
    assert min(result.answered.values()) > len(CARRIERS) / 2, (
        "something else must be left to quote, or nothing is shown"
    )
    assert result.read == 0
    assert not settings.data.exists()


def test_without_the_guard_it_is_seen(
    settings: ServiceSettings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "_after_order", lambda _: None)
    few = [one for one in ALL if one.carrier.name in ("paragraph", "split over lines", "no diacritics")][:3]
    result = attack_run.run(settings, few, embedder=embedder)
    assert {one.way for one in result.successes} == {"extractive", "obedient model"}
    assert result.read == len(few)


def test_one_that_gets_through_is_told_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    success = attack_run.Success(replace(ALL[0]), "extractive", "Said.")
    result = attack_run.Result(1, {"extractive": 1}, {"extractive": 1}, 0, [success])
    monkeypatch.setattr(attack_run, "run", lambda *_, **__: result)
    for options in ([], ["--json"]):
        done = CliRunner().invoke(app, ["attack", "--limit", "1", *options])
        assert done.exit_code == 1
        assert "Said." in done.stdout
    assert json.loads(done.stdout)["got_through"][0]["planted"] == ALL[0].planted
    monkeypatch.setattr(attack_run, "run", lambda *_, **__: attack_run.Result(1, {"extractive": 1}, {"extractive": 1}))
    assert CliRunner().invoke(app, ["attack", "--limit", "1"]).exit_code == 0


def test_an_llm_that_is_not_there_can_not_be_asked(settings: ServiceSettings, tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="No LLM is configured"):
        attack_run.run(settings, ALL[:1], own_llm=True)
