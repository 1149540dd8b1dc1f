"""Files of many articles besides `.jsonl`: `.csv` and `.tsv` with a header row, `.json` with a list. Pure.

A row or an object that can't be read is told with its number, counted as spreadsheets and people do; the others are
read. A file is read whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.models import Article
from ingest.sources import checks
from ingest.sources.encodings import decode
from ingest.sources.jsonl import read_json
from ingest.sources.metadata import delimiter
from ingest.sources.records import Numbered, Record, attempt, kind_of, read_record, require_text
from trichdan.errors import SourceError

csv.field_size_limit(checks.MAX_TEXT)  # the module's own limit is 128 kB: less than a long article

_SEPARATOR = re.compile(r"\Asep=[,;\t]\r?\n")  # for Excel, which shows no such row


def csv_articles(data: bytes) -> Iterator[Numbered]:
    """The articles of a table, by the numbers of their rows: the header's is 1.

    Raises:
        SourceError: it isn't UTF-8, or no column holds text.
    """
    text = _SEPARATOR.sub("", decode(data))
    # Strict: a quotation mark that isn't closed would otherwise make one cell of all rows below it.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text.partition("\n")[0]), strict=True)
    number = 0
    try:
        header = [name.strip() for name in next(rows, [])]
        require_text(header)
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                yield number, attempt(_of_row, header, row)
    except csv.Error as error:
        yield number + 1, SourceError(f"The table can't be read from this row on: {error}.")


def json_articles(data: bytes) -> Iterator[Numbered]:
    """The articles of a list, of an object that holds one list of objects at any depth, or of one object, from 1.

    Raises:
        SourceError: it isn't JSON in UTF-8, or holds no such list.
    """
    yield from numbered(_listed(read_json(data.removeprefix(b"\xef\xbb\xbf"), "the file")))


def numbered(records: Iterable[Any]) -> Iterator[Numbered]:
    """Each record's article, or what is wrong with it, by its number from 1."""
    for number, record in enumerate(records, 1):
        yield number, attempt(read_record, record)


def _of_row(header: list[str], row: list[str]) -> Article:
    if len(row) > len(header):
        raise SourceError(
            f"The row has {len(row)} cells, the header {len(header)}.",
            help='A cell that holds a comma has to stand in quotation marks ("…").',
        )
    return read_record(dict(zip(header, row, strict=False)))


def _listed(data: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        lists = list(_lists(data))
        return lists[0] if len(lists) == 1 else [data]
    raise SourceError(f"Neither a list of articles nor an article but {kind_of(data)}.")


def _lists(data: Record) -> Iterator[list[Any]]:
    """The lists of objects in an object that is no article, and in the objects that it holds ("data", "result")."""
    if _is_article(data):
        return
    for value in data.values():
        if isinstance(value, dict):
            yield from _lists(value)
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield value


def _is_article(record: Record) -> bool:
    try:
        require_text(list(record))
    except SourceError:
        return False
    return True
