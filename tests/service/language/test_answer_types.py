"""What kind of thing a question asks for, and what holds one."""

from __future__ import annotations

import pytest

from service.language.answer_types import AnswerType, expected
from service.language.languages import Language

VI, BARE, EN = Language.VIETNAMESE, Language.UNACCENTED, Language.ENGLISH


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Xe mô tô trị giá bao nhiêu?", VI, AnswerType.MONEY),
        ("khoa hoc ton het bao nhieu", BARE, AnswerType.MONEY),
        ("Sửa cầu tốn bao nhiêu?", VI, AnswerType.MONEY),
        ("Đường Tôn Đức Thắng dài bao nhiêu?", VI, AnswerType.NUMBER),
        ("Ngôi chùa tồn tại bao nhiêu năm?", VI, AnswerType.NUMBER),
        ("Lớp học Nhân Ái ở đâu?", VI, AnswerType.PLACE),
        ("How much did the cameras cost?", EN, AnswerType.MONEY),
        ("Hai nước theo phương châm gì?", VI, AnswerType.MOTTO),
        ("Which slogan will both sides keep?", EN, AnswerType.MOTTO),
        ("Vì sao khóa học dừng lại?", VI, AnswerType.REASON),
        ("For what reason were they detained?", EN, AnswerType.REASON),
        ("Hai bên đã ký kết văn bản gì?", VI, AnswerType.DOCUMENT),
        ("What did the ministers sign?", EN, AnswerType.DOCUMENT),
        ("Có bao nhiêu người dự?", VI, AnswerType.NUMBER),
        ("Over which period was the work assessed?", EN, AnswerType.DATE),
        ("Cho biết tên người đứng đầu công an tỉnh.", VI, AnswerType.PERSON),
        ("Họ gặp nhau ở khách sạn nào?", VI, AnswerType.NAMED),
        ("hoi nghi dien ra o dau", BARE, AnswerType.PLACE),
        ("Where did they meet?", EN, AnswerType.PLACE),
        ("Hội nghị diễn ra khi nào?", VI, AnswerType.DATE),
        ("Ai chủ trì hội nghị?", VI, AnswerType.PERSON),
        ("Giá dầu tăng vì lý do gì?", VI, AnswerType.REASON),
        ("Trận đầu tiên đội nào thắng?", VI, AnswerType.NAMED),
        ("Hai bên nói gì?", VI, None),
    ],
)
def test_kinds_of_questions(question: str, language: Language, kind: AnswerType | None) -> None:
    assert expected(question, language).kind is kind


@pytest.mark.parametrize(
    ("question", "holding", "other"),
    [
        ("Xe trị giá bao nhiêu?", "tặng xe trị giá 2,4 tỷ đồng", "tặng 2 xe mô tô"),
        ("Theo phương châm gì?", "theo phương châm “láng giềng tốt đẹp”", "theo phương châm đã nêu"),
        ("Vì sao dừng lại?", "dừng lại do thiếu kinh phí", "lớp học dừng lại"),
        ("Đã ký kết gì?", "hai bên ký kết biên bản ghi nhớ", "thực hiện các nội dung đã ký kết"),
    ],
)
def test_what_holds_such_a_thing(question: str, holding: str, other: str) -> None:
    asked = expected(question, VI)
    assert (asked.held(holding), asked.held(other)) == (1.0, 0.0)


def test_a_named_thing_stands_before_its_name() -> None:
    for asked in (expected("Gặp nhau ở khách sạn nào?", VI), expected("In which hotel did they meet?", EN)):
        assert asked.held("tại khách sạn Hải Âu") == 1.0
        assert asked.held("tại một khách sạn lớn") == 0.5
        assert asked.held("tại trụ sở thị ủy") == 0.0
    assert expected("Cột mốc nào bị hỏng?", VI).held("kiểm tra cột mốc 481") == 1.0


def test_nothing_known_is_nothing_said() -> None:
    assert expected("Hai bên nói gì?", VI).held("gì cũng được") == 0.5
