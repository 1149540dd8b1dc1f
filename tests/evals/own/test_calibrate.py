"""Proposed cautions: the bound is shown or said not to be, and too few cases are told."""

from __future__ import annotations

import random
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evals import cli, cli_parts
from evals.own.calibrate import calibrate
from evals.scorers.records import Record
from evals.scorers.registry import score_record
from evals.statistics import clopper_pearson, share_with_interval, upper_bound
from service.answerability.assess import THRESHOLDS
from tests.evals.fakes import ARTICLE, FakeAsker, answer_of, articles_of, case_of, citation_of, record_of, texts
from tests.evals.own.corpus import written


def asked(number: int, confidence: float, *, answerable: bool, right: bool = True, typing: str = "vi") -> Record:
    """A case that was answered, rightly where it can be, with some confidence."""
    case = case_of(
        *(["Ông An"] if answerable else []), id=f"c{number}-{answerable}.{typing}", base=f"c{number}-{answerable}"
    )
    start, end = (0, 20) if right else (21, 40)
    answer = answer_of([citation_of(ARTICLE, "a", start, end)], confidence=confidence)
    return score_record(record_of(case, answer), texts)


def run(confidences: list[float], answerable: int = 20) -> list[Record]:
    """Unanswerable questions with these confidences, and answerable ones answered for sure."""
    records = [asked(number, one, answerable=False) for number, one in enumerate(confidences)]
    return records + [asked(number, 0.9, answerable=True) for number in range(answerable)]


def test_the_bound_is_clopper_and_pearsons() -> None:
    assert upper_bound(0, 29) == pytest.approx(1 - 0.05 ** (1 / 29))
    assert upper_bound(0, 0) == 1.0
    assert clopper_pearson(0, 10) == (0.0, pytest.approx(1 - 0.025**0.1))
    assert clopper_pearson(10, 10) == (pytest.approx(0.025**0.1), 1.0)
    assert clopper_pearson(4, 10) == pytest.approx((0.1216, 0.7376), abs=1e-4)


def test_a_share_of_nothing_or_all_has_a_width() -> None:
    estimate = share_with_interval([False] * 10, list(range(10)))
    assert estimate is not None
    assert (estimate.value, estimate.low, estimate.high) == (0.0, 0.0, pytest.approx(1 - 0.025**0.1))
    assert share_with_interval([], []) is None


def test_the_least_strict_caution_that_keeps_the_bound_is_proposed() -> None:
    found = calibrate(run([0.1] * 58 + [0.4] * 12))
    assert [(one.caution, one.errors, one.n, one.keeps) for one in found.levels] == [
        ("high", 0, 70, True),
        ("normal", 0, 70, True),
        ("low", 12, 70, False),
    ]
    assert (found.proposed, found.needed, found.too_small) == ("normal", 29, False)
    assert calibrate(run([0.1] * 70)).proposed == "low"
    assert calibrate(run([0.9] * 70)).proposed is None


def test_what_a_bound_costs_is_told() -> None:
    records = run([0.1] * 40, answerable=0) + [asked(n, 0.55, answerable=True) for n in range(10)]
    assert [(one.caution, one.refused, one.answerable) for one in calibrate(records).levels] == [
        ("high", 10, 10),
        ("normal", 0, 10),
        ("low", 0, 10),
    ]


def test_too_few_cases_show_nothing() -> None:
    found = calibrate(run([0.1] * 28))
    assert (found.proposed, found.too_small) == (None, True)
    assert calibrate(run([0.1] * 29)).proposed == "low"
    assert calibrate(run([0.1] * 28), at_most=0.2).proposed == "low"


def test_typings_of_a_question_count_once_by_the_worst() -> None:
    records = [asked(n, c, answerable=False, typing=t) for n in range(40) for t, c in (("vi", 0.1), ("en", 0.9))]
    level = calibrate(records).levels[0]
    assert (level.errors, level.n) == (40, 40)


def test_wrong_answers_are_a_share_of_those_given() -> None:
    records = [asked(n, 0.9, answerable=True, right=n > 1) for n in range(60)] + run([0.1] * 40, answerable=0)
    found = calibrate(records, risk="wrong", at_most=0.2)
    assert [(one.errors, one.n) for one in found.levels] == [(2, 60)] * 3
    assert found.proposed == "low"


def test_the_bound_holds_as_often_as_it_says() -> None:
    """Over many corpora whose true risk at each caution is just above the bound, none should be proposed in 95 %."""
    chance = random.Random(3)
    broken = 0
    for _ in range(200):
        drawn = [0.9 if chance.random() < 0.11 else 0.1 for _ in range(60)]
        broken += calibrate([asked(n, one, answerable=False) for n, one in enumerate(drawn)]).proposed is not None
    assert broken / 200 <= 0.08


@pytest.mark.parametrize(
    ("rows", "code", "says"), [(2, 1, "Too few questions: 2"), (30, 0, "Proposed: TRICHDAN_CAUTION=low")]
)
def test_the_command_proposes_or_says_that_it_can_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, code: int, says: str
) -> None:
    def opener(mode: str, *, answer_all: bool = False) -> Any:
        assert answer_all
        return lambda paths: nullcontext(FakeAsker(articles_of(paths)))

    monkeypatch.setattr(cli_parts, "open_asker", opener)
    lines = ["question,answer,article", "Ai cắt băng thông xe cầu Ông Nghị?,Nguyễn Văn Hòa,cau"]
    lines += [f"zz{'x' * number}?,," for number in range(rows)]
    (tmp_path / "mine.csv").write_text("\n".join(lines), encoding="utf-8")
    given = ["calibrate", str(tmp_path / "mine.csv"), "--corpus", str(written(tmp_path / "articles"))]
    result = CliRunner().invoke(cli.app, given)
    assert (result.exit_code, says in result.stdout) == (code, True), result.output
    assert f"high    (confidence from {THRESHOLDS['high']:g}): 0 of {rows}, bound" in result.stdout
