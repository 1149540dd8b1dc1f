"""The service as an asker: what `--answer-all` changes, and what it doesn't."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from evals import cli, cli_parts
from evals.running.askers import AskerFactory
from evals.running.engine import EngineAsker, assess_but_answer
from service.answerability.assess import assess
from service.engine import Engine
from tests.evals.fakes import open_fake
from trichdan.wire import Reason

FOREIGN = "Quang hợp diễn ra ở bào quan nào của tế bào thực vật?"


def test_what_is_refused_without_the_option(seeds_engine: Engine) -> None:
    refused = EngineAsker(seeds_engine).ask(FOREIGN)
    assert (refused.answered, refused.citations, EngineAsker(seeds_engine).describe()["caution"]) == (
        False,
        [],
        "normal",
    )


def test_answer_all_changes_neither_quotes_nor_confidence(
    seeds_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = seeds_engine.retrieve(FOREIGN)
    monkeypatch.setattr(seeds_engine.lookup, "assessor", assess_but_answer)
    asker = EngineAsker(seeds_engine)
    answer = asker.ask(FOREIGN)
    assert (answer.answered, answer.reason, answer.reason_text) == (True, None, None)
    assert [(one.start, one.end) for one in answer.citations] == [(one.start, one.end) for one in found.quotes]
    assert answer.confidence == assess(found).confidence < 0.5
    assert asker.describe()["caution"] == "none"


def test_answer_all_can_not_quote_nothing(seeds_engine: Engine) -> None:
    found = seeds_engine.retrieve(FOREIGN)
    nothing = type(found)(found.question, (), (), found.sequence, 0)
    assert assess_but_answer(nothing, "normal").reason is Reason.EMPTY_INDEX


def test_the_option_reaches_the_asker(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bool] = []

    def opener(mode: str, *, answer_all: bool = False, identical_passages: bool = False) -> AskerFactory:
        given.append(answer_all)
        return open_fake

    monkeypatch.setattr(cli_parts, "open_asker", opener)
    for options in ([], ["--answer-all"]):
        CliRunner().invoke(cli.app, ["run", "seeds", "--limit", "2", "--json", *options], catch_exceptions=False)
    assert given == [False, True]
