"""A small PDF that unpacks to a huge one, or draws itself without end, is refused in time."""

from __future__ import annotations

import io
import zlib

import pytest

from ingest.sources import pdf_limits
from ingest.sources.office import parse_pdf
from trichdan.errors import SourceError

pytest.importorskip("pdfplumber")

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

TOO_LARGE = r"^The PDF is too large when it is unpacked\. Save what it holds as text\.$"
MARKS = b"BT /F1 12 Tf 72 700 Td (Xin chao) Tj ET\n"


def stream(data: bytes, *filters: str, **entries: object) -> StreamObject:
    made = StreamObject()
    made._data = data
    if filters:
        made[NameObject("/Filter")] = ArrayObject([NameObject(f"/{name}") for name in filters])
    for key, value in entries.items():
        made[NameObject(f"/{key}")] = value
    return made


def document(contents: StreamObject, *forms: StreamObject) -> bytes:
    """A page of these contents; each form may draw the next one as /Next, the page the first."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject(
        {NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in (("Type", "Font"), ("Subtype", "Type1"))}
        | {NameObject("/BaseFont"): NameObject("/Helvetica")}
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    drawn = None
    for form in reversed([contents, *forms]):
        resources = DictionaryObject({NameObject("/Font"): fonts})
        if drawn is not None:
            resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Next"): drawn})
        if form is contents:
            page[NameObject("/Resources")] = resources
            page[NameObject("/Contents")] = writer._add_object(form)
            break
        form[NameObject("/Resources")] = resources
        form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
        form[NameObject("/BBox")] = ArrayObject([NumberObject(number) for number in (0, 0, 595, 842)])
        drawn = writer._add_object(form)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_fits_is_read() -> None:
    padded = MARKS + b" " * 100_000
    assert parse_pdf(document(stream(zlib.compress(padded), "FlateDecode")), "a").text == "Xin chao"
    assert parse_pdf(document(stream(zlib.compress(padded)[:-4], "FlateDecode")), "a").text == "Xin chao", "damaged"
    form = stream(zlib.compress(MARKS), "FlateDecode")
    assert parse_pdf(document(stream(b"/Next Do"), form), "a").text == "Xin chao"


def lzw(times: int) -> bytes:
    """Sequences of one to 240 spaces, and that so many times, in codes of 9 bits."""
    bits = "".join(format(code, "09b") for code in [256, 32, *range(258, 497)] * times)
    return int(bits.ljust(-len(bits) % 8 + len(bits), "0"), 2).to_bytes((len(bits) + 7) // 8, "big")


@pytest.mark.parametrize(
    ("contents", "limit"),
    [
        (stream(zlib.compress(MARKS + b" " * 10**6), "FlateDecode"), 10**6),
        (stream(zlib.compress(zlib.compress(MARKS + b" " * 10**6)), "FlateDecode", "FlateDecode"), 10**6),
        (stream(zlib.compress(MARKS + b" " * 10**6)[:-4], "FlateDecode"), 10**6),
        (stream(bytes([129, 32]) * 10_000, "RunLengthDecode"), 10**6),
        (stream(lzw(40), "LZWDecode"), 10**6),
        (
            stream(
                zlib.compress(MARKS),
                "FlateDecode",
                DecodeParms=DictionaryObject(
                    {NameObject("/Predictor"): NumberObject(12), NameObject("/Columns"): NumberObject(10**12)}
                ),
            ),
            10**6,
        ),
    ],
)
def test_a_stream_that_unpacks_to_too_much(contents: StreamObject, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_limits, "MAX_STREAM", limit)
    data = document(contents)
    assert len(data) < 30_000
    with pytest.raises(SourceError, match=TOO_LARGE):
        parse_pdf(data, "a")


def test_forms_that_draw_each_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times ten times ten …: a page of 10^9 words."""
    monkeypatch.setattr(pdf_limits, "MAX_READ", 300_000)
    with pytest.raises(SourceError, match=TOO_LARGE):
        parse_pdf(document(*(stream(b"/Next Do " * 10) for _ in range(9)), stream(MARKS)), "a")


def test_streams_read_otherwise_are_as_they_were() -> None:
    from pdfminer.pdftypes import PDFStream
    from pdfminer.psparser import LIT

    parse_pdf(document(stream(MARKS)), "a")
    assert PDFStream({"Filter": LIT("FlateDecode")}, zlib.compress(b" " * 10**6)).get_data() == b" " * 10**6
