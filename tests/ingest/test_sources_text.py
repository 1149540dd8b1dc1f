"""`.txt` and `.md`: header, title, source line, encodings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.models import Article, normalise
from ingest.sources.dates import complete_date, partial_date, read_date
from ingest.sources.text import parse_text
from tests.clocks import growth
from trichdan.errors import SourceError

PROSE = "Chiều 27-6, hai bên đã gặp nhau tại Long An."


def parse(text: str, *, markdown: bool = False) -> Article:
    return parse_text(text.encode(), "a", markdown=markdown)


@pytest.mark.parametrize(
    ("raw", "text", "published"),
    [
        (f" date 2024-06 {PROSE}", PROSE, "2024-06-27"),
        (f"date 2024-06-28 {PROSE}", PROSE, "2024-06-28"),
        (f"date 2024 {PROSE}", PROSE, "2024"),
        (f"date 2024-07 {PROSE}", PROSE, "2024-07"),
        (f"date 12/08/2025 {PROSE}", PROSE, "2025-08-12"),
        (f"date 2-8-2025 {PROSE}", PROSE, "2025-08-02"),
        (f"date 12.08.2025\n\n{PROSE}", PROSE, "2025-08-12"),
        (f"date 6/2024 {PROSE}", PROSE, "2024-06-27"),
        (f"date 12/08 {PROSE}", f"date 12/08 {PROSE}", None),
        (f"date 2024-06\n\n{PROSE}\n", f"{PROSE}\n", "2024-06-27"),
        (f"date 2023-03 {PROSE[12:]}", PROSE[12:], "2023-03"),
        (f"\ufeffdate 2024-06\t{PROSE}", PROSE, "2024-06-27"),
        (PROSE, PROSE, None),
        ("Ngày 27/10/2023, họ họp.", "Ngày 27/10/2023, họ họp.", None),
        ("dates 2024 là một loại quả.", "dates 2024 là một loại quả.", None),
        ("date 2024, một năm tốt.", "date 2024, một năm tốt.", None),
        ("  Thụt đầu dòng.  \n\n\n x \n", "  Thụt đầu dòng.  \n\n\n x \n", None),
        (f"Họ họp.\ndate 2024-06 {PROSE}", f"Họ họp.\ndate 2024-06 {PROSE}", None),
        ("date 2024-06 (GLO)- Sáng ngày 3 tháng 6, họ họp.", "(GLO)- Sáng ngày 3 tháng 6, họ họp.", "2024-06-03"),
    ],
)
def test_the_date_header(raw: str, text: str, published: str | None) -> None:
    article = parse(raw)
    assert (article.text, article.published) == (text, published)


@pytest.mark.parametrize("date", ["2024-13", "2023-02-29", "2024/06", "2024-6", "0000", "31/02/2025", "13/2025"])
def test_a_header_that_is_no_date_is_told(date: str) -> None:
    with pytest.raises(SourceError, match="header's date can't be read"):
        parse(f"date {date} {PROSE}")


@pytest.mark.parametrize(
    ("opening", "published"),
    [
        ("Chiều 27-6, họ họp.", "2024-06-27"),
        ("Sáng nay (27/6), họ họp.", "2024-06-27"),
        ("Ngày 27 tháng 6 năm 2024, họ họp.", "2024-06-27"),
        ("Tối 7.6.2024, họ họp.", "2024-06-07"),
        ("Hà Nội, ngày 27-6, họ họp nhân kỷ niệm ngày 24-6.", "2024-06-27"),
        ("Ngày 27 tháng 6 năm 2023, họ họp.", "2024-06"),
        ("Ngày 31-6, họ họp.", "2024-06"),
        ("Từ ngày 20-6 đến 27-6, họ họp.", "2024-06"),
        ("Trước ngày 27-6, họ họp.", "2024-06"),
        ("Ngày 20-6 đến 27-6, họ họp.", "2024-06"),
        ("Tỷ lệ 27-6 nghiêng về họ.", "2024-06"),
        ("Theo tin của Công an tỉnh Long An cho biết hôm qua thì ngày 3-6 và ngày 5-6 họ họp.", "2024-06"),
        ("x" * 400 + " ngày 27-6", "2024-06"),
        ("", "2024-06"),
    ],
)
def test_a_day_is_taken_from_the_opening_only_where_it_is_certain(opening: str, published: str) -> None:
    assert complete_date("2024-06", opening) == published


@pytest.mark.parametrize("value", ["2025-10-17", "2024-06", "2023"])
def test_partial_dates(value: str) -> None:
    assert partial_date(value) == value


def test_a_time_is_cut_off_a_date() -> None:
    assert partial_date("2025-10-17T08:30:00+07:00") == "2025-10-17"


@pytest.mark.parametrize(
    "value", ["", "17-10-2025", "2025-1", "2025-00", "2025-02-30", "hôm qua", "２０２５", "2025-10-17\n"]
)
def test_what_is_no_date(value: str) -> None:
    with pytest.raises(ValueError, match="is not a date such as"):
        partial_date(value)


@pytest.mark.parametrize("value", ["9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+14:00"])
def test_a_day_beyond_the_calendar_is_no_date(value: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_date(value)


def test_a_moment_is_told_as_viet_nams_day() -> None:
    assert partial_date("2025-10-17T18:30:00Z") == "2025-10-18"
    assert read_date("Thu, 16 Oct 2025 17:00:00 GMT") == "2025-10-17"


@pytest.mark.parametrize(
    ("value", "day"),
    [("12/08/2025", "2025-08-12"), ("1-8-2025 08:30", "2025-08-01"), ("8/2025", "2025-08"), ("2025", "2025")],
)
def test_dates_are_read_day_first(value: str, day: str) -> None:
    assert read_date(value) == day


@pytest.mark.parametrize("value", ["31/02/2025", "12/08/25", "8/13/2025", "12/8", "hôm qua", ""])
def test_what_no_day_first_date_is(value: str) -> None:
    with pytest.raises(ValueError, match="is not a date such as"):
        read_date(value)


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (f"Công an hai tỉnh họp\n\n{PROSE}", "Công an hai tỉnh họp"),
        (f"date 2024-06 Công an hai tỉnh họp\n{PROSE}", "Công an hai tỉnh họp"),
        (f"Công an hai tỉnh họp.\n\n{PROSE}", None),
        ("Công an hai tỉnh họp", None),
        (f"{'từ ' * 60}\n\n{PROSE}", None),
        (f"- gạo\n- muối\n{PROSE}", None),
    ],
)
def test_the_title_line_stays_in_the_text(raw: str, title: str | None) -> None:
    article = parse(raw)
    assert article.title == title
    assert title is None or article.text.startswith(title)


@pytest.mark.parametrize("dated", ["Thứ hai, 2/11/2026, 21:15", "TP.HCM, ngày 18-4-2024", "date 2024-05"])
def test_a_title_may_stand_below_a_line_that_dates_the_article(dated: str) -> None:
    assert parse(f"{dated}\n\nHai tỉnh họp\n{PROSE}").title == "Hai tỉnh họp"
    assert parse(f"{dated}\n{PROSE}").title is None


def test_a_dateline_is_found_behind_a_title() -> None:
    assert parse(f"date 2024-06 Hội nghị hai tỉnh\n\n{PROSE}").published == "2024-06-27"


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("CÔNG AN TỈNH TÂY NINH\nTHÔNG CÁO BÁO CHÍ\nTây Ninh, ngày 9 tháng 12 năm 2025\n", "2025-12-09"),
        ("Hai tỉnh họp\nThứ năm, 27/6/2024, 08:30 (GMT+7)\n", "2024-06-27"),
        ("TP.HCM, ngày 18-4-2024\n\nHai tỉnh họp\n", "2024-04-18"),
        ("date 2023-05-02\nTây Ninh, ngày 9 tháng 12 năm 2025\n", "2023-05-02"),
        ("TIN BÃO KHẨN CẤP\n6h00, ngày 21/11/2026\n", "2026-11-21"),
        ("TIN BÃO KHẨN CẤP\n14 giờ 30, ngày 21/11/2026\n", "2026-11-21"),
        ("Hai tỉnh họp\n2024/06/27 08:30\n", "2024-06-27"),
        ("Hai tỉnh họp\nThứ Năm, 27 tháng Sáu 2024 lúc 8:30 sáng\n", "2024-06-27"),
        ("Giá vàng ngày 26/11/2024\n", None),
        ("2024/13/27 08:30\n", None),
        ("Ngày thành lập quân đội 22/12/1944\n", None),
        ("Cập nhật lúc 14h40 ngày 26-11-2024\n", None),
        ("Hai tỉnh họp hôm qua.\nTây Ninh, ngày 9 tháng 12 năm 2025\n", None),
        ("Tây Ninh, ngày 39 tháng 12 năm 2025\n", None),
    ],
)
def test_a_line_of_the_head_that_is_a_date_and_nothing_else_dates_the_article(head: str, published: str | None) -> None:
    article = parse(f"{head}{PROSE}")
    assert article.published == published
    assert head.split("\n")[-2] in article.text or head.startswith("date"), "it stays in the text"


@pytest.mark.parametrize(
    ("line", "published", "source"),
    [
        ("Báo Quảng Ninh, 12/9/2025", "2025-09-12", "Báo Quảng Ninh"),
        ("Theo VnExpress - 12-9-2025 08:30", "2025-09-12", "VnExpress"),
        ("Thể thao & Văn hóa | 12/9/2025", "2025-09-12", "Thể thao & Văn hóa"),
        ("Hà Nội, ngày 12/9/2025", "2025-09-12", None),
        ("Hà Nội, 12/9/2025", "2025-09-12", None),
        ("TP.HCM, 12/9/2025", "2025-09-12", None),
        ("Thành phố Hồ Chí Minh - 12/9/2025", "2025-09-12", None),
        ("Phnom Penh, 12/9/2025", "2025-09-12", None),
        ("Hà Nội Mới, 12/9/2025", "2025-09-12", "Hà Nội Mới"),
        ("(Đà Nẵng, 30-6-2025)", None, None),
        ("Cập nhật, 12/9/2025", None, None),
        ("Vé bán 12/9, 13/9/2025", None, None),
        ("Hội nghị khai mạc, 12/9/2025.", None, None),
    ],
)
def test_a_line_below_the_title_tells_outlet_and_date(line: str, published: str | None, source: str | None) -> None:
    article = parse(f"Hai tỉnh họp\n{line}\n\n{PROSE}")
    assert (article.title, article.published, article.source) == ("Hai tỉnh họp", published, source)
    assert line in article.text


def test_a_title_that_ends_in_a_date_is_no_outlet() -> None:
    article = parse(f"Giá vàng trong nước, 12/9/2025\n\n{PROSE}")
    assert (article.title, article.published, article.source) == ("Giá vàng trong nước, 12/9/2025", None, None)


def test_a_line_that_dates_a_text_beyond_the_calendar_dates_nothing() -> None:
    assert parse("31/12/9999 23:30 GMT-5\nTin hôm nay.\n").published is None


@pytest.mark.parametrize("start", ["Tin. ", "Nguồn ", "27/6/2024 "])
@pytest.mark.parametrize("piece", [" ", "\u2028", "27/6/2024 "])
def test_a_long_line_takes_no_longer_than_its_length(start: str, piece: str) -> None:
    def read(times: int) -> object:
        return parse(start + piece * times + ".")

    assert growth(read, 1_000, 8_000, tries=1) < 8 * 3  # quadratic: 64


def test_the_source_line() -> None:
    line = "Nguồn Biên Phòng: https://bienphong.com.vn/a-b.html"
    article = parse(f"{PROSE}\n\n{line}")
    assert (article.url, article.source) == ("https://bienphong.com.vn/a-b.html", "Biên Phòng")
    assert article.text.endswith(line)
    assert parse(f"{PROSE}\n\nNguồn: https://a.vn/b").source is None
    assert parse(f"Nguồn tin cho biết: họ sẽ họp.\n{PROSE}").url is None


def test_markdown_headings_and_front_matter() -> None:
    front = "---\ntitle: Hội nghị\ndate: 2024-06\nurl: https://a.vn\nsource: VnExpress\ntags: [a]\n---\n"
    article = parse(f"{front}{PROSE}", markdown=True)
    assert article == Article("a", PROSE, "Hội nghị", "2024-06-27", "https://a.vn", "VnExpress")
    assert parse(f"# Hội nghị #\n\n{PROSE}", markdown=True).title == "Hội nghị"
    assert parse(f"# Hội nghị\n\n{PROSE}", markdown=True).text == f"# Hội nghị\n\n{PROSE}"


@pytest.mark.parametrize("front", ["---\n- a\n---\n", "---\na: [\n---\n", "---\nx: 1\n---\n", "---\n"])
def test_what_is_not_front_matter_is_text(front: str) -> None:
    assert parse(f"{front}{PROSE}", markdown=True).text == f"{front}{PROSE}"


def test_two_rules_of_a_long_text_hold_no_front_matter() -> None:
    text = "---\ntitle: Tin\n" + "a: [b, {c: d}]\n" * 2_000 + "---\n"
    assert parse(text, markdown=True).text == text


def test_newlines_and_normal_form() -> None:
    crlf = f"\ufeffCông an hai tỉnh họp\r\n\r\n{PROSE}\r{PROSE}"
    for form in ("NFC", "NFD"):
        article = parse(unicodedata.normalize(form, crlf))
        assert article == Article("a", f"Công an hai tỉnh họp\n\n{PROSE}\n{PROSE}", title="Công an hai tỉnh họp")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (PROSE.encode("utf-16"), "looks like UTF-16.*iconv -f UTF-16"),
        (PROSE.encode("utf-16-le"), "looks like UTF-16"),
        (PROSE.encode("utf-16-be"), "looks like UTF-16"),
        (PROSE.encode("utf-32"), "looks like UTF-32"),
        (PROSE.encode("utf-32-le"), "looks like UTF-32"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "binary file .byte 0x89 at offset 0"),
        (b"abc\0def", "NUL character at character 3"),
        (b"ab\x01\x02\x03\x04c", "control characters"),
        (b"caf\xe9 au lait", "byte 0xE9 at offset 3"),
        (b"Gi\xb8m \xae\xe8c C\xabng an t\xd8nh \xae\xb7 \xae\xd5n", "looks like TCVN3"),
        (b"Thu\xd2 t\xfd\xf5\xecng \xf0\xea\xecn, \xf0a\xde \xf0i", "looks like windows-1258"),
        ("Giaùm ñoác ñaõ ñeán".encode("latin-1"), "looks like VNI"),
        (b"\xf0\xe3 \xf0\xaan, C\xf4ng an", "looks like VISCII"),
        (b"", "no text"),
        (b" \r\n\t ", "no text"),
        (b"date 2024-06 \n", "no text"),
        ("\ufeff".encode(), "no text"),
    ],
)
def test_what_cannot_be_read_is_told_clearly(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        parse_text(data, "a")


LEGACY = {
    "TCVN3": "S¸ng 12/8, t¹i thµnh phè Hå ChÝ Minh, hai bªn ®· häp.",
    "VNI": "Giaùm ñoác Coâng an tænh ñaõ ñeán Haø Noäi.",
    "windows-1258": "Thuò týõìng ðaÞ ðêìn thãm bêònh viêòn Baòch Mai.",
    "VIQR": "Sa'ng 20/3, be^'n pha` Ra.ch Mie^~u du+`ng hoa.t ddo^.ng sau 32 na(m, o^ng Ta'm no'i.",
    "UTF-8 that was encoded twice": PROSE.encode().decode("latin-1"),
}


@pytest.mark.parametrize("name", LEGACY)
def test_legacy_letters_that_arrive_as_unicode_are_told(name: str) -> None:
    with pytest.raises(
        SourceError, match=f"Vietnamese in letters of {name} .line 1.: .* stands for .*for example with"
    ):
        parse(LEGACY[name])
    with pytest.raises(SourceError, match=f"Vietnamese in letters of {name} .line 3."):
        parse(f"{PROSE}\n{PROSE}\n{LEGACY[name]}\n{PROSE}")


@pytest.mark.parametrize(
    "text",
    [
        "§ 12 khoản 3, § 14, § 15; 10 µg, 5 µm và 20 µl; 20 m², 30 m³, ±5 °C, ½ cốc, ¼ thìa.",
        "5 µm | 10 µg | 20 µl | §3 | §4",
        "Hoà Bình, Khánh Hoà, Thừa Thiên-Huế, Đăk Lăk, Krông Nô, H'Hen Niê, Y Blôk, Ea H'leo.",
        "L’été dernier, à Genève, où l’accord a été signé près du lac, la fête était déjà là, très gênée.",
        "São Paulo não é a capital; João saiu às três, após a reunião. ¿Dónde está mañana el niño?",
        "Kâmpóng Thum, Bătdâmbâng, Môndól Kiri, Rôtânôkiri, Preăh Vihéar, Siĕmréab, Krâchéh",
        "Det hadde vært å gå på å få, så må vi også få nå fram. Një instrument që do të më në vend të së.",
        "Don't you know it's 5 o'clock? He said 'no.' So? Go to. the U.S., at 5 a.m., e.g. 'Who're they?'",
        "f(a)+b(i) = e^x; o+=1; u+v; a.out, e.so, i.o; o^2 + a^2 >= 0; C++ and R.",
        "cau Ben Noc dai bao nhieu? Ai la giam doc? Ha Noi. H'Mong, K'Ho, Ea H'leo, a~z.",
        "«Ông Ôn» ® © ™ ª º ¹ ² ³ £20 ¥300",
    ],
)
def test_no_other_text_is_taken_for_legacy_letters(text: str) -> None:
    assert parse(text).text == text


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text().map(lambda text: f"date 2024-06 \ufeff{text}")), st.booleans())
def test_any_text_is_an_article_or_a_source_error(raw: str, markdown: bool) -> None:
    try:
        article = parse_text(raw.encode("utf-8", "replace"), "a", markdown=markdown)
    except SourceError:
        return
    assert article.text == normalise(article.text)
    assert normalise(raw.removeprefix("\ufeff")).endswith(article.text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_a_source_error(data: bytes) -> None:
    try:
        parse_text(data, "a")
    except SourceError:
        return
    data.decode("utf-8")
