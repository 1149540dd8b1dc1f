"""`.html`: main text, title, date and address; no guessed dates, no network."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.sources.html import parse_html
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
