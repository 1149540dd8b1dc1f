"""Summaries and reports: numbers with what they stand on, provenance, and pages that can't be broken by text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals.errors import ReportError
from evals.reports.plots import Bar, Series, bar_chart, line_chart
from evals.reports.report import (
    Report,
    Skipped,
    counts,
    fault_in_words,
    make_report,
    percent,
    read_report,
    worst_cases,
    write_report,
)
from evals.reports.summary import Mean, mean_of, summarise
from evals.reports.terminal import print_report
from evals.running.provenance import git_commit
from evals.running.run import SuiteRun, run_suite
from evals.scorers.records import Record
from evals.scorers.registry import score_record
from evals.suites.build import NotRun, seeds_suite
from evals.suites.cases import Typing, UnanswerableKind
from tests.evals.fakes import ARTICLE, FakeAsker, answer_of, articles_of, case_of, citation_of, record_of, texts


def scored(case_id: str, *, right: bool, confidence: float, group: str = "a", answerable: bool = True) -> Record:
    """A record that is answered: with the evidence, or beside it."""
    span = (0, 20) if right else (38, 59)
    case = case_of("Ông An", id=case_id, base=case_id, group=group) if answerable else case_of(id=case_id, base=case_id)
    answer = answer_of([citation_of(ARTICLE, "a", *span)], confidence=confidence)
    return score_record(record_of(case, answer), texts)


def crashed(case_id: str) -> Record:
    return score_record(record_of(case_of("Ông An", id=case_id), error="ValueError: x"), texts)


RECORDS = [
    scored("a", right=True, confidence=0.9),
    scored("b", right=False, confidence=0.8, group="b"),
    scored("c", right=False, confidence=0.6, answerable=False),
    crashed("d"),
]


def report_of(records: list[Record]) -> Report:
    run = SuiteRun("s", tuple(records), "index-1", {"model": "fake"}, 1.5)
    return make_report([run], [NotRun("xquad", "its data is absent")])


def test_a_mean_says_what_it_stands_on() -> None:
    assert mean_of(RECORDS, "evidence@1") == Mean(value=0.5, low=0.0, high=1.0, n=2, clusters=2, unscored=1, failed=1)
    assert mean_of([crashed("d")], "evidence@1") == Mean(value=None, n=0, failed=1)


def test_abstention_pools_a_dataset_by_typing_and_kind() -> None:
    summary = summarise(RECORDS)
    (foreign,) = summary.abstention
    assert (foreign.dataset, foreign.language, foreign.kind) == ("d", Typing.VI, UnanswerableKind.FOREIGN)
    assert (foreign.answerable, foreign.unanswerable, foreign.auroc) == (2, 1, 1.0)
    assert foreign.curve == [(0.3333, 0.0), (0.6667, 0.5), (1.0, 0.6667)]
    assert foreign.aurc == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert foreign.ece == pytest.approx((0.1 + 0.8 + 0.6) / 3)
    assert foreign.hallucination.value == 1.0


def test_slices_have_one_line_for_all_and_one_for_each_typing() -> None:
    english = scored("e", right=True, confidence=0.9)
    english = english.model_copy(update={"case": english.case.model_copy(update={"language": Typing.EN})})
    slices = [(one.suite, one.language, one.cases) for one in summarise([*RECORDS, english]).slices]
    assert slices == [("s", "all", 5), ("s", "vi", 4), ("s", "en", 1)]
    assert [one.language for one in summarise(RECORDS).slices] == ["vi"]


def test_worst_cases_begin_with_crashes_and_confident_mistakes() -> None:
    refused = score_record(record_of(case_of("Ông An", id="r"), answer_of(confidence=0.3)), texts)
    invalid = answer_of([citation_of(ARTICLE, "a", 0, 20, article_sha256="0" * 64)])
    broken = score_record(record_of(case_of("Ông An", id="x"), invalid), texts)
    worst = worst_cases([*RECORDS, refused, broken])
    assert [(record.case.id, fault_in_words(record).partition(":")[0]) for record in worst] == [
        ("d", "crashed"),
        ("x", "quote not valid"),
        ("b", "wrong evidence"),
        ("c", "answered, though nothing answers"),
        ("r", "refused, though it can be answered"),
    ]
    assert len(worst_cases(RECORDS, 1)) == 1


def test_a_report_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    report = report_of(RECORDS)
    written = write_report(report, tmp_path / "out")
    assert [path.name for path in written] == ["report.json", "report.md", "report.html"]
    assert read_report(tmp_path / "out") == report
    assert read_report(tmp_path / "out" / "report.json") == report


def test_a_report_has_its_provenance() -> None:
    report = report_of(RECORDS)
    (suite,) = report.provenance.suites
    assert (suite.suite, suite.cases, suite.index, suite.asker) == ("s", 4, "index-1", {"model": "fake"})
    assert re.fullmatch(r"[0-9a-f]{64}", suite.cases_sha256)
    assert "numpy" in report.provenance.versions
    assert report.not_run == [Skipped(suite="xquad", reason="its data is absent")]


def test_outside_git_there_is_no_commit(tmp_path: Path) -> None:
    assert git_commit(tmp_path) is None


@pytest.mark.parametrize(("content", "message"), [(None, "can't be read"), ("{}", "is no report")])
def test_what_is_no_report_is_refused(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=message):
        read_report(path)


class Page(HTMLParser):
    """The tags and addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_the_page_is_self_contained_and_text_can_not_break_it(tmp_path: Path) -> None:
    evil = '<script>alert("x")</script>'
    bad = scored("b", right=False, confidence=0.8)
    answer = bad.answer.model_copy(update={"answer": evil}) if bad.answer else None
    context = bad.contexts
    case = bad.case.model_copy(update={"question": evil, "id": evil})
    report = report_of([RECORDS[0], bad.model_copy(update={"answer": answer, "case": case, "contexts": context})])
    html = write_report(report, tmp_path)[2].read_text(encoding="utf-8")
    page = Page(html)
    assert "script" not in page.tags
    assert page.addresses == []
    assert "prefers-color-scheme: dark" in html
    assert "&lt;script&gt;" in html


def test_the_page_shows_quotes_in_context(tmp_path: Path) -> None:
    suite = seeds_suite()
    run = run_suite(suite, FakeAsker(articles_of(suite.paths)))
    html, markdown = (
        path.read_text(encoding="utf-8") for path in reversed(write_report(make_report([run]), tmp_path)[1:])
    )
    assert html.count("<mark>") > 10
    assert {"seeds: by typing", "seeds: risk and coverage", "seeds: reliability"} <= set(
        re.findall(r"<b>(seeds: [^<]+)</b>", html)
    )
    assert "| seeds | vi-unaccented |" in markdown
    assert "{{" not in html + markdown


def test_the_terminal_says_what_was_not_run() -> None:
    console = Console(file=StringIO(), width=120)
    print_report(report_of(RECORDS), console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "not run: xquad, because its data is absent" in shown
    assert "1 cases crashed" in shown
    assert "50.0 (0–100), 1 failed" in shown


def test_numbers_in_words() -> None:
    assert percent(Mean(value=0.912, low=0.88, high=0.941, n=9)) == "91.2 % (88.0 to 94.1)"
    assert percent(Mean(value=None)) == percent(None) == "–"
    assert counts(Mean(value=0.5, n=4, unscored=2, failed=1)) == "n 4, unscored 2, failed 1"


def test_charts_escape_their_text() -> None:
    evil = "<i>&"
    for chart in (
        line_chart(evil, evil, evil, [Series(evil, [(0, 0), (1, 1)])], diagonal=True),
        bar_chart(evil, evil, [Bar(evil, evil, 0.5, 0.4, 0.6)]),
    ):
        assert "<i>&" not in chart
        assert "&lt;i&gt;&amp;" in chart
