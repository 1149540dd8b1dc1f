"""What its article has said before counts for a sentence that leaves it out."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.models import Article, Passage, Sentence
from service.engine import Engine
from service.quoting.inherited import FROM_BEFORE, FROM_LEAD, inherited
from service.quoting.types import ScoredSentence
from service.values import RetrievedPassage
from tests.service.conftest import EngineOver
from trichdan.wire import AskRequest

POISON = """Trại rắn và khoa chống độc

Từ đầu mùa mưa, Khoa Chống độc Bệnh viện Đa khoa Tây Giồng tiếp nhận 173 ca rắn cắn, tăng 38 ca so với cùng kỳ. Phần \
lớn là nông dân, thợ hái dừa và trẻ em đi hái rau, bắt ốc ở bờ ruộng lúc chiều tối.

Bác sĩ trưởng khoa khuyên người dân nằm yên, nẹp chỗ bị cắn, tháo nhẫn và vòng rồi đến viện trong vòng sáu giờ. Không \
nên rạch, hút hay buộc ga rô. Năm nay 21 người bị hoại tử, đều do buộc quá chặt, trong đó có một em bé bảy tuổi ở xã \
Phước Hòa phải tháo hai ngón tay.

Hiện khoa có 24 giường, hai máy thở và chín điều dưỡng. Huyết thanh đủ dùng đến hết tháng mười, sau đó phải xin thêm \
từ Nha Trang. Ban giám đốc hứa thêm 10 giường nữa nhưng chưa có văn bản.
"""


def given(*supports: list[float], passages: int = 2) -> list[ScoredSentence]:
    """The sentences of an article of passages of `passages` sentences each."""
    text = "Câu. " * len(supports)
    article = Article("a", text)
    spans = [Sentence(5 * at, 5 * at + 4) for at in range(len(supports))]
    found = []
    for at, support in enumerate(supports):
        ordinal = at // passages
        own = tuple(spans[ordinal * passages : (ordinal + 1) * passages])
        start, end = own[0].start, own[-1].end
        passage = Passage(f"p{ordinal}", "a", ordinal, start, end, text[start:end], "", own)
        found.append(ScoredSentence(RetrievedPassage(passage, article, 1.0), spans[at], 1.0, support=tuple(support)))
    return found


def test_a_sentence_inherits_from_the_lead_and_from_the_one_before() -> None:
    one, two, three, four = inherited(given([1, 0, 0], [0, 0.1, 0], [0, 0.5, 0], [0, 0, 0.5]))
    assert one.tolist() == [1, 0, 0]
    assert two.tolist() == [FROM_BEFORE, 0.1, 0], "the lead's own passage inherits from the one before alone"
    assert np.allclose(three, [FROM_LEAD, 0.5, 0])
    assert np.allclose(four, [FROM_LEAD, FROM_BEFORE * 0.5, 0.5])


def test_nothing_is_inherited_over_a_gap_or_without_vectors() -> None:
    sentences = given([0.2, 0], [0.1, 0], [0.9, 0], [0.9, 0], [0, 0.3], [0, 0.3])
    assert np.allclose(inherited([sentences[1], sentences[4]])[1], [FROM_LEAD * 0.1, 0.3]), "a passage lies between"
    assert inherited([sentences[4]])[0].tolist() == [0, 0.3], "the lead was not found"
    assert [len(one) for one in inherited(given([], [0.5], []))] == [0, 1, 0]


@pytest.fixture(scope="module")
def engine(engine_over: EngineOver) -> Engine:
    return engine_over({"tay-giong.txt": POISON})


@pytest.mark.parametrize(
    "question", ["Khoa chống độc Tây Giồng có mấy giường?", "khoa chong doc tay giong co may giuong"]
)
def test_the_sentence_that_answers_is_quoted_before_the_lead_that_names_the_matter(
    engine: Engine, question: str
) -> None:
    first = engine.ask_blocking(AskRequest(question=question), ()).citations[0].quote
    assert first.startswith("Hiện khoa có 24 giường")


DATELINES = ("21/07/2025 08:15", "Thứ hai, 21/7/2025, 08:15 (GMT+7)", "Cập nhật lúc 08:15, ngày 21/07/2025")


@pytest.fixture(scope="module", params=DATELINES)
def dated(request: pytest.FixtureRequest, engine_over: EngineOver) -> tuple[Engine, str]:
    title, _, rest = POISON.partition("\n")
    return engine_over({"tay-giong.txt": f"{title}\n{request.param}\n{rest}"}), request.param


def test_when_an_article_was_published_is_neither_its_lead_nor_quoted(dated: tuple[Engine, str]) -> None:
    engine, line = dated
    found = engine.retrieve("khoa chong doc tay giong co may giuong", 8)
    assert "24 giường" in found.quotes[0].text
    assert not [one.text for one in found.sentences if line in one.text]
    first = engine.retrieve("khoa chong doc tiep nhan bao nhieu ca ran can", 8).quotes[0]
    assert first.text.startswith("Từ đầu mùa mưa"), "the lead goes without it"
