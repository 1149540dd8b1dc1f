"""The value that a question asks for, and which of a text's may be it."""

from __future__ import annotations

import pytest

from service.language.answer_types import AnswerType
from service.language.asked_values import asked_kind, figure_of, name_of, of_same_rank
from service.language.detection import detect_language
from service.language.question import Question, read_question
from service.language.spans import candidates


def question_of(text: str) -> Question:
    return read_question(text, detect_language(text))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Kẻ trộm lấy đi mấy pho tượng?", AnswerType.NUMBER),
        ("Bác sĩ nào mổ chính ca đầu tiên?", AnswerType.PERSON),
        ("Đám cháy bùng lên lúc mấy giờ?", AnswerType.DATE),
        ("Số người chết mới nhất là bao nhiêu?", None),
        ("Hiện nay ai là giám đốc bệnh viện?", None),
    ],
)
def test_the_kind_of_the_one_value_that_is_asked_for(question: str, kind: AnswerType | None) -> None:
    assert asked_kind(question_of(question)) is kind


@pytest.mark.parametrize(
    ("question", "text", "counted"),
    [
        ("Trường có mấy phòng học?", "Trường cao hai tầng có 12 phòng học, nuôi 380 em.", ["12"]),
        ("Có bao nhiêu khán giả?", "Có 6.540 người vào xem, bán được 300 áo đấu.", ["6.540"]),
        ("Bao nhiêu hộ phải dời đi?", "Có 104 gia đình rời khỏi 3 khu nhà.", ["104"]),
        ("Lợi nhuận năm 2024 là bao nhiêu?", "Ngân hàng lãi 1.240 tỷ đồng, tăng 9%.", ["1.240"]),
        ("Tỷ lệ nợ xấu là bao nhiêu?", "Nợ xấu 300 tỷ đồng, chiếm 2,35% dư nợ.", ["2,35"]),
        ("Công viên có diện tích bao nhiêu?", "Công viên rộng 11 ha, trồng 2.000 cây.", ["11"]),
        ("Ông Dụ bao nhiêu tuổi?", "Năm 24 tuổi, ông là lính; nay ông 63 tuổi.", ["63"]),
    ],
)
def test_a_number_counts_what_is_asked(question: str, text: str, counted: list[str]) -> None:
    asked = question_of(question)
    found = [figure_of(asked, AnswerType.NUMBER, one, text) for one in candidates(text, AnswerType.NUMBER)]
    assert [one[0].text for one in found if one] == counted


def test_a_full_name_is_a_person_s() -> None:
    text = "Ông Trần Văn Lộc và Đại tá Hoàng Minh Khải đến Yên Mộc."
    names = [name_of(one, text) for one in candidates(text, AnswerType.PERSON)]
    assert [one for one in names if one] == [("tran", "van", "loc"), ("hoang", "minh", "khai")]


def test_a_deputy_s_title_is_not_the_head_s() -> None:
    question = "Ai là giám đốc bệnh viện?"
    assert of_same_rank(question, "Giám đốc bệnh viện, bà Trân, và phó giám đốc, ông Tuấn.")
    assert not of_same_rank(question, "Phó giám đốc bệnh viện, ông Tuấn.")
    assert of_same_rank("Ai chủ trì?", "Phó giám đốc bệnh viện, ông Tuấn.")
