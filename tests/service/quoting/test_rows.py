"""A row of a table that is asked about is quoted first, with what its header says; prose still answers the rest."""

from __future__ import annotations

import pytest

from ingest.catalog.reading import Selection
from service.engine import Engine
from service.language.languages import Language
from service.language.question import Question, read_question
from service.quoting.rows import COLUMN_WEIGHT, ROW_WEIGHT, has_item, has_row, in_cells, is_table, row_weight
from service.verifying.render import verify_citations
from tests.service.conftest import EngineOver
from trichdan.replies import fault_of
from trichdan.wire import ArticleFull, AskRequest

WATER = """date 2026-09-14
# Nước sông miền Trung lên nhanh, nhiều trạm vượt báo động

Mưa lớn từ đêm 12-9 làm nước các sông từ Hà Tĩnh tới Quảng Ngãi lên nhanh, Đài Khí tượng thủy văn khu vực cho \
biết sáng 14-9.

## Mực nước lúc 7 giờ

| Trạm | Sông | Mực nước (m) | So với báo động 3 | Dự báo đỉnh (m) |
|---|---|---|---|---|
| Linh Cảm | La | 5,82 | thấp hơn 0,68 | 6,10 |
| Mai Hóa | Gianh | 6,41 | thấp hơn 0,09 | 6,90 |
| Lệ Thủy | Kiến Giang | 2,95 | cao hơn 0,25 | 3,40 |
| Thạch Hãn | Thạch Hãn | 4,77 | thấp hơn 1,23 | 5,20 |
| Kim Long | Hương | 3,12 | thấp hơn 0,38 | 3,60 |
| Câu Lâu | Thu Bồn | 3,88 | thấp hơn 0,12 | 4,30 |
| Trà Khúc | Trà Khúc | 6,73 | cao hơn 0,23 | 7,05 |

## Sơ tán

Huyện Lệ Thủy đã đưa 1.240 hộ ở ven sông Kiến Giang lên nhà cao tầng trong đêm. Ông Trương Quý Hòa, chủ tịch \
xã Phong Thủy, nói nước lên 12 cm mỗi giờ, trâu bò được buộc trên đường tàu.

Tại Huế, thủy điện Bình Điền xả 850 m3/giây để đón lũ. Chợ Kim Long vẫn họp, nhưng bến đò đã đóng. Đài dự báo \
đỉnh lũ trên sông Hương vào tối 14-9, mực nước các sông ở Quảng Ngãi xuống chậm từ trưa 15-9.
"""

FERRY = """date 2026-06-02
Phà biển Rạch Giá tăng chuyến hè, giá vé giữ nguyên

Công ty phà Biển Xanh chạy thêm bốn chuyến mỗi ngày từ 15-6 đến 31-8, không tăng giá vé dù giá dầu lên 7%.

Giá vé một lượt:

Loại | Đi Nam Du | Đi Hòn Sơn | Ghi chú
Người lớn | 210.000 | 165.000 | có ghế
Trẻ em 6 đến 11 tuổi | 150.000 | 115.000 | có ghế
Người từ 60 tuổi | 175.000 | 140.000 | mang căn cước
Xe đạp | 30.000 | 25.000 | gửi ở boong dưới
Xe máy | 95.000 | 80.000 | khóa cổ, rút chìa
Ô tô dưới 7 chỗ | 820.000 | 690.000 | đặt trước hai ngày
Xe tải đến 5 tấn | 1.450.000 | 1.220.000 | chỉ chuyến 5h

Khách nên có mặt trước 45 phút. Ông Kim Thành Lợi, giám đốc công ty, nói năm ngoái mỗi ngày có 60 xe máy \
không lên được phà vì hết chỗ, nên năm nay xe máy phải đặt trước trong tháng 7.

Trẻ em dưới 6 tuổi đi cùng người lớn được miễn vé. Người lớn có thẻ học sinh, sinh viên không được giảm.
"""

COLLEGE = """date 2026-03-20
Cao đẳng Nghề Sông Lam tuyển 1.150 sinh viên

Trường Cao đẳng Nghề Sông Lam (Nghệ An) công bố kế hoạch tuyển 1.150 sinh viên năm 2026, tăng 130 so với năm \
2025.

Nghề\tChỉ tiêu\tHọc phí mỗi tháng\tThời gian học\tDoanh nghiệp nhận thực tập
Hàn\t140\t780.000 đồng\t2,5 năm\tNhà máy đóng tàu Bến Thủy
Điện công nghiệp\t220\t820.000 đồng\t3 năm\tNhiệt điện Vũng Áng
Cắt gọt kim loại\t160\t800.000 đồng\t2,5 năm\tCơ khí Vinh Tân
Công nghệ ô tô\t260\t950.000 đồng\t3 năm\tXưởng xe Trường Sơn
Nấu ăn\t130\t880.000 đồng\t2 năm\tKhách sạn Cửa Lò Xanh
Điều dưỡng\t150\t1.020.000 đồng\t3 năm\tBệnh viện Hưng Nguyên
Thú y\t90\t760.000 đồng\t2 năm\tTrại bò Nghĩa Đàn

Hồ sơ nhận từ 1-4 đến 30-8. Bà Phan Thị Lài, trưởng phòng đào tạo, nói nghề hàn và nghề thú y được miễn ký \
túc xá vì khó tuyển; sinh viên điều dưỡng phải khám sức khỏe trước khi nhập học.

Năm ngoái trường tuyển được 94% chỉ tiêu. Lương khởi điểm của sinh viên công nghệ ô tô là 9,2 triệu đồng mỗi \
tháng.
"""

ROWS = [
    ("Mực nước ở trạm Trà Khúc là bao nhiêu?", "| Trà Khúc | Trà Khúc | 6,73 | cao hơn 0,23 | 7,05 |"),
    ("Trạm Kim Long mực nước mấy mét?", "| Kim Long | Hương | 3,12 | thấp hơn 0,38 | 3,60 |"),
    ("Dự báo đỉnh lũ ở Câu Lâu?", "| Câu Lâu | Thu Bồn | 3,88 | thấp hơn 0,12 | 4,30 |"),
    ("muc nuoc le thuy luc 7 gio", "| Lệ Thủy | Kiến Giang | 2,95 | cao hơn 0,25 | 3,40 |"),
    ("What is the water level at Tra Khuc?", "| Trà Khúc | Trà Khúc | 6,73 | cao hơn 0,23 | 7,05 |"),
    ("Xe máy đi Nam Du giá vé bao nhiêu?", "Xe máy | 95.000 | 80.000 | khóa cổ, rút chìa"),
    ("Xe tải 5 tấn đi Nam Du hết bao nhiêu?", "Xe tải đến 5 tấn | 1.450.000 | 1.220.000 | chỉ chuyến 5h"),
    ("Nghề thú y tuyển bao nhiêu sinh viên?", "Thú y\t90\t760.000 đồng\t2 năm\tTrại bò Nghĩa Đàn"),
    (
        "Học phí nghề điều dưỡng mỗi tháng bao nhiêu?",
        "Điều dưỡng\t150\t1.020.000 đồng\t3 năm\tBệnh viện Hưng Nguyên",
    ),
    ("Học nghề nấu ăn mất mấy năm?", "Nấu ăn\t130\t880.000 đồng\t2 năm\tKhách sạn Cửa Lò Xanh"),
]
WITH_HEADERS = [
    ("xe dap di hon son ve may dong", "Loại | Đi Nam Du", "Xe đạp | 30.000 | 25.000 | gửi ở boong dưới"),
    ("hoc phi nghe han bao nhieu", "Nghề\tChỉ tiêu", "Hàn\t140\t780.000 đồng"),
    ("Nghề nào có học phí thấp nhất?", "Nghề\tChỉ tiêu", "Hàn\t140\t780.000 đồng"),
    ("Trạm nào có mực nước cao nhất?", "| Trạm | Sông", "| Linh Cảm | La"),
]
PROSE = [
    ("Vì sao xe máy phải đặt trước?", "vì hết chỗ"),
    ("Ai nói nước lên 12 cm mỗi giờ?", "Trương Quý Hòa"),
    ("Lương khởi điểm sinh viên công nghệ ô tô?", "9,2 triệu đồng"),
    ("Thủy điện Bình Điền xả bao nhiêu?", "850 m3"),
]


@pytest.fixture(scope="module")
def engine(engine_over: EngineOver) -> Engine:
    return engine_over({"nuoc.md": WATER, "pha.txt": FERRY, "nghe.txt": COLLEGE})


@pytest.mark.parametrize(("question", "row"), ROWS)
def test_the_row_that_is_asked_about_is_quoted_first_and_alone(engine: Engine, question: str, row: str) -> None:
    assert engine.retrieve(question, 8, Selection()).quotes[0].text == row


@pytest.mark.parametrize(("question", "header", "row"), WITH_HEADERS)
def test_rows_that_fit_behind_their_header_are_quoted_with_it(
    engine: Engine, question: str, header: str, row: str
) -> None:
    quote = engine.retrieve(question, 8, Selection()).quotes[0]
    assert header in quote.text
    assert row in quote.text
    assert quote.header is None


@pytest.mark.parametrize(("question", "told"), PROSE)
def test_prose_answers_what_no_cell_does(engine: Engine, question: str, told: str) -> None:
    assert told in engine.retrieve(question, 8, Selection()).quotes[0].text


def test_no_quote_goes_from_a_row_on_to_what_is_behind_its_table(engine: Engine) -> None:
    for question, *_ in (*ROWS, *WITH_HEADERS, *PROSE):
        for quote in engine.retrieve(question, 8, Selection()).quotes:
            told = [in_cells(line) for line in quote.text.split("\n") if line.strip(" |-")]
            assert told == sorted(told), quote.text


def test_the_answer_and_its_citation_show_the_header_of_a_row(engine: Engine) -> None:
    answer = engine.ask_blocking(AskRequest(question="Mực nước ở trạm Trà Khúc là bao nhiêu?"), ())
    first = answer.citations[0]
    assert first.table_header is not None
    header = "| Trạm | Sông | Mực nước (m) | So với báo động 3 | Dự báo đỉnh (m) |"
    assert first.table_header.text == header
    start, end = first.answer_spans[0]
    assert answer.answer[start:end] == f"{header}\n{first.quote}"
    assert answer.answer[end:].startswith(" [1]\n"), "what follows is not of the row"


def test_a_header_that_does_not_stand_there_is_a_fault(engine: Engine) -> None:
    answer = engine.ask_blocking(AskRequest(question="Mực nước ở trạm Trà Khúc là bao nhiêu?"), ())
    article = engine.retrieve(answer.question, 8, Selection()).quotes[0].article
    full = ArticleFull(
        id=article.id, title=article.title, published=article.published, url=None, source=None, language=None,
        article_sha256=article.sha256, characters=len(article.text), passages=1, text=article.text,
    )  # fmt: skip
    articles = {one.article.id: one.article for one in engine.retrieve(answer.question, 8, Selection()).passages}
    first = answer.citations[0]
    assert (verify_citations(answer.answer, answer.citations, articles), fault_of(first, full)) == ((), "")
    assert first.table_header is not None
    first.table_header.text = "| Trạm | Giá vàng |"
    assert verify_citations(answer.answer, answer.citations, articles) != ()
    assert fault_of(first, full) == "quote_differs"


TABLE = "Loại | Giá vé\nXe đạp | 25.000\nTrẻ em Hà Tiên | 9.000"


def test_a_row_is_about_its_first_cell() -> None:
    assert has_row(TABLE, [], "vé xe đạp bao nhiêu")
    assert has_row(TABLE, [("ha", "tien")], "vé cho trẻ?"), "a label that holds the name"
    assert not has_row(TABLE, [("ha",), ("ha", "noi")], "vé đi Hà Nội"), "a part of a name is no name"
    assert not has_row(TABLE, [], "loại nào"), "the header is about nothing"
    assert has_row("Cẩm Lệ | 7h\nHòa An | 8h", [], "Cẩm Lệ cúp điện mấy giờ"), "there is no header"
    assert not has_row("Xe đạp thì rẻ.", [], "vé xe đạp")


def asked(question: str) -> Question:
    return read_question(question, Language.VIETNAMESE)


def test_what_a_row_counts_is_by_what_is_asked() -> None:
    assert row_weight(TABLE, [], asked("vé xe đạp bao nhiêu")) == ROW_WEIGHT
    assert row_weight(TABLE, [], asked("vì sao vé xe đạp rẻ")) == 0
    assert row_weight(TABLE, [], asked("giá vé rẻ nhất")) == COLUMN_WEIGHT
    assert row_weight("Rẻ nhất là xe đạp.", [], asked("giá vé rẻ nhất")) == COLUMN_WEIGHT
    assert row_weight(TABLE, [], asked("hợp nhất giá vé")) == 0


def test_tables_and_rows_are_nothing_but_cells() -> None:
    assert (is_table(TABLE), in_cells(TABLE)) == (True, True)
    assert (is_table("Xe đạp | 25.000"), in_cells("Xe đạp | 25.000")) == (False, True)
    assert not in_cells(f"{TABLE}\nHết.")


NAMES = frozenset({("sjc",), ("bao", "tin")})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Loại vàng\tMua vào\nSJC\t117,2", True),
        ("| Loại | Mua |\n| --- | --- |\n| SJC | 117,2 |", True),
        ("| Bảo Tín 9999 | 118,1 |\n| PNJ | 116,0 |", True),
        ("| PNJ | SJC |\n| 116,0 | 117,2 |", False),
        ("Giá SJC: 117,2 triệu đồng", False),
        ("Bảo\t1\nTín\t2", False),
    ],
)
def test_a_row_is_about_its_first_cell_and_not_the_others(text: str, found: bool) -> None:
    assert has_row(text, NAMES, "Giá SJC?") is found
    assert not has_row(text, (), "Giá?")


def test_an_item_is_about_what_is_before_its_colon() -> None:
    assert has_item("- PNJ: 116\n- SJC: mua vào 117,2", NAMES)
    assert not has_item("- PNJ: bằng giá SJC", NAMES)
    assert not has_item("Giá SJC: 117,2 triệu đồng", NAMES)
