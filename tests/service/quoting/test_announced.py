"""What a text announces is quoted instead of what announces it: answers behind its questions, items behind a colon."""

from __future__ import annotations

import pytest

from service.engine import Engine
from service.quoting.announced import LIST, QUESTION, REACH, announcers, announces
from tests.service.conftest import EngineOver
from trichdan.wire import AskRequest

INTERVIEW = """Trò chuyện với hiệu trưởng Trường Nà Phát

(ĐB) Ngày 8-1, phóng viên gặp thầy Cà Văn Toàn, Hiệu trưởng Trường Nà Phát, ngôi trường vừa có điện lưới.

PV: Điện về trường hôm nào, thưa thầy?

Thầy Cà Văn Toàn: Tối 24-12, lúc 18 giờ 40. Bọn trẻ reo như Tết.

PV: Thầy mong gì nhất cho trường?

Thầy Cà Văn Toàn: Một cây cầu treo qua suối. Mùa lũ, trường phải nghỉ trung bình 15 ngày.

PV: Trường còn thiếu bao nhiêu giáo viên?

Thầy Cà Văn Toàn: Năm người so với định mức. Môn Tiếng Anh chưa có ai dạy.

Muốn gửi sách cho trường, bạn đọc cần:

- Ghi rõ tên người gửi;

- Đóng gói bằng ni lông;

- Gửi trước ngày 20-1.
"""


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Điện về hôm nào?", QUESTION),
        ("“Anh có tiếc?”", QUESTION),
        ("Hồ sơ gồm:", LIST),
        ("Ông hỏi: vì sao? Rồi thôi.", ""),
        ("Lúc 18:40", ""),
        ("", ""),
    ],
)
def test_a_sentence_announces_by_how_it_ends(text: str, how: str) -> None:
    assert announces(text) == how


def test_a_question_announces_some_sentences_and_no_further_than_the_next() -> None:
    assert announcers(["Vì sao?", "Do mưa.", "Cả tuần.", "Lúc nào?", "Tối qua."]) == [None, 0, 0, 0, 3]
    long = announcers(["Vì sao?", *["Do mưa."] * (REACH + 1)])
    assert long == [None, *[0] * REACH, None]


def test_a_colon_announces_the_items_of_its_list_alone() -> None:
    assert announcers(["Hồ sơ gồm:", "- Đơn;", "- Ảnh;", "• Bằng.", "Nộp trước thứ sáu."]) == [None, 0, 0, 0, None]
    assert announcers(["Giá sáng nay:", "Loại | Giá\nRi6 | 118", "- Giá tăng."]) == [None, None, None]


@pytest.fixture(scope="module")
def engine(engine_over: EngineOver) -> Engine:
    return engine_over({"na-phat.txt": INTERVIEW})


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Điện về trường hôm nào?", "Tối 24-12, lúc 18 giờ 40."),
        ("Thầy hiệu trưởng mong gì nhất cho trường?", "Một cây cầu treo qua suối."),
        ("truong con thieu bao nhieu giao vien", "Năm người so với định mức."),
    ],
)
def test_an_interview_is_quoted_by_what_is_said_and_not_by_what_is_asked(
    engine: Engine, question: str, answer: str
) -> None:
    first = engine.ask_blocking(AskRequest(question=question), ()).citations[0].quote
    assert answer in first
    assert not first.rstrip().endswith("?"), "a question of the text says nothing"


def test_a_list_is_quoted_whole_with_the_line_that_announces_it(engine: Engine) -> None:
    asked = AskRequest(question="Bạn đọc muốn gửi sách cho trường thì cần những gì?")
    first = engine.ask_blocking(asked, ()).citations[0].quote
    assert all(one in first for one in ("bạn đọc cần:", "tên người gửi", "ni lông", "20-1"))
