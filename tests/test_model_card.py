"""The model card and the notice can't drift: what they state is what the files of the models hold."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.fitting import currency
from evals.fitting.answerability import main
from service.answerability import model as answerability
from service.answerability.assess import THRESHOLDS
from service.answering import intents, short
from service.answering.intents import Fitted
from service.language.intents import SmallTalk
from service.quoting import ranking
from tests.conftest import ROOT

CARD = (ROOT / "docs/model-card.md").read_text("utf-8")
INTENTS = ROOT / "evals/talk/intents"
NOTICE = (ROOT / "NOTICE").read_text("utf-8")


def row(label: str) -> list[str]:
    """The cells of the card's first table beside this label."""
    found = re.search(rf"(?m)^\| {re.escape(label)} \|(.*)\|$", CARD)
    assert found, label
    return [cell.strip() for cell in found[1].split("|")]


def read(path: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return held


@pytest.fixture(scope="module")
def judged() -> dict[str, Any]:
    return read(answerability.MODEL_FILE)


@pytest.fixture(scope="module")
def ranked() -> dict[str, Any]:
    return read(short.MODEL_FILE)


@pytest.fixture(scope="module")
def of_kind() -> dict[str, Any]:
    return read(ranking.MODEL_FILE)


def test_the_features_are_counted_and_named(judged: dict[str, Any], ranked: dict[str, Any]) -> None:
    coefficients = judged["regressions"][answerability.LATE]["coefficients"]
    assert row("features") == [str(len(coefficients)), str(len(ranked["coefficients"]))]
    assert set(coefficients) <= set(re.findall(r"`(\w+)`", CARD))
    plain = judged["regressions"][answerability.PLAIN]["coefficients"]
    assert f"over {len(plain)} features" in row("with another embedder")[0]


def test_what_was_fitted_on_is_counted(judged: dict[str, Any], ranked: dict[str, Any]) -> None:
    corpora = judged["data_sha256"]
    assert row("fitted on") == [
        f"{judged['questions']:,} questions, {len(corpora)} corpora",
        f"{ranked['questions']:,} answered questions, {ranked['corpora']} corpora",
    ]
    families = {name.split("-")[0] for name in corpora}
    told = {name.removesuffix("-*") for name in re.findall(r"`([\w-]+\*?)`", CARD)}
    assert families <= told


def test_the_embedder_is_the_one_that_they_were_fitted_on(judged: dict[str, Any], ranked: dict[str, Any]) -> None:
    assert row("embedder") == [f"{one['embedder']['model']}, {one['embedder']['recipe']}" for one in (judged, ranked)]
    assert judged["embedder"]["model"] in NOTICE


def test_the_thresholds_are_those_that_decide(ranked: dict[str, Any]) -> None:
    levels, least = row("from")
    assert levels == ", ".join(f"`{name}` {value:.2g}".replace("0.", ".") for name, value in THRESHOLDS.items())
    assert least == f"{ranked['threshold']:.2g}".replace("0.", ".")


def test_what_ranks_values_of_a_kind_is_counted(of_kind: dict[str, Any]) -> None:
    counted = len(of_kind["coefficients"]), of_kind["candidates"], of_kind["questions"]
    assert "{} features of {:,} candidates of {} questions".format(*counted) in CARD


def test_the_notice_stands_beside_the_licence_wherever_it_is_packed() -> None:
    packed = (ROOT / "pyproject.toml").read_text("utf-8")
    assert '"LICENSE", "NOTICE"' in packed
    assert '"/NOTICE"' in packed
    for file in re.findall(r"(?:service|seeds|evals)/[\w/]+\.\w+", NOTICE):
        assert (ROOT / file).is_file(), file


def test_a_trial_never_takes_the_place_of_the_committed_model(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--evalsets", "nowhere", "--only", "news-courts"])
    assert "needs --output" in capsys.readouterr().err


def test_what_tells_what_is_asked_of_now_is_counted() -> None:
    found = Counter("own" if one.writer == "own" else "theirs" for one in currency.messages())
    assert f"on {found['theirs']} messages by two writers (`evals/talk/now`), {found['own']} of our own" in CARD
    assert f"{len(currency.ordinary()):,} questions of `news-*`, `beats-*` and `strangers`" in CARD


def test_what_tells_kinds_of_messages_is_counted() -> None:
    told = [Fitted.read(file) for file in (intents.MODEL_FILE, intents.WORDS_FILE)]
    assert {one.about["command"] for one in told} == {"python -m evals.fitting.intents"}
    assert told[0].classes == told[1].classes
    assert set(SmallTalk) < set(told[0].classes)
    written = {file.stem: file.read_text("utf-8").splitlines() for file in INTENTS.glob("writer_*.jsonl")}
    once = [len(rows) for rows in written.values() if '"text"' in rows[0]]
    assert f"{sum(map(len, written.values())) - sum(once):,} messages by sixteen" in CARD
    assert f"{sum(once):,} by five more" in CARD
    assert len(written) - len(once) == 16
    for least in (intents.TALK, intents.SURE, intents.PLAIN):
        assert f"from {least:g}".replace("0.", ".") in CARD
