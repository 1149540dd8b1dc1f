"""What an article asks itself it doesn't tell, nor what it tells of the deputy alone; and the reasons say so."""

from __future__ import annotations

import pytest

from service.answerability.assess import assess
from service.engine import Engine
from tests.service.conftest import EngineOver
from trichdan.wire import Reason

WASHED_AWAY = """Lũ cuốn trôi cầu treo Kon Plinh, dân đi vòng 20 km

Trận lũ đêm 12/10/2025 đã cuốn trôi cầu treo Kon Plinh bắc qua sông Đăk Bla, nối hai làng của xã Đăk Rơ Wa.
Hơn 300 hộ dân phải đi vòng gần 20 km để ra trung tâm xã.

Ông A Thút, trưởng làng, cho biết cây cầu dài 80 m được làm từ năm 2009. Bao giờ cầu treo Kon Plinh được xây lại?
Người dân vẫn chờ. Xã đã gửi ba văn bản lên huyện nhưng chưa có hồi âm."""
INTERVIEW = """Hiệu trưởng nói về kỳ thi: "Chúng tôi đã chuẩn bị kỹ"

Phóng viên: Thưa bà, khi nào trường Lê Lợi tổ chức thi thử?

Bà Phạm Thu Hà: Chiều thứ Bảy tuần tới, tại hội trường lớn.

Phóng viên: Ai sẽ ra đề môn toán?

Bà Phạm Thu Hà: Chúng tôi mời thầy Ngô Văn Tín, giáo viên đã nghỉ hưu."""

HEALTH = """Sở Y tế Trà Khê ra quân diệt lăng quăng

Sáng 5/8/2025, ông Đỗ Hữu Cảnh, Phó Giám đốc Sở Y tế Trà Khê, phát động chiến dịch diệt lăng quăng tại 12 phường.
Bà Mạc Thị Liên, Trưởng phòng Nghiệp vụ của sở, cho biết dịch sốt xuất huyết đã tăng 15 % so với tháng trước."""


@pytest.fixture(scope="module")
def engine(engine_over: EngineOver) -> Engine:
    return engine_over({"cau.txt": WASHED_AWAY, "thi.txt": INTERVIEW, "yte.txt": HEALTH})


@pytest.mark.parametrize(
    "question",
    [
        "Bao giờ cầu treo Kon Plinh được xây lại?",
        "bao gio cau treo kon plinh duoc xay lai",
        "cầu kon plinh khi nào xây lại",
        "When will the Kon Plinh bridge be rebuilt?",
    ],
)
def test_a_question_of_the_article_is_no_answer(engine: Engine, question: str) -> None:
    found = assess(engine.retrieve(question))
    assert found.confidence == 0
    asked = "The nearest article asks this" if question[0] == "W" else "Bài gần nhất cũng nêu câu hỏi này"
    assert found.explanation.startswith(asked)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Khi nào trường Lê Lợi thi thử?", "Chiều thứ Bảy tuần tới"),
        ("khi nao truong le loi thi thu", "Chiều thứ Bảy tuần tới"),
        ("Ai ra đề môn toán?", "Ngô Văn Tín"),
        ("Cầu treo Kon Plinh dài bao nhiêu?", "dài 80 m"),
    ],
)
def test_what_stands_behind_a_question_may_answer(engine: Engine, question: str, says: str) -> None:
    retrieval = engine.retrieve(question)
    found = assess(retrieval)
    assert (found.reason, found.explanation) == (None, "")
    assert says in retrieval.quotes[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Giám đốc Sở Y tế Trà Khê là ai?",
        "giam doc so y te tra khe la ai",
        "Who is the director of the Trà Khê health department?",
        "Phó trưởng phòng Nghiệp vụ Sở Y tế Trà Khê tên gì?",
    ],
)
def test_a_deputy_is_no_chief_nor_a_chief_a_deputy(engine: Engine, question: str) -> None:
    found = assess(engine.retrieve(question))
    assert found.reason is Reason.LOW_CONFIDENCE
    of_either = "tell of the deputy or the chief" if question[0] == "W" else "nói đến cấp phó hoặc cấp trưởng"
    assert of_either in found.explanation


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Phó Giám đốc Sở Y tế Trà Khê là ai?", "Đỗ Hữu Cảnh"),
        ("Who is the deputy director of the Trà Khê health department?", "Đỗ Hữu Cảnh"),
        ("truong phong nghiep vu so y te tra khe la ai", "Mạc Thị Liên"),
    ],
)
def test_each_is_told_by_the_own_title(engine: Engine, question: str, name: str) -> None:
    retrieval = engine.retrieve(question)
    assert assess(retrieval).reason is None
    assert name in retrieval.quotes[0].text
