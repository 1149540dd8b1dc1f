"""What a short answer has to be, and what of a text may be one."""

from __future__ import annotations

import pytest

from service.language.answer_types import AnswerType
from service.language.languages import Language
from service.language.spans import candidates, wanted

TEXT = (
    "Sáng 27-6, tại khách sạn Mường Thanh (thành phố Đông Hà), Đại tá Lê Hữu Trạch cho biết đã bắt hơn 96.000 viên "
    "ma túy, trị giá 1.180 tỉ đồng, vì dân báo tin. Tuyến dài 17,6 km, mở lúc 14h40 ngày 5 tháng 3 năm 2011 với "
    "phương châm “nhanh và gọn”; tám người bị thương. Tòa án Hà Tĩnh mời Nguyễn Văn An."
)


def held(want: AnswerType) -> list[str]:
    return [TEXT[one.start : one.end] for one in candidates(TEXT, want)]


def test_each_kind_of_thing_is_found_with_what_belongs_to_it() -> None:
    assert held(AnswerType.DATE) == ["Sáng 27-6", "14h40 ngày 5 tháng 3 năm 2011"]
    assert held(AnswerType.MONEY) == ["1.180 tỉ đồng"]
    assert held(AnswerType.NUMBER) == ["hơn 96.000 viên", "1.180 tỉ đồng", "17,6 km", "tám người"]
    assert held(AnswerType.PERSON) == ["Đại tá Lê Hữu Trạch", "Hà Tĩnh", "Nguyễn Văn An"]
    assert held(AnswerType.REASON) == ["vì dân báo tin"]


def test_what_only_looks_like_it_is_left_out() -> None:
    assert candidates("Lắp 52.000 đồng hồ nước.", AnswerType.MONEY) == []
    assert candidates("Máy hỏng, vì vậy lùi sang năm sau.", AnswerType.REASON) == []


def test_an_article_is_no_number_and_an_institution_no_name() -> None:
    assert candidates("Đây là một đoàn của Tòa án.", AnswerType.NUMBER) == []
    assert candidates("Đây là một đoàn của Tòa án.", AnswerType.PERSON) == []


@pytest.mark.parametrize(
    ("question", "language", "want"),
    [
        ("Ai chủ trì?", Language.VIETNAMESE, AnswerType.PERSON),
        ("bao nhieu nguoi bi thuong", Language.UNACCENTED, AnswerType.NUMBER),
        ("Mấy vụ cháy?", Language.VIETNAMESE, AnswerType.NUMBER),
        ("Nhánh máy tính được học ra sao?", Language.VIETNAMESE, None),
        ("When did it open?", Language.ENGLISH, AnswerType.DATE),
        ("Who was hurt when it opened?", Language.ENGLISH, AnswerType.PERSON),
        ("Where was it held?", Language.ENGLISH, None),
        ("làng Dơk cúp điện mấy giờ?", Language.VIETNAMESE, AnswerType.DATE),
        ("Gồm những ai?", Language.VIETNAMESE, None),
        ("Ai ký, ai chứng kiến?", Language.VIETNAMESE, None),
        ("How many came and what did it cost?", Language.ENGLISH, None),
        ("Vì sao tuyến chậm?", Language.VIETNAMESE, AnswerType.REASON),
        ("Tuyến đã mở chưa?", Language.VIETNAMESE, None),
        ("Did it open in March?", Language.ENGLISH, None),
        ("Hội nghị bàn về điều chi?", Language.VIETNAMESE, None),
    ],
)
def test_what_is_wanted(question: str, language: Language, want: AnswerType | None) -> None:
    assert wanted(question, language) is want
