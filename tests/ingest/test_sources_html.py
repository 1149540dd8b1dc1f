"""`.html`: main text, title, date and address; no guessed dates, no network."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.models import Article
from ingest.sources.html import fragment_text, parse_html
from tests.clocks import growth
from trichdan.errors import SourceError

BODY = "".join(
    f"<p>Công an tỉnh Lâm Đồng và Công an tỉnh Mondulkiri đã ký kết biên bản ghi nhớ lần thứ {n} tại hội nghị.</p>"
    for n in range(8)
)
PAGE = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Hội nghị hai tỉnh - Báo</title>
<meta property="og:title" content="Hội nghị hai tỉnh"><meta property="og:site_name" content="Báo Biên Phòng">
<meta property="article:published_time" content="2025-10-17T08:00:00+07:00">
<link rel="canonical" href="https://bienphong.com.vn/hoi-nghi.html"></head><body><nav><a href="/">Trang chủ</a></nav>
<article><h1>Hội nghị hai tỉnh</h1>{BODY}</article><footer>Bản quyền 2019</footer></body></html>"""


def test_a_page() -> None:
    article = parse_html(PAGE.encode(), "a")
    assert (article.title, article.published) == ("Hội nghị hai tỉnh", "2025-10-17")
    assert (article.url, article.source) == ("https://bienphong.com.vn/hoi-nghi.html", "Báo Biên Phòng")
    assert "lần thứ 7 tại hội nghị." in article.text
    assert "Trang chủ" not in article.text
    assert "Bản quyền" not in article.text


def test_decomposed_pages_and_declared_encodings() -> None:
    assert parse_html(unicodedata.normalize("NFD", PAGE).encode(), "a").text == parse_html(PAGE.encode(), "a").text
    wide = PAGE.replace("utf-8", "utf-16").encode("utf-16")
    assert parse_html(wide, "a").text == parse_html(PAGE.encode(), "a").text


def test_a_page_without_a_stated_date_has_none() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2025-10-17T08:00:00+07:00">', "")
    assert parse_html(page.encode(), "a").published is None


def page(body: str, head: str = "") -> Article:
    return parse_html(
        f'<html lang="vi"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode(), "a"
    )


def lines(body: str, head: str = "") -> list[str]:
    return page(body, head).text.split("\n")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("có 10<sup>3</sup> m<sup>2</sup> đất năm 2020<sup>1</sup>.", "có 10³ m2 đất năm 2020¹."),
        ("vào <time>ngày 20/11/2016</time>, khi còn sống.", "vào ngày 20/11/2016, khi còn sống."),
        ("một <label>chiếc</label> xe <button>màu</button> đỏ.", "một chiếc xe màu đỏ."),
        ("tổng là <output>12</output> và <object>hai</object> kg.", "tổng là 12 và hai kg."),
        ("có <picture><img></picture>ảnh đẹp ở đây.", "có ảnh đẹp ở đây."),
        ("rộng 32 m<sup>2</sup>, sâu 3 m.", "rộng 32 m2, sâu 3 m."),
        ("nói: <q>Tôi đi.</q> Rồi ông đi.", "nói: “Tôi đi.” Rồi ông đi."),
        ("nói: <q>Bà bảo <q>Về đi</q> thôi.</q>", "nói: “Bà bảo ‘Về đi’ thôi.”"),
        ("Giá <del>20.000</del> 12.000 đồng một kg.", "Giá 12.000 đồng một kg."),
        ("Giá <s>20.000</s> <ins>12.000</ins> đồng một kg.", "Giá 12.000 đồng một kg."),
        ('Giá <span style="text-decoration: line-through">20</span> 12 đồng một kg.', "Giá 12 đồng một kg."),
        ("ở <b>Quảng Ninh</b>Hai tàu cá về bến.", "ở Quảng Ninh Hai tàu cá về bến."),
        ("tới <a href='/x'>đảo Cô Tô</a> lúc 7h sáng nay.", "tới đảo Cô Tô lúc 7h sáng nay."),
        ("ông Đặng Văn Lĩ\u00adnh,\u00a0 51 tuổi,\n nói.", "ông Đặng Văn Lĩnh, 51 tuổi, nói."),
    ],
)
def test_inline_elements_are_text(inside: str, text: str) -> None:
    assert lines(f"<article><h1>Tin hôm nay</h1><p>{inside}</p>{BODY}</article>")[1] == text
    assert lines(f"<article><p>{inside}</p></article>") == [text]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('Chợ mở lại. <a href="/x">Xem thêm</a>', "Chợ mở lại."),
        ('Chợ mở lại. &gt;&gt; <a href="/x">Giá lúa tăng</a>', "Chợ mở lại."),
        ('Chợ mở lại. <a href="/x">&gt;&gt; Xem thêm: Giá lúa tăng</a> ', "Chợ mở lại."),
        ('Chợ mở lại. Xem thêm: <a href="/x">Giá <b>lúa</b> tăng</a>', "Chợ mở lại."),
        ('Chợ mở lại.<span class="share-bar"> Chia sẻ <i>Zalo</i></span>', "Chợ mở lại."),
        ("Chợ mở lại. <button>Nghe</button>", "Chợ mở lại."),
        ('Chợ do <a href="/x">UBND xã</a> mở lại.', "Chợ do UBND xã mở lại."),
        ('Chợ mở ở TP. <a href="/x">Hồ Chí Minh</a>', "Chợ mở ở TP. Hồ Chí Minh"),
        ('Có chợ. <a href="/x">Chợ Bến</a>, <a href="/y">chợ Gò</a>', "Có chợ. Chợ Bến, chợ Gò"),
        ('Chợ mở lại. <a href="/x">Xem thêm thì thấy chợ đông.</a>', "Chợ mở lại. Xem thêm thì thấy chợ đông."),
        ("Bấm nút <button>Nghe</button>", "Bấm nút Nghe"),
    ],
)
def test_what_is_glued_behind_the_last_sentence_is_no_text(inside: str, text: str) -> None:
    assert lines(f"<article><p>{inside}</p>{BODY}</article>")[0] == text


def test_buttons_in_a_headline_are_none_of_it() -> None:
    head = '<h1>Chợ đêm mở lại<span class="share-count">12</span> <a class="fb-share" href="#">Chia sẻ</a></h1>'
    assert page(f"<article>{head}{BODY}</article>", "<title>Chợ đêm mở lại - Báo X</title>").title == "Chợ đêm mở lại"


def test_nothing_is_lost_behind_a_centred_or_set_apart_paragraph() -> None:
    body = "<p>Một câu đầu tiên ở đây. <center>Một câu ở giữa trang.</center> Và một câu sau nó.</p>"
    aside = "<aside>Theo nhóm, phao chịu được nước mặn.</aside>"
    expected = [
        "Một câu đầu tiên ở đây.",
        "Một câu ở giữa trang.",
        "Và một câu sau nó.",
        "Theo nhóm, phao chịu được nước mặn.",
    ]
    assert lines(f"<article>{body}{aside}<p>Câu cuối cùng của bài báo.</p></article>") == [
        *expected,
        "Câu cuối cùng của bài báo.",
    ]


SENTENCE = "<p>Giá vàng sáng nay như trong bảng sau.</p>"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<tr><th>Hãng</th><th>Giá</th></tr><tr><td>SJC</td><td>12,4</td></tr>", ["Hãng | Giá", "SJC | 12,4"]),
        (
            "<tr><td>Hãng</td><td>Nơi</td></tr><tr><td>PNJ</td><td><ul><li>Huế</li><li>Vinh</li></ul></td></tr>",
            ["Hãng | Nơi", "PNJ | Huế; Vinh"],
        ),
        (
            "<caption>Bảng giá</caption><tr><td rowspan=2>12/8</td><td>SJC</td></tr><tr><td>PNJ</td></tr>",
            ["Bảng giá", "12/8 | SJC", "12/8 | PNJ"],
        ),
        ("<tr><td>A</td><td></td><td>1</td></tr><tr><td>B</td><td>x</td><td>2</td></tr>", ["A | | 1", "B | x | 2"]),
        ("<tr><td><img></td></tr><tr><td>Vàng miếng ở một cửa hàng</td></tr>", ["Vàng miếng ở một cửa hàng"]),
        ("<tr><td><img></td><td><img></td></tr><tr><td>Nhẫn</td><td>Vòng</td></tr>", ["Nhẫn", "Vòng"]),
        (
            "<tr><td><p>Một khung bên lề bài.</p><p>Hai câu trong khung.</p></td></tr>",
            ["Một khung bên lề bài.", "Hai câu trong khung."],
        ),
    ],
)
def test_tables(table: str, rows: list[str]) -> None:
    assert lines(f"<article>{SENTENCE}<table>{table}</table></article>") == [
        "Giá vàng sáng nay như trong bảng sau.",
        *rows,
    ]


def test_a_page_of_nothing_but_a_table() -> None:
    table = "<table><tr><th>Hãng</th><th>Giá</th></tr><tr><td>SJC</td><td>12,4</td></tr></table>"
    assert lines(f"<h1>Giá vàng hôm nay 12/8</h1><div>{table}</div>") == [
        "Giá vàng hôm nay 12/8",
        "Hãng | Giá",
        "SJC | 12,4",
    ]


def test_a_table_of_hostile_spans_is_read_in_time() -> None:
    rows = "<tr><td colspan=99 rowspan=99>a</td><td>1</td></tr>" * 300
    assert len(lines(f"<article>{SENTENCE}<table>{rows}</table></article>")) > 200


def test_lists_keep_their_marks() -> None:
    items = "<ul><li>Gạo<ul><li>nếp</li></ul></li><li><p>Muối</p></li></ul><ol start=3><li>Ba</li><li>Bốn</li></ol>"
    assert lines(f"<article>{SENTENCE}{items}</article>")[1:] == ["- Gạo", "- nếp", "- Muối", "3. Ba", "4. Bốn"]


def test_the_lead_stands_once_and_first() -> None:
    lead = "Lô 54.300 tấn gạo đầu tiên đã rời cảng Hải Phòng."
    sapo = f'<h2 class="detail-sapo">{lead}</h2>'
    meta = f'<meta name="description" content="{lead}">'
    body = f'<div class="detail-content afcbc-body" itemprop="articleBody">{BODY}</div>'
    again = f'<div class="detail-content" itemprop="articleBody"><p>(TTO) - {lead}</p>{BODY}</div>'
    for markup in (sapo + body, sapo + again, f"<div>{sapo}</div><div>{sapo}{body}</div>"):
        text = lines(f"<div><h1>Gạo rời cảng</h1>{markup}</div>", meta)
        assert (text[:2], sum(lead in line for line in text), len(text)) == (["Gạo rời cảng", lead], 1, 10)
    assert lead not in page(f"<div><h1>Gạo rời cảng</h1>{body}</div>", meta).text


def dated(line: str, head: str = "", body: str = "") -> str | None:
    return page(f"<main><h1>Tin hôm nay</h1>{line}<article>{BODY}{body}</article></main>", head).published


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Thứ ba, 24/10/2023, 08:30 (GMT+7)", "2023-10-24"),
        ("Thứ năm, 27/6/2024, 08:30 (GMT+7)", "2024-06-27"),
        ("27/06/2024 08:30 GMT+7", "2024-06-27"),
        ("Ngày 27 tháng 6 năm 2024", "2024-06-27"),
        ("05/09/2024", "2024-09-05"),
        ("08:30 | 27-06-2024", "2024-06-27"),
        ("Minh An - 27/06/2024 08:30", "2024-06-27"),
        ("27/06/2024 18:30 (GMT+0)", "2024-06-28"),
        ("2024/06/27 08:30", "2024-06-27"),
        ("27 Tháng Sáu, 2024", "2024-06-27"),
        ("Tháng Mười Hai 7, 2024", "2024-12-07"),
        ("Th6 27, 2024", "2024-06-27"),
        ("27 thg 6, 2024", "2024-06-27"),
        ("08:30 ngày 27 tháng 6 2024", "2024-06-27"),
        ("27 tháng 6, 2024 lúc 6:45 chiều (GMT+0)", "2024-06-28"),
        ("Cập nhật: 28/06/2024 09:00", None),
        ("Đăng: 27/06/2024 08:30 - Cập nhật: 28/06/2024 09:00", "2024-06-27"),
        ("31/06/2024 08:30", None),
        ("2 giờ trước", None),
        ("27/6", None),
    ],
)
def test_date_lines(line: str, published: str | None) -> None:
    assert dated(f"<div class=info>{line}</div>") == published
    assert "08:30" not in page(f"<main><h1>Tin hôm nay</h1><div>{line}</div><article>{BODY}</article></main>").text


@pytest.mark.parametrize(
    ("line", "head", "body"),
    [
        ("", "", '<p>Ông mất <time datetime="2016-11-20">ngày 20/11/2016</time> tại quê nhà.</p>'),
        ("", "", '<p class="date">Hà Nội, ngày 20 tháng 11 năm 2016</p>'),
        ("", "", '<div class="related"><a href="/x">Tin khác</a> <time datetime="2016-11-20">20/11/2016</time></div>'),
        ("", '<meta property="article:modified_time" content="2024-06-28T09:00:00+07:00">', ""),
        ('<time class="updated" datetime="2024-06-28">28/06/2024</time>', "", ""),
        ("", '<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2024-06-28"}</script>', ""),
    ],
)
def test_what_does_not_date_a_page(line: str, head: str, body: str) -> None:
    assert dated(line, head, body) is None


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("2024-06-27T18:30:00Z", "2024-06-28"),
        ("2024-06-27T18:30:00+07:00", "2024-06-27"),
        ("Thu, 27 Jun 2024 18:30:00 GMT", "2024-06-28"),
        ("27/06/2024 18:30", "2024-06-27"),
        ("2024-06", "2024-06"),
        ("0001-01-01T00:00:00", None),
    ],
)
def test_days_are_those_of_viet_nam(stated: str, published: str | None) -> None:
    assert dated("", f'<meta property="article:published_time" content="{stated}">') == published
    described = f'{{"@type":"NewsArticle","datePublished":"{stated}"}}'
    assert dated("", f'<script type="application/ld+json">{described}</script>') == published
    if published:
        assert dated(f'<time datetime="{stated}">hôm nay</time>') == published


def test_the_clock_of_the_site_is_no_date() -> None:
    clock = '<div class="top"><a href="/">Báo X</a><span>Thứ tư, 25/10/2023 09:12</span></div>'
    assert page(f"{clock}<h1>Tin hôm nay</h1><article>{BODY}</article>").published is None


@pytest.mark.parametrize(
    ("head", "headings", "title"),
    [
        (
            '<meta property="og:title" content="Gạo rời cảng - Tuổi Xanh Online">'
            '<meta property="og:site_name" content="Tuổi Xanh Online">',
            "",
            "Gạo rời cảng",
        ),
        (
            "<title>Gạo rời cảng | Báo Tuổi Xanh</title><link rel=canonical href=https://tuoixanh.example/a>",
            "",
            "Gạo rời cảng",
        ),
        (
            "<title>Báo Tuổi Xanh - Gạo rời cảng hôm nay</title>",
            "<h1><a href='/'>Báo Tuổi Xanh</a></h1><h2>Gạo rời cảng hôm nay</h2>",
            "Gạo rời cảng hôm nay",
        ),
        ("<title>Gạo Việt Nam</title>", "<h1 class=logo>BÁO TX</h1><h1>Gạo rời cảng</h1>", "Gạo rời cảng"),
        (
            "<title>Giá xăng - Báo Đồng Xoài</title>",
            "<div>Báo Đồng Xoài</div><h1>RON 95 giảm 450 đồng từ 15h</h1>",
            "RON 95 giảm 450 đồng từ 15h",
        ),
        ("<title>Hà Nội - Huế: tàu mới</title>", "", "Hà Nội - Huế: tàu mới"),
        ("<title>Gạo rời cảng</title>", "<h2>Lúa vào kho</h2>", "Gạo rời cảng"),  # as long, and nothing alike
        ("", "", None),
    ],
)
def test_titles(head: str, headings: str, title: str | None) -> None:
    assert page(f"{headings}<article>{BODY}</article>", head).title == title


@pytest.mark.parametrize(
    ("lang", "language"), [("vi", "vi"), ("vi-VN", "vi"), ("EN-us", "en"), ("", None), ("x", None)]
)
def test_the_language_of_the_page(lang: str, language: str | None) -> None:
    assert (
        parse_html(f'<html lang="{lang}"><body><article>{BODY}</article></body></html>'.encode(), "a").language
        == language
    )


def test_markup_in_legacy_letters_is_told() -> None:
    with pytest.raises(SourceError, match="letters of TCVN3"):
        page("<article><p>S¸ng 12/8, t¹i thµnh phè Hå ChÝ Minh, hai bªn ®· häp.</p></article>")


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\x00\x01\xff", b"{}", "Chỉ là chữ".encode()])
def test_a_page_without_main_text(data: bytes) -> None:
    with pytest.raises(SourceError):
        parse_html(data, "a")


def test_whatever_the_extractor_raises_is_the_files_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*args: object, **kwargs: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("trafilatura.bare_extraction", explode)
    with pytest.raises(SourceError, match="RecursionError: too deep"):
        parse_html(PAGE.encode(), "a")


SCHOOLS = ("Trường THPT Chu Văn An", "Trường THPT Kim Liên", "Trường THPT Phan Đình Phùng")
HEADLINES = (
    "Điểm chuẩn lớp 10 giảm mạnh ở nhiều trường",
    "Hà Nội thêm ba trường công lập trong năm học tới",
    "Học sinh chen nhau nộp hồ sơ từ 5 giờ sáng",
)


def of_links(items: tuple[str, ...], tag: str = "ul") -> str:
    return (
        f"<{tag}>" + "".join(f'<li><a href="/{at}.html">{one}</a></li>' for at, one in enumerate(items)) + f"</{tag}>"
    )


@pytest.mark.parametrize(
    ("before", "items", "told"),
    [
        ("<p>Danh sách các trường đã công bố:</p>", SCHOOLS, True),
        ("<p>Sở đã công bố điểm chuẩn của ba trường công lập đầu tiên.</p>", SCHOOLS, True),
        ("<h3>Các trường có điểm cao nhất</h3>", SCHOOLS, True),
        ("<p>Các văn bản được viện dẫn:</p>", ("Nghị định 168/2024/NĐ-CP", "Thông tư 24/2023/TT-BCA"), True),
        ("<p>Sở đã công bố điểm chuẩn của ba trường công lập đầu tiên.</p>", HEADLINES, False),
        ("<h3>Tin liên quan</h3>", SCHOOLS, False),
        ("<p>Mời bạn xem thêm các bài viết khác của chúng tôi:</p>", HEADLINES, False),
    ],
)
def test_a_list_of_links_is_text_where_the_article_speaks_of_it(
    before: str, items: tuple[str, ...], told: bool
) -> None:
    found = lines(f"<h1>Điểm chuẩn</h1><div>{BODY}{before}{of_links(items)}{BODY}</div>")
    assert [f"- {one}" in found for one in items] == [told] * len(items)


def test_a_list_of_links_behind_the_text_is_text_only_where_it_is_announced() -> None:
    announced = lines(f"<h1>Điểm chuẩn</h1><div>{BODY}<p>Ba trường gồm:</p>{of_links(SCHOOLS, 'ol')}</div>")
    assert announced[-3:] == [f"{at}. {one}" for at, one in enumerate(SCHOOLS, 1)]
    bare = lines(f"<h1>Điểm chuẩn</h1><div>{BODY}{of_links(SCHOOLS)}</div>")
    assert "Công an" in bare[-1]


@pytest.mark.parametrize(
    "part",
    [
        "<div><h3><a href='/{0}'>Bài số {0} hay lắm</a></h3><p>Tóm tắt bài {0}.</p></div>",
        "<li><a href='/{0}'>Tin số {0}</a></li>",
        "<li>Điểm số {0} của kế hoạch này.</li>",
        "<span>chữ {0}</span> ",
        "<span>chữ {0}</span><br>",
    ],
)
def test_large_pages_take_time_in_proportion(part: str) -> None:
    def made(parts: int) -> str:
        many = "".join(part.format(number) for number in range(parts))
        return f"<h1>Tin dài</h1><div>{BODY}<ol>{many}</ol></div>"

    assert growth(page, made(300), made(2_400), tries=1) < 8 * 3  # quadratic: 64


def test_a_table_of_contents_is_no_text() -> None:
    contents = (
        '<div><p>Mục lục</p><ul><li><a href="#a">Bánh xèo</a></li><li><a href="#b"><b>Giải</b></a></li></ul></div>'
    )
    parts = f'<h3 id="a">Bánh xèo</h3>{BODY}<h3 id="b">Giải</h3><ul><li><a href="#note">1</a> Giải nhất</li></ul>'
    found = lines(f"<article><h1>Lễ hội bánh</h1>{BODY}{contents}{parts}<p>Hết <a href='#a'>bài</a>.</p></article>")
    assert [line for line in found if "biên bản" not in line] == [
        "Lễ hội bánh",
        "Bánh xèo",
        "Giải",
        "- 1 Giải nhất",
        "Hết bài.",
    ]


def test_the_newest_entry_of_a_live_report_keeps_its_time_and_a_page_loses_its_own() -> None:
    entries = "".join(
        f'<div class="item"><span class="time">{time}</span><p>Lực lượng cứu hộ báo lúc {time}, số người bị thương đã '
        "tăng lên so với buổi sáng cùng ngày.</p></div>"
        for time in ("18:30", "15:45", "06:10")
    )
    lead = '<p class="lead">Mưa lớn đêm 17/6 gây sạt lở trên quốc lộ 4D, vùi lấp một ôtô khách và hai xe máy.</p>'
    live = lines(f"<article><h1>TRỰC TIẾP: Sạt lở đèo</h1>{lead}<div>{entries}</div></article>")
    assert [line for line in live if line.endswith(("30", "45", "10"))] == ["18:30", "15:45", "06:10"]
    own = f'<article><h1>Sạt lở đèo</h1><span class="time">18:30</span>{lead}{BODY}</article>'
    assert "18:30" not in lines(own)


@pytest.mark.parametrize("frame", ["{}", "<div>{}</div>", "<div class='entry-content'><div>{}</div></div>"])
def test_a_short_body_is_not_lost_for_a_link_in_it(frame: str) -> None:
    body = "<p>Mực lá 310.000 đồng/kg.</p><p>Xem thêm: <a href='/ca'>Cá thu rớt giá</a></p>"
    assert fragment_text(frame.format(body)) == "Mực lá 310.000 đồng/kg."


def test_the_name_of_a_table_is_no_headline() -> None:
    table = "<table><caption>Điểm chuẩn năm 2025</caption><tr><td>THPT Ea Tling</td><td>31,25</td></tr></table>"
    text = "<h1>Điểm chuẩn vào lớp 10 của huyện</h1><p>Sở công bố điểm của hai trường.</p>"
    article = parse_html(f"<title>Điểm chuẩn</title>{text}{table}".encode(), "a")
    assert article.title == "Điểm chuẩn vào lớp 10 của huyện"
    assert article.text.split("\n")[1:3] == ["Sở công bố điểm của hai trường.", "Điểm chuẩn năm 2025"]
