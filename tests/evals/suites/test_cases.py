"""Case files: their form, their gold, and our own questions about the seeds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evals.errors import CaseError
from evals.suites.build import SEEDS_CASES, seed_paths
from evals.suites.cases import (
    SCHEMA_FILE,
    Case,
    Evidence,
    Kind,
    Typing,
    UnanswerableKind,
    cases_sha256,
    load_cases,
    schema_text,
)
from evals.suites.places import resolve
from tests.evals.fakes import articles_of

YAML = """
name: mine
cases:
  - id: who
    group: a
    kind: who
    questions: {vi: "Ai?", en: "Who?"}
    gold: [{article_id: a, quote: An}]
    expected: [[An]]
"""


def written(tmp_path: Path, text: str, name: str = "mine.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_becomes_one_case_for_each_typing(tmp_path: Path) -> None:
    shared = {
        "base": "who",
        "group": "a",
        "kind": Kind.WHO,
        "gold": (Evidence(article_id="a", quote="An"),),
        "expected": (("An",),),
    }
    assert load_cases(written(tmp_path, YAML)) == [
        Case(id="who.vi", question="Ai?", language=Typing.VI, **shared),
        Case(id="who.en", question="Who?", language=Typing.EN, **shared),
    ]


def test_json_lines_hold_the_same_cases(tmp_path: Path) -> None:
    cases = load_cases(written(tmp_path, YAML))
    lines = "\n\n".join(case.model_dump_json() for case in cases)
    assert load_cases(written(tmp_path, lines, "mine.jsonl")) == cases


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("group: a", "grup: a"), "cases.0.group"),
        (("gold: [{article_id: a, quote: An}]", ""), "either gold (or needs), or an unanswerable_kind"),
        (("quote: An", "note: An"), "cases.0.gold.0"),
        (("expected: [[An]]", "expected: [[]]"), "an inner list of needs or expected is empty"),
        (("kind: who", "kind: whom"), "cases.0.kind"),
        (("vi:", "vn:"), "cases.0.questions"),
        (("name: mine", "name: [mine"), "no valid YAML"),
    ],
)
def test_a_wrong_case_file_says_what_is_wrong(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(CaseError) as raised:
        load_cases(written(tmp_path, YAML.replace(*change)))
    assert message in str(raised.value)


def test_a_bad_line_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="line 2"):
        load_cases(written(tmp_path, "\n{}\n", "bad.jsonl"))


def test_an_id_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    entry = YAML.partition("cases:\n")[2]
    with pytest.raises(CaseError, match=r"'who.vi' occurs twice"):
        load_cases(written(tmp_path, YAML + entry))


def test_a_missing_file_is_a_case_error(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="can't be read"):
        load_cases(tmp_path / "none.yaml")


def one(*gold: Evidence) -> list[Case]:
    return [Case(id="c", base="c", group="a", question="?", language=Typing.VI, gold=gold)]


def test_every_occurrence_of_a_quote_is_evidence() -> None:
    text = "An gặp An, và Lan."
    gold = resolve(one(Evidence(article_id="a", quote="An")), {"a": text}.__getitem__)[0].gold
    assert gold == (
        Evidence(article_id="a", quote="An", start=0, end=2),
        Evidence(article_id="a", quote="An", start=7, end=9),
    )


def test_within_chooses_the_occurrence() -> None:
    evidence = Evidence(article_id="a", quote="An", within="gặp An")
    gold = resolve(one(evidence), {"a": "An gặp An, và Lan."}.__getitem__)[0].gold
    assert gold == (Evidence(article_id="a", quote="An", start=7, end=9),)


def test_a_quote_typed_in_nfd_is_found_in_nfc() -> None:
    gold = resolve(one(Evidence(article_id="a", quote="ga\u0323\u0306p")), {"a": "An gặp"}.__getitem__)[0].gold
    assert gold == (Evidence(article_id="a", quote="gặp", start=3, end=6),)


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (Evidence(article_id="a", quote="Bình"), "'Bình' is not in article a"),
        (Evidence(article_id="b", quote="An"), "there is no article 'b'"),
        (Evidence(article_id="a", quote="An", start=1, end=3), "is 'n ', not 'An'"),
        (Evidence(article_id="a", start=0, end=99), "[0:99]"),
    ],
)
def test_gold_that_is_not_in_the_article_is_an_error(evidence: Evidence, message: str) -> None:
    with pytest.raises(CaseError) as raised:
        resolve(one(evidence), {"a": "An gặp"}.__getitem__)
    assert message in str(raised.value)


def test_the_hash_of_cases_follows_their_content() -> None:
    case = one(Evidence(article_id="a", quote="An"))[0]
    other = case.model_copy(update={"question": "??"})
    assert cases_sha256([case]) == cases_sha256([case]) != cases_sha256([other])


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), (
        "write it again: python -c 'from evals.suites.cases import *; SCHEMA_FILE.write_text(schema_text())'"
    )


def test_editors_are_told_the_schema_of_our_own_cases() -> None:
    first = SEEDS_CASES.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_FILE.name}"


def test_our_own_questions_are_many_and_of_every_kind() -> None:
    cases = load_cases(SEEDS_CASES)
    questions = {case.base: case for case in cases}.values()
    kinds = Counter(case.unanswerable_kind for case in questions)
    assert len(questions) >= 75
    assert kinds[UnanswerableKind.NEAR_MISS] >= 10
    assert kinds[UnanswerableKind.FOREIGN] >= 10
    assert sum(len({e.article_id for piece in case.pieces for e in piece}) > 1 for case in questions) >= 5
    assert {case.language for case in cases} == set(Typing)
    assert {Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.HOW_MANY, Kind.WHAT, Kind.WHY} <= {case.kind for case in cases}


def test_unaccented_questions_have_no_accents() -> None:
    typed = [case for case in load_cases(SEEDS_CASES) if case.language is Typing.VI_UNACCENTED]
    assert [case.id for case in typed if not case.question.isascii()] == []


def test_the_gold_of_our_own_questions_is_in_the_seeds() -> None:
    cases = resolve(load_cases(SEEDS_CASES), articles_of(seed_paths()).__getitem__)
    assert [case.id for case in cases if case.answerable and not case.pieces] == []


def test_the_gold_of_our_own_questions_holds_what_is_expected() -> None:
    """Within the gold, or an expected string could never be met by quoting the evidence."""
    from evals.scorers.text import holds

    cases = resolve(load_cases(SEEDS_CASES), articles_of(seed_paths()).__getitem__)
    unmet = [
        (case.id, group[0])
        for case in cases
        for group in case.expected
        if not any(holds(e.quote or "", s) for piece in case.pieces for e in piece for s in group)
    ]
    assert unmet == []
