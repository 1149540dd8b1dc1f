"""`.jsonl`: a bad line is told with its number, the others are read."""

from __future__ import annotations

import io
import json

import pytest

from ingest.models import Article
from ingest.sources import jsonl
from ingest.sources.jsonl import parse_line, read_lines
from trichdan.errors import SourceError

GOOD = {"id": "a", "text": "Một câu."}


def line(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def test_every_field() -> None:
    fields = {"title": "Tự\u0323a ", "published": "2024-06", "url": "https://a.vn", "source": "Báo", "language": "vi"}
    article = parse_line(json.dumps({"id": "tự\u0323/1", "text": "x\r\ny", **fields, "other": [1]}).encode())
    assert article == Article(
        "tự\u0323/1".replace("ự\u0323", "ự\u0323"), "x\ny", "Tự\u0323a", "2024-06", *list(fields.values())[2:]
    )


def test_null_and_empty_metadata_is_none() -> None:
    assert parse_line(line(title=None, url="", published=" ", source=None)) == Article("a", "Một câu.")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "Not JSON: .* at character 1 of the line"),
        (b"[1]", "Not a JSON object but an array"),
        (b"null", "Not a JSON object but null"),
        (b"NaN", "Not a JSON object but a number"),
        (b'{"text": "x"}', 'key "id" is missing'),
        (b'{"id": "x"}', 'key "text" is missing'),
        (line(id=7.5), '"id" must be a string, not a number'),
        (line(id=True), '"id" must be a string, not true or false'),
        (line(text=None), '"text" must be a string, not null'),
        (line(text=["x"]), '"text" must be a string, not an array'),
        (line(title={"x": 1}), '"title" must be a string, not an object'),
        (line(id=""), "id is empty"),
        (line(id=" "), "id is empty"),
        (line(id="x" * 513), "513 characters; at most 512"),
        (line(id="a\nb"), "control character"),
        (line(id="a\ud800"), "not valid Unicode"),
        (line(text="a\ud800b"), "lone surrogate at character 1"),
        (line(title="a\ud800b"), "lone surrogate at character 1"),
        (line(text="ab\0"), "NUL character at character 2"),
        (line(text=" \n"), "no text"),
        (line(text="<p><a href='/x'>Xem thêm</a></p>"), "no text"),
        (line(published="31/02/2025"), '"published": .* is not a date such as'),
        (b'{"id": 1, "content": "x", "date": "hom qua"}', '"date": .* is not a date such as'),
        (b'{"id": 1, "content": 5}', '"content" must be a string, not a number'),
        (line(text="S¸ng 12/8, t¹i thµnh phè"), "letters of TCVN3"),
        (line(published="2024-13"), '"published": .* is not a date such as'),
        (line(published=20240627), '"published" must be a string, not a number'),
        (b'{"id": "\xff"}', "byte 0xFF at offset 8"),
        (b"[" * 100_000, "JSON that can't be read|Not JSON"),
        (b"1" * 5000, "JSON that can't be read"),
    ],
)
def test_a_bad_line_is_told(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        parse_line(data)


HTML = (
    "<p>Hai tỉnh&nbsp;họp ở <b>Gia Lai</b>.</p>"
    '<figure><img src="a.jpg"><figcaption>Quang cảnh. Ảnh: TY</figcaption></figure>'
    '<p><a href="/b">Xem thêm: Tin khác</a></p>'
    "<table><tr><td>Tỉnh</td><td>Số xã</td></tr><tr><td>Gia Lai</td><td>135</td></tr></table>"
)


@pytest.mark.parametrize(
    ("data", "article"),
    [
        ({"id": 7, "text": "Một câu."}, Article("7", "Một câu.")),
        (
            {"article_id": 7, "content": "Một câu.", "date": "12/08/2025"},
            Article("7", "Một câu.", published="2025-08-12"),
        ),
        (
            {
                "id": "a",
                "headline": "Tin",
                "body": "Một câu.",
                "publishedAt": "2025-08-12T18:30:00Z",
                "link": "https://a.vn/1",
            },
            Article("a", "Một câu.", "Tin", "2025-08-13", "https://a.vn/1"),
        ),
        (
            {"id": "a", "content": HTML},
            Article("a", "Hai tỉnh họp ở Gia Lai.\nQuang cảnh. Ảnh: TY\nTỉnh | Số xã\nGia Lai | 135"),
        ),
        ({"id": "a", "sapo": "Lời dẫn.", "content": "<p>Một câu.</p>"}, Article("a", "Lời dẫn.\nMột câu.")),
        (
            {"id": "a", "sapo": "Lời dẫn.", "content": "<p>Lời dẫn.</p><p>Một câu.</p>"},
            Article("a", "Lời dẫn.\nMột câu."),
        ),
        ({"id": "a", "text": "Một câu.", "content": "<p>Khác.</p>", "sapo": "Lời dẫn."}, Article("a", "Một câu.")),
        ({"id": "a", "text": "", "content": "Một câu."}, Article("a", "Một câu.")),
        ({"id": "a", "text": "H&agrave; Nội &amp; Huế.", "title": "A &amp; B"}, Article("a", "Hà Nội & Huế.", "A & B")),
        ({"id": "a", "text": "a < b, và thẻ <b> là thẻ mở."}, Article("a", "a < b, và thẻ <b> là thẻ mở.")),
        (
            {"id": "a", "text": "Một câu.", "source": {"id": None, "name": "Báo A"}},
            Article("a", "Một câu.", source="Báo A"),
        ),
    ],
)
def test_lines_of_other_makers(data: dict[str, object], article: Article) -> None:
    assert parse_line(json.dumps(data).encode()) == article


def test_lines_are_counted_and_empty_ones_skipped() -> None:
    file = io.BytesIO(b"\xef\xbb\xbf" + line() + b"\r\n\n  \n{\n" + line(id="b"))
    found = [(number, result.id if isinstance(result, Article) else "error") for number, result in read_lines(file)]
    assert found == [(1, "a"), (4, "error"), (5, "b")]


def test_a_line_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 60)
    file = io.BytesIO(line() + b"\n" + line(text="x" * 500) + b"\n" + line(id="b") + b"\n")
    results = list(read_lines(file))
    assert [number for number, _ in results] == [1, 2, 3]
    assert "longer than 60 bytes" in str(results[1][1])
    assert isinstance(results[2][1], Article)


def test_a_line_of_millions_of_characters() -> None:
    assert len(parse_line(line(text="x " * 2_000_000)).text) == 4_000_000
    with pytest.raises(SourceError, match="at most 10000000 are allowed"):
        parse_line(line(text="x" * 10_000_001))
