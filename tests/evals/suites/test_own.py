"""A person's own case files: CSV beside YAML, and faults told by their lines with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import CaseError, SuiteError
from evals.suites.cases import Case, Evidence, Kind, Typing, UnanswerableKind, load_cases, read_source
from evals.suites.own import checked_suite, refuse_drafts
from evals.suites.tables import written as written_table

ARTICLE = "Ông An làm giám đốc.\n\nBà Bình nhận 1.200 suất quà ngày 5-6.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "qua.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "khac.txt").write_text("Ông Cường về hưu.\n", encoding="utf-8")
    return folder


def file_of(tmp_path: Path, text: str, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, corpus: Path | None = None) -> list[str]:
    with pytest.raises(CaseError) as raised:
        checked_suite(path, [corpus]) if corpus else load_cases(path)
    first, *faults = str(raised.value).splitlines()
    assert first == f"The case file {path} can't be used:"
    return [fault.strip().removeprefix(f"{path.name}, ") for fault in faults]


def test_a_table_holds_cases(tmp_path: Path) -> None:
    table = (
        "\ufeffquestion;answer;gold;article_id;answerable;kind\r\n"
        "Ai làm giám đốc?;Ông An;;qua;;who\r\n"
        "\r\n"
        "ba binh nhan bao nhieu suat;1.200;Bà Bình nhận 1.200 suất quà ngày 5-6.;qua;có;how_many\r\n"
        "How many gifts did An get?;;;qua;no;\r\n"
    )
    assert load_cases(file_of(tmp_path, table)) == [
        Case(
            id="row-2",
            base="row-2",
            group="qua",
            kind=Kind.WHO,
            question="Ai làm giám đốc?",
            language=Typing.VI,
            gold=(Evidence(article_id="qua", quote="Ông An"),),
            expected=(("Ông An",),),
        ),
        Case(
            id="row-4",
            base="row-4",
            group="qua",
            kind=Kind.HOW_MANY,
            question="ba binh nhan bao nhieu suat",
            language=Typing.VI_UNACCENTED,
            gold=(Evidence(article_id="qua", quote="1.200", within="Bà Bình nhận 1.200 suất quà ngày 5-6."),),
            expected=(("1.200",),),
        ),
        Case(
            id="row-5",
            base="row-5",
            group="qua",
            question="How many gifts did An get?",
            language=Typing.EN,
            unanswerable_kind=UnanswerableKind.NEAR_MISS,
        ),
    ]


def test_every_fault_of_a_table_has_its_line(tmp_path: Path) -> None:
    table = (
        "question,answer,article,answerable\n"
        '"Câu\nhai dòng?",,,perhaps\n'
        "Ai?,An,,yes\n"
        "Ai?,,qua,yes\n"
        "Ai?,An,qua,no\n"
        ",An,qua,\n"
        "Ai làm giám đốc?,Ông An,qua,\n"
    )
    assert faults_of(file_of(tmp_path, table)) == [
        "line 2: answerable: 'perhaps' is neither yes nor no",
        "line 4: article: it is empty: write the name of the article's file, without its ending",
        "line 5: it is answerable, and neither answer nor gold is given: write what answers, word for word",
        "line 6: it is not answerable and has an answer or gold: empty those cells, or say yes",
        "line 7: question: String should have at least 1 character",
    ]


@pytest.mark.parametrize(
    ("head", "says"),
    [("question,gild", "there is no column 'gild'"), ("answer,article", "the column 'question' is missing"), ("", "")],
)
def test_a_table_needs_columns_that_are_known(tmp_path: Path, head: str, says: str) -> None:
    (fault,) = faults_of(file_of(tmp_path, f"{head}\na,b\n"))
    assert fault.startswith(f"line 1: {says}")


def test_every_fault_of_a_yaml_file_has_its_line(tmp_path: Path) -> None:
    text = (
        "name: mine\n"
        "cases:\n"
        "  - id: a\n"
        "    group: g\n"
        "    questions: {vi: 'Ai?'}\n"
        "    glod: []\n"
        "    unanswerable_kind: near_miss\n"
        "  - id: b\n"
        "    group: g\n"
        "    kind: whom\n"
        "    questions: {vi: 'Ai?'}\n"
        "    unanswerable_kind: near_miss\n"
    )
    faults = faults_of(file_of(tmp_path, text, "mine.yaml"))
    assert faults[0] == "line 6: cases.0.glod: there is no such field; is 'gold' meant?"
    assert faults[1].startswith("line 10: cases.1.kind: Input should be 'who', 'when'")
    (fault,) = faults_of(file_of(tmp_path, "name: a\ncases:\n  - {vi: Ai?}}\n", "bad.yaml"))
    assert fault.startswith("line 3: it is no valid YAML: ")
    assert faults_of(file_of(tmp_path, "name: mine\ncases: []\n", "empty.yaml")) == ["line 1: there is no case in it"]


def test_gold_is_held_against_the_articles_before_anything_is_asked(tmp_path: Path, corpus: Path) -> None:
    table = (
        "question,answer,article\n"
        "Ai?,Ông An,qua\n"
        "Ai?,ông  an,qua\n"
        "Ai?,ông an,qua\n"
        "Ai?,Ông Cường,qua\n"
        "Ai?,Ông An,quà\n"
        "Ai?,Ông Dũng,qua\n"
        "Ai?,Ông Dũng,zzz\n"
    )
    assert faults_of(file_of(tmp_path, table), corpus) == [
        "line 3: Case row-3: 'ông  an' is not in article qua. Copy the words out of the article.",
        "line 4: Case row-4: 'ông an' is not in article qua. The article has 'Ông An'.",
        "line 5: Case row-5: 'Ông Cường' is not in article qua. It stands in 'khac'.",
        "line 6: Case row-6: there is no article 'quà'. Is 'qua' meant?",
        "line 7: Case row-7: 'Ông Dũng' is not in article qua. Copy the words out of the article.",
        "line 8: Case row-8: there is no article 'zzz'. "
        "An article's id is its file's name without the ending, as 'khac'.",
    ]


def test_drafts_are_refused_by_their_lines(tmp_path: Path) -> None:
    table = "question,answer,article,draft\nAi?,Ông An,qua,yes\nAi làm giám đốc?,Ông An,qua,no\n"
    with pytest.raises(CaseError, match="line 2: row-2 is a draft"):
        refuse_drafts(read_source(file_of(tmp_path, table)))
    refuse_drafts(read_source(file_of(tmp_path, table.replace("yes", ""))))


def test_what_is_written_as_a_table_is_read_again_and_computes_nothing(tmp_path: Path) -> None:
    text = written_table([{"question": "=1+1 là bao nhiêu?", "answer": "-5 độ", "article": "qua", "draft": "yes"}])
    assert text == "\ufeffquestion,answer,article,draft\r\n'=1+1 là bao nhiêu?,'-5 độ,qua,yes\r\n"
    (case,) = load_cases(file_of(tmp_path, text))
    assert (case.question, case.expected, case.draft) == ("=1+1 là bao nhiêu?", (("-5 độ",),), True)


def test_a_corpus_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    cases = tmp_path / "mine.csv"
    cases.write_text("question,answer,article,answerable\nAi?,A,a,yes\nSao?,B,b,yes\n", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"^There is no file or folder .*nosuch to read"):
        checked_suite(cases, [tmp_path / "nosuch"])
