"""Days told by their distance from the day of publication, a Tuesday."""

from __future__ import annotations

import pytest

from service.language.relative import resolve


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hôm qua mưa, sáng nay tạnh", [("Hôm qua", "2024-11-04"), ("sáng nay", "2024-11-05")]),
        ("tuần trước", [("tuần trước", "2024-10-28")]),
        ("hồi tháng trước", [("tháng trước", "2024-10")]),
        ("năm ngoái", [("năm ngoái", "2023")]),
        ("Thứ Hai, Chủ nhật tới", [("Thứ Hai", "2024-11-04"), ("Chủ nhật tới", "2024-11-10")]),
        ("on Monday and yesterday", [("Monday", "2024-11-04"), ("yesterday", "2024-11-04")]),
        ("lần thứ hai trong ba ngày", []),
        ("thứ ba 14-11-2023", []),
        ("ngày 4-11", []),
        ("Mười năm trước đã vậy, từ nhiều năm nay cũng thế", []),
        ("cấm hành nghề 3 năm sau khi ra tù, hai tuần sau mới xong", []),
        ("một năm sau đó, tháng trước khi bão vào, mấy tháng tới", []),
        ("cả năm nay, đầu năm sau", [("năm nay", "2024"), ("năm sau", "2025")]),
    ],
)
def test_a_distance_is_a_date(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.written) for one in resolve(text, "2024-11-05")] == expected


def test_a_week_has_a_last_day() -> None:
    (week,) = resolve("tuần tới", "2024-11-05")
    assert (week.first.isoformat(), week.last.isoformat()) == ("2024-11-11", "2024-11-17")


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
def test_where_the_calendar_ends_no_distance_leads_anywhere(published: str) -> None:
    assert resolve("Hôm qua, ngày mai, tuần trước, năm sau, Chủ nhật tới", published) == ()


def test_without_a_day_of_publication_nothing_is_known() -> None:
    assert resolve("hôm qua", None) == resolve("hôm qua", "2024-11") == ()
