"""Probes: what is changed is really another thing, what isn't is the same, and equal seeds give equal probes."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evals import cli, cli_parts
from evals.own.material import Material, names_of
from evals.own.mutations import FALSE, TRUE
from evals.own.probe import ASKED, Claim, claims, judge, question_cases, rows
from evals.suites.build import seed_paths
from evals.suites.cases import UnanswerableKind
from evals.suites.own import read_articles
from evals.suites.places import resolve
from ingest.models import Article
from service.language.fact_spans import spans
from tests.evals.fakes import FakeAsker, articles_of
from tests.evals.own.corpus import written

NEWS = [Path(cli.__file__).parent / "news" / name for name in ("banks", "accidents")]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[Article]:
    return read_articles([written(tmp_path_factory.mktemp("articles")), *NEWS, *seed_paths()])


def changed(kind: str, sentence: str, text: str = "") -> str | None:
    return (TRUE | FALSE)[kind](sentence, Material(Article("a", text or sentence)), random.Random(1))


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "Ngày 24-4, ông Khúc Thừa Vịnh trao 1.240 suất quà ở xã Hòa Cỏ.",
            ["date Ngày 24-4", "person Khúc Thừa Vịnh", "number 1.240", "place Hòa Cỏ"],
        ),
        ("Cúp Sông Côn 2024 có hơn 300 người, gần 40 xe.", []),
        ("Quyết định số 12 của huyện Tân Lâm Nguyễn Văn Hòa.", ["place Tân Lâm", "person Nguyễn Văn Hòa"]),
        ("Giám đốc Ty Công an họp với Tổng giám đốc An Phước.", []),
        ("Lúc 14h40, tỷ số là 2-1, quốc lộ 14 kẹt 3.5 km.", []),
        (
            "Bà Lục Thị Hồng Diễm nhận 5,5% từ tháng 9-2024.",
            ["person Lục Thị Hồng Diễm", "number 5,5", "date tháng 9-2024"],
        ),
    ],
)
def test_facts_are_few_and_sure(sentence: str, found: list[str]) -> None:
    assert [f"{one.fact} {one.text}" for one in spans(sentence)] == found
    assert all(sentence[one.start : one.end] == one.text for one in spans(sentence))


def test_what_changes_a_sentence() -> None:
    said = "Ông An Văn Bình đã trao 20 suất quà cho bà Lê Thị Hoa hôm 3-4-2025."
    assert re.fullmatch(r"Ông An Văn Bình đã trao [13-9]0 suất quà .*", changed("number", said) or "")
    assert changed("role", said) == "Ông Lê Thị Hoa đã trao 20 suất quà cho bà An Văn Bình hôm 3-4-2025."
    assert changed("negation", said) == "Ông An Văn Bình chưa trao 20 suất quà cho bà Lê Thị Hoa hôm 3-4-2025."
    assert re.search(r"hôm (?!3-)\d+-4-2025\.$", changed("date", said) or "")
    assert changed("date form", said) == said.replace("3-4-2025", "3 tháng 4 năm 2025")
    assert changed("unit", "Cầu dài 320 m.") == "Cầu dài 320 km."
    assert changed("unit form", "Lãi tăng 18%.") == "Lãi tăng 18 phần trăm."
    for form in ("Ông An Văn Công đến.", "Ông An Văn Thuận đến.", "Ông An Văn Tuấn đến."):
        toned = changed("tone", form)
        assert toned not in (None, form)
        assert unicodedata.normalize("NFC", toned or "") == toned
        assert len(toned or "") == len(form)
    name = changed("tone", "Ông Trần Quốc Bảo đến.")
    assert name in {f"Ông Trần Quốc {one} đến." for one in ("Bao", "Bào", "Báo", "Bão", "Bạo")}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("role", "Ông An Văn Bình và bà Lê Thị Hoa trao quà."),
        ("role", "Ông An Văn Bình gặp bà Lê Thị Hoa."),
        ("role", "Quan hệ ngoại giao giữa Lào Cai và Vân Nam tốt đẹp."),
        ("negation", "Nếu đã ký thì ông Bình sẽ trả."),
        ("negation", "Ông Bình không chỉ trả tiền."),
        ("number", "Hơn 300 người đến."),
        ("unit", "Trong 6 tháng đầu năm, lãi tăng."),
        ("date", "Ông Bình đến."),
    ],
)
def test_what_can_not_be_changed_for_sure_is_left(kind: str, sentence: str) -> None:
    assert changed(kind, sentence) is None


def test_nothing_is_put_in_that_the_article_says() -> None:
    digits = "".join(f" Có {digit}0 suất." for digit in range(1, 10))
    assert changed("number", "Ông Bình trao 20 suất quà.", f"Ông Bình trao 20 suất quà.{digits}") is None
    days = " ".join(f"Ngày {day}-4." for day in range(1, 29))
    assert changed("date", "Ngày 3-4, ông Bình đến.", days) is None
    assert changed("unit", "Cầu dài 2 m.", "Cầu dài 2 m. Đường dài 2 km.") is None


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def test_every_false_claim_says_what_its_article_does_not(articles: list[Article]) -> None:
    found = claims(articles, 40)
    assert {one.kind for one in found} == {*TRUE, *FALSE}
    for one in found:
        assert (one.claim in one.article.text) is (one.kind == "as it stands"), one
        assert one.quote in one.article.text
        if one.kind == "number":
            assert not (numbers(one.claim) - numbers(one.quote)) & numbers(one.article.text), one
        if one.kind in ("name", "tone"):
            assert any(word not in one.article.text for word in one.claim.split()), one


def test_equal_seeds_give_equal_probes(articles: list[Article]) -> None:
    backwards = list(reversed(articles))
    assert claims(articles, 5) == claims(backwards, 5) != claims(articles, 5, seed=8)
    assert question_cases(articles, 3) == question_cases(backwards, 3)


def test_articles_take_turns(articles: list[Article]) -> None:
    first = [one.article.id for one in claims(articles, 12) if one.kind == "number"]
    assert len(first) == len(set(first)) == 12


def test_a_question_asks_for_what_stands_in_its_gold(articles: list[Article]) -> None:
    cases = question_cases(articles, 30)
    texts = {one.id: one.text for one in articles}
    for case in resolve(cases, texts.__getitem__):
        if case.answerable:
            assert str(case.gold[0].quote) not in case.question, case
        else:
            assert (case.unanswerable_kind, (case.note or "") in FALSE) == (UnanswerableKind.NEAR_MISS, True)
    assert {case.note for case in cases} >= {ASKED, "number", "name", "tone", "unit", "date"}


def test_shares_have_intervals_and_examples_of_what_went_wrong() -> None:
    article = Article("a", "Ông Bình đến.")
    judged = [(Claim(article, "number", False, f"Có {n} người.", "Có 3 người."), n == 7) for n in range(4, 9)]
    (row,) = rows(judged, [])
    assert (row.kind, row.true, row.n, row.articles, row.passed) == ("number", False, 5, 1, 0.2)
    assert row.wrong == ["Có 7 người."]
    assert (round(row.low or 0, 3), round(row.high or 0, 3)) == (0.005, 0.716)


def test_the_claim_check_keeps_what_is_said_and_not_other_numbers(articles: list[Article]) -> None:
    shares = {row.kind: row for row in rows(judge(claims(articles, 40)), [])}
    assert shares["as it stands"].passed >= 0.9
    assert shares["number"].passed <= 0.05
    assert shares["name"].passed <= 0.05


def test_the_command_tells_both_and_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opener(mode: str, **options: Any) -> Any:
        return lambda paths: nullcontext(FakeAsker(articles_of(paths)))

    monkeypatch.setattr(cli_parts, "open_asker", opener)
    folder = str(written(tmp_path / "articles"))
    first, second = (CliRunner().invoke(cli.app, ["probe", folder, "--questions", "2", "--json"]) for _ in range(2))
    assert (first.exit_code, first.stdout) == (0, second.stdout)
    found = {(row["part"], row["kind"], row["true"]): row for row in json.loads(first.stdout)["rows"]}
    assert found["claims", "number", False]["passed"] == 0
    assert found["questions", ASKED, True]["n"] == 2
    shown = CliRunner().invoke(cli.app, ["probe", folder, "--questions", "0"]).stdout
    assert re.search(
        r"^claims +let through +number +0\.0 % \(0\.0 to \d+\.\d\) +n \d+ in 3 articles$", shown, re.MULTILINE
    )


@pytest.mark.parametrize("made", ["nothing", "empty"])
def test_a_folder_without_articles_is_wrong_use(tmp_path: Path, made: str) -> None:
    folder = tmp_path / "articles"
    if made == "empty":
        folder.mkdir()
    assert CliRunner().invoke(cli.app, ["probe", str(folder)]).exit_code == 2


def test_names_of_the_corpus_come_before_invented_ones(articles: list[Article]) -> None:
    known = Material(articles[0], names_of(articles))
    for fact, names in names_of(articles).items():
        assert next(known.strangers(fact, random.Random(1))) in names
