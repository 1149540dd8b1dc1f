"""Which cases a suite asks over which corpus, and what is said where its data is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.errors import SuiteError
from evals.settings import EvalSettings
from evals.suites.build import (
    NAMES,
    NotRun,
    Suite,
    beat_suites,
    build,
    limited,
    news_suites,
    own_suite,
    seed_paths,
    seeds_suite,
    strangers_suite,
    with_cases,
)
from evals.suites.cases import Case, Evidence, Typing, UnanswerableKind
from evals.suites.datasets import EvalSets
from ingest.models import normalise

QUESTION = {
    "id": "q1",
    "article_id": "x-0",
    "group": "x",
    "question_vi": "Ai làm giám đốc? ",
    "question_vi_unaccented": "Ai lam giam doc?",
    "question_en": "Who is the director?",
    "answers": [{"text": "An", "start": 4, "end": 6}],
}
NEAR_MISS = {
    "id": "n1",
    "near_article_id": "x-0",
    "group": "x",
    "question_en": "Who was the director before?",
    "question_vi_machine_translated": "Ai là giám đốc trước?",
}
BEATS = ["cambodia", "coast", "customs", "fire", "hospitals", "laos", "ministries", "schools"]
OURS = ("seeds", "strangers", "strangers-held", "beats", "news", "news-held")
"""Suites whose data is in the repository."""


def lines(path: Path, *rows: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A small folder of evaluation sets."""
    folder = tmp_path / "sets"
    lines(folder / "xquad" / "articles.jsonl", {"id": "x-0", "text": "Ông An làm giám đốc."})
    lines(folder / "xquad" / "questions.jsonl", QUESTION)
    lines(folder / "squad2_unanswerable" / "questions.jsonl", NEAR_MISS)
    lines(folder / "viwiki" / "articles.jsonl", {"id": "w-0", "text": "Sân bay."})
    return folder


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": "xquad-q1.vi",
        "base": "xquad-q1",
        "group": "x",
        "question": "Ai làm giám đốc?",
        "language": Typing.VI,
        "gold": (Evidence(article_id="x-0", quote="An", start=4, end=6),),
        "expected": (("An",),),
    }
    return Case(**(values | changes))


TYPED = {Typing.VI: "Ai làm giám đốc?", Typing.VI_UNACCENTED: "Ai lam giam doc?", Typing.EN: "Who is the director?"}


def test_xquad_is_asked_in_three_typings(sets: Path) -> None:
    wanted = [case(id=f"xquad-q1.{typing}", question=text, language=typing) for typing, text in TYPED.items()]
    assert build("xquad", sets) == [Suite("xquad", "xquad", (sets / "xquad" / "articles.jsonl",), tuple(wanted))]


def test_offsets_are_those_of_the_text_as_ingest_keeps_it(sets: Path) -> None:
    text = "\ufeffO\u0302ng An làm giám đốc."
    lines(sets / "xquad" / "articles.jsonl", {"id": "x-0", "text": text})
    lines(sets / "xquad" / "questions.jsonl", QUESTION | {"answers": [{"text": "An", "start": 6, "end": 8}]})
    start = normalise(text).index("An")
    gold = (Evidence(article_id="x-0", quote="An", start=start, end=start + 2),)
    assert {one.gold for one in EvalSets(sets).xquad()} == {gold}


def test_gold_removed_withholds_the_questions_own_article(sets: Path) -> None:
    nothing: dict[str, Any] = {"gold": (), "expected": ()}
    wanted = [
        case(
            id=f"removed-xquad-q1.{typing}",
            question=text,
            language=typing,
            unanswerable_kind=UnanswerableKind.GOLD_REMOVED,
            exclude_articles=("x-0",),
            **nothing,
        )
        for typing, text in TYPED.items()
    ]
    assert [suite.cases for suite in build("gold-removed", sets) if isinstance(suite, Suite)] == [tuple(wanted)]


def test_near_misses_are_english_and_their_translation_a_suite_of_its_own(sets: Path) -> None:
    nothing: dict[str, Any] = {"gold": (), "expected": (), "unanswerable_kind": UnanswerableKind.NEAR_MISS}
    english = case(
        id="squad2-n1.en", base="squad2-n1", question="Who was the director before?", language=Typing.EN, **nothing
    )
    translated = case(id="squad2-n1.vi-mt", base="squad2-n1", question="Ai là giám đốc trước?", **nothing)
    found = [*build("near-miss", sets), *build("near-miss-mt", sets)]
    assert [(one.name, one.cases) for one in found if isinstance(one, Suite)] == [
        ("near-miss", (english,)),
        ("near-miss-mt", (translated,)),
    ]


def test_foreign_questions_are_asked_over_each_others_corpus(sets: Path) -> None:
    xquad, seeds = (one for one in build("foreign", sets) if isinstance(one, Suite))
    assert (xquad.name, xquad.paths, len(xquad.cases)) == ("foreign-xquad", seed_paths(), 3)
    assert (seeds.name, seeds.paths) == ("foreign-seeds", (EvalSets(sets).xquad_articles,))
    assert len(seeds.cases) == sum(one.answerable for one in seeds_suite().cases)
    assert {one.unanswerable_kind for one in (*xquad.cases, *seeds.cases)} == {UnanswerableKind.FOREIGN}


def test_a_haystack_is_added_to_the_corpus_and_to_the_name(sets: Path) -> None:
    suite = build("seeds", sets, haystack=True)[0]
    assert isinstance(suite, Suite)
    assert (suite.name, suite.paths) == ("seeds+viwiki", (*seed_paths(), EvalSets(sets).haystack))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OURS])
def test_a_suite_without_data_is_not_run(name: str) -> None:
    reason = "its data is not in the repository; set TRICHDAN_EVALSETS to the folder that has it"
    assert build(name, None) == [NotRun(name, reason)]


def test_what_is_in_the_repository_needs_no_other_data() -> None:
    assert [build(name, None) for name in OURS] == [
        [seeds_suite()], [strangers_suite()], [strangers_suite(held=True)], beat_suites(), news_suites(),
        news_suites(held=True),
    ]  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_a_haystack_does(name: str, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert build(name, gone, haystack=True) == [NotRun(name, f"TRICHDAN_EVALSETS names {gone}, which is no folder")]


@pytest.mark.parametrize("name", ["seeds", "strangers"])
def test_without_the_seeds_what_asks_about_them_is_not_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.suites.build.seed_paths", tuple)
    reason = "there is no folder seeds with articles here; run it in the repository's folder"
    assert build(name, None) == [NotRun(name, reason)]


def test_a_beat_is_asked_over_its_own_articles_only() -> None:
    suites = beat_suites()
    assert [suite.name.removeprefix("beats-") for suite in suites] == BEATS
    assert {suite.dataset for suite in suites} == {"beats"}
    folders = [{path.parent.name for path in suite.paths} for suite in suites]
    assert folders == [{beat} for beat in BEATS]


def test_a_missing_haystack_is_said_for_the_suite_that_wants_it(sets: Path) -> None:
    (sets / "viwiki" / "articles.jsonl").unlink()
    reason = f"the haystack {sets / 'viwiki' / 'articles.jsonl'} is not there"
    assert build("xquad", sets, haystack=True) == [NotRun("xquad+viwiki", reason)]


def test_data_that_is_there_but_broken_is_an_error(sets: Path) -> None:
    (sets / "xquad" / "questions.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"questions\.jsonl can't be read"):
        build("xquad", sets)


def test_an_unknown_suite_is_named_with_those_there_are() -> None:
    with pytest.raises(
        SuiteError, match=r"There is no suite 'xsquad'\. Choose from: seeds, strangers, strangers-held, beats,"
    ):
        build("xsquad", None)


def test_a_limit_takes_whole_questions_the_same_every_time() -> None:
    suite = seeds_suite()
    small = limited(suite, 20)
    assert small == limited(suite, 20)
    assert len(small.cases) == 20
    assert len({one.base for one in small.cases}) < 20
    assert len({one.group for one in small.cases}) > 4
    assert limited(suite, None) is suite


def test_cases_are_picked_by_id_and_missing_ones_refused(sets: Path) -> None:
    suite = build("xquad", sets)[0]
    assert isinstance(suite, Suite)
    assert [one.id for one in with_cases(suite, {"xquad-q1.en"}).cases] == ["xquad-q1.en"]
    with pytest.raises(SuiteError, match="has no case 'q9'"):
        with_cases(suite, {"q9"})


def test_ones_own_case_file_needs_a_corpus(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text(case().model_dump_json(), encoding="utf-8")
    assert own_suite(file, [tmp_path]) == Suite("mine", "mine", (tmp_path,), (case(),))
    with pytest.raises(SuiteError, match="needs a corpus"):
        own_suite(file, [])


def test_the_folder_of_evaluation_sets_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRICHDAN_EVALSETS", raising=False)
    assert EvalSettings().evalsets is None
    monkeypatch.setenv("TRICHDAN_EVALSETS", "sets")
    assert EvalSettings().evalsets == Path("sets")
