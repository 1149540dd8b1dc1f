"""Drafts: cases that can be read again, each with gold that stands where it says, and none of them confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from evals import cli
from evals.own.draft import as_yaml, draft
from evals.suites.build import seed_paths
from evals.suites.cases import load_cases
from evals.suites.own import checked_suite, read_articles
from tests.evals.own.corpus import written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "articles")


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, [str(one) for one in arguments])
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize("name", ["mine.yaml", "mine.csv"])
def test_drafts_are_cases_with_gold_and_the_gate_refuses_them(folder: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    code, shown = call("draft", folder, "--out", out)
    assert (code, shown.startswith("Wrote 12 drafts to")) == (0, True)
    suite = checked_suite(out, [folder])
    assert all(case.draft for case in suite.cases)
    assert [case.answerable for case in suite.cases].count(False) == 3
    asked = {case.question: case.gold[0].quote for case in suite.cases if case.answerable}
    assert asked["Ai trao bằng khen cho ông Trần Quốc Bảo trong buổi lễ ngày 12-6?"] == "Nguyễn Văn Hòa"
    assert asked["Giám đốc nào cho biết bệnh viện sẽ mua thêm 14 máy thở?"] == "Phạm Đình Khải"
    code, shown = call("gate", out, "--corpus", folder, "--take")
    assert (code, "is a draft: read question and gold" in shown) == (2, True)
    assert "12 drafts." in call("check", out, "--corpus", folder)[1]


def test_what_is_counted_is_said(folder: Path, tmp_path: Path) -> None:
    """One question in two ways of typing is one question and two cases."""
    asked = {"vi": "Ai viết Hamlet?", "en": "Who wrote Hamlet?"}
    entries = [{"id": "a", "group": "a", "questions": asked, "unanswerable_kind": "foreign"}]
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump({"name": "mine", "cases": entries}), encoding="utf-8")
    said = "1 question (0 answerable, 1 not); 2 cases with all ways of typing them (1 vi, 1 en); 1 group; 0 drafts."
    assert said in call("check", tmp_path / "mine.yaml", "--corpus", folder)[1]


def test_a_table_and_a_yaml_file_hold_the_same_drafts(folder: Path, tmp_path: Path) -> None:
    for name in ("mine.yaml", "mine.csv"):
        call("draft", folder, "--out", tmp_path / name)
    table, yaml = load_cases(tmp_path / "mine.csv"), load_cases(tmp_path / "mine.yaml")
    assert [one.model_dump(exclude={"id"}) for one in table] == [
        one.model_copy(update={"base": one.base}).model_dump(exclude={"id"}) for one in yaml
    ]


def test_somebodys_work_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.yaml"
    out.write_text("mine", encoding="utf-8")
    assert call("draft", folder, "--out", out)[0] == 2
    assert out.read_text("utf-8") == "mine"
    assert call("draft", folder, "--out", out, "--force")[0] == 0
    assert call("draft", folder, "--out", tmp_path / "mine.txt")[0] == 2


def test_drafts_are_the_same_again_and_vary(folder: Path) -> None:
    articles = read_articles([folder, *seed_paths()])
    first = draft(articles, 3, 1)
    assert as_yaml("a", first) == as_yaml("a", draft(list(reversed(articles)), 3, 1))
    assert first != draft(articles, 3, 1, seed=8)
    for article in ("cau", "benh-vien"):
        asked = [one for one in first if one.group == article and one.answerable]
        assert len({one.gold[0].within for one in asked}) == 3
        assert len({one.kind for one in asked}) > 1
