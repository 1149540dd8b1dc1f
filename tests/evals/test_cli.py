"""The commands: what they print, what they write, and their exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import cli, cli_parts
from evals.reports import baseline
from evals.reports.baseline import read_baseline
from evals.reports.report import read_report
from tests.evals.fakes import open_fake


@pytest.fixture(autouse=True)
def fake_asker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure the fake instead of the service, and know of no data."""
    monkeypatch.setattr(cli_parts, "open_asker", lambda mode, **options: open_fake)
    monkeypatch.delenv("TRICHDAN_EVALSETS", raising=False)


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_run_writes_reports_and_prints_headlines(tmp_path: Path) -> None:
    code, shown = call("run", "seeds", "xquad", "--limit", "20", "--out", str(tmp_path))
    assert code == 0
    assert "evidence@3" in shown
    assert "not run: xquad, because its data is not in the repository" in " ".join(shown.split())
    report = read_report(tmp_path)
    assert (len(report.records), [one.suite for one in report.not_run]) == (20, ["xquad"])


def test_run_prints_nothing_but_json() -> None:
    code, shown = call("run", "seeds", "--limit", "5", "--json")
    parsed = json.loads(shown)
    assert code == 0
    assert set(parsed) == {"format", "created", "provenance", "not_run", "summary"}


def test_a_run_of_nothing_fails() -> None:
    assert call("run", "near-miss")[0] == 1


def test_run_takes_ones_own_cases(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("Ông An làm giám đốc.\n\nBà Bình làm phó giám đốc.", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        "name: mine\ncases:\n"
        "  - {id: who, group: news, questions: {vi: 'Ai làm giám đốc?'}, gold: [{article_id: news, quote: Ông An}]}\n",
        encoding="utf-8",
    )
    code, shown = call("run", str(tmp_path / "mine.yaml"), "--corpus", str(tmp_path / "news.txt"))
    assert code == 0
    assert "vi, n 1" in shown


def test_an_unknown_suite_is_wrong_use() -> None:
    result = CliRunner().invoke(cli.app, ["run", "xsquad"])
    assert (result.exit_code, result.stderr.partition(". ")[0]) == (2, "Error: There is no suite 'xsquad'")


def test_suites_are_listed_with_their_state() -> None:
    code, shown = call("suites")
    lines = shown.splitlines()
    assert code == 0
    assert lines[0].startswith("seeds: ")
    assert "beats-customs: 80 cases" in lines
    assert "xquad: not here: its data is not in the repository" in shown


def test_two_runs_are_compared(tmp_path: Path) -> None:
    for name in ("a", "b"):
        call("run", "seeds", "--limit", "12", "--out", str(tmp_path / name))
    code, shown = call("compare", str(tmp_path / "a"), str(tmp_path / "b"), "--json")
    assert code == 0
    assert json.loads(shown)["flips"] == []
    assert "McNemar" in call("compare", str(tmp_path / "a"), str(tmp_path / "b"))[1]


def test_the_gate_passes_after_its_baseline_was_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gate.json"
    monkeypatch.setattr(baseline, "BASELINE_FILE", path)
    assert call("gate")[0] == 2
    code, shown = call("gate", "--update-baseline")
    assert (code, read_baseline(path) is not None) == (0, True)
    assert "look at its diff before you commit it" in shown
    code, shown = call("gate")
    assert code == 0
    assert "The gate passes on" in shown
    assert "not run: xquad" in shown


def test_the_commands_do_not_import_what_they_may_not_need() -> None:
    heavy = ("scipy", "sklearn", "ir_measures", "llama_index", "chromadb", "numpy", "jinja2", "onnxruntime", "yaml")
    program = f"import sys, evals.cli; print([name for name in {heavy!r} if name in sys.modules])"
    root = Path(cli.__file__).parents[1]
    shown = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"
