"""Files of many articles besides `.jsonl`: tables, lists in JSON, feeds. One bad row costs no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.models import Article, Failure
from ingest.sources import checks
from ingest.sources.files import read_path
from tests.ingest.reading import read_as

QUOTE_IT = 'A cell that holds a comma has to stand in quotation marks ("…").'
CMS = "ID,Post Title,Content,PublishedAt,Permalink\n"


def read(folder: Path, name: str, content: str | bytes) -> list[Article | tuple[str, str]]:
    return read_as(folder / name, content)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_of_a_cms(tmp_path: Path, mark: str) -> None:
    rows = [
        "ID,Post Title,Content,PublishedAt,Permalink",
        '7,"Chợ ""đêm""","<p>Chợ mở từ 5/9.</p><p>Có 120 gian.</p>",2026-09-03 08:00:00,https://a.vn/7',
        ",,,,",
        '8,Buýt,"Tuyến 45 dài 28 km.\nVé 8.000 đồng.",04/09/2026,',
    ]
    content = "\ufeff" + "\r\n".join(rows).replace(",", mark)
    assert read(tmp_path, "cms.tsv" if mark == "\t" else "cms.csv", content) == [
        Article("7", "Chợ mở từ 5/9.\nCó 120 gian.", 'Chợ "đêm"', "2026-09-03", "https://a.vn/7"),
        Article("8", "Tuyến 45 dài 28 km.\nVé 8.000 đồng.", "Buýt", "2026-09-04"),
    ]


def test_bad_rows_are_told_by_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    table = CMS + '1,A,"Một\ncâu.",hôm qua,\n2,B,Hai câu, và một dấu phẩy.,2026,\n3,C,,2026,\n4,D\n5,E,Năm câu.,2026,\n'
    assert read(tmp_path, "cms.csv", table) == [
        ("cms.csv:2", "\"PublishedAt\": 'hôm qua' is not a date such as 2025-10-17, 2025-10 or 2025."),
        ("cms.csv:3", f"The row has 6 cells, the header 5. {QUOTE_IT}"),
        ("cms.csv:4", "There is no text in it."),
        ("cms.csv:5", 'The key "text" is missing. Keys here: ID, Post Title.'),
        Article("5", "Năm câu.", "E", "2026"),
    ]  # fmt: skip


def test_a_cell_that_is_not_closed_swallows_no_rows(tmp_path: Path) -> None:
    table = CMS + '1,A,Một câu.,2026,\n2,"B,Hai câu.,2026,\n3,C,Ba câu.,2026,\n'
    article, failure = read(tmp_path, "cms.csv", table)
    assert article == Article("1", "Một câu.", "A", "2026")
    assert failure[0] == "cms.csv:3"
    assert failure[1].startswith("The table can't be read from this row on: ")


def test_a_table_without_text_is_one_failure(tmp_path: Path) -> None:
    reason = 'The key "text" is missing. Keys here: question, answer.'
    assert read(tmp_path, "mine.csv", "question,answer\nAi?,A\nSao?,B\n") == [("mine.csv", reason)]
    assert read(tmp_path, "empty.csv", "") == [("empty.csv", 'The key "text" is missing.')]
    (failure,) = read(tmp_path, "old.csv", b"id,text\n1,\xd0\xea kh\xf4ng ph\xeci UTF-8\n")
    assert failure[1].startswith("Not UTF-8: byte 0xD0")


def test_a_long_article_fits_into_a_cell(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "long.csv", f'id,text\n1,"{"Một câu. " * 40_000}"\n')
    assert isinstance(article, Article)
    assert len(article.text) == 9 * 40_000 > 2**17, "the csv module's own limit"
    assert len(article.text) < checks.MAX_TEXT


ONE, TWO = {"_id": "a", "Body": "Một câu."}, {"url": "https://a.vn/2", "content": "Hai câu."}


def test_a_table_that_names_its_separator_for_excel_and_keeps_leads_apart(tmp_path: Path) -> None:
    table = "sep=;\r\nMã;Tóm tắt;Nội dung\r\n1;Giải có 22 ghe.;Ghe Phú Tân về nhất.\r\n2;;\r\n"
    assert read(tmp_path, "cms.csv", table) == [
        Article("1", "Giải có 22 ghe.\nGhe Phú Tân về nhất."),
        ("cms.csv:3", "There is no text in it."),
    ]


@pytest.mark.parametrize(("moment", "day"), [(1_744_054_200, "2025-04-08"), (1_744_054_200_000, "2025-04-08")])
def test_a_moment_counted_since_1970_is_told_as_viet_nams_day(tmp_path: Path, moment: int, day: str) -> None:
    record = {"id": "a", "text": "Một câu.", "createdAt": 1, "publishedAt": moment}
    assert read(tmp_path, "all.json", json.dumps(record)) == [Article("a", "Một câu.", published=day)]


@pytest.mark.parametrize(
    "data",
    [
        [ONE, 3, TWO],
        {"total": 2, "articles": [ONE, 3, TWO], "tags": ["x"]},
        {"status": "ok", "data": {"items": [ONE, 3, TWO], "paging": {"next": "x"}}},
    ],
)
def test_a_list_in_json(tmp_path: Path, data: object) -> None:
    assert read(tmp_path, "all.json", "\ufeff" + json.dumps(data)) == [
        Article("a", "Một câu."),
        ("all.json:2", "Not a JSON object but a number."),
        Article("https://a.vn/2", "Hai câu.", url="https://a.vn/2"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"id": "a", "text": "Một câu.", "authors": [{"name": "x"}]}', [Article("a", "Một câu.")]),
        ("[]", []),
        ('{"version": 1}', [("x.json:1", 'The key "id" is missing. Keys here: version.')]),
        ("3", [("x.json", "Neither a list of articles nor an article but a number.")]),
        ("[{", [("x.json", "Not JSON: Expecting property name enclosed in double quotes at character 2 of the file.")]),
    ],
)
def test_other_json(tmp_path: Path, data: str, expected: list[object]) -> None:
    assert read(tmp_path, "x.json", data) == expected


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Báo A</title><language>vi</language>
<item><title>Lúa &amp; gạo</title><link>https://a.vn/1</link><guid isPermaLink="false">a-1</guid>
<pubDate>Tue, 14 Jul 2026 23:30:00 GMT</pubDate><description>Lời dẫn.</description><media:content url="x.jpg"/>
<content:encoded><![CDATA[<p>Giá còn <b>6.900</b> đồng.</p><p>Kho đầy.</p>]]></content:encoded></item>
<item><link>https://a.vn/2</link><description>Chỉ có lời dẫn.</description></item>
<item><title>Không có gì</title><guid>3</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi"><title>Báo B</title>
<entry><title>Rùa</title><id>tag:b.vn,2026:1</id><link rel="edit" href="https://b.vn/e"/><link href="https://b.vn/1"/>
<published>2026-06-01T07:00:00+07:00</published><updated>2026-06-02T07:00:00+07:00</updated>
<content type="html">&lt;p&gt;412 rùa mẹ.&lt;/p&gt;</content></entry>
<entry><id>2</id><updated>2026-06-02</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Bãi <b>Bảy Cạnh</b>.</p></div></content></entry>
</feed>"""


def test_feeds(tmp_path: Path) -> None:
    assert read(tmp_path, "tin.rss", RSS) == [
        Article("a-1", "Giá còn 6.900 đồng.\nKho đầy.", "Lúa & gạo", "2026-07-15", "https://a.vn/1", "Báo A", "vi"),
        Article("https://a.vn/2", "Chỉ có lời dẫn.", None, None, "https://a.vn/2", "Báo A", "vi"),
        ("tin.rss:3", "There is no text in it."),
    ]
    assert read(tmp_path, "tin.xml", ATOM) == [
        Article("tag:b.vn,2026:1", "412 rùa mẹ.", "Rùa", "2026-06-01", "https://b.vn/1", "Báo B", "vi"),
        Article("2", "Bãi Bảy Cạnh.", source="Báo B", language="vi"),
    ]


MENDED = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>B&aacute;o A</title><item><title>C&agrave; ph&ecirc;&nbsp;&#150; T&P &khong; &lt;3\x0b&#x1F;</title><link>https://a.vn/1?x=1&y=2</link>
<content:encoded><![CDATA[<p>Gi&aacute; 120&nbsp;ng\u00e0n, T&amp;P b\u00e1n.</p>]]></content:encoded></item>
<item><guid>2</guid><description>Hai c&acirc;u &amp; m&#7897;t.</description></item></channel></rss>"""


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("", "utf-8"),
        ("\n\n<?xml version='1.0' encoding='UTF-8'?>\n", "utf-8-sig"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-8"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "utf-8-sig"),
        ('<?xml version="1.0" encoding="x-what"?>', "utf-8"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "windows-1252"),
    ],
)
def test_feeds_that_are_not_quite_xml(tmp_path: Path, head: str, codec: str) -> None:
    assert read(tmp_path, "tin.rss", (head + MENDED).encode(codec)) == [
        Article(
            "https://a.vn/1?x=1&y=2",
            "Giá 120 ngàn, T&P bán.",
            "Cà phê – T&P &khong; <3",
            url="https://a.vn/1?x=1&y=2",
            source="Báo A",
        ),
        Article("2", "Hai câu & một.", source="Báo A"),
    ]


def test_a_feed_in_no_encoding_and_one_that_is_cut(tmp_path: Path) -> None:
    legacy = b'<?xml version="1.0"?><rss><channel><title>\xd0\xea kh\xf4ng</title></channel></rss>'
    (failure,) = read(tmp_path, "a.rss", legacy)
    assert failure[1].startswith("Not UTF-8: byte 0xD0 at offset ")
    (failure,) = read(tmp_path, "b.rss", MENDED[:-30])
    assert failure[1].startswith("Not XML: ")
    (failure,) = read(tmp_path, "c.rss", "<rss>" + "<![CDATA[&" * 200_000)
    assert failure[1].startswith("Not XML: ")


def test_what_is_no_feed(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, "a.xml", "<urlset><url>x</url></urlset>")
    assert failure == ("a.xml", "Not an RSS or Atom feed: its root is 'urlset'. Save its articles as .jsonl.")
    (failure,) = read(tmp_path, "b.xml", "<rss><channel>")
    assert failure[1].startswith("Not XML: ")


def test_a_feed_reads_no_other_file_and_its_entities_do_not_grow(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("BÍ MẬT", encoding="utf-8")
    head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    for entity in ("&x;", "&b;"):
        item = f"<item><guid>1</guid><description>Một {entity} câu.</description></item>"
        feed = f"{head}<rss><channel>{item}</channel></rss>"
        (found,) = read(tmp_path, "evil.rss", feed)
        assert isinstance(found, Article)
        assert "BÍ MẬT" not in found.text
        assert "haha" not in found.text


def test_places_are_told_to_whoever_ingests(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,\n", encoding="utf-8")
    assert list(read_path(tmp_path)) == [Failure(f"{tmp_path / 'a.csv'}:2", "There is no text in it.", "bad_source")]
