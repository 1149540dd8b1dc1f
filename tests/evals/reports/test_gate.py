"""Comparison, baseline and gate: what fails a change, what doesn't, and that a worse retriever does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.errors import EvalError, ReportError
from evals.reports.baseline import (
    BASELINE_FILE,
    ITEMS_FILE,
    SAMPLES,
    Baseline,
    baseline_of,
    headline_scores,
    items_text,
    read_baseline,
    read_items,
    sample_items,
    write_baseline,
)
from evals.reports.compare import Change, Flip, Item, compare_items, compare_reports, items_of
from evals.reports.gate import ALLOWED_DROP, gate_suites, is_significant_drop, judge, updated_baseline
from evals.reports.report import make_report
from evals.running.run import run_suite
from evals.scorers.records import Record
from evals.settings import EvalSettings
from evals.suites.build import NotRun, Suite, seeds_suite
from evals.suites.datasets import EvalSets
from tests.evals.fakes import FakeAsker, articles_of

ABSENT = [NotRun("xquad", "its data is absent")]


@pytest.fixture(scope="module")
def articles() -> dict[str, str]:
    return articles_of(seeds_suite().paths)


@pytest.fixture(scope="module")
def good(articles: dict[str, str]) -> list[Record]:
    return ask(articles)


def ask(articles: dict[str, str], **faults: Any) -> list[Record]:
    return list(run_suite(seeds_suite(), FakeAsker(articles, **faults)).records)


def item(group: str = "g", **scores: float) -> Item:
    return Item(group=group, question="?", scores={name.replace("_at_", "@"): value for name, value in scores.items()})


# Comparison


def test_a_comparison_pairs_cases_and_counts_flips() -> None:
    before = {f"s/{i}": item(str(i), r_at_1=1.0, hallucination=0.0) for i in range(8)} | {"s/old": item(r_at_1=1.0)}
    after = {f"s/{i}": item(str(i), r_at_1=float(i > 5), hallucination=float(i == 0)) for i in range(8)}
    comparison = compare_items(before, after | {"s/new": item(r_at_1=0.0)})
    recall = next(change for change in comparison.changes if change.metric == "r@1")
    assert recall.model_dump(exclude={"low", "high"}) == {
        "metric": "r@1",
        "n": 8,
        "before": 1.0,
        "after": 0.25,
        "change": -0.75,
        "lost": 6,
        "won": 0,
        "p": pytest.approx(2 * 0.5**6),
    }
    assert recall.high is not None
    assert recall.high < 0
    first = Flip(key="s/0", question="?", metric="hallucination", before=0.0, after=1.0, worse=True)
    assert comparison.flips[0] == first
    assert (comparison.only_before, comparison.only_after) == (["s/old"], ["s/new"])
    assert comparison.lines(1) == [
        "worse  hallucination: 0 → 1  s/0  ?",
        "… and 6 more; --json lists them all",
        "1 cases are only in the run before, and were left out (first: s/old)",
        "1 cases are only in the run after, and were left out (first: s/new)",
    ]


def test_shares_have_no_mcnemar_test() -> None:
    comparison = compare_items({"a": item(citation_recall=0.5)}, {"a": item(citation_recall=1.0)})
    assert [(change.metric, change.won, change.p) for change in comparison.changes] == [("citation_recall", 1, None)]


def test_equal_reports_show_no_change(good: list[Record], articles: dict[str, str]) -> None:
    report = make_report([run_suite(seeds_suite(), FakeAsker(articles))])
    comparison = compare_reports(report, report)
    assert comparison.flips == []
    assert {(change.change, change.lost, change.won) for change in comparison.changes} == {(0.0, 0, 0)}


def test_runs_without_common_cases_can_not_be_compared() -> None:
    with pytest.raises(ReportError, match="no case in common"):
        compare_items({"a": item(mrr=1)}, {"b": item(mrr=1)})


# The gate


def test_an_unchanged_service_passes(good: list[Record]) -> None:
    verdict = judge(good, baseline_of(good))
    assert (verdict.passed, verdict.faults, verdict.notes) == (True, (), ())
    assert verdict.comparison is not None
    assert verdict.comparison.flips == []


def test_a_worsened_retriever_fails_with_readable_reasons(good: list[Record], articles: dict[str, str]) -> None:
    verdict = judge(ask(articles, shuffled=True), baseline_of(good))
    assert not verdict.passed
    first_recall = next(fault for fault in verdict.faults if fault.startswith("r@1 over all typings went from"))
    assert " points (" in first_recall
    assert first_recall.endswith("better.")
    assert any(fault.startswith("evidence@3 for en went from") for fault in verdict.faults)
    assert verdict.comparison is not None
    assert len(verdict.comparison.flips) > 50


def test_confidence_that_ranks_worse_fails(good: list[Record]) -> None:
    flat = [
        record.model_copy(update={"answer": record.answer.model_copy(update={"confidence": 0.5})})
        for record in good
        if record.answer is not None
    ]
    verdict = judge(flat, baseline_of(good))
    assert [fault.partition(" dropped")[0] for fault in verdict.faults] == [
        "The AUROC of confidence over all typings",
        "The AUROC of confidence for vi",
        "The AUROC of confidence for vi-unaccented",
        "The AUROC of confidence for en",
    ]


def test_a_quote_that_is_off_by_one_fails(good: list[Record], articles: dict[str, str]) -> None:
    verdict = judge(ask(articles, shift=1), baseline_of(good))
    assert not verdict.passed
    assert (
        "breaks quote_valid (every quote is verbatim at its offsets, with the right hash): [1] quotes"
        in (verdict.faults[0])
    )


def test_a_single_crash_fails(good: list[Record], articles: dict[str, str]) -> None:
    question = good[0].case.question
    verdict = judge(ask(articles, crash_on=frozenset({question})), baseline_of(good))
    assert verdict.faults[0] == f"{good[0].key} crashed: RuntimeError: out of order"


def test_suites_that_can_not_be_run_are_noted_and_not_held_against_it(good: list[Record]) -> None:
    baseline = Baseline(headline_scores(good) | {"xquad/q.vi": {"r@1": 1.0}})
    verdict = judge(good, baseline, ABSENT)
    assert (verdict.passed, verdict.notes) == (True, ("not run: xquad, because its data is absent",))
    assert judge(good, baseline).faults == (
        "The suite xquad of the baseline is gone; take the baseline anew if that is meant.",
    )


def test_new_cases_are_noted(good: list[Record]) -> None:
    verdict = judge(good, baseline_of(good[1:]))
    assert verdict.passed
    assert verdict.notes == (f"1 cases are not in the baseline yet (first: {good[0].key}); they can't fail the gate.",)


@pytest.mark.parametrize(
    ("metric", "change", "low", "high", "fails"),
    [
        ("r@1", -0.03, -0.05, -0.01, True),
        ("r@1", -0.03, -0.07, 0.01, False),
        ("r@1", -ALLOWED_DROP, -0.03, -0.01, False),
        ("r@1", 0.10, 0.05, 0.15, False),
        ("hallucination", 0.03, 0.01, 0.05, True),
        ("hallucination", -0.10, -0.15, -0.05, False),
        ("r@1", -0.03, None, None, True),
    ],
)
def test_a_drop_counts_when_it_is_large_and_sure(
    metric: str, change: float, low: float | None, high: float | None, fails: bool
) -> None:
    values: dict[str, Any] = {"n": 9, "before": 0.5, "after": 0.5, "lost": 0, "won": 0, "p": None}
    assert is_significant_drop(Change(metric=metric, change=change, low=low, high=high, **values)) is fails


# The committed files


def test_the_baseline_has_one_sorted_line_a_case(tmp_path: Path) -> None:
    path = tmp_path / "gate.json"
    scores = {"s/b": {"r@5": 1.0, "r@1": 0.0}, "s/a": {"hallucination": 0.0}}
    write_baseline(Baseline(scores), path)
    assert path.read_text(encoding="utf-8").splitlines() == [
        '{"cases": {',
        '"s/a": {"hallucination": 0.0},',
        '"s/b": {"r@1": 0.0, "r@5": 1.0}',
        "}}",
    ]
    assert read_baseline(path) == Baseline(scores)
    assert read_baseline(tmp_path / "none.json") is None
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ReportError, match="can't be read"):
        read_baseline(path)


def test_an_update_keeps_the_lines_of_suites_that_were_not_run(good: list[Record]) -> None:
    old = Baseline({"xquad/q.vi": {"r@1": 1.0}, "seeds/gone.vi": {"r@1": 1.0}}, {"xquad/q.vi": "abc"})
    new = updated_baseline(good, old, ABSENT)
    assert new.cases == headline_scores(good) | {"xquad/q.vi": {"r@1": 1.0}}
    assert new.asked == {**baseline_of(good).asked, "xquad/q.vi": "abc"}


def test_a_run_that_breaks_a_promise_can_not_become_the_baseline(articles: dict[str, str]) -> None:
    with pytest.raises(EvalError, match="The baseline was not updated"):
        updated_baseline(ask(articles, shift=1), None, [])


def test_the_gate_asks_all_seeds_and_about_three_hundred_items() -> None:
    items = read_items()
    cases = len(seeds_suite().cases) + sum(map(len, items.values()))
    assert set(items) == set(SAMPLES)
    assert 250 <= cases <= 350


def test_without_data_the_gate_runs_the_seeds_and_says_what_it_left_out() -> None:
    suites = gate_suites(None)
    assert [one.name for one in suites if isinstance(one, Suite)] == ["seeds"]
    assert [one.name for one in suites if isinstance(one, NotRun)] == list(SAMPLES)


def test_the_committed_items_are_those_that_the_seed_draws() -> None:
    folder = EvalSettings().evalsets
    if folder is None:
        pytest.skip("TRICHDAN_EVALSETS is not set")
    assert ITEMS_FILE.read_text(encoding="utf-8") == items_text(sample_items(EvalSets(folder)))
    suites = [one for one in gate_suites(folder) if isinstance(one, Suite)]
    assert len(suites) == 1 + len(SAMPLES)


def test_the_committed_baseline_covers_the_gate() -> None:
    baseline = read_baseline()
    if baseline is None:
        pytest.skip(f"{BASELINE_FILE.name} was not taken yet")
    listed = {f"seeds/{case.id}" for case in seeds_suite().cases}
    listed |= {f"{suite}/{case_id}" for suite, ids in read_items().items() for case_id in ids}
    assert set(baseline.cases) <= listed


def test_items_are_what_a_comparison_needs(good: list[Record]) -> None:
    first = items_of(good)[good[0].key]
    assert (first.group, first.question) == (good[0].case.group, good[0].case.question)
    assert "ask_ms" not in first.scores
