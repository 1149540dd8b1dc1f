"""Pages of old portals, which have no headings, and saved pages that stand in an article's place."""

from __future__ import annotations

import pytest

from ingest.models import Article
from ingest.sources.html import parse_html
from trichdan.errors import SourceError

SENTENCES = [
    "Sáng 14/3, Ủy ban nhân dân xã Tân Thới tổ chức lễ khánh thành cầu Rạch Gầm, dài 86 mét, rộng 7 mét.",
    "Tổng vốn đầu tư của công trình là 24 tỷ đồng, trong đó người dân đóng góp 3,2 tỷ đồng.",
    "Ông Nguyễn Văn Bình, Chủ tịch Ủy ban nhân dân xã, cho biết cầu mới rút ngắn đường đi học của 400 học sinh.",
]
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
TITLE = "Khánh thành cầu Rạch Gầm"
MENU = '<a href="1.asp">Trang chủ</a> | <a href="2.asp">Tin tức</a> | <a href="3.asp">Văn bản</a>'
PORTAL = "CỔNG THÔNG TIN ĐIỆN TỬ XÃ TÂN THỚI"


def page(title: str, body: str, head: str = "") -> Article:
    markup = f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'
    return parse_html(markup.encode(), "a")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (f"Báo X - {TITLE}", f"<table><tr><td>{MENU}<tr><td><font size=4><b>{TITLE}</b></font><br>%s</table>"),
        (PORTAL, f"<center><b>{PORTAL}</b></center><div>{MENU}</div><p><b>{TITLE}</b></p>%s"),
        ("Trang tin", f'<p><span class="TitleNews"><font color=red>{TITLE}</font></span></p><p>(14/03/2009)</p>%s'),
        ("Trang tin", f"<center><font size=5>{TITLE}</font></center>%s<hr><center>Tin tức | Báo in | Liên hệ</center>"),
        ("Báo Nậm Rốm điện tử - Tin hằng ngày", f"<h1>BÁO NẬM RỐM</h1><h3 class=tieude>{TITLE}</h3>%s"),
        ("Trang tin", f"<div class=title>{TITLE}</div>%s<p>[<a href=javascript:back()>Về</a>] | [In] | [Gửi]</p>"),
    ],
)  # fmt: skip
def test_a_headline_is_what_is_set_off_above_the_text(title: str, body: str) -> None:
    article = page(title, body % BODY)
    assert (article.title, article.text.split("\n")) == (TITLE, [TITLE, *SENTENCES])


def test_a_line_set_off_is_no_headline_where_the_page_states_its_own() -> None:
    subheading = f"<div><b>1. Bối cảnh của công trình</b>{BODY}</div>"
    assert page("x", subheading, f'<meta property="og:title" content="{TITLE}">').title == TITLE
    assert page(TITLE, subheading).title == TITLE


def test_a_row_written_with_bars_is_no_menu_where_it_is_of_a_table() -> None:
    rows = ["Thương hiệu | Mua vào | Bán ra", "SJC | 120,5 | 122,5"]
    assert page(TITLE, f"<div>{BODY}<p>{rows[0]}<br>{rows[1]}</p></div>").text.split("\n")[3:] == rows


ERROR = "<h1>{}</h1><p>Vui lòng kiểm tra lại đường dẫn, hoặc quay lại trang chủ để tìm kiếm.</p>"


@pytest.mark.parametrize(
    ("title", "body", "seen"),
    [
        ("404 - Không tìm thấy trang", ERROR.format("Báo X"), "404 - Không tìm thấy trang"),
        ("Báo X", ERROR.format("Lỗi 404"), "Lỗi 404"),
        ("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx/1.18.0</center>", "404 Not Found"),
        ("Bad Gateway", ERROR.format("Sự cố"), "Bad Gateway"),
        ("Báo X", ERROR.format("Oops! That page can’t be found."), "Oops! That page can’t be found."),
        ("Báo X", ERROR.format("Trang bạn yêu cầu không tồn tại!"), "Trang bạn yêu cầu không tồn tại!"),
        ("Báo X", f'<div class="page-404">{ERROR.format("Hỏng mất rồi")}</div>', "Hỏng mất rồi"),
    ],
)  # fmt: skip
def test_a_page_of_an_error_is_told(title: str, body: str, seen: str) -> None:
    with pytest.raises(SourceError) as raised:
        page(title, body)
    assert str(raised.value) == f"It is a page of an error ({seen!r}), not an article. Save the article's own page."


LOGIN = "<form><input name=u><input type=password name=p><button>Đăng nhập</button></form>"
CALL = "<h1>Đăng nhập</h1><p>Bạn cần đăng nhập để đọc tiếp bài viết này.</p>"


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        (f"<div>{CALL}{LOGIN}</div>", "", "It asks to sign in, and holds no article. Sign in, then save the page."),
        (
            "<p>Chúng tôi dùng cookie và dữ liệu để cung cấp dịch vụ.</p><p>Bạn có thể từ chối cookie.</p>",
            "",
            "It asks about cookies or who reads it, and holds no article. Go on, then save it.",
        ),
        (
            '<div id="consent-box"><p>Chúng tôi xin phép lưu dữ liệu trên máy của bạn.</p></div>',
            "",
            "It asks about cookies or who reads it, and holds no article. Go on, then save it.",
        ),
        (
            '<p>You are being redirected, please click <a href="/">here</a>.</p>',
            '<meta http-equiv="refresh" content="0; url=https://bao.example/">',
            "It only leads on to another page. Save that one.",
        ),
    ],
)
def test_a_page_that_asks_or_leads_on_is_told(body: str, head: str, reason: str) -> None:
    with pytest.raises(SourceError) as raised:
        page("Báo X", body, head)
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    ("title", "body", "head"),
    [
        ("500 hộ dân Tân Thới có nước sạch", f"<div><h1>500 hộ dân Tân Thới có nước sạch</h1>{BODY}</div>", ""),
        (
            "Vì sao có lỗi 404?",
            "<h1>Vì sao có lỗi 404?</h1><p>Máy chủ không tìm thấy trang mà người dùng cần, theo kỹ sư Lê Văn An.</p>",
            "",
        ),
        (TITLE, f"<article><h1>{TITLE}</h1>{BODY}</article>{LOGIN}<div class=cookie>Trang dùng cookie.</div>", ""),
        (TITLE, f"<div><h1>{TITLE}</h1>{BODY}</div>", '<meta http-equiv="refresh" content="300; url=/tin">'),
        ("Báo X", f"<div>{CALL}{LOGIN}</div>", '<meta property="og:type" content="article">'),
    ],
)
def test_a_short_article_is_one(title: str, body: str, head: str) -> None:
    assert page(title, body, head).text
