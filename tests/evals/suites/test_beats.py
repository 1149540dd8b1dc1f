"""The invented news of `evals/beats/` and the strangers' questions about the seeds: as many as said, and in order."""

from __future__ import annotations

from collections import Counter
from functools import cache
from unicodedata import normalize

import pytest

from evals.scorers.text import holds
from evals.suites.build import BEATS_FOLDER, STRANGERS_CASES, Suite, beat_suites, seeds_suite, strangers_suite
from evals.suites.cases import CASES_FOLDER, SCHEMA_FILE, Case, Typing, UnanswerableKind, check_ids
from evals.suites.places import resolve
from tests.evals.fakes import articles_of

NAMES = ["strangers", "strangers-held", *(f"beats-{file.stem}" for file in sorted(BEATS_FOLDER.glob("*.yaml")))]


@cache
def suites() -> dict[str, Suite]:
    return {suite.name: suite for suite in (strangers_suite(), strangers_suite(held=True), *beat_suites())}


@cache
def resolved(name: str) -> list[Case]:
    """The cases of a suite with their gold as offsets; a quote that isn't in its article is an error."""
    return resolve(suites()[name].cases, articles_of(suites()[name].paths).__getitem__)


def test_there_are_eight_beats_and_six_strangers() -> None:
    counts = {name: len(suite.cases) for name, suite in suites().items()}
    assert counts == {"strangers": 4 * 84, "strangers-held": 2 * 84} | dict.fromkeys(NAMES[2:], 80)
    assert len(counts) == 10
    for name, sets in (("strangers", "abce"), ("strangers-held", "df")):
        found = Counter(case.id.split("-")[0] for case in suites()[name].cases)
        assert found == dict.fromkeys(sets, 84)
    assert {len(suite.paths) for suite in beat_suites()} == {6}


def test_half_of_the_questions_about_a_beat_are_unanswerable_and_most_of_those_near_misses() -> None:
    wanted = {None: 40, UnanswerableKind.NEAR_MISS: 30, UnanswerableKind.FOREIGN: 10}
    for suite in beat_suites():
        assert Counter(case.unanswerable_kind for case in suite.cases) == wanted, suite.name
    for name, sets in (("strangers", 4), ("strangers-held", 2)):
        strangers = Counter(case.unanswerable_kind for case in suites()[name].cases)
        assert strangers == {
            None: 60 * sets, UnanswerableKind.NEAR_MISS: 16 * sets, UnanswerableKind.FOREIGN: 8 * sets,
        }  # fmt: skip


def test_no_id_occurs_twice() -> None:
    check_ids([case for suite in (seeds_suite(), *suites().values()) for case in suite.cases], "our own suites")


@pytest.mark.parametrize("name", NAMES)
def test_every_gold_quote_stands_in_its_article_and_holds_what_is_expected(name: str) -> None:
    unmet = [
        (case.id, group[0])
        for case in resolved(name)
        for group in case.expected
        if not any(holds(e.quote or "", s) for piece in case.pieces for e in piece for s in group)
    ]
    assert unmet == []


@pytest.mark.parametrize("name", NAMES)
def test_groups_are_articles_that_hold_the_gold(name: str) -> None:
    astray = [
        case.id
        for case in resolved(name)
        if case.answerable and case.group not in {e.article_id for piece in case.pieces for e in piece}
    ]
    assert astray == []


@pytest.mark.parametrize("name", NAMES)
def test_each_question_has_one_typing_and_all_typings_occur(name: str) -> None:
    cases = suites()[name].cases
    assert len({case.base for case in cases}) == len(cases)
    assert {case.language for case in cases} == set(Typing)
    accented = [c.id for c in cases if c.language is Typing.VI_UNACCENTED and not c.question.isascii()]
    assert accented == []


def test_articles_are_stored_in_one_form() -> None:
    for path in BEATS_FOLDER.glob("*/*.txt"):
        text = path.read_bytes().decode("utf-8")
        assert text == normalize("NFC", text), path
        assert "\r" not in text, path


def test_editors_are_told_the_schema() -> None:
    for path in (STRANGERS_CASES, *BEATS_FOLDER.glob("*.yaml")):
        schema = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / schema).resolve() == SCHEMA_FILE.resolve()
    assert STRANGERS_CASES.parent == CASES_FOLDER
