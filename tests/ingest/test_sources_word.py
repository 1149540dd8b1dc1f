"""`.docx`: the final text of whatever Word writes, each kind of markup with the text that a reader sees."""

from __future__ import annotations

import pytest

from ingest.models import SentenceKind
from ingest.sentences import split_sentences
from ingest.sources.office import parse_docx
from tests.ingest.word_files import (
    cell,
    control,
    deleted,
    field,
    p,
    r,
    row,
    table,
    text_box,
    word_file,
    wrapped,
)

pytest.importorskip("docx")

VANISH = "<w:vanish/>"
BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))

RUNS = [
    # tracked changes
    (p("Bị cáo ", wrapped("ins", "không "), "phạm tội."), "Bị cáo không phạm tội."),
    (p("Vốn là ", deleted("20"), wrapped("ins", "12"), " tỷ đồng."), "Vốn là 12 tỷ đồng."),
    (p("Vốn là ", wrapped("ins", deleted("20"), "12"), " tỷ."), "Vốn là 12 tỷ."),
    (p(wrapped("moveFrom", "Hôm qua "), "họ họp ", wrapped("moveTo", "hôm qua"), "."), "họ họp hôm qua."),
    (p("Câu một", mark="<w:del/>") + p(" còn tiếp."), "Câu một còn tiếp."),
    (p(deleted("Đoạn bị xóa."), mark="<w:del/>") + p("Đoạn còn lại."), "Đoạn còn lại."),
    (p(deleted("Đoạn bị xóa.")) + p("Đoạn còn lại."), "Đoạn còn lại."),
    (p("Đoạn mới.", mark="<w:ins/>") + p("Đoạn cũ."), "Đoạn mới.\n\nĐoạn cũ."),
    (p("Một", mark="<w:del/>") + p(deleted("hai"), mark="<w:del/>") + p(", ba."), "Một, ba."),
    (p("Đoạn cuối", mark="<w:del/>"), "Đoạn cuối"),
    (wrapped("ins", p("Đoạn được chèn.")), "Đoạn được chèn."),
    (wrapped("del", p("Đoạn bị xóa.")) + p("Còn lại."), "Còn lại."),
    (p("<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>Hiện.</w:t></w:r>"), "Hiện."),
    (
        p(wrapped("moveFrom", "Đi."), mark="<w:moveFrom/>")
        + p("Giữa.")
        + p(wrapped("moveTo", "Đi."), mark="<w:moveTo/>"),
        "Giữa.\n\nĐi.",
    ),
    # wrappers
    (p("Ông ", control(r("Nguyễn Văn A")), " dự."), "Ông Nguyễn Văn A dự."),
    (control(p("Đoạn trong khung.") + control(p("Và trong nữa."))), "Đoạn trong khung.\n\nVà trong nữa."),
    (p("A", control(r("Bấm vào đây để nhập"), "<w:showingPlcHdr/>"), "B"), "AB"),
    (p(wrapped("smartTag", wrapped("smartTag", "Đà Lạt")), " mưa."), "Đà Lạt mưa."),
    (p("Xem ", wrapped("hyperlink", "trang này"), "."), "Xem trang này."),
    (p(wrapped("customXml", "Một"), wrapped("bdo", " hai"), wrapped("dir", " ba")), "Một hai ba"),
    (
        p("<w:ruby><w:rt><w:r><w:t>đọc</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>chữ</w:t></w:r></w:rubyBase></w:ruby>"),
        "chữ",
    ),
    (
        p(
            "<w:r><w:ruby><w:rt><w:r><w:t>đọc</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>chữ</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        ),
        "chữ",
    ),
    (p("Diện tích ", "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", " ha."), "Diện tích a+b ha."),
    # characters
    (
        p("<w:r><w:t>Lâm</w:t><w:noBreakHyphen/><w:t>Đồng</w:t><w:softHyphen/><w:br/><w:t>dòng hai</w:t></w:r>"),
        "Lâm-Đồng\ndòng hai",
    ),
    (p("<w:r><w:tab/><w:t>Một</w:t><w:tab/><w:t>hai</w:t><w:cr/><w:t>ba</w:t></w:r>"), "Một\thai\nba"),
    (
        p(
            "Mondul\u00adkiri ",
            '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
            '<w:r><w:sym w:char="00B0"/></w:r>',
        ),
        "Mondulkiri °",
    ),
    (p("Công an hai ti\u0309nh họp."), "Công an hai tỉnh họp."),
    # hidden
    (p("Giá ", r("20.000 ", VANISH), "12.000 đồng."), "Giá 12.000 đồng."),
    (p("Giá ", r("20.000 ", "<w:strike/>"), r("15.000 ", "<w:dstrike/>"), "12.000 đồng."), "Giá 12.000 đồng."),
    (p("Giá ", r("12.000", '<w:vanish w:val="0"/>'), r(" đồng.", '<w:strike w:val="false"/>')), "Giá 12.000 đồng."),
    (p("Một", mark=VANISH) + p(" câu."), "Một câu."),
    (p(r("Ghi chú nội bộ.", VANISH), mark=VANISH) + p("Câu."), "Câu."),
    # fields
    (p("Có ", field(" REF x \\h ", "12"), " người."), "Có 12 người."),
    (p("Mục lục", field(" XE &quot;từ khóa&quot; ", "")), "Mục lục"),
    (
        p(
            BEGIN,
            "<w:r><w:instrText>IF </w:instrText></w:r>",
            field(" PAGE ", "3"),
            r("mã"),
            SEPARATE,
            r("kết quả"),
            END,
        ),
        "kết quả",
    ),
    (
        p(BEGIN, "<w:r><w:instrText>TOC</w:instrText></w:r>", SEPARATE, r("Một"))
        + p("hai")
        + p(r("ba"), END, r(" bốn")),
        "Một\n\nhai\n\nba bốn",
    ),
    (p("Trước ", BEGIN, r("dở dang")) + p("Đoạn sau vẫn còn."), "Trước\n\nĐoạn sau vẫn còn."),
    (p("Ngày ", '<w:fldSimple w:instr=" DATE "><w:r><w:t>5/8</w:t></w:r></w:fldSimple>', "."), "Ngày 5/8."),
    # boxes
    (p("Thân bài.", text_box(p("Trong hộp."))) + p("Sau."), "Thân bài.\n\nTrong hộp.\n\nSau."),
    (
        p("Thân bài.", text_box(p("Ngoài.", text_box(p("Trong.")))), text_box(p("Hai."))),
        "Thân bài.\n\nNgoài.\n\nTrong.\n\nHai.",
    ),
    (
        p(
            "A.",
            "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
            + p("Hộp cũ.")
            + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        ),
        "A.\n\nHộp cũ.",
    ),
    (
        p(
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing/></mc:Choice>"
            "<mc:Fallback><w:pict><v:textbox><w:txbxContent>"
            + p("Chỉ ở đây.")
            + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        ),
        "Chỉ ở đây.",
    ),
    (p("A.", '<w:r><w:commentReference w:id="1"/></w:r><w:commentRangeStart w:id="1"/>', " B."), "A. B."),
]


@pytest.mark.parametrize(("body", "text"), RUNS)
def test_the_final_text(body: str, text: str) -> None:
    assert parse_docx(word_file(body), "a").text == text


STYLES = (
    '<w:style w:type="paragraph" w:styleId="Nhap"><w:name w:val="Nhap"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="Nhap"/></w:style>'
    '<w:style w:type="character" w:styleId="An"><w:name w:val="An"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Tua"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Muc1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Vong"><w:name w:val="Vong"/><w:basedOn w:val="Vong"/></w:style>'
)


def test_hidden_by_a_style() -> None:
    body = (
        p("Ẩn.", style="Nhap")
        + p("Ẩn.", style="Con")
        + p("Còn", r(" ẩn", '<w:rStyle w:val="An"/>'), " đây.", style="Vong")
    )
    body += p(r("Hai lần là hiện.", '<w:rStyle w:val="An"/>'), style="Con")
    body += p(r("Hiện.", '<w:vanish w:val="0"/>'), style="Con")
    assert parse_docx(word_file(body, styles=STYLES), "a").text == "Còn đây.\n\nHai lần là hiện.\n\nHiện."


TITLES = [
    (p("Vì sao cầu sập?", style="Tua") + p("Sáng nay cầu sập."), "", "Vì sao cầu sập?"),
    (p("THỜI SỰ") + p("Cầu treo bị sập.", style="Tua") + p("Sáng nay cầu sập."), "", "Cầu treo bị sập."),
    (p("Cầu treo bị sập", style="Muc1") + p("Sáng nay cầu sập."), "", "Cầu treo bị sập"),
    (p("Cầu treo bị sập") + p("Sáng nay cầu sập."), "", "Cầu treo bị sập"),
    (p("Cầu treo bị sập") + p("Sáng nay cầu sập."), "Bản tin cũ", "Cầu treo bị sập"),
    (p("THỜI SỰ") + p("Cầu treo bị sập") + p("Sáng nay cầu sập."), "Cầu treo bị sập", "Cầu treo bị sập"),
    (p("Sáng nay cầu sập."), "Cầu treo bị sập", "Cầu treo bị sập"),
    (p("Sáng nay cầu sập."), "Microsoft Word - bai1.doc", None),
    (p("Sáng nay cầu sập."), "Document1", None),
    (p("Sáng nay cầu sập."), "cau-sap.docx", None),
    (p("Sáng nay cầu sập.") + p("Nguyên nhân", style="Muc1") * 3 + p("Chưa rõ."), "", "Nguyên nhân"),
    (p("Sáng nay cầu sập.") * 4 + p("Nguyên nhân", style="Muc1") + p("Chưa rõ."), "", None),
    (table(row("UBND TỈNH", "CỘNG HÒA"), row("Số 1", "Hà Nội")) + p("Cầu sập", style="Tua") + p("Câu."), "", "Cầu sập"),
    (table(row("Tên", "Giá"), row("SJC", "1")) + p("Câu."), "", None),
]


@pytest.mark.parametrize(("body", "property_title", "title"), TITLES)
def test_titles(body: str, property_title: str, title: str | None) -> None:
    assert parse_docx(word_file(body, title=property_title, styles=STYLES), "a").title == title


def test_date_and_address_as_in_text_files() -> None:
    body = p("date 2024-06") + p("Họp mặt ở Kiến Tường", style="Tua") + p("Chiều 27-6, Công an TPHCM họp mặt.")
    body += p("Nguồn Công an TPHCM: https://congan.com.vn/a.html")
    article = parse_docx(word_file(body, styles=STYLES), "a")
    assert (article.title, article.published) == ("Họp mặt ở Kiến Tường", "2024-06-27")
    assert (article.source, article.url) == ("Công an TPHCM", "https://congan.com.vn/a.html")
    assert article.text.startswith("Họp mặt ở Kiến Tường\n\nChiều")


def test_notes_follow_their_paragraph_and_leave_no_number() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    notes = (
        '<w:footnote w:id="0" w:type="separator">'
        + p("-")
        + '</w:footnote><w:footnote w:id="2">'
        + p("Theo Sở Y tế.")
        + "</w:footnote>"
    )
    ends = '<w:endnote w:id="2">' + p("Xem thêm Luật.") + "</w:endnote>"
    body = p("Năm 2023", reference, " có 12 ca", end, ".") + p("Hết.")
    article = parse_docx(word_file(body, footnotes=notes, endnotes=ends), "a")
    assert article.text == "Năm 2023 có 12 ca.\n\nTheo Sở Y tế.\n\nXem thêm Luật.\n\nHết."


def _level(form: str, text: str, start: int = 1, index: int = 0) -> str:
    inside = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{inside}</w:lvl>'


def test_numbers_that_word_counts_itself() -> None:
    kinds = [("decimal", "Điều %1."), ("bullet", "\uf0b7"), ("lowerLetter", "%1)"), ("upperRoman", "%1.")]
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{index}">{_level(*kind, start=3 if index == 2 else 1)}</w:abstractNum>'
        for index, kind in enumerate(kinds)
    ) + "".join(f'<w:num w:numId="{index + 1}"><w:abstractNumId w:val="{index}"/></w:num>' for index in range(4))
    numbering += '<w:num w:numId="5"><w:abstractNumId w:val="0"/>'
    numbering += '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>'
    body = (
        p("Phạm vi.", numbered="1")
        + p("gạo", numbered="2")
        + p(deleted("xóa"), numbered="1")
        + p("Đối tượng.", numbered="1")
    )
    body += (
        p("muối", numbered="3")
        + p("đường", numbered="3")
        + p("Kết luận", numbered="4")
        + p("Khác.", numbered="5")
        + p("Thường.", numbered="0")
    )
    lines = [
        "Điều 1. Phạm vi.",
        "- gạo",
        "Điều 2. Đối tượng.",
        "c) muối",
        "d) đường",
        "I. Kết luận",
        "Điều 9. Khác.",
        "Thường.",
    ]
    assert parse_docx(word_file(body, numbering=numbering), "a").text == "\n\n".join(lines)


def test_numbers_below_numbers() -> None:
    levels = [
        _level("decimal", "%1.", index=0),
        _level("decimal", "%1.%2.", index=1),
        _level("lowerLetter", "%3)", index=2),
    ]
    numbering = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr></w:pPr>{r(text)}</w:p>'
        for text, depth in [("A", 0), ("B", 1), ("C", 1), ("D", 2), ("E", 0), ("F", 1)]
    )
    found = parse_docx(word_file(body, numbering=numbering), "a").text.split("\n\n")
    assert found == ["1. A", "1.1. B", "1.2. C", "a) D", "2. E", "2.1. F"]


def test_a_note_that_names_itself_is_read_once() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{p("Chú thích.", reference)}</w:footnote>'
    assert parse_docx(word_file(p("Câu.", reference), footnotes=notes), "a").text == "Câu.\n\nChú thích."


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
TABLES = [
    (table(row("Tên", "Giá"), row("SJC", "120")), "Tên\tGiá\nSJC\t120"),
    (
        table(row(cell("Giá vàng", properties='<w:gridSpan w:val="2"/>')), row("Mua", "Bán"), row("1", "2")),
        "Giá vàng\nMua\tBán\n1\t2",
    ),
    (
        table(row(cell("Bắc", properties=RESTART), "Hà Nội"), row(cell("", properties=CONTINUE), "Huế")),
        "Bắc\tHà Nội\n\tHuế",
    ),
    (
        table(
            row(cell("A", properties='<w:hMerge w:val="restart"/>'), cell("A", properties="<w:hMerge/>"), "B"),
            row("1", "2", "3"),
        ),
        "A\t\tB\n1\t2\t3",
    ),
    (
        table(row("Tên", "Giá"), row("Cũ", "1", properties="<w:del/>"), row("Mới", "2", properties="<w:ins/>")),
        "Tên\tGiá\nMới\t2",
    ),
    (table(row("Tên", "Giá"), row("Ẩn", "1", properties="<w:hidden/>"), row("Mới", "2")), "Tên\tGiá\nMới\t2"),
    (table(row("Tên", cell("Cũ", properties="<w:cellDel/>"), "Giá"), row("A", "1")), "Tên\tGiá\nA\t1"),
    (table(row("Tên", "Giá"), control(row("A", "1")), row("B", control(cell("2")))), "Tên\tGiá\nA\t1\nB\t2"),
    (table(row("Tên", "Giá"), row(cell("Vàng", "SJC"), "1")), "Tên\tGiá\nVàng SJC\t1"),
    (table(row("Tên", "Giá"), row("", ""), row("A", "1")), "Tên\tGiá\nA\t1"),
    # tables that only lay out the page
    (table(row(cell("Câu một.", "Câu hai."))), "Câu một.\n\nCâu hai."),
    (table(row("Câu một."), row("Câu hai.")), "Câu một.\n\nCâu hai."),
    (table(row(cell("Ngoài.", table(row("Tên", "Giá"), row("A", "1"))), "Bên.")), "Ngoài.\n\nTên\tGiá\nA\t1\n\nBên."),
    (table(row(cell(table(row("a", "b"), row("c", "d"))))), "a\tb\nc\td"),
    (table(row("từ " * 40 + "hết.", "Bên phải.")), ("từ " * 40 + "hết.\n\nBên phải.")),
    (p("Trước.", mark="<w:del/>") + table(row("Tên", "Giá"), row("A", "1")), "Trước.\n\nTên\tGiá\nA\t1"),
]


@pytest.mark.parametrize(("body", "text"), TABLES)
def test_tables(body: str, text: str) -> None:
    assert parse_docx(word_file(body), "a").text == text


def test_a_letterhead_is_no_table_and_its_date_is_the_articles() -> None:
    names = ["UBND HUYỆN TRÀ BỒN", "PHÒNG VĂN HÓA"]
    state = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Trà Bồn, ngày 7 tháng 7 năm 2025"]
    body = table(row(cell(*names), cell(*state))) + p("Lễ hội quế mở ngày 25/7, có 46 gian hàng.")
    article = parse_docx(word_file(body), "a")
    assert article.text.split("\n\n") == [*names, *state, "Lễ hội quế mở ngày 25/7, có 46 gian hàng."]
    assert article.published == "2025-07-07"


def test_a_long_table_repeats_its_header_so_that_each_row_is_quoted_with_it() -> None:
    rows = [row(f"Huyện thứ {number}", str(number)) for number in range(1, 41)]
    for properties in ("", "<w:tblHeader/>"):
        text = parse_docx(word_file(table(row("Huyện", "Số ca", properties=properties), *rows)), "a").text
        found = [text[one.start : one.end] for one in split_sentences(text)]
        assert all(one.startswith("Huyện\tSố ca\n") and len(one.split()) <= 60 for one in found)
        assert "\n".join(found).replace("Huyện\tSố ca\n", "") == "\n".join(f"Huyện thứ {n}\t{n}" for n in range(1, 41))


def test_a_cell_over_two_rows_does_not_tear_the_table() -> None:
    merged = [row(cell("Trộm", properties=RESTART), "An"), row(cell("", properties=CONTINUE), "Bình")]
    text = parse_docx(word_file(table(row("Tội", "Tên"), *merged, row("Cướp", "Cư"))), "a").text
    assert text == "Tội\tTên\nTrộm\tAn\n\tBình\nCướp\tCư"
    assert [text[one.start : one.end] for one in split_sentences(text)] == [text]


def test_a_date_below_a_title() -> None:
    title = p("Tuyên án vụ cầu treo", style="Tua") + p("date 12/08/2025") + p("Bị cáo nhận tội.")
    article = parse_docx(word_file(title, styles=STYLES), "a")
    assert (article.title, article.published) == ("Tuyên án vụ cầu treo", "2025-08-12")
    assert article.text == "Tuyên án vụ cầu treo\n\nBị cáo nhận tội."


def test_a_title_below_the_first_line_is_a_title_line() -> None:
    body = p("THỜI SỰ") + p("Cầu treo bị sập.", style="Tua") + p("Sáng nay cầu sập.")
    article = parse_docx(word_file(body, styles=STYLES), "a")
    kinds = [one.kind for one in split_sentences(article.text, article.title)]
    assert kinds == [SentenceKind.TITLE, SentenceKind.TITLE, SentenceKind.PROSE]
