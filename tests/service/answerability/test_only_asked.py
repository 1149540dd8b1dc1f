"""What an article asks itself it doesn't tell, unless what stands behind may answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.pipeline import Ingestor
from ingest.settings import load_settings
from service.answerability.assess import assess
from service.engine import Engine
from service.settings import ServiceSettings

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


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    home = load_settings(ServiceSettings)
    folder = tmp_path_factory.mktemp("asked")
    chosen = home.model_copy(update={"data": folder / "data", "database_url": "", "chroma_url": ""})
    for name, text in (("cau", WASHED_AWAY), ("thi", INTERVIEW)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    Ingestor(chosen).run(sorted(folder.glob("*.txt")))
    opened = Engine.open(chosen)
    yield opened
    opened.close()


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
