"""Names and numbers that a question takes for granted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.embedding.base import EmbedderIdentity
from ingest.models import Article
from service.answering.premises import leaves_nothing_open, premise_sentence, unmentioned
from service.language.detection import detect_language
from service.language.languages import Language
from service.language.question import Question, read_question
from service.measured import BUNDLED
from service.quoting.types import Retrieval

ARTICLE = Article(
    "a",
    "Sáng 12/3, ông Trần Văn Lượng, Chủ tịch UBND huyện Krông Búk, trao 1.250 suất quà và tám mươi tư chiếc xe đạp. "
    "Ba mươi năm làm việc, ông là chủ tịch thứ mười hai.",
    published="2025-03-12",
)


IDENTITY = EmbedderIdentity(**BUNDLED, precision="fp32", dimension=384)


def asked(question: str) -> Question:
    return replace(read_question(question, detect_language(question)), token_spans=((0, 1),))


def lost(question: str, *more: Article) -> tuple[str, ...]:
    found = Retrieval(asked(question), (), (), 0, 0, embedder=IDENTITY)
    return unmentioned(found, [ARTICLE, *more])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Ông Trần Văn Hoà trao bao nhiêu suất quà?", ("Trần Văn Hoà",)),
        ("Ông Trần Văn Lượng trao bao nhiêu suất quà?", ()),
        ("Ai trao 1.520 suất quà?", ("1.520",)),
        ("Ai trao 1250 suất quà?", ()),
        ("Ai trao 84 chiếc xe đạp?", ()),
        ("Ai trao 3 chiếc xe đạp?", ()),
        ("Năm 2025 ai trao quà?", ()),
        ("Năm 2024 ai trao quà?", ("2024",)),
        ("Ai là Chủ tịch huyện Krong Buk?", ()),
        ("Ai là Chủ tịch huyện Krông Bút?", ("Krông Bút",)),
        ("Who handed out gifts in Buon Don?", ("Buon Don",)),
        ("Who handed out gifts in Krong Buk?", ()),
        ("ong tran van hoa trao qua o dau?", ()),
        ("Who joined the African Union party?", ()),
        ("Which gifts did Temüjin hand out?", ()),
        ("Trận thắng Tây Sơn là của ai?", ("Tây Sơn",)),
        ("hai phóng viên nào viết bài, son la ten gi?", ()),
        ("Ông Lượng làm chủ tịch suốt 30 năm?", ()),
        ("Ông Lượng là chủ tịch thứ 12?", ()),
        ("Ngày 12/03 ai trao quà?", ()),
        ("Ngày 12/04 ai trao quà?", ("12/04",)),
    ],
)
def test_what_no_article_mentions_is_told(question: str, expected: tuple[str, ...]) -> None:
    assert lost(question) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Ông Trần Minh Lượng trao gì?", ("Trần Minh Lượng",)),
        ("Chủ tịch Krông Búk Trần Minh Lượng trao gì?", ("Trần Minh Lượng",)),
        ("Chủ tịch Krông Búk Trần Văn Lượng trao gì?", ()),
        ("Ông Trần Minh Lễ trao gì?", ()),
        ("Biên giới Lâm Đồng–Mondulkiri ra sao?", ()),
        ("Trận Krông Búk Hồ Minh Tuệ ai thắng?", ()),
        ("Trận Krông Búk Văn Lượng ai thắng?", ()),
        ("Trận Hồ Văn Lượng ai thắng?", ("Hồ Văn Lượng",)),
    ],
)
def test_a_name_whose_syllables_stand_there_may_be_another_ones(asked: str, expected: tuple[str, ...]) -> None:
    beside = Article("b", "Ông Hồ Minh Tuệ, Bí thư, tặng lễ vật. Lâm Đồng giáp Mondulkiri.")
    assert lost(asked, beside) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Bão số 3 vào lúc nào?", ("Bão số 3",)),
        ("Bão số 4 vào lúc nào?", ()),
        ("Tuyến số 5 có mấy ga?", ()),
        ("Tuyến số 2 có mấy ga?", ("Tuyến số 2",)),
        ("Đợt số 2 có mấy người?", ()),
        ("Phà số 3 chạy khi nào?", ()),
        ("Ngày 6-4 giá bao nhiêu?", ("6-4",)),
        ("Ngày 4 tháng 6 giá bao nhiêu?", ("4 tháng 6",)),
        ("Ngày 5-6 giá bao nhiêu?", ()),
        ("Ngày 7/6 giá bao nhiêu?", ()),
        ("Ngày 8.6 giá bao nhiêu?", ()),
        ("thang 6 may gia bao nhieu?", ()),
    ],
)
def test_another_number_of_the_same_and_another_day_are_told(question: str, expected: tuple[str, ...]) -> None:
    text = "Bão số 4 mạnh lên trong 3 giờ. Tuyến số 3, 4 và 5 có 2 ga; phà số ba, rồi phà số 4. Giá từ 5/6 đến 8/6."
    found = Retrieval(asked(question), (), (), 0, 0, embedder=IDENTITY)
    assert unmentioned(found, [Article("a", text)]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Lotus N3 giá bao nhiêu?", ("N3",)),
        ("lotus n2 giá bao nhiêu", ()),
        ("U23 đá ngày nào?", ("U23",)),
        ("QL1 bị cấm mấy giờ?", ()),
        ("QL5 bị cấm mấy giờ?", ("QL5",)),
        ("A7 giá bao nhiêu?", ()),
        ("đất rộng mấy m3?", ()),
    ],
)
def test_another_number_of_the_same_letters_is_told(question: str, expected: tuple[str, ...]) -> None:
    text = "Lotus N2 và Lotus N-4 giảm giá. Tuyển U22 đi QL27, rồi quốc lộ 1, qua khu đất 40 m2."
    assert unmentioned(Retrieval(asked(question), (), (), 0, 0, embedder=IDENTITY), [Article("a", text)]) == expected


def test_it_is_told_as_typed() -> None:
    assert lost("Ngày 25/2 ai trao quà?") == ("25/2",)
    assert lost("Xe đi hơn 2,3 nghìn km?") == ()


@pytest.mark.parametrize(
    ("question", "open_"),
    [
        ("Ai trao 1.250 suất quà?", False),
        ("Ai trao 1.250 suất quà ở Mỹ?", True),
        ("Ai trao 1.520 suất quà?", True),
    ],
)
def test_a_short_answer_needs_all_names_and_numbers_of_the_question(question: str, open_: bool) -> None:
    found = Retrieval(read_question(question, detect_language(question)), (), (), 0, 0, embedder=IDENTITY)
    assert leaves_nothing_open(found, ARTICLE) is not open_


def test_one_of_the_cited_articles_is_enough() -> None:
    assert lost("Ông Trần Văn Hoà làm gì?", Article("b", "Ông Trần Văn Hoà dự.")) == ()


def test_the_sentence_is_in_the_language_of_the_question() -> None:
    assert "không nhắc đến Trần Văn Hoà, 84." in premise_sentence(("Trần Văn Hoà", "84"), Language.UNACCENTED)
    assert "do not mention 84." in premise_sentence(("84",), Language.ENGLISH)
    assert premise_sentence((), Language.ENGLISH) == ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("gia qua o kon tum", ("kon tum",)),
        ("How many gifts were given in Kon Tum?", ("Kon Tum",)),
        ("How many gifts were given in March?", ()),
        ("How many bicycles were given in July?", ()),
        ("hoa binh tren the gioi", ()),
    ],
)
def test_provinces_are_known_however_they_are_typed_and_months_are_no_names(
    question: str, expected: tuple[str, ...]
) -> None:
    assert lost(question) == expected


def test_two_names_side_by_side_are_no_province() -> None:
    assert lost("Trận Bình Lâm – Đồng Xoài ai thắng?", Article("b", "Bình Lâm tiếp Đồng Xoài.")) == ()
    assert lost("Trận Bình Lâm – Lâm Đồng ai thắng?", Article("b", "Bình Lâm tiếp Đồng Xoài.")) == ("Lâm Đồng",)
