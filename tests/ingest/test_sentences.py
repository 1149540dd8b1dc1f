"""Sentence boundaries, by a table of cases and by properties of arbitrary text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.models import SentenceKind, normalise
from ingest.sentence_tables import fold_lines, header_before
from ingest.sentences import MAX_WORDS, split_sentences
from tests.clocks import growth

# "║" marks where a sentence ends and the next begins; it isn't part of the text.
BOUNDARIES = [
    "Hai bên đã thống nhất việc đó.║ Hội nghị kết thúc.",
    "Tội phạm giảm 5%.║ Đó là kết quả tốt.",
    "Có 1.234,5 ha rừng.║ Tỉnh trồng thêm 3.000 ha nữa.",
    "Mua bán vũ khí, vật liệu nổ… đã được ngăn chặn.",
    "Các tội phạm truy nã... của hai nước giảm.",
    "Họ còn trao đổi về ma túy, lừa đảo…║ Trong đó có nhiều vụ lớn.",
    "Họ bàn về quy chế biên giới...║ Ngày mai họ về.",
    "ThS. Nguyễn Văn A phát biểu.║ ThS. Trần B đồng ý.",
    "Theo PGS.TS. Lê Văn C, việc này tốt.",
    "PGS. TS. Nguyễn Tiến Quyết là bác sĩ.",
    "GS. Trần Quốc Vượng viết sách.",
    "BS. Hạnh đến từ TP. Hồ Chí Minh.",
    "Công an TP. HCM và TP.HCM phối hợp.║ Tp. Đà Nẵng cũng vậy.",
    "Vụ việc ở Q.1, P.5 và Q. 3.║ Công an điều tra.",
    "Nhà ở P. Bến Nghé, Q. Bình Thạnh và H. Củ Chi.",
    "Ảnh của Q.H và N.T.║ Báo đăng hôm qua.",
    "Hội thảo tại ĐH. Bách khoa Hà Nội bàn về AI.║ Ông Nam phát biểu.",
    "Sinh viên CĐ. Sư phạm Huế thực tập ở BV. Chợ Rẫy.║ Họ đến từ sáng.",
    "KS. Nguyễn Văn An, P. 12, Q. Bình Thạnh và TX. Dĩ An họp.",
    "Chị sinh ở BV. Từ Dũ, gần THPT. Lê Hồng Phong.║ Bé khỏe.",
    "Cty. Minh Long và CTCP. Hòa Phát thuê đất ở KCN. Sóng Thần.",
    "BTV. Hà Anh hỏi ĐD. Lê Hoàng và TTND. Nguyễn Tài Thu.",
    "Nạn nhân được đưa đến BV.║ Theo Công an huyện, xe chạy nhanh.",
    "Anh thi vào ĐH.║ Năm nay anh 20 tuổi.",
    "Việc này thuộc Bộ.║ Lãnh đạo Sở nói vậy.",
    "Cảng St. Petersburg đóng băng.",
    "Chiều 23-10, hội nghị diễn ra.║ Sáng 24-10, đoàn về nước.",
    "Ngày 23.10.2025 họ gặp nhau.║ Ngày 24.10 họ về.",
    "Sinh ngày 5. 10. 1990 tại Huế.",
    "Vào năm 2023.║ Tuy nhiên không ai biết.",
    "Số điện thoại là 113.║ 20 người đã gọi.",
    "Xem https://example.com/a.b?c=d.║ Rồi báo lại.",
    "Thư gửi về lien.he@vnu.edu.vn.║ Không gọi điện.",
    "Trang www.chinhphu.vn đưa tin.║ Báo chí dẫn lại.",
    "“Chúng tôi rất vui.”║ Ông Nam nói.",
    "“Chúng tôi rất vui”, ông Nam nói.║ Bà Lan gật đầu.",
    "“Có thật không?” bà hỏi.",
    '"Ai đến?" anh hỏi.║ "Không ai cả."║ Họ im lặng.',
    "Ông nói: “Đi đi! Nhanh lên!”.║ Họ chạy.",
    "(Ông là giám đốc.)║ Bà là phó giám đốc.",
    "Họ đi (xem tr. 5. Hà Nội, 1990) rồi về.",
    "Kế hoạch được ký giữa hai Bộ./.",
    "Kế hoạch được ký giữa hai Bộ./.║ Tin liên quan ở dưới.",
    "Thật sao?!║ Không ai tin.",
    "Cố lên!║ Chúng ta sẽ thắng.",
    "Ai đã đến?║ Không rõ.",
    "Họ trồng lúa, ngô, v.v. và nuôi cá.",
    "Họ trồng lúa, ngô, v.v.║ Năm sau họ nuôi cá.",
    "1. Điều kiện đầu tiên.║ 2. Điều kiện thứ hai.",
    "Gồm: 1. Việc thứ nhất; 2. Việc thứ hai.",
    "a. Mục thứ nhất của văn bản.",
    "IV. Tổ chức thực hiện theo kế hoạch.",
    "Họ đã gặp nhau.[1]║ Sau đó họ về.║ Bà út Hạ An.║ Ba năm sau họ gặp lại.",
    "Việc đó đã xong.║Ông về nhà.",
    "Anh sinh ở Hải Dương.║Năm 2007, anh đi học.",
    "Trà Dr.Thanh bán chạy.",
    "Điều này dựa trên thời điểm năm 155 TCN.║ Điều đó được ghi lại.",
    "Ông đến từ miền trung nước Ý.║ Tên ông là Marco.",
    "Cần ăn nhiều vitamin C.║ Nó có trong cam.",
    "Đó là tập đoàn quân B.║ Cụm quân này rất mạnh.",
    "Tác giả là J. K. Rowling và George W. Bush.",
    'Loài "C. argi" sống ở biển.',
    "Mr. Smith met Dr. Jones in the U.S. Army.║ They talked.",
    "He lives in the U.S.║ He works there.",
    "Apple Inc. announced it.║ The price rose 3.5% at 5 p.m. on Monday.",
    "The meeting was held on Oct. 17 in Lam Dong.║ It ended well.",
    "See Fig. 3 and No. 5 for details.",
    "Dân số là 12.345 người.║ Diện tích là 67,8 km².",
    "Phiên bản 2.0.1 ra mắt.║ Phiên bản 3.0 sẽ đến.",
    "Ông là NSND. Nguyễn Thành Lộc.",
    "Gặp đ/c Nguyễn Văn A, tr. 12 và tr. 15.",
    "Đại tướng nói: “Không.”║ “Tại sao?”║ Không ai trả lời.",
    "Xong.║ – Ông Nam về.║ – Bà Lan ở lại.",
    "一二三。║四五六！║七八",
    "Hà Nội mưa to.║ 🙂 Mọi người ở nhà.",
    "Vụ của chị N.T.H.║ Công an điều tra.",
    "Họ họp ngày 5.║ 10 người đến.",
    "Tỷ số là 5.6/18.║ Đội nhà thắng.",
    "Nhiệt độ là 4,0 °C.║ Trời lạnh.",
    "Công an mời anh P.V.T. (34 tuổi, trú tại Đà Lạt) lên làm việc.║ Anh T. khai nhận.",
    "Nạn nhân là cháu N.H.M.A. (8 tuổi) và bà L.T.K.C. (SN 1985).",
    "Anh N.V.A. 27 tuổi, bị thương nặng.",
    "Ông K. (Giám đốc công ty) vắng mặt, bà H. (45 tuổi) kể lại.",
    "Bị cáo Nguyễn Văn T. và Lê Thị B.║ Tòa tuyên mỗi người 5 năm.",
    "Công an khởi tố N.V.A.║ Bị can khai nhận đã lấy xe.║ Bắt giữ P.V.T.║ Qua điều tra, y nhận tội.",
    "T.S. Lưu Bình Nhưỡng và G.S. Hà Minh Đức phát biểu.║ Th.S. Hà Anh Phượng nhận giải.",
    "Đại úy Ng. V. Hùng, Tr. Q. Bình và Ph. Minh ký biên bản.║ Sau đó họ về.║ Bà út Hạ An.║ Ba năm sau họ gặp lại.",
    "Ông sống ở T.P. Hồ Chí Minh, rồi T.X. Gia Nghĩa.",
    "PGS-TS. Lê Hoàng, P.G.S. T.S. Lê Lân, BS.CKII. Trần Nam và B.S. Khanh dự.",
    "Vụ án của chị T.S.║ Công an đang điều tra.",
    "Theo Ban Chấp hành T.Ư. Đảng, U.B.N.D. Tỉnh phải làm.",
    'Nhóm của Đ.T.P. (biệt danh "Phong đen") bị bắt trên QL. 20.',
]


@pytest.mark.parametrize("marked", BOUNDARIES)
def test_boundaries(marked: str) -> None:
    text = marked.replace("║", "")
    found = [text[one.start : one.end] for one in split_sentences(text)]
    assert found == [part.strip() for part in marked.split("║")]


def test_there_are_enough_cases() -> None:
    assert len(set(BOUNDARIES)) >= 60


LINES = [
    ("Đoạn một\n\nĐoạn hai.", ["Đoạn một", "Đoạn hai."]),
    ("Câu một.\nCâu hai.", ["Câu một.", "Câu hai."]),
    ("- gạo\n- muối\n- đường", ["- gạo", "- muối", "- đường"]),
    ("gạo\nmuối\nđường", ["gạo", "muối", "đường"]),
    (
        "Chiều 27-6, tại trụ sở thị ủy Thị xã Kiến Tường, tỉnh\nlong trọng tổ chức họp mặt.",
        ["Chiều 27-6, tại trụ sở thị ủy Thị xã Kiến Tường, tỉnh\nlong trọng tổ chức họp mặt."],
    ),
    (
        "Chiều 27-6, tại trụ sở thị ủy Thị xã Kiến Tường, tỉnh Long An,\n"
        "Công an Thành phố Hồ Chí Minh đã long trọng tổ chức họp mặt.\n"
        "Giám đốc Công an Lâm Đồng đã đến dự, phát biểu và chúc mừng\n"
        "Trung tướng Lor Sô Kha.",
        [
            "Chiều 27-6, tại trụ sở thị ủy Thị xã Kiến Tường, tỉnh Long An,\n"
            "Công an Thành phố Hồ Chí Minh đã long trọng tổ chức họp mặt.",
            "Giám đốc Công an Lâm Đồng đã đến dự, phát biểu và chúc mừng\nTrung tướng Lor Sô Kha.",
        ],
    ),
    (  # a paragraph of two lines in a text that is broken at a width elsewhere
        "Chiều 27-6, tại trụ sở thị ủy Thị xã Kiến Tường, tỉnh Long An,\n"
        "Công an Thành phố Hồ Chí Minh đã long trọng tổ chức họp mặt,\n"
        "có 60 người dự.\n\nRuộng nhà bà Vũ Thị Lụa ở thôn Đại Mão cao hơn mặt mương tới\n60 cm.",
        [
            "Chiều 27-6, tại trụ sở thị ủy Thị xã Kiến Tường, tỉnh Long An,\n"
            "Công an Thành phố Hồ Chí Minh đã long trọng tổ chức họp mặt,\ncó 60 người dự.",
            "Ruộng nhà bà Vũ Thị Lụa ở thôn Đại Mão cao hơn mặt mương tới\n60 cm.",
        ],
    ),
    (
        "Ruộng nhà bà Vũ Thị Lụa ở thôn Đại Mão cao hơn mặt mương tới\n60 cm.",
        ["Ruộng nhà bà Vũ Thị Lụa ở thôn Đại Mão cao hơn mặt mương tới", "60 cm."],
    ),
    ("  \n\t Một câu. \n \n", ["Một câu."]),
    (
        "Phương án 1 bị loại.\n12:40\nĐám cháy lan tới khu dân cư.\n14:15\nTrực thăng đã đến. Nước được phun.",
        ["Phương án 1 bị loại.", "12:40\nĐám cháy lan tới khu dân cư.", "14:15\nTrực thăng đã đến.", "Nước được phun."],
    ),
    ("Cháy to.\n\n8h30\n\nXe cứu hỏa đến.", ["Cháy to.", "8h30\n\nXe cứu hỏa đến."]),
    (
        "Cháy to.\n14 giờ 15, ngày 5/8:\nXe cứu hỏa đến.",
        ["Cháy to.", "14 giờ 15, ngày 5/8:\nXe cứu hỏa đến."],
    ),
    (
        "Vào!\nPhút 67\nĐội khách ghi bàn\n90+3'\nHết giờ.",
        ["Vào!", "Phút 67\nĐội khách ghi bàn", "90+3'\nHết giờ."],
    ),
    ("Cháy to.\nNgày 5/8\nMưa xuống.\nNgày 6/8\nTạnh.", ["Cháy to.", "Ngày 5/8\nMưa xuống.", "Ngày 6/8\nTạnh."]),
    ("Cháy to.\nThời gian:\n14:15\nĐịa điểm ở Hà Nội", ["Cháy to.", "Thời gian:", "14:15", "Địa điểm ở Hà Nội"]),
    ("Cháy lớn\n27/06/2024 08:30\nSáng nay trời mưa.", ["Cháy lớn", "27/06/2024 08:30", "Sáng nay trời mưa."]),
    ("Giá vàng.\nTên\tMua\tBán\nSJC\t120,5\t122,5\nHết.", ["Giá vàng.", "Tên\tMua\tBán\nSJC\t120,5\t122,5", "Hết."]),
    ("|Tên|Mua|\n|---|---|\n|SJC|120|\nHết.", ["|Tên|Mua|\n|---|---|\n|SJC|120|", "Hết."]),
    ("Tên | Mua\n\nSJC | 120\n\nHết.", ["Tên | Mua\n\nSJC | 120", "Hết."]),
    ("Tên    Mua\nSJC    120\nPNJ    119\nHết.", ["Tên    Mua\nSJC    120\nPNJ    119", "Hết."]),
    ("1.\tGạo\n2.\tMuối", ["1.\tGạo", "2.\tMuối"]),
    ("Thể thao | Bóng đá\nTrận đấu đã kết thúc.", ["Thể thao | Bóng đá", "Trận đấu đã kết thúc."]),
    ("a\u2028b\u2029c\x85d", ["a", "b", "c", "d"]),
    ("", []),
    (" \n\t\u3000\n ", []),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_lines(text: str, expected: list[str]) -> None:
    assert [text[one.start : one.end] for one in split_sentences(text)] == expected


PROSE = "Công an hai tỉnh đã ký kết biên bản ghi nhớ hội nghị."
KINDS = [
    (f"Công an hai tỉnh họp\n\n{PROSE}", "title prose"),
    (f"Công an hai tỉnh họp.\n\n{PROSE}", "prose prose"),
    ("Công an hai tỉnh họp", "prose"),
    (f"{PROSE}\n\nToàn cảnh hội nghị. Ảnh: Ngọc Lân\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nQuang cảnh buổi làm việc. Ảnh: Q.H\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nLễ ký kết (Ảnh: TTXVN)\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nLễ ký kết - Ảnh: MINH HÒA\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nBiên giới nhìn từ trên cao. Ảnh minh họa.\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nThe two sides sign. Photo: VNA\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nThe two sides sign. Photo by John Smith\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nQuang cảnh buổi họp mặt\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nBộ trưởng Tô Lâm phát biểu tại Hội nghị\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\nNgày 16-1 hai bên đã ký hợp đồng tại Hà Nội\n\n{PROSE}", "prose prose prose"),
    (f"{PROSE}\nĐiều kiện.\n{PROSE}", "prose prose prose"),
    (f"{PROSE} Gồm:\n- Hà Nội\n- Hải Phòng\n{PROSE}", "prose prose prose prose prose"),
    (f"{PROSE} Gồm:\nHà Nội\nHải Phòng\nĐà Nẵng\n{PROSE}", "prose prose prose prose prose prose"),
    (f"{PROSE}\n\nNgọc Lân", "prose byline"),
    (f"{PROSE}\n\nĐỨC NAM – NGUYỄN TRANG", "prose byline"),
    (f"{PROSE}\n\nBài, ảnh: Trần Văn Tú", "prose byline"),
    (f"{PROSE}\n\nNgọc Lân\n\nNguồn Biên Phòng: https://bienphong.com.vn/a-b.html", "prose byline source"),
    (f"{PROSE}\n\nNguồn: TTXVN", "prose source"),
    (f"{PROSE}\n\nTheo Tuổi Trẻ", "prose source"),
    (f"{PROSE}\n\nhai bên sẽ gặp lại nhau vào năm sau", "prose prose"),
    (f"# Công an họp\n\n{PROSE}\n\n## Kết quả\n\n{PROSE}", "title prose title prose"),
    ("Hà Nội, Huế và Đà Nẵng", "prose"),
    (f"{PROSE}\n\nPhương án 2\n\n{PROSE}", "prose prose prose"),
    (f"{PROSE}\n\nGói thầu mua sắm thiết bị số 3\n\n{PROSE}", "prose prose prose"),
    (f"{PROSE}\n\nHuy chương vàng\n\n{PROSE}", "prose prose prose"),
    (
        f"{PROSE} Trong các phương án, chọn gì?\n\nPhương án do Sở đề ra\n\n{PROSE}",
        "prose prose prose prose",
    ),
    (f"{PROSE}\n\n15:00\n\nToàn cảnh vụ cháy. Ảnh: Ngọc Lân\n\n{PROSE}", "prose caption prose"),
    (f"{PROSE}\n\n15:00", "prose byline"),
    (f"14:15\n\n{PROSE}", "prose"),
    (f"Tên\tMua\nSJC\t120\n\n{PROSE}", "prose prose"),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_kinds(text: str, kinds: str) -> None:
    assert " ".join(one.kind.value for one in split_sentences(text)) == kinds


def test_a_known_title_is_a_title_even_with_a_question_mark() -> None:
    text = f"Ai chủ trì?\n\n{PROSE}"
    assert split_sentences(text)[0].kind is SentenceKind.PROSE
    assert split_sentences(text, "Ai chủ trì?")[0].kind is SentenceKind.TITLE


def test_a_caption_and_its_credit_are_one_sentence() -> None:
    text = f"{PROSE}\n\nToàn cảnh hội nghị. Ảnh: Ngọc Lân\n\n{PROSE}"
    assert [text[one.start : one.end] for one in split_sentences(text)][1] == "Toàn cảnh hội nghị. Ảnh: Ngọc Lân"


def test_a_long_sentence_is_cut_at_clauses() -> None:
    clause = "hai bên tiếp tục phối hợp chặt chẽ trong công tác bảo đảm an ninh trật tự"
    text = "; ".join([clause] * 10) + "."
    pieces = [text[one.start : one.end] for one in split_sentences(text)]
    assert len(pieces) > 2
    assert all(piece.endswith((";", ".")) and len(piece.split()) <= 60 for piece in pieces)


def test_a_sentence_of_120_words_is_left_whole() -> None:
    assert len(split_sentences("từ " * (MAX_WORDS - 1) + "cuối.")) == 1
    assert len(split_sentences("từ " * (MAX_WORDS + 5) + "cuối.")) > 1


def test_a_long_table_keeps_its_header_with_the_first_rows_and_begins_anew_where_it_is_repeated() -> None:
    rows = [f"Huyện thứ {number}\t{number}" for number in range(1, 31)]
    text = "\n".join(["Huyện\tSố ca", *rows])
    found = [text[one.start : one.end] for one in split_sentences(text)]
    assert found[0] == "\n".join(["Huyện\tSố ca", *rows[:14]])
    assert found[1:] == rows[14:]
    text = "\n".join(["Huyện\tSố ca", *rows[:14], "Huyện\tSố ca", *rows[14:28], "Huyện\tSố ca", *rows[28:]])
    assert [text[one.start : one.end].count("Số ca") for one in split_sentences(text)] == [1, 1, 1]


HARD = [
    "a\tb\n" * 40_000,
    "|" * 200_000,
    "|-" * 100_000,
    ("-" * 3000 + "\n") * 60,
    ("a" + " " * 3000 + "\n") * 60,
    "14:15\n" * 30_000,
    ("5/8 " * 14 + "\n") * 4_000,
    "a" * 200_000,
    "ab. " * 50_000,
    "Ab. " * 50_000,
    ". " * 100_000,
    "." * 200_000,
    "(" * 200_000,
    "“a. " * 50_000,
    '"' * 200_000,
    ' "a' * 60_000,
    "e\u0301" * 100_000,
    "👩\u200d👩\u200d👧" * 40_000,
    " " * 200_000 + "x",
    ("x. " + " " * 500) * 400,
    "一" * 200_000,
    "a\n" * 50_000,
    "Ảnh: " * 40_000,
    "# " * 100_000,
    "A.B" * 60_000,
    ".)" * 100_000,
    "1. " * 60_000,
]


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_200_kb_do_not_take_quadratic_time(text: str) -> None:
    assert growth(check_spans, text[: len(text) // 8], text) < 8 * 3  # quadratic: 64


NEWSLIKE = st.lists(
    st.sampled_from(
        [*"aăđôÝ.…!?,;:()“”\"'«»[]-–%5", " ", " ", "\n", "\n\n", "./.", "TP.", "Ảnh:", "Q.H", "ThS.", "Nguyễn", "đó",
         "\u200b", "\ufeff", "\u0301", "🙂", "\r\n", "\t", "\x85", "https://a.b/c.", "Nguồn", "date 2024-06", "- ",
         "14:15", "8h30", "Phút 67", "Ngày 5/8", "a\tb", " | ", "|---|", "T.S.", "P.V.T.", "(34 tuổi)"]
    ),
    max_size=120,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), NEWSLIKE))
@example("\u0301")
@example("a\u200b. \u200bB")
def test_spans_of_any_text(text: str) -> None:
    check_spans(text)


@settings(max_examples=100, deadline=None)
@given(NEWSLIKE)
def test_spans_of_normalised_text(text: str) -> None:
    composed, decomposed = (normalise(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert composed == decomposed
    check_spans(composed)
    assert split_sentences(composed) == split_sentences(decomposed)


def check_spans(text: str) -> None:
    """In order, apart, trimmed, never empty, and nothing but white space left out."""
    position = 0
    for one in split_sentences(text):
        assert position <= one.start < one.end <= len(text)
        assert text[position : one.start].strip() == ""
        assert not text[one.start].isspace()
        assert not text[one.end - 1].isspace()
        position = one.end
    assert text[position:].strip() == ""


PRICES = "Giá gạo:\n\n| Loại | Giá (đồng) |\n|---|---|\n| Nàng Hoa | 21.000 |\n| Tài Nguyên | 19.500 |\n\nHết."


@pytest.mark.parametrize("row", ["| Nàng Hoa", "Nàng Hoa", "| Tài Nguyên"])
def test_the_header_of_a_row_is_the_first_line_of_its_table(row: str) -> None:
    found = header_before(PRICES, PRICES.index(row))
    assert found is not None
    assert PRICES[slice(*found)] == "| Loại | Giá (đồng) |"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (PRICES, "| Loại"),
        (PRICES, "21.000"),
        (PRICES, "Hết"),
        ("Hàn\t140\nNấu ăn\t130", "Nấu ăn"),
        ("Nghề | Số\nHàn | 140\n\nTên | Giá\nGạo | 9", "Tên"),
        ("Tên | Giá\nGạo | 9\nTên | Giá\nNgô | 7", "Tên | Giá\nNgô"),
    ],
)
def test_what_is_no_row_below_a_header_has_none(text: str, start: str) -> None:
    assert header_before(text, text.index(start)) is None


def test_a_header_may_name_years() -> None:
    assert header_before("Chỉ tiêu | 2023 | 2024\nLỗ | 6,2 | 3,8", len("Chỉ tiêu | 2023 | 2024\n")) == (0, 22)


def test_rows_keep_their_lines_where_white_space_is_folded() -> None:
    assert fold_lines("Giá  hôm\nnay:\n\nGạo | 9\nNgô |  7\nHết.") == "Giá hôm nay:\nGạo | 9\nNgô | 7\nHết."


@pytest.mark.parametrize(
    ("rows", "folded"),
    [
        ("Môn\tNgày\tPhút\nToán\t4/6\t120\nAnh\t\t60", "Môn | Ngày | Phút\nToán | 4/6 | 120\nAnh | | 60"),
        ("Gạo   9\nNgô     7\nSắn   5", "Gạo | 9\nNgô | 7\nSắn | 5"),
    ],
)
def test_cells_that_white_space_parts_stay_apart_however_often_a_text_is_folded(rows: str, folded: str) -> None:
    assert fold_lines(rows) == folded
    assert fold_lines(folded) == folded


def test_a_credit_within_a_paragraph_is_no_prose() -> None:
    text = "Bà Sáu chưa biết. Biên tập: Hoàng Minh Châu. Nguồn: Báo Z. Theo VnExpress. Theo bà, khách vắng. Tin: đã về."
    kinds = {text[one.start : one.end]: one.kind for one in split_sentences(text)}
    assert kinds == {
        "Bà Sáu chưa biết.": SentenceKind.PROSE,
        "Biên tập: Hoàng Minh Châu.": SentenceKind.BYLINE,
        "Nguồn: Báo Z.": SentenceKind.SOURCE,
        "Theo VnExpress.": SentenceKind.SOURCE,
        "Theo bà, khách vắng.": SentenceKind.PROSE,
        "Tin: đã về.": SentenceKind.PROSE,
    }
