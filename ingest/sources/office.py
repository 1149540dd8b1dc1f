"""`.pdf` and `.docx`, each with an extra: the text in reading order, with title and date as in text files."""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

from ingest.models import Article
from ingest.sources.blocks import TextBlock, joined
from ingest.sources.checks import one_line
from ingest.sources.packed import OLE, ZIP, refuse_packed
from ingest.sources.pdf_limits import bounded
from ingest.sources.pdf_text import pdf_blocks
from ingest.sources.text import is_date_header, parse_text
from ingest.sources.word_lists import Lists
from ingest.sources.word_text import WordText
from ingest.sources.word_xml import Element, Styles, name, value
from trichdan.errors import SourceError

_TITLE_WORDS = 40
_FIRST = 5  # blocks among which a title of the properties is looked for
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|excel|powerpoint)\b.*|powerpoint presentation|\(?(?:anonymous|unspecified|none|null)\)?"
    r"|.*\.(?:docx?|rtf|odt|pdf|txt|html?|indd|qxd|pmd)"
    r"|untitled.*|no title|(?:word )?document ?\d*|tài liệu ?\d*|trang \d+|page \d+|layout ?\d*|bản sao.*|copy of .*)",
    re.IGNORECASE,
)
_NO_PDF = "It is no PDF; give it the ending of what it is."
_SAVE_ANEW = "Open it and save it anew, or save its text as .txt."
_UNREADABLE = re.compile("[\ud800-\udfff\0]")


def parse_pdf(data: bytes, article_id: str) -> Article:
    """The paragraphs and tables of all pages in reading order, a blank line between two.

    Raises:
        SourceError: where pdfplumber is missing, the file is encrypted or broken, unpacks to too much, or holds nothing
            but pictures of text.
    """
    pdfplumber = library("pdfplumber", "pdf")
    try:
        with bounded(library("pdfminer.pdftypes", "pdf")), pdfplumber.open(io.BytesIO(data)) as document:
            blocks = pdf_blocks(document.pages)
            title = document.metadata.get("Title")
    except SourceError:
        raise
    except Exception as error:  # a parser over hostile bytes: whatever it raises is this file's failure
        if "Password" in repr(error):  # inside an exception of pdfplumber's
            raise SourceError("The PDF is encrypted.", help="Save it without a password.") from error
        raise _broken("PDF", error, "" if b"%PDF-" in data[:1024] else _NO_PDF) from error
    if not blocks:
        raise SourceError("There is no text in it.", help="Pages that are pictures need text recognition (OCR) first.")
    return _article(article_id, blocks, title)


def parse_docx(data: bytes, article_id: str) -> Article:
    """The final text of the body, all changes accepted; a table row a line, its cells apart by tabs.

    Raises:
        SourceError: where python-docx is missing or the file is encrypted or broken.
    """
    docx = library("docx", "docx")
    try:
        refuse_packed(data, "DOCX")
        document = docx.Document(io.BytesIO(data))
        parts = _parts(document)
        text = WordText(Styles.of(parts.get("styles")), Lists.of(parts.get("numbering")), _notes(parts))
        blocks = list(text.blocks(document.element.body))
        title = document.core_properties.title
    except SourceError:
        raise
    except Exception as error:  # as above
        if isinstance(error, KeyError) and "officeDocument" in str(error):
            raise SourceError("It is a strict Open XML file.", help="Save it as an ordinary Word document.") from error
        raise _broken("DOCX", error, _mistaken(data)) from error
    return _article(article_id, blocks, title)


def _parts(document: Element) -> dict[str, Element]:
    """The roots of the parts beside the body, by the last word of their relation to it."""
    from docx.oxml import parse_xml

    kinds = {"styles", "numbering", "footnotes", "endnotes"}
    related = {rel.reltype.rpartition("/")[2]: rel for rel in document.part.rels.values() if not rel.is_external}
    return {kind: parse_xml(rel.target_part.blob) for kind, rel in related.items() if kind in kinds}


def _notes(parts: dict[str, Element]) -> dict[tuple[str, str], Element]:
    return {
        (f"{kind}Reference", value(note, "id") or ""): note
        for kind in ("footnote", "endnote")
        for note in parts.get(f"{kind}s", ())
        if name(note) == kind
    }


def _article(article_id: str, blocks: Sequence[TextBlock], properties_title: object) -> Article:
    # Fonts without a Unicode map give lone surrogates: the rest of the page is still worth reading.
    raw = joined(_date_first(blocks)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _UNREADABLE.sub("\ufffd", raw)
    article = parse_text(text.encode(), article_id)
    title = _title(article, blocks, properties_title if isinstance(properties_title, str) else None)
    return replace(article, title=title)


def _date_first(blocks: Sequence[TextBlock]) -> Sequence[TextBlock]:
    """The blocks with a date line that stands below the title above it, where text files have it."""
    if len(blocks) > 2 and blocks[0].is_title and is_date_header(blocks[1].text):
        return [blocks[1], blocks[0], *blocks[2:]]
    return blocks


def _title(article: Article, blocks: Sequence[TextBlock], properties_title: str | None) -> str | None:
    """By style or layout; else what properties and first lines agree on; else the first line; else the properties."""
    styled = next((block.text for block in blocks if block.is_title), None)
    if styled and len(styled.split()) <= _TITLE_WORDS:
        return one_line(styled)
    told = one_line(_UNREADABLE.sub("\ufffd", properties_title)) if properties_title else None
    if told and (_NO_TITLE.fullmatch(told) or not re.search(r"[^\W\d_]", told) or len(told.split()) > _TITLE_WORDS):
        told = None
    if told and any(one_line(block.text) == told for block in blocks[:_FIRST]):
        return told
    return article.title or told


def library(module: str, extra: str) -> ModuleType:
    """A library that an extra brings. Raises SourceError with how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise SourceError(
            f"Reading .{extra} files needs an extra.", help=f"pip install 'trichdan[{extra}]'."
        ) from error


def _mistaken(data: bytes) -> str:
    """What a file is that bears a Word file's name and isn't one."""
    if data.startswith(OLE):
        return "It is a Word file of the old format, or protected by a password; save it as .docx, without one."
    return "" if data.startswith(ZIP) else "It is no Word file; give it the ending of what it is."


def _broken(kind: str, error: Exception, known: str) -> SourceError:
    if known:
        return SourceError(known)
    return SourceError(f"The {kind} can't be read: {type(error).__name__}: {error}.", help=_SAVE_ANEW)
