"""`.jsonl`: one article a line. Bad lines are told with their number; the others are read.

The keys are ours, or those that exports of news commonly use; ours win where both are there.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.models import Article
from ingest.sources import checks
from ingest.sources.dates import read_date
from ingest.sources.html import fragment_text
from trichdan.errors import SourceError

MAX_LINE = 64_000_000  # bytes: longer than any article that is allowed
_KEYS = {
    "id": ("id", "article_id", "_id", "guid"),
    "text": ("text", "content", "body", "article_body", "articleBody", "content_html", "html"),
    "lead": ("sapo", "lead"),
    "title": ("title", "headline"),
    "published": (
        "published", "date", "published_at", "publishedAt", "published_date", "published_time", "publish_date",
        "datePublished", "date_published", "pubDate", "pub_date",
    ),
    "url": ("url", "link", "canonical_url"),
    "source": ("source", "publisher", "site", "site_name"),
    "language": ("language", "lang"),
}  # fmt: skip
_OPTIONAL = ("title", "url", "source", "language")
# An end tag or a line break: what text about markup, or with a "<" in it, doesn't have in passing.
_TAG = re.compile(
    r"</(?:p|div|span|h[1-6]|strong|em|b|i|u|a|ul|ol|li|table|figure|blockquote|article|section|body)\s*>|<(?:br|p|img)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|quot|amp|[lr]dquo|[lr]squo|hellip|[nm]dash|[AEIOUYaeiouy](?:grave|acute|circ|tilde));")


def read_lines(file: BinaryIO, before: int = 0, stop: int | None = None) -> Iterator[tuple[int, Article | SourceError]]:
    """Line numbers, from 1, with the article or what is wrong. Holds one line in memory at a time.

    Args:
        file: from where on to read; a line begins there.
        before: how many lines of the file stand before that.
        stop: the offset in bytes at which to stop, a line's beginning too; the file's end by default.
    """
    number = before
    while (stop is None or file.tell() < stop) and (line := file.readline(MAX_LINE + 1)):
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
    article_id = checks.article_id(_id(data))
    text = checks.article_text(_text(data))
    title, url, source, language = (_line(data, key) for key in _OPTIONAL)
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


def _found(data: dict[str, Any], name: str) -> tuple[str, Any]:
    """The key that holds what `name` stands for, and its value; None where no such key has one."""
    held = [key for key in _KEYS[name] if data.get(key) is not None]
    key = next((key for key in held if data[key] != ""), held[0] if held else _first_present(data, name))
    return key, data.get(key)


def _first_present(data: dict[str, Any], name: str) -> str:
    return next((key for key in _KEYS[name] if key in data), name)


def _required(data: dict[str, Any], name: str) -> str:
    key, value = _found(data, name)
    if key not in data:
        raise SourceError(f'The key "{key}" is missing.')
    return _string(key, value)


def _optional(data: dict[str, Any], name: str) -> str | None:
    key, value = _found(data, name)
    if name == "source" and isinstance(value, dict) and "name" in value:
        value = value["name"]
    return None if value is None else _string(key, value)


def _string(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise SourceError(f'"{key}" must be a string, not {_kind(value)}.')
    return value


def _id(data: dict[str, Any]) -> str:
    """The id; a whole number stands for its digits."""
    _, value = _found(data, "id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _required(data, "id")


def _text(data: dict[str, Any]) -> str:
    """The text, after a lead that is kept apart from it."""
    text, lead = _plain(_required(data, "text")), _plain(_optional(data, "lead") or "").strip()
    # In our own format a text is whole; in others' the lead may be missing from it.
    return text if data.get("text") or not lead or lead in text else f"{lead}\n{text}"


def _plain(value: str) -> str:
    """The text of markup; what has no tags is text already, but for the entities of an export."""
    if _TAG.search(value):
        return fragment_text(value)
    return html.unescape(value) if _ENTITY.search(value) else value


def _line(data: dict[str, Any], name: str) -> str | None:
    value = _optional(data, name)
    return checks.one_line(html.unescape(value) if value and _ENTITY.search(value) and name != "url" else value)


def _published(data: dict[str, Any]) -> str | None:
    key, _ = _found(data, "published")
    value = _optional(data, "published")
    try:
        return read_date(value) if value and value.strip() else None
    except ValueError as error:
        raise SourceError(f'"{key}": {error}') from error


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
