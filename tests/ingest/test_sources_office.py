"""`.pdf` and `.docx`: with their extras the text is read, without them the error names the extra."""

from __future__ import annotations

import importlib
import io
import zipfile
from typing import Any

import pytest

from ingest.sources import packed
from ingest.sources.office import parse_docx, parse_pdf
from trichdan.errors import SourceError

PARSERS = [(parse_pdf, "pdfplumber", "pdf"), (parse_docx, "docx", "docx")]


@pytest.mark.parametrize(("parse", "module", "extra"), PARSERS)
def test_without_the_extra_the_error_names_it(
    parse: Any, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(
        SourceError, match=rf"Reading \.{extra} files needs an extra. pip install 'trichdan\[{extra}\]'"
    ):
        parse(b"x", "a")


@pytest.mark.parametrize(("parse", "module", "extra"), PARSERS)
@pytest.mark.parametrize("data", [b"", b"not an office file", b"%PDF-1.7\n%%EOF", b"PK\x03\x04" + b"\0" * 50])
def test_a_broken_file(parse: Any, module: str, extra: str, data: bytes) -> None:
    pytest.importorskip(module)
    with pytest.raises(
        SourceError, match=rf"^The {extra.upper()} can't be read: .*anew|^It is no .*give it the ending"
    ):
        parse(data, "a")


def test_a_word_file_of_the_old_format_under_the_new_ending() -> None:
    pytest.importorskip("docx")
    with pytest.raises(SourceError, match="Word file of the old format, or protected by a password; save it"):
        parse_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a")


@pytest.mark.parametrize(("part", "size"), [("word/document.xml", 101), ("word/media/image1.bmp", 513)])
def test_a_small_file_that_unpacks_to_a_huge_one_is_not_read(
    part: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Limits a million times smaller than they are."""
    pytest.importorskip("docx")
    monkeypatch.setattr(packed, "MAX_UNPACKED", packed.MAX_UNPACKED // 10**6)
    monkeypatch.setattr(packed, "MAX_MARKUP", packed.MAX_MARKUP // 10**6)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, " " * size)
    with pytest.raises(SourceError, match=rf"^The DOCX is too large when it is unpacked \({size} bytes\). Save what"):
        parse_docx(file.getvalue(), "a")


def test_a_docx() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.core_properties.title = "Hội nghị"
    document.add_paragraph("Công an hai ti\u0309nh họp.")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Lâm Đồng", "Mondulkiri"
    document.add_paragraph("Họ ký kết.")
    file = io.BytesIO()
    document.save(file)
    article = parse_docx(file.getvalue(), "a")
    assert (article.title, article.text) == ("Hội nghị", "Công an hai tỉnh họp.\n\nLâm Đồng\tMondulkiri\n\nHọ ký kết.")


def pdf(**kwargs: str) -> bytes:
    """A PDF of one page that says "Xin chao", written by hand, then passed through pypdf."""
    pypdf = pytest.importorskip("pypdf")
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 20 200 Td (Xin chao) Tj ET" if kwargs.get("text", "x") else b"")
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata({"/Title": "Hội nghị"})
    if "password" in kwargs:
        writer.encrypt(kwargs["password"], algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf() -> None:
    article = parse_pdf(pdf(), "a")
    assert (article.title, article.text) == ("Hội nghị", "Xin chao")


def test_an_encrypted_pdf_and_one_without_text() -> None:
    with pytest.raises(SourceError, match="encrypted"):
        parse_pdf(pdf(password="secret"), "a")
    with pytest.raises(SourceError, match="no text"):
        parse_pdf(pdf(text=""), "a")
