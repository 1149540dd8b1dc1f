"""Articles that give two numbers for the same thing."""

from __future__ import annotations

import pytest

from evals.running.talk_sets import load
from ingest.models import Article
from service.answering.conflicts import conflict_sentence, conflicts
from service.language.languages import Language
from service.values import QuoteSpan


def quote(key: str, text: str, published: str | None = None) -> QuoteSpan:
    return QuoteSpan(Article(key, text, published=published), f"{key}-0", 0, len(text), 1.0)


def test_two_numbers_of_the_same_thing_are_a_conflict_with_dates_the_newer_first() -> None:
    first = quote("a", "Hai tỉnh đã tổ chức 12 đợt tuần tra chung trên biên giới.", "2023-10-27")
    second = quote("b", "Hai tỉnh tổ chức 15 đợt tuần tra chung dọc biên giới.", "2023-12-27")
    undated = quote("b", second.text)
    (found,) = conflicts([first, second])
    assert found.numbers == ("15 đợt tuần", "12 đợt tuần")
    assert conflict_sentence(conflicts([first, undated])[0], Language.VIETNAMESE) == (
        "Các bài báo nêu khác nhau: 12 đợt tuần (2023-10-27) và 15 đợt tuần (không rõ ngày)."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hai tỉnh tổ chức 12 đợt tuần tra chung.", "Hai tỉnh tổ chức 12 đợt tuần tra chung."),
        ("Hai tỉnh tổ chức 12 đợt tuần tra chung.", "Công an tặng 2 chiếc xe mô tô cho bạn."),
        ("Năm 2022, hai tỉnh tổ chức 12 đợt tuần tra.", "Năm 2023, hai tỉnh tổ chức 15 đợt tuần tra."),
        ("Tổng mức hỗ trợ dân sau lũ là 15 tỷ đồng.", "Mỗi hộ dân được hỗ trợ sau lũ 80 triệu đồng."),
        ("Bão số 6 làm 3 người chết ở xã Vĩnh Thái.", "Bão số 6 làm 26 người bị thương ở xã Vĩnh Thái."),
        ("Bão số 6 làm 3 người chết ở xã Vĩnh Thái.", "Bão số 8 làm 2 người chết ở xã Vĩnh Thái."),
        ("Gần 2.700 công nhân giày Kỳ Vinh ngừng việc.", "Có 2.689 công nhân giày Kỳ Vinh ngừng việc."),
        ("Vàng miếng SJC bán ra 83,7 triệu đồng/lượng.", "Vàng miếng SJC bán ra 85,4 triệu đồng/lượng."),
    ],
)
def test_agreement_and_other_subjects_attributes_and_periods_are_no_conflict(one: str, other: str) -> None:
    assert conflicts([quote("a", one, "2023-10-18"), quote("b", other, "2023-10-22")]) == []


def test_a_table_is_of_its_day() -> None:
    table = "| Địa bàn | Cà phê nhân xô | Thay đổi |\n|---|---|---|\n| Đăk Nông cũ | {} đồng | tăng |"
    one = quote("a", table.format("98.900"), "2023-10-18")
    assert conflicts([one, quote("b", table.format("101.700"), "2023-10-22")]) == []
    assert len(conflicts([one, quote("b", table.format("101.700"), "2023-10-18")])) == 1


def test_a_day_without_a_year_is_of_its_article_s_year() -> None:
    text = "Ngày 5/3, hai tỉnh tổ chức {} đợt tuần tra chung trên biên giới."
    later = quote("b", text.format(15), "2024-03-06")
    assert conflicts([quote("a", text.format(12), "2023-03-06"), later]) == []
    assert len(conflicts([quote("a", text.format(12), "2024-03-06"), later])) == 1


def test_one_article_does_not_disagree_with_itself() -> None:
    text = "Hai tỉnh tổ chức 12 đợt tuần tra chung."
    other = QuoteSpan(Article("a", "Hai tỉnh tổ chức 15 đợt tuần tra chung."), "a-1", 0, 39, 1.0)
    assert conflicts([quote("a", text), other]) == []


def test_remarks_are_seldom_false() -> None:
    remarked = {
        kind: sum(bool(conflicts([quote("a", one, day), quote("b", other, later)])) for one, day, other, later in pairs)
        for kind, pairs in load("conflicts").items()
    }
    assert remarked["conflict"] >= 0.9 * sum(remarked.values())
    assert remarked["conflict"] >= 0.6 * len(load("conflicts")["conflict"])
