"""The claim check measured on labelled claims."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from evals.benchmarks.claims import judge, table
from evals.benchmarks.thresholds import TRIED, lines
from evals.cli import app

QUOTE = "Sáng 9-6, Sở Y tế ghi nhận 2.689 ca bệnh tại Long An."


def write(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / "a.txt").write_text(f"Dịch bệnh\n\n{QUOTE}\n", "utf-8")
    claims = [
        ("supported", "rounding", "Sở Y tế ghi nhận gần 2.700 ca bệnh tại Long An."),
        ("refuted", "number", "Sở Y tế ghi nhận 2.698 ca bệnh tại Long An."),
        ("not_stated", "added", "Sở Y tế ghi nhận 2.689 ca bệnh tại Kiên Giang."),
    ]
    lines = [
        {"label": label, "how": how, "typing": "vi", "claim": claim, "quotes": [{"article": "a", "quote": QUOTE}]}
        for label, how, claim in claims
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / f"{name}.claims.jsonl").write_text(text, "utf-8")


def test_shares_are_counted_by_label_and_corpus(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two")
    judged = list(judge(tmp_path))
    assert [(one.label, one.passed) for one in judged[:3]] == [
        ("supported", True),
        ("refuted", False),
        ("not_stated", False),
    ]
    assert judged[1].faults == ("figure",)
    assert " ".join(table(judged)[0].split()) == "supported kept 1.00 [1.00, 1.00], n = 2 in 2 corpora"
    assert len(list(judge(tmp_path, ["one"]))) == 3


def test_who_is_meant_may_stand_before_the_quote(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    quote = "Bà rút bốn sổ tiết kiệm."
    (tmp_path / "one" / "a.txt").write_text(f"Bà Trầm Thị Lành kể với công an. {quote}\n", "utf-8")
    claim = {"label": "supported", "how": "short", "typing": "vi", "claim": "Bà Lành rút bốn sổ tiết kiệm."}
    line = json.dumps(claim | {"quotes": [{"article": "a", "quote": quote}]}, ensure_ascii=False)
    (tmp_path / "one.claims.jsonl").write_text(line, "utf-8")
    assert [one.passed for one in judge(tmp_path)] == [True]


def test_command(tmp_path: Path) -> None:
    write(tmp_path, "one")
    shown = CliRunner().invoke(app, ["claims", str(tmp_path), "--no-cosine", "--by", "how"])
    assert shown.exit_code == 0
    assert "refuted let through" in shown.output
    assert "rounding" in shown.output


def test_every_threshold_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, "one")
    before = [getattr(module, name) for module, name, _ in TRIED]
    shown = list(lines(tmp_path, 1, None))
    assert shown[0] == "as it is: supported kept 1 of 1, refuted let through 0 of 1, not stated let through 0 of 1"
    assert len(shown) == 1 + sum(len(values) for *_, values in TRIED)
    assert [getattr(module, name) for module, name, _ in TRIED] == before
    assert all(value != kept for (*_, values), kept in zip(TRIED, before, strict=True) for value in values)
