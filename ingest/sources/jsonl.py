"""`.jsonl`: one article a line. Bad lines are told with their number; the others are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.models import Article
from ingest.sources import checks
from ingest.sources.dates import partial_date
from trichdan.errors import SourceError

MAX_LINE = 64_000_000  # bytes: longer than any article that is allowed
_OPTIONAL = ("title", "url", "source", "language")


def read_lines(file: BinaryIO) -> Iterator[tuple[int, Article | SourceError]]:
    """Line numbers, from 1, with the article or what is wrong. Holds one line in memory at a time."""
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            _skip_rest(file, line)
            yield number, SourceError(f"The line is longer than {MAX_LINE} bytes.", help="Split the article.")
        elif line.strip():
            try:
                yield number, parse_line(line if number > 1 else line.removeprefix(b"\xef\xbb\xbf"))
            except SourceError as error:
                yield number, error


def _skip_rest(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(MAX_LINE)


def parse_line(line: bytes) -> Article:
    """The article in one line. Raises SourceError with a sentence that says what is wrong."""
    data = _object(line)
    article_id = checks.article_id(_required(data, "id"))
    text = checks.article_text(_required(data, "text"))
    title, url, source, language = (checks.one_line(_optional(data, key)) for key in _OPTIONAL)
    return Article(article_id, text, title, _published(data), url, source, language)


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError(f"Not UTF-8: byte 0x{line[error.start]:02X} at offset {error.start} of the line.") from error
    except json.JSONDecodeError as error:
        raise SourceError(f"Not JSON: {error.msg} at character {error.pos} of the line.") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"JSON that can't be read: {error}.") from error
    if not isinstance(data, dict):
        raise SourceError(f"Not a JSON object but {_kind(data)}.")
    return data


def _required(data: dict[str, Any], key: str) -> str:
    if key not in data:
        raise SourceError(f'The key "{key}" is missing.')
    value = data[key]
    if not isinstance(value, str):
        raise SourceError(f'"{key}" must be a string, not {_kind(value)}.')
    return value


def _optional(data: dict[str, Any], key: str) -> str | None:
    return None if data.get(key) is None else _required(data, key)


def _published(data: dict[str, Any]) -> str | None:
    value = _optional(data, "published")
    try:
        return partial_date(value.strip()) if value and value.strip() else None
    except ValueError as error:
        raise SourceError(f'"published": {error}') from error


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
