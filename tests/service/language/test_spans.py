"""What a short answer has to be, and what of a text may be one."""

from __future__ import annotations

import pytest

from service.language.languages import Language
from service.language.spans import Wanted, candidates, wanted

TEXT = (
    "Sáng 27-6, tại khách sạn Mường Thanh (thành phố Đông Hà), Đại tá Lê Hữu Trạch cho biết đã bắt hơn 96.000 viên "
    "ma túy, trị giá 1.180 tỉ đồng, vì dân báo tin. Tuyến dài 17,6 km, mở lúc 14h40 ngày 5 tháng 3 năm 2011 với "
    "phương châm “nhanh và gọn”; tám người bị thương. Tòa án Hà Tĩnh mời Nguyễn Văn An."
)


def held(want: Wanted) -> list[str]:
    return [TEXT[one.start : one.end] for one in candidates(TEXT, want)]


def test_each_kind_of_thing_is_found_with_what_belongs_to_it() -> None:
    assert held(Wanted.DATE) == ["Sáng 27-6", "14h40 ngày 5 tháng 3 năm 2011"]
    assert held(Wanted.MONEY) == ["1.180 tỉ đồng"]
    assert held(Wanted.NUMBER) == ["hơn 96.000 viên", "1.180 tỉ đồng", "17,6 km", "tám người"]
    assert held(Wanted.PERSON) == ["Đại tá Lê Hữu Trạch", "Hà Tĩnh", "Nguyễn Văn An"]
    assert held(Wanted.REASON) == ["vì dân báo tin"]


def test_what_only_looks_like_it_is_left_out() -> None:
    assert candidates("Lắp 52.000 đồng hồ nước.", Wanted.MONEY) == []
    assert candidates("Máy hỏng, vì vậy lùi sang năm sau.", Wanted.REASON) == []


def test_an_article_is_no_number_and_an_institution_no_name() -> None:
    assert candidates("Đây là một đoàn của Tòa án.", Wanted.NUMBER) == []
    assert candidates("Đây là một đoàn của Tòa án.", Wanted.PERSON) == []


@pytest.mark.parametrize(
    ("question", "language", "want"),
    [
        ("Ai chủ trì?", Language.VIETNAMESE, Wanted.PERSON),
        ("bao nhieu nguoi bi thuong", Language.UNACCENTED, Wanted.NUMBER),
        ("Mấy vụ cháy?", Language.VIETNAMESE, Wanted.NUMBER),
        ("Nhánh máy tính được học ra sao?", Language.VIETNAMESE, None),
        ("When did it open?", Language.ENGLISH, Wanted.DATE),
        ("Who was hurt when it opened?", Language.ENGLISH, Wanted.PERSON),
        ("Where was it held?", Language.ENGLISH, None),
        ("làng Dơk cúp điện mấy giờ?", Language.VIETNAMESE, Wanted.DATE),
        ("Gồm những ai?", Language.VIETNAMESE, None),
        ("Ai ký, ai chứng kiến?", Language.VIETNAMESE, None),
        ("How many came and what did it cost?", Language.ENGLISH, None),
        ("Vì sao tuyến chậm?", Language.VIETNAMESE, Wanted.REASON),
        ("Tuyến đã mở chưa?", Language.VIETNAMESE, None),
        ("Did it open in March?", Language.ENGLISH, None),
        ("Hội nghị bàn về điều chi?", Language.VIETNAMESE, None),
    ],
)
def test_what_is_wanted(question: str, language: Language, want: Wanted | None) -> None:
    assert wanted(question, language) is want
