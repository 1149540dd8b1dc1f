"""Bytes of a file in, articles out: picks the reader by the file's ending. Pure."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath

from ingest.models import Article
from ingest.sources import checks
from ingest.sources.archives import archive_items
from ingest.sources.exports import csv_articles, json_articles
from ingest.sources.feeds import feed_articles
from ingest.sources.html import parse_html
from ingest.sources.jsonl import read_lines
from ingest.sources.mail import mail_articles
from ingest.sources.office import parse_docx, parse_pdf
from ingest.sources.records import Numbered
from ingest.sources.sheets import xlsx_articles
from ingest.sources.text import parse_text
from trichdan.errors import SourceError, UnsupportedError

MAX_FILE = 256_000_000  # bytes, of a file that is read whole
MAX_TEXT_FILE = 4 * checks.MAX_TEXT  # bytes, of one that is text: a longer one holds more than an article may
PARSERS: dict[str, Callable[[bytes, str], Article]] = {
    ".txt": parse_text,
    ".md": partial(parse_text, markdown=True),
    ".html": parse_html,
    ".htm": parse_html,
    ".pdf": parse_pdf,
    ".docx": parse_docx,
}
"""By ending, what reads a file that is one article."""

COLLECTIONS: dict[str, Callable[[bytes], Iterator[Numbered]]] = {
    ".csv": csv_articles,
    ".tsv": csv_articles,
    ".json": json_articles,
    ".rss": feed_articles,
    ".atom": feed_articles,
    ".xml": feed_articles,
    ".xlsx": xlsx_articles,
}
"""By ending, what reads a file of many articles whole."""

JSON_LINES, MAIL, ARCHIVE = ".jsonl", ".eml", ".zip"
ENDINGS = (*PARSERS, JSON_LINES, *COLLECTIONS, MAIL, ARCHIVE)
_PACKED = frozenset({".pdf", ".docx", ".xlsx", MAIL, ARCHIVE})  # much of them is no text
_OTHERWISE = {
    ending: hint
    for endings, hint in {
        ".doc .rtf .odt": "Save it as .docx.",
        ".xls .xlsm .ods": "Save it as .xlsx, or the sheet as .csv.",
        ".rar .7z .gz .tar .tgz": "Unpack it.",
        ".msg .mht .mhtml": "Save what it holds as .html or .txt.",
    }.items()
    for ending in endings.split()
}


def read_whole(name: str, data: bytes, *, archived: bool = False) -> Iterator[Numbered]:
    """What stands in a file: its article, numbered with nothing, or its articles by their numbers and names.

    Raises:
        SourceError: the file can't be read.
    """
    try:
        yield from _read(name, data, archived)
    except SourceError:
        raise
    except Exception as error:  # parsers over hostile bytes: whatever they raise is this file's failure
        raise SourceError(f"It can't be read: {type(error).__name__}: {error}.") from error


def _read(name: str, data: bytes, archived: bool) -> Iterator[Numbered]:
    ending = ending_of(name)
    article_id = name[: len(name) - len(ending)]
    if not is_known(name) or (archived and ending == ARCHIVE):
        raise UnsupportedError(f"{_kind(name)} can't be read{' in an archive' * archived}.", help=_hint(name))
    if ending == ARCHIVE:
        yield from archive_items(data, partial(_read_archived, article_id), size_limit)
    elif ending == JSON_LINES:
        yield from read_lines(io.BytesIO(data))
    elif ending in COLLECTIONS:
        yield from COLLECTIONS[ending](data)
    elif ending == MAIL:
        yield from mail_articles(data, checks.article_id(article_id))
    else:
        yield "", PARSERS[ending](data, checks.article_id(article_id))


def _read_archived(archive: str, name: str, data: bytes) -> Iterator[Numbered]:
    """A file of an archive, which stands for a folder of its name."""
    return read_whole(f"{archive}/{name}", data, archived=True)


def ending_of(name: str) -> str:
    """The ending that tells what a file is, in lower case, with its dot; empty where there is none."""
    return PurePosixPath(name).suffix.lower()


def is_known(name: str) -> bool:
    """Whether there is a reader for files of that name."""
    return ending_of(name) in ENDINGS


def _kind(name: str) -> str:
    ending = ending_of(name)
    return f"Files ending in {ending!r}" if ending else "Files without an ending"


def _hint(name: str) -> str:
    ending = ending_of(name)
    return "Unpack it." if ending == ARCHIVE else _OTHERWISE.get(ending, f"Known: {', '.join(ENDINGS)}.")


def size_limit(name: str) -> int:
    """How many bytes a file of that name may have to be read whole."""
    return MAX_FILE if ending_of(name) in _PACKED else min(MAX_FILE, MAX_TEXT_FILE)
