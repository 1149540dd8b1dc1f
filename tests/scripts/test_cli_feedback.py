"""`trichdan feedback`: listed, as JSON, and as cases that the evals read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evals.suites.cases import Evidence, UnanswerableKind, load_cases
from scripts.cli import app
from service.feedback import FeedbackFile
from trichdan.wire import Complaint, Feedback, Place, Verdict

PLACE = Place(article_id="a", start=3, end=9)
GIVEN = [
    Feedback(verdict=Verdict.UP, question="Cầu dài bao nhiêu?", answered=True, answer="120 mét [1]", citations=[PLACE]),
    Feedback(verdict=Verdict.UP, question="Who built it?", answered=False, answer="Not in these articles."),
    Feedback(
        verdict=Verdict.DOWN, reason=Complaint.SHOULD_REFUSE, question="ai xay cau", answered=True, answer="Ông A [1]",
        citations=[PLACE], comment="Không bài nào nói",
    ),
    Feedback(verdict=Verdict.DOWN, reason=Complaint.WRONG, question="Năm nào?", answered=True, answer="2023 [1]"),
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path / "data"))
    file = FeedbackFile(tmp_path / "data")
    for one in GIVEN:
        file.add(one)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "300"}).invoke(app, ["feedback", *words])


def test_it_is_listed(data: Path) -> None:
    said = run().stdout
    assert all(one.question in said for one in GIVEN)
    assert "should_refuse" in said
    listed = json.loads(run("--json").stdout)
    assert [one["question"] for one in listed] == [one.question for one in GIVEN]


def test_what_readers_settled_becomes_cases(data: Path) -> None:
    done = run("--cases", str(data / "cases.yaml"))
    assert "1 questions still need" in done.stdout
    cases = load_cases(data / "cases.yaml")
    assert [(one.question, one.language.value, one.unanswerable_kind) for one in cases] == [
        ("Cầu dài bao nhiêu?", "vi", None),
        ("Who built it?", "en", UnanswerableKind.NEAR_MISS),
        ("ai xay cau", "vi-unaccented", UnanswerableKind.NEAR_MISS),
    ]
    assert cases[0].gold == (Evidence(article_id="a", start=3, end=9),)
    assert cases[2].note == "Không bài nào nói"
