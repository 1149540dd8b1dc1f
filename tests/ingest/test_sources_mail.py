"""`.eml`: a press release is an article; what is attached to it is told."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.models import Article, Failure
from ingest.sources.files import read_path
from tests.ingest.reading import read_as

HTML = (
    "<html><head><style>p{color:red}</style></head><body><p class=MsoNormal>Sở Y tế khai trương <b>trạm cấp cứu</b>."
    "</p><p>Trạm có 12 giường.</p></body></html>"
)
PLAIN = "Sở Y tế khai trương trạm\r\ncấp cứu. Trạm có 12 giường.\r\n"
TEXT = "Sở Y tế khai trương trạm cấp cứu.\nTrạm có 12 giường."
NOT_READ = "An attachment isn't read. Save it as a file of its own."


def message(
    *, subject: str = "Fwd: Re: Khai trương trạm cấp cứu", date: str = "Mon, 14 Sep 2026 18:30:00 +0000"
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Sở Y tế Hà Giang <bao.chi@soyte.example>"
    made["To"] = "toasoan@bao.example"
    made["Date"] = date
    made["Subject"] = subject
    return made


def read(folder: Path, data: bytes) -> list[Article | tuple[str, str]]:
    return read_as(folder / "tin.eml", data)


def test_the_part_in_html_is_read_before_the_plain_one(tmp_path: Path) -> None:
    mail = message()
    mail.set_content(PLAIN)
    mail.add_alternative(HTML, subtype="html")
    assert read(tmp_path, mail.as_bytes()) == [
        Article("tin", TEXT, "Khai trương trạm cấp cứu", "2026-09-15", source="Sở Y tế Hà Giang")
    ]


def test_attachments_are_told_and_pictures_are_not(tmp_path: Path) -> None:
    mail = message()
    mail.set_content(PLAIN)
    mail.add_alternative(HTML, subtype="html")
    mail.get_payload()[1].add_related(b"GIF89a", "image", "gif", cid="<logo>")
    mail.add_attachment(b"PK", "application", "octet-stream", filename="Thông cáo.docx")
    mail.add_attachment("Phụ lục.", filename="phu-luc.txt")
    mail.add_attachment(b"\xff\xd8", "image", "jpeg", filename="anh.jpg")
    mail.add_attachment(message())
    article, *told = read(tmp_path, mail.as_bytes())
    assert isinstance(article, Article)
    assert article.text == TEXT
    assert [one[0] for one in told if isinstance(one, tuple)] == [
        "tin.eml:Thông cáo.docx",
        "tin.eml:phu-luc.txt",
        "tin.eml:message/rfc822 9",
    ]
    assert {one[1] for one in told if isinstance(one, tuple)} == {NOT_READ}


def test_a_message_of_attachments_alone(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(b"%PDF", "application", "pdf", filename="a/b\\..pdf")
    assert read(tmp_path, mail.as_bytes()) == [
        ("tin.eml", "There is no text in it."),
        ("tin.eml:a/b\\..pdf", NOT_READ),
    ]


FLOWED = "Content-Type: text/plain; charset=utf-8; format=flowed"
HEAD = b"From: =?utf-8?q?S=E1=BB=9F_Y_t=E1=BA=BF?= <a@b.example>\r\nSubject: Tr\xe1\xba\xa1m m\xe1\xbb\x9bi\r\n"


@pytest.mark.parametrize(
    ("header", "body", "text"),
    [
        ("", "Trạm có 12 giường.", "Trạm có 12 giường."),
        ("Content-Type: text/plain; charset=us-ascii", "Trạm có 12 giường.", "Trạm có 12 giường."),
        ("Content-Type: text/plain; charset=iso-8859-1", "Trạm có 12 giường.", "Trạm có 12 giường."),
        ("Content-Type: text/plain; charset=x-what", "Trạm có 12 giường.", "Trạm có 12 giường."),
        (FLOWED, "Trạm có 12 \r\ngiường.\r\n\r\nMở cửa \r\n từ 7 giờ.", "Trạm có 12 giường.\n\nMở cửa từ 7 giờ."),
        (f"{FLOWED}; delsp=yes", "Trạm có 1 \r\n2 giường.", "Trạm có 12 giường."),
    ],
)
def test_bodies_as_programs_send_them(tmp_path: Path, header: str, body: str, text: str) -> None:
    head = HEAD + (header.encode() + b"\r\n" if header else b"")
    (article,) = read(tmp_path, head + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body.encode())
    assert article == Article("tin", text, "Trạm mới", source="Sở Y tế")


def test_a_declared_legacy_encoding_is_read_and_bytes_of_none_are_told(tmp_path: Path) -> None:
    text = "Trạm có giường.\n"
    for charset, fails in (("windows-1258", False), ("utf-8", True)):
        head = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
        (found,) = read(tmp_path, head + "Tra\u0323m co\u0301 giươ\u0300ng.\r\n".encode("cp1258"))
        if fails:
            assert isinstance(found, tuple)
            assert found[1].startswith("Not UTF-8: byte 0xF2 at offset 3")
        else:
            assert isinstance(found, Article)
            assert found.text == text


def test_a_subject_that_is_badly_encoded_stays_as_it_is(tmp_path: Path) -> None:
    (article,) = read(tmp_path, b"From: a@b.example\nSubject: =?utf-8?B?A?= 12\n\nTin.\n")
    assert isinstance(article, Article)
    assert article.title == "=?utf-8?B?A?= 12"


def test_parts_in_parts_without_end_are_this_files_failure(tmp_path: Path) -> None:
    (told,) = read(tmp_path, b"From: a@b.example\nContent-Type: message/rfc822\n\n" * 1_000 + b"Tin.")
    assert isinstance(told, tuple)
    assert told[1].startswith("It can't be read: RecursionError: ")


def test_what_is_no_message(tmp_path: Path) -> None:
    assert read(tmp_path, b"hello\n") == [
        ("tin.eml", "It is no mail: it has neither sender, date nor subject. Save text as .txt.")
    ]


def test_a_table_beside_it_says_what_it_does_not(tmp_path: Path) -> None:
    mail = message()
    mail.set_content(PLAIN)
    (tmp_path / "tin.eml").write_bytes(mail.as_bytes())
    (tmp_path / "metadata.csv").write_text("file,source\ntin.eml,Sở Y tế\n", encoding="utf-8")
    (item,) = read_path(tmp_path)
    assert not isinstance(item, Failure)
    assert item.article.source == "Sở Y tế"
