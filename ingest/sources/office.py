"""`.pdf` (extra `pdf`) and `.docx` (extra `docx`): their text as it stands, with the title of their properties."""

from __future__ import annotations

import importlib
import io
from types import ModuleType
from typing import Any

from ingest.models import Article
from ingest.sources.checks import article_text, one_line
from trichdan.errors import SourceError


def parse_pdf(data: bytes, article_id: str) -> Article:
    """The text of all pages, a blank line between two.

    Raises:
        SourceError: where pypdf is missing, the file is encrypted or broken, or it holds pictures of text only.
    """
    pypdf = _library("pypdf", "pdf")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError("The PDF is encrypted.", help="Save it without a password.")
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        title = reader.metadata.title if reader.metadata else None
    except SourceError:
        raise
    except Exception as error:  # a parser over hostile bytes: whatever it raises is this file's failure
        raise _broken("PDF", error) from error
    return _article(article_id, text, title)


def parse_docx(data: bytes, article_id: str) -> Article:
    """The paragraphs and tables of the body in order, a line each (a table row's cells apart by tabs).

    Raises:
        SourceError: where python-docx is missing or the file is encrypted or broken.
    """
    docx = _library("docx", "docx")
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(line for item in document.iter_inner_content() for line in _lines(item))
        title = document.core_properties.title
    except Exception as error:  # as above
        raise _broken("DOCX", error) from error
    return _article(article_id, text, title)


def _lines(item: Any) -> list[str]:  # noqa: ANN401 (a type of an optional library)
    """A paragraph's text, or a table's rows."""
    rows = getattr(item, "rows", None)
    return [item.text] if rows is None else ["\t".join(cell.text for cell in row.cells) for row in rows]


def _article(article_id: str, text: str, title: object) -> Article:
    # Fonts without a Unicode map give lone surrogates: the rest of the page is still worth reading.
    readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    return Article(
        id=article_id, text=article_text(readable), title=one_line(title if isinstance(title, str) else None)
    )


def _library(module: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise SourceError(
            f"Reading .{extra} files needs an extra.", help=f"pip install 'trichdan[{extra}]'."
        ) from error


def _broken(kind: str, error: Exception) -> SourceError:
    return SourceError(f"The {kind} can't be read: {type(error).__name__}: {error}")
