"""The runner: every case asked once, a crash kept as one failed case, order and corpora as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from evals.errors import CaseError
from evals.running.askers import Asker
from evals.running.run import records_of, run_suite, run_suites
from evals.scorers.records import Context
from evals.scorers.registry import METRICS
from evals.suites.build import Suite, limited, seeds_suite
from evals.suites.cases import Evidence
from tests.evals.fakes import ARTICLE, FakeAsker, articles_of, case_of

SUITE = Suite(
    "mine",
    "mine",
    (Path("a.txt"),),
    (
        case_of("An", id="who.vi", base="who", question="Ông An làm giám đốc?"),
        case_of(id="gold.vi", base="gold", question="Giá vàng?"),
    ),
)


def fake(**options: object) -> FakeAsker:
    return FakeAsker({"a": ARTICLE.replace(". ", ".\n"), "b": "Chuyện khác."}, **options)


def test_a_run_keeps_everything_of_each_case() -> None:
    run = run_suite(SUITE, fake())
    who, gold = run.records
    assert (run.suite, run.fingerprint, run.description) == ("mine", "fake-index", {"model": "fake"})
    assert (who.key, gold.key) == ("mine/who.vi", "mine/gold.vi")
    assert who.answer is not None
    assert [(c.marker, c.quote) for c in who.answer.citations][:1] == [(1, "Ông An làm giám đốc.")]
    assert who.contexts[0] == Context(
        article_id="a", before="", quote="Ông An làm giám đốc.", after="\nBà Bình làm phó.\nHọp ngày 5-6 tại Huế."
    )
    first = who.hits[0]
    assert (first.article_id, first.start, first.end) == ("a", 0, 20)
    assert who.ask_ms is not None
    assert who.ask_ms > 0
    assert set(who.scores) == set(METRICS)
    headline = ("evidence@1", "quote_valid", "schema_valid", "r@1", "hallucination")
    assert [who.value(name) for name in headline] == [1.0, 1.0, 1.0, 1.0, None]
    assert [gold.value(name) for name in headline] == [None, None, 1.0, None, 0.0]


def test_a_crash_is_one_failed_case() -> None:
    who, gold = run_suite(SUITE, fake(crash_on=frozenset({"Giá vàng?"}))).records
    assert (who.error, gold.error, gold.answer) == (None, "RuntimeError: out of order", None)
    assert {outcome.outcome for outcome in gold.scores.values()} == {"failed"}


def test_threads_change_neither_order_nor_scores() -> None:
    suite = limited(seeds_suite(), 60)
    asker = FakeAsker(articles_of(suite.paths))
    one, four = run_suite(suite, asker), run_suite(suite, asker, threads=4)
    times = {"ask_ms", "search_ms"}
    stable = [
        [(r.key, {n: o for n, o in r.scores.items() if n not in times}) for r in run.records] for run in (one, four)
    ]
    assert stable[0] == stable[1]


def test_excluded_articles_reach_the_asker() -> None:
    asker = fake()
    case = SUITE.cases[1].model_copy(update={"exclude_articles": ("a",)})
    record = run_suite(replace(SUITE, cases=(case,)), asker).records[0]
    assert asker.asked == [("Giá vàng?", ("a",))]
    assert {hit.article_id for hit in record.hits} == {"b"}


def test_gold_that_is_not_in_the_corpus_stops_the_run() -> None:
    wrong = SUITE.cases[0].model_copy(update={"gold": (Evidence(article_id="a", quote="Bà Lan"),)})
    with pytest.raises(CaseError, match="'Bà Lan' is not in article a"):
        run_suite(replace(SUITE, cases=(wrong,)), fake())


def test_suites_over_one_corpus_share_an_asker_and_progress_is_told() -> None:
    opened: list[Sequence[Path]] = []

    @contextmanager
    def open_asker(paths: Sequence[Path]) -> Iterator[Asker]:
        opened.append(paths)
        yield fake()

    told: list[str] = []
    other = replace(SUITE, name="other", paths=(Path("b.txt"),))
    again = replace(SUITE, name="again")
    runs = run_suites([SUITE, other, again], open_asker, progress=lambda record: told.append(record.key))
    assert opened == [SUITE.paths, other.paths]
    assert [run.suite for run in runs] == ["mine", "again", "other"]
    assert told == [record.key for record in records_of(runs)]
