"""`.pdf`: whole sentences in reading order from whatever way the letters were put on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ingest.sentences import split_sentences
from ingest.sources.office import parse_pdf
from ingest.sources.pdf_columns import regions
from ingest.sources.pdf_lines import Word
from ingest.sources.rows import table_text
from trichdan.errors import SourceError

pytest.importorskip("pdfplumber")
pytest.importorskip("reportlab")
pytest.importorskip("font_roboto")

from tests.ingest.pdf_files import BODY, BOLD, HEIGHT, WIDTH, both, drawn, laid_out, lines, ruled, styled

SENTENCES = [
    "Bộ trưởng Quốc phòng hai nước đã hội đàm tại Hà Nội về hợp tác giữa Việt Nam, Nhật Bản và Hàn Quốc.",
    "Mưa lớn kéo dài từ đêm qua đã làm ngập nhiều tuyến đường ở trung tâm thành phố Đà Lạt, tỉnh Lâm Đồng.",
    "Hội nghị giữa Công an tỉnh Lâm Đồng - Mondulkiri diễn ra trong không khí hữu nghị và hai bên đã ký biên bản.",
    "Theo kế hoạch, tỉnh sẽ hỗ trợ 12,5 tỷ đồng cho các xã vùng cao trong năm thứ ba liên tiếp của chương trình.",
]
PARAGRAPHS = [" ".join(SENTENCES[index:] + SENTENCES[:index]) for index in range(4)]
ONE, TWO, THREE, FOUR = PARAGRAPHS
TITLE = "Cầu treo Kon Plinh bị lũ cuốn trôi trong đêm"
GOLD = [["Thương hiệu", "Mua vào", "Bán ra"], ["SJC", "120,5", "122,5"], ["PNJ", "119,0", "121,8"]]
GOLD_TEXT = "Thương hiệu\tMua vào\tBán ra\nSJC\t120,5\t122,5\nPNJ\t119,0\t121,8"


def head_and_foot(canvas: Any, document: Any) -> None:
    canvas.setFont(BODY, 9)
    canvas.drawString(72, HEIGHT - 40, "Báo Lâm Đồng - Thứ Sáu 17/10/2025")
    canvas.drawCentredString(WIDTH / 2, 30, f"- {document.page} -")


def text_of(data: bytes) -> list[str]:
    return parse_pdf(data, "a").text.split("\n\n")


LINES = [
    (["Bộ trưởng hai nước Nhật Bản và Hàn", "Quốc."], "Bộ trưởng hai nước Nhật Bản và Hàn Quốc."),
    (["Công an tỉnh Lâm Đồng -", "Mondulkiri họp ở Đà Lạt."], "Công an tỉnh Lâm Đồng - Mondulkiri họp ở Đà Lạt."),
    (["Công an tỉnh Lâm Đồng", "- Mondulkiri họp ở Đà Lạt."], "Công an tỉnh Lâm Đồng - Mondulkiri họp ở Đà Lạt."),
    (["Công an tỉnh Lâm Đồng-", "Mondulkiri họp ở Đà Lạt."], "Công an tỉnh Lâm Đồng-Mondulkiri họp ở Đà Lạt."),
    (["Đoàn đại biểu Cam-pu-", "chia đến thăm và làm việc."], "Đoàn đại biểu Cam-pu-chia đến thăm và làm việc."),
    (["Đoàn đại biểu Mondul-", "kiri đến thăm và làm việc."], "Đoàn đại biểu Mondulkiri đến thăm và làm việc."),
    (["Đoàn đại biểu Mondul\u00ad", "kiri đến thăm."], "Đoàn đại biểu Mondulkiri đến thăm."),
    (["The informa-", "tion was published today."], "The information was published today."),
    (["Nhiệm kỳ 2020-", "2025 đã kết thúc tốt đẹp."], "Nhiệm kỳ 2020-2025 đã kết thúc tốt đẹp."),
    (["Dịch COVID-", "19 đã được kiểm soát tốt."], "Dịch COVID-19 đã được kiểm soát tốt."),
    (["Nguồn: https://bienphong.com.vn/bai-", "viet-1.html"], "Nguồn: https://bienphong.com.vn/bai-viet-1.html"),
]


@pytest.mark.parametrize(("written", "text"), LINES)
def test_lines_become_sentences(written: Sequence[str], text: str) -> None:
    assert text_of(drawn(lines(*written))) == [text]
    assert text_of(drawn(lines(*written, leading=24, size=12))) == [text]


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize(
    "look", [{"space": 8}, {"space": 0, "indent": 12, "align": "justified"}, {"size": 9, "space": 9}]
)
def test_columns_and_pages_are_read_in_order(columns: int, look: dict[str, Any]) -> None:
    data = laid_out([styled(one, **look) for one in PARAGRAPHS * 4], columns=columns, on_page=head_and_foot)
    text = parse_pdf(data, "a").text
    assert [text[one.start : one.end] for one in split_sentences(text)] == [
        sentence for index in range(16) for sentence in (SENTENCES * 2)[index % 4 : index % 4 + 4]
    ]


def letter_by_letter(canvas: Any) -> None:
    x = 72.0
    for letter in TITLE:
        if letter != " ":
            canvas.drawString(x, HEIGHT - 90, letter)
        x += canvas.stringWidth(letter, BODY, 11)


def word_by_word(canvas: Any) -> None:
    x, y = 72.0, 90
    for word in ONE.split():
        if x + canvas.stringWidth(word, BODY, 11) > 500:
            x, y = 72.0, y + 15
        canvas.drawString(x, HEIGHT - y, word)
        x += canvas.stringWidth(word, BODY, 11) + 2.8


def watermark(canvas: Any) -> None:
    canvas.saveState()
    canvas.translate(200, 300)
    canvas.rotate(45)
    canvas.setFont(BODY, 60)
    canvas.drawString(0, 0, "BẢN SAO")
    canvas.restoreState()


def margin_note(canvas: Any) -> None:
    canvas.saveState()
    canvas.translate(40, 100)
    canvas.rotate(90)
    canvas.drawString(0, 0, "In ngày 5/8")
    canvas.restoreState()


def sideways(canvas: Any) -> None:
    canvas.setPageRotation(90)
    lines(TITLE)(canvas)


def turned(canvas: Any) -> None:
    canvas.setPageRotation(90)
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    canvas.setFont(BODY, 11)
    canvas.drawString(72, 500, TITLE)


def large_first_letter(canvas: Any) -> None:
    canvas.setFont(BODY, 30)
    canvas.drawString(72, HEIGHT - 112, "C")
    lines("ông an tỉnh Lâm Đồng vừa bắt giữ một nhóm đối", "tượng trộm cắp tài sản ở Đà Lạt trong đêm", x=94)(canvas)
    lines("qua và đang điều tra mở rộng vụ án theo luật.", x=72, y=120)(canvas)


DRAWN: list[tuple[Callable[[Any], Any], str]] = [
    (letter_by_letter, TITLE),
    (word_by_word, ONE),
    (lines(unicodedata.normalize("NFD", TITLE)), TITLE),
    (
        both(lines("suốt đêm qua.", y=105), lines("Cầu treo bị sập sau mưa lớn kéo dài")),
        "Cầu treo bị sập sau mưa lớn kéo dài suốt đêm qua.",
    ),
    (both(lines(TITLE), lines(TITLE, x=72.3)), TITLE),
    (both(watermark, lines(TITLE)), TITLE),
    (both(margin_note, lines(TITLE)), TITLE),
    (both(lines(TITLE), lines("Ngoài trang", x=-300), lines("Ngoài trang", x=900)), TITLE),
    (both(lines(TITLE), lines("3", x=300, y=800)), TITLE),
    (both(lines(TITLE), lines("Trang 2/5", x=300, y=30)), TITLE),
    (sideways, TITLE),
    (turned, TITLE),
    (both(lambda canvas: canvas.rect(60, HEIGHT - 200, 480, 150), lines(TITLE)), TITLE),
    (
        large_first_letter,
        "Công an tỉnh Lâm Đồng vừa bắt giữ một nhóm đối tượng trộm cắp tài sản ở Đà Lạt trong đêm "
        "qua và đang điều tra mở rộng vụ án theo luật.",
    ),
]


@pytest.mark.parametrize(("draw", "text"), DRAWN)
def test_letters_however_they_are_drawn(draw: Callable[[Any], Any], text: str) -> None:
    assert text_of(drawn(draw)) == [text]


PAGES: list[tuple[list[Any], list[str], str | None]] = [
    ([styled(TITLE, size=18), styled(ONE)], [TITLE, ONE], TITLE),
    (
        [styled("Cầu treo Kon Plinh<br/>bị lũ cuốn trôi<br/>Trong đêm", size=18, align="centre"), styled(ONE)],
        ["Cầu treo Kon Plinh bị lũ cuốn trôi Trong đêm", ONE],
        "Cầu treo Kon Plinh bị lũ cuốn trôi Trong đêm",
    ),
    (
        [styled("BÁO LÂM ĐỒNG", size=30), styled(TITLE, size=18, bold=True), styled(ONE)],
        ["BÁO LÂM ĐỒNG", TITLE, ONE],
        TITLE,
    ),
    ([styled(TITLE, size=16, bold=True), styled(FOUR, bold=True, space=0), styled(ONE)], [TITLE, FOUR, ONE], TITLE),
    (
        [styled(ONE, space=0), styled("Nguyên nhân ban đầu", bold=True, space=0), styled(TWO)],
        [ONE, "Nguyên nhân ban đầu", TWO],
        None,
    ),
    (
        [styled(ONE), styled("Toàn cảnh. Ảnh: Ngọc Lân", size=9, align="centre"), styled(TWO)],
        [ONE, "Toàn cảnh. Ảnh: Ngọc Lân", TWO],
        None,
    ),
    (
        [styled("Quà gồm:"), styled("- 10 tấn gạo;"), styled("- 5 tấn muối."), styled(ONE)],
        ["Quà gồm:", "- 10 tấn gạo;", "- 5 tấn muối.", ONE],
        None,
    ),
    (
        [
            styled(
                "Hồ rộng 12 km<super size=7>2</super>, sâu 30 m<super size=7>3</super>. "
                "Tăng 12%<super size=7>1</super> trong năm."
            )
        ],
        ["Hồ rộng 12 km², sâu 30 m³. Tăng 12%¹ trong năm."],
        None,
    ),
    ([styled(ONE), ruled(GOLD), styled(TWO)], [ONE, GOLD_TEXT, TWO], None),
    ([styled(ONE), ruled(GOLD, grid=False, colWidths=[120, 100, 100]), styled(TWO)], [ONE, GOLD_TEXT, TWO], None),
    (
        [
            styled(ONE),
            ruled(
                [["Tên", "Mua"], ["Vàng SJC của công ty", "1,5"], ["Vàng PNJ", "2,5"]], grid=False, colWidths=[150, 90]
            ),
            styled(TWO),
        ],
        [ONE, "Tên\tMua\nVàng SJC của công ty\t1,5\nVàng PNJ\t2,5", TWO],
        None,
    ),
    (
        [
            styled(ONE),
            ruled(
                [[styled("Đơn vị"), styled("Số vụ")], [styled("Công an huyện Đức Trọng và các xã"), styled("12")]],
                colWidths=[90, 60],
            ),
        ],
        [ONE, "Đơn vị\tSố vụ\nCông an huyện Đức Trọng và các xã\t12"],
        None,
    ),
]


@pytest.mark.parametrize(("story", "blocks", "title"), PAGES)
def test_pages(story: list[Any], blocks: list[str], title: str | None) -> None:
    article = parse_pdf(laid_out(story), "a")
    assert (article.text.split("\n\n"), article.title) == (blocks, title)


def test_a_headline_over_columns() -> None:
    def headline(canvas: Any, document: Any) -> None:
        canvas.setFont(BOLD, 20)
        canvas.drawString(72, HEIGHT - 60, TITLE)

    article = parse_pdf(laid_out([styled(one) for one in PARAGRAPHS], columns=2, on_page=headline), "a")
    assert (article.text.split("\n\n"), article.title) == ([TITLE, *PARAGRAPHS], TITLE)


def test_columns_whose_lines_are_not_level() -> None:
    left = ["Cầu treo bị sập sau mưa lớn", "kéo dài suốt đêm qua ở xã", "và chưa được khắc phục."]
    right = ["Hội nghị diễn ra tại Đà Lạt", "trong hai ngày với nhiều nội", "dung thiết thực cho các bên."]
    data = drawn(both(lines(*left, x=72), lines(*right, x=310, y=97), lambda canvas: canvas.line(300, 60, 300, 780)))
    assert text_of(data) == [" ".join(left), " ".join(right)]


def test_list_numbers_apart_from_their_text_are_no_column() -> None:
    items = ["Gạo và muối cho dân", "Đường và sữa cho trẻ", "Chăn màn cho người già", "Thuốc men cho trạm xá"]
    data = drawn(both(lines("1.", "2.", "3.", "4."), lines(*items, x=90)))
    assert text_of(data) == [f"{number}. {item}" for number, item in enumerate(items, 1)]


@pytest.mark.parametrize("grid", [True, False])
@pytest.mark.parametrize("repeat", [0, 1])
def test_a_table_goes_on_over_pages_with_its_header_in_reach_of_each_row(repeat: int, grid: bool) -> None:
    rows = [["Huyện", "Số ca"], *([f"Huyện thứ {number}", str(number)] for number in range(1, 70))]
    article = parse_pdf(
        laid_out(
            [styled(ONE), ruled(rows, grid=grid, repeatRows=repeat, colWidths=[120, 90]), styled(TWO)],
            on_page=head_and_foot,
        ),
        "a",
    )
    assert article.text.split("\n\n") == [ONE, table_text(rows), TWO]
    tables = [
        sentence for sentence in split_sentences(article.text) if "\t" in article.text[sentence.start : sentence.end]
    ]
    assert all(article.text[one.start : one.end].startswith("Huyện\tSố ca\n") for one in tables)


def test_a_paragraph_that_ends_with_a_short_line_is_none_of_the_table_below() -> None:
    told = "Ủy ban nhân dân tỉnh công bố danh sách các xã đạt chuẩn nông thôn mới của tỉnh, tính đến hết năm 2025."
    rows = [
        ["Xã", "Số hộ", "Năm"],
        ["Tân Thới", "1007", "2021"],
        ["Phú Tân", "1014", "2022"],
        ["An Bình", "998", "2023"],
    ]
    data = laid_out([styled(told), ruled(rows, grid=False, colWidths=[120, 90, 90]), styled(TWO)])
    assert text_of(data) == [told, table_text(rows), TWO]


def test_what_only_looks_like_a_page_head_stays() -> None:
    top = [lines(f"- {number} suất gạo;", f"- {number + 7} suất muối;", y=60, leading=30) for number in (3, 5)]
    rest = [lines(*ONE.split(" và ")[:1], "Chương trình kéo dài đến hết năm", y=200), lines("2026.", y=800)]
    blocks = text_of(drawn(both(top[0], rest[0]), both(top[1], rest[1])))
    assert blocks[:2] == ["- 3 suất gạo;", "- 10 suất muối;"]
    assert blocks[-3:] == ["- 5 suất gạo;", "- 12 suất muối;", "2026."]


def test_a_table_inside_a_column_stays_where_it_was() -> None:
    data = laid_out([styled(ONE), ruled(GOLD), styled(TWO), styled(THREE), styled(FOUR)] * 2, columns=2)
    assert text_of(data) == [ONE, GOLD_TEXT, TWO, THREE, FOUR] * 2


def test_a_note_below_a_page_does_not_cut_the_sentence_that_goes_on_behind_it() -> None:
    above = lines(
        "Dân trong vùng đệm của vườn quốc gia Chư Hoang được nhận khoán bảo vệ rừng với mức tới",
        "nay là cao nhất tỉnh, do thủy điện Sông Ba Thượng trả cho các buôn ven rừng hai kỳ, mức là",
        x=60,
    )
    note = lines("1 Theo nghị định của Chính phủ về dịch vụ môi trường rừng.", y=700, size=8)
    below = lines("500.000 đồng mỗi ha một năm. Số tiền này do từng buôn tự chia cho các hộ.", x=60)
    text = text_of(drawn(both(above, note), below))
    assert [block.split()[-1] for block in text] == ["hộ.", "rừng."]
    assert "mức là 500.000 đồng mỗi ha" in text[0]


def test_title_from_the_properties_where_the_page_has_none() -> None:
    assert parse_pdf(drawn(lines("Cầu treo bị sập.", "Chưa rõ."), title="Cầu sập"), "a").title == "Cầu sập"
    for useless in ("Microsoft Word - a.doc", "(anonymous)", "untitled", "bai-1.indd", ""):
        assert parse_pdf(drawn(lines("Cầu treo bị sập."), title=useless), "a").title is None


def test_date_and_address_as_in_text_files() -> None:
    story = [styled("date 2024-06"), styled(TITLE, size=16), styled(f"Chiều 27-6, trời mưa. {ONE}")]
    article = parse_pdf(laid_out([*story, styled("Nguồn Báo A: https://a.vn/b.html")]), "a")
    assert (article.title, article.published, article.url) == (TITLE, "2024-06-27", "https://a.vn/b.html")
    assert article.text.startswith(TITLE)


def test_encrypted() -> None:
    with pytest.raises(SourceError, match="encrypted"):
        parse_pdf(drawn(lines(TITLE), encrypt="secret"), "a")


def test_no_text() -> None:
    with pytest.raises(SourceError, match="no text"):
        parse_pdf(drawn(lambda canvas: canvas.rect(10, 10, 100, 100)), "a")


def test_many_words_do_not_take_long() -> None:
    words = [Word("từ", x * 20.0, x * 20.0 + 10, y * 12.0, y * 12.0 + 10, 10) for x in range(60) for y in range(120)]
    assert sum(len(region.lines) for region in regions(words)) >= 120
