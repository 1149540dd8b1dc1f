"""An LLM beside the extractive answerer: what a user gets, from equal passages, and what the verdict is worth."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evals import cli
from evals.benchmarks.answerers import compare_answerers, outcome_of, with_llm
from evals.benchmarks.verdicts import Verdict, signals, verdict_of
from evals.errors import EvalError
from evals.reports.report import read_report
from evals.running.engine import PROMPTS, EngineAsker, open_engine_asker, reading_of
from evals.running.run import SuiteRun
from evals.scorers.records import Record
from evals.scorers.registry import score_record
from evals.suites.build import seed_paths
from prompts.loader import load
from service.engine import Engine
from tests.evals.fakes import ARTICLE, answer_of, case_of, citation_of, record_of, texts
from tests.service.fake_llm import FakeChatModel
from tests.service.scripted_llm import scripted_llm
from trichdan.wire import Degraded, Mode, Reason

QUESTION = "Ai đồng chủ trì hội nghị giữa Công an tỉnh Lâm Đồng và Công an tỉnh Mondulkiri?"
NO = {"reason": Reason.INSUFFICIENT_EVIDENCE, "mode": "llm", "model": "m"}


def record(name: str, *, answerable: bool = True, cites: bool = True, ms: float = 10.0, **changes: Any) -> Record:
    """A scored record: an answer that cites the evidence, or a refusal."""
    same = {"id": name, "base": name, "group": changes.pop("group", name)}
    case = case_of("Ông An", **same) if answerable else case_of(**same)
    citations = [citation_of(ARTICLE, "a", 0, 20)] if cites else []
    return score_record(record_of(case, answer_of(citations, **changes), ask_ms=ms), texts)


def run_of(*records: Record, **description: str) -> SuiteRun:
    return SuiteRun("s", records, "index", {"caution": "normal"} | description, 1.0)


PLAIN = run_of(
    record("right"),
    record("missed", cites=False, reason=Reason.INSUFFICIENT_EVIDENCE),
    record("near", answerable=False),
    record("odd"),
)
ASKED = run_of(
    record("right", mode="llm", model="m", ms=900.0),
    record("missed", mode="llm", model="m", ms=900.0),
    record("near", answerable=False, cites=False, ms=900.0, **NO),
    record("odd", degraded=Degraded.LLM_BAD_OUTPUT, ms=900.0),
    caution="none",
    model="m",
)


def test_a_user_gets_the_refusals_of_the_service_and_else_what_came_of_the_llm() -> None:
    (users,) = with_llm([PLAIN], [ASKED])
    assert [outcome_of(one) for one in users.records] == [
        "answered by the LLM",
        "refused without asking the LLM",
        "refused by the LLM",
        "fallback to quotes (llm_bad_output)",
    ]
    assert users.description == {"caution": "normal", "model": "m"}


def test_in_doubt_a_user_gets_what_came_of_the_llm() -> None:
    doubted = run_of(record("a", cites=False, reason=Reason.LOW_CONFIDENCE))
    (users,) = with_llm([doubted], [run_of(record("a", mode="llm", model="m"))])
    assert [outcome_of(one) for one in users.records] == ["answered by the LLM"]


def test_the_counts_have_their_numbers() -> None:
    counts = compare_answerers([PLAIN], [ASKED]).counts
    assert {name.split(" (")[0].split(":")[0]: (one.value, one.n) for name, one in counts.items()} == {
        "right": (2 / 3, 3),
        "cited": (2 / 3, 3),
        "verbatim quotes": (1.0, 2),
        "refused": (1 / 3, 3),
        "answered": (0.0, 1),
        "fallen back to quotes": (0.25, 4),
        "answered by the LLM": (0.25, 4),
    }


def test_the_comparison_counts_verdicts_and_times() -> None:
    found = compare_answerers([PLAIN], [ASKED])
    assert (found.cases, found.same_passages, found.llm) == (4, 4, {"model": "m"})
    assert set(found.shares.values()) == {0.25}
    assert found.verdicts == {
        "answerable": {"answers": 2, "refuses": 0, "none": 1},
        "unanswerable": {"answers": 0, "refuses": 1, "none": 0},
    }
    assert [times.p50 for times in found.latency.values()] == [10.0, 900.0]
    changes = {one.metric: (one.before, one.after) for one in found.comparison.changes}
    assert (changes["hallucination"], changes["refusal_error"]) == ((1.0, 0.0), (1 / 3, 1 / 3))
    assert "the LLM's verdicts on unanswerable questions: answers 0, refuses 1, none 0" in found.markdown()


def test_runs_of_other_cases_are_not_compared() -> None:
    with pytest.raises(EvalError, match="different cases"):
        compare_answerers([PLAIN], [run_of(*reversed(ASKED.records))])


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"mode": "llm", "model": "m"}, Verdict.ANSWERS),
        ({"cites": False, **NO}, Verdict.REFUSES),
        ({"degraded": Degraded.LLM_TIMEOUT}, Verdict.NONE),
        ({}, Verdict.NONE),
        ({"cites": False, "mode": "llm", "model": "m", "reason": Reason.CITATION_FAILED}, Verdict.NONE),
    ],
)
def test_only_what_was_verified_is_a_verdict(changes: dict[str, Any], verdict: Verdict) -> None:
    assert verdict_of(record("a", **changes)) is verdict


@pytest.mark.parametrize("telling", [True, False])
def test_a_verdict_adds_what_it_knows(telling: bool) -> None:
    """Of 200 questions: a verdict that is right nine times in ten raises the AUROC; one by lot does not."""
    rng = random.Random(5)
    plain, asked = [], []
    for number in range(200):
        answerable = number % 2 == 0
        confidence = min(0.99, max(0.01, rng.gauss(0.6 if answerable else 0.5, 0.2)))
        says = answerable if telling and rng.random() < 0.9 else rng.random() < 0.5
        same = {"answerable": answerable, "confidence": confidence, "group": f"g{number % 20}"}
        plain.append(record(str(number), **same))
        asked.append(record(str(number), cites=says, **same, **({"mode": "llm", "model": "m"} if says else NO)))
    (found,) = signals(plain, asked)
    assert (found.typing, found.answerable, found.unanswerable) == ("vi", 100, 100)
    assert 0.55 < found.alone < 0.75
    assert found.low is not None
    assert found.high is not None
    assert (found.low > 0.1) if telling else (found.low < 0.01 and abs(found.change) < 0.03)


def test_equal_passages_are_those_that_fit_the_window(seeds_engine: Engine) -> None:
    model = FakeChatModel("no form", context_window=1_700)
    engine = Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, model, reading=reading_of(model))
    whole = EngineAsker(seeds_engine).ask(QUESTION)
    answers = {mode: EngineAsker(engine, mode).ask(QUESTION) for mode in (Mode.EXTRACTIVE, Mode.LLM)}
    issued = re.findall(r"<<<P\d+[^\n]*\n(.*?)\nP\d+>>>", model.asked[0][0][1].content, re.DOTALL)
    assert 1 <= len(issued) < 8
    for answer in answers.values():
        assert answer.citations
        assert all(any(citation.quote in text for text in issued) for citation in answer.citations)
    assert answers[Mode.LLM].citations == answers[Mode.EXTRACTIVE].citations
    assert whole.answered


def test_describe_names_model_and_prompts_where_an_llm_answers(seeds_engine: Engine) -> None:
    engine = Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, FakeChatModel("x"))
    with_model = EngineAsker(engine, Mode.LLM).describe()
    assert with_model["model"] == "fake"
    assert {name: with_model[f"prompt:{name}"] for name in PROMPTS} == {name: load(name).identity for name in PROMPTS}
    assert "model" not in EngineAsker(engine, Mode.EXTRACTIVE).describe()


def test_one_command_measures_ones_own_llm(tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a real socket, with a server that refuses everything without showing why: nothing may get worse."""
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TRICHDAN_MODELS", str(models_dir))
    monkeypatch.setenv("TRICHDAN_LLM_MODEL", "scripted")
    with scripted_llm() as server:
        server.script(json.dumps({"answerable": False, "statements": [], "nearest": [], "reason": "..."}))
        monkeypatch.setenv("TRICHDAN_LLM_BASE_URL", server.base_url)
        command = ["answerers", "seeds", "--limit", "9", "--identical-passages", "--out", str(tmp_path / "out")]
        done = CliRunner().invoke(cli.app, command, catch_exceptions=False)
        assert len(server.requests) == 9
    assert done.exit_code == 0
    shown = " ".join(done.stdout.split())
    assert "9 questions, 9 of them answered from the same passages by both" in shown
    written = json.loads((tmp_path / "out" / "answerers.json").read_text("utf-8"))
    assert all(one["before"] == one["after"] for one in written["comparison"]["changes"])
    assert written["verdicts"]["answerable"]["refuses"] == 0
    asker = read_report(tmp_path / "out" / "llm").provenance.suites[0].asker
    assert (asker["model"], asker["mode"]) == ("scripted", "llm")
    assert asker["prompt:answer.vi"] == load("answer.vi").identity
    header = (tmp_path / "out" / "llm" / "report.md").read_text("utf-8").split("## ")[0]
    assert "model `scripted`" in header
    assert load("answer.en").identity in header


def test_without_an_llm_the_sentence_says_so(tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TRICHDAN_MODELS", str(models_dir))
    with pytest.raises(EvalError, match="No LLM is configured"), open_engine_asker(seed_paths(), Mode.LLM):
        pass
