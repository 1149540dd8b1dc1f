"""A record of an export to an article: what its keys stand for, whichever format holds it. Pure.

The keys are ours, or those that exports of news commonly use, in English or Vietnamese; ours win where both are there.
Capitals, diacritics, spaces, hyphens and underscores in a key, and a prefix `article` or `post`, say nothing:
"Published At" is `published_at`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ParamSpec

from ingest.models import Article
from ingest.sources import checks
from ingest.sources.dates import read_date, viet_nam_day
from ingest.sources.html import fragment_text
from trichdan.errors import SourceError

P = ParamSpec("P")
Record = Mapping[str, Any]
Numbered = tuple[int | str, Article | SourceError]
"""The number or name of a record in its file (empty: the file itself), with its article or what is wrong."""

_KEYS = {
    "id": ("id", "guid", "ma", "maso", "mabai", "mabaiviet"),
    "text": ("text", "content", "body", "contenthtml", "html", "noidung", "noidungbaiviet"),
    "lead": ("sapo", "lead", "loidan", "tomtat"),
    "title": ("title", "headline", "tieude", "tieudebaiviet", "tenbai", "tenbaiviet"),
    "published": (
        "published", "date", "publishedat", "publisheddate", "publishedtime", "publishdate", "datepublished", "pubdate",
        "ngaydang", "ngayxuatban", "thoigiandang",
    ),
    "url": ("url", "link", "canonicalurl", "permalink", "duongdan", "lienket"),
    "source": ("source", "publisher", "site", "sitename", "nguon"),
    "language": ("language", "lang", "ngonngu"),
}  # fmt: skip
_OPTIONAL = ("title", "url", "source", "language")
_PREFIX = re.compile(r"\A(?:article|post)(?=.)")
_NO_LETTERS = re.compile(r"[\s_\u0300-\u036f-]+")
_SHOWN_KEYS, _SHOWN = 12, 40
_EPOCH = {10: 1, 13: 1000}
"""By its digits, how many a second a whole number since 1970 counts: from 2001 to 2286. A shorter one may be a date."""

# An end tag or a line break: what text about markup, or with a "<" in it, doesn't have in passing.
_TAG = re.compile(
    r"</(?:p|div|span|h[1-6]|strong|em|b|i|u|a|ul|ol|li|table|figure|blockquote|article|section|body)\s*>|<(?:br|p|img)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|quot|amp|[lr]dquo|[lr]squo|hellip|[nm]dash|[AEIOUYaeiouy](?:grave|acute|circ|tilde));")


def read_record(record: object) -> Article:
    """The article in a record. Raises SourceError with a sentence that says what is wrong."""
    if not isinstance(record, Mapping):
        raise SourceError(f"Not a JSON object but {kind_of(record)}.")
    fields = _Fields(record)
    article_id = checks.article_id(fields.id())
    text = checks.article_text(fields.text())
    title, url, source, language = (fields.line(name) for name in _OPTIONAL)
    return Article(article_id, text, title, fields.published(), url, source, language)


def attempt(read: Callable[P, Article], *given: P.args, **named: P.kwargs) -> Article | SourceError:
    """The article, or what is wrong with it: no record stops the others of its file."""
    try:
        return read(*given, **named)
    except SourceError as error:
        return error
    except Exception as error:  # of a library, over what anybody has written: it's this record's failure
        return SourceError(f"It can't be read: {type(error).__name__}: {error}.")


def place(where: str, number: int | str) -> str:
    """Where a record of a file stands; the file itself, for what isn't numbered."""
    return f"{where}:{number}" if number else where


def require_text(keys: list[str]) -> None:
    """Raise SourceError where no record with these keys can be an article."""
    _Fields(dict.fromkeys(keys, "")).require("text")


def kind_of(value: object) -> str:
    """What JSON calls a value, for a message."""
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


class _Fields:
    """What a record says of an article, by our names."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._keys: dict[str, list[str]] = {}
        for key in sorted(record, key=lambda key: key != _folded(key)):  # as we write it before other spellings
            self._keys.setdefault(_folded(key), []).append(key)

    def require(self, name: str) -> str:
        """The key that holds it. Raises SourceError where there is none."""
        key, _ = self._found(name)
        if key is None:
            there = ", ".join(key[:_SHOWN] for key in list(self._record)[:_SHOWN_KEYS])
            raise SourceError(f'The key "{name}" is missing.{f" Keys here: {there}." if there else ""}')
        return key

    def id(self) -> str:
        """The id; a whole number stands for its digits, and the address where there is nothing else."""
        key, value = self._found("id")
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if key is None and (address := self.line("url")):
            return address
        return self._required("id")

    def text(self) -> str:
        """The text, after a lead that is kept apart from it."""
        text, lead = _plain(self._required("text")), _plain(self._optional("lead") or "").strip()
        # In our own format a text is whole; in others' the lead may be missing from it.
        return text if self._record.get("text") or not lead or lead in text else f"{lead}\n{text}"

    def line(self, name: str) -> str | None:
        """A title, an address or a name."""
        value = self._optional(name)
        return checks.one_line(html.unescape(value) if value and _ENTITY.search(value) and name != "url" else value)

    def published(self) -> str | None:
        """The date, as people and programs write it."""
        key, value = self._found("published")
        if isinstance(value, int) and len(str(value)) in _EPOCH:
            return viet_nam_day(datetime.fromtimestamp(value / _EPOCH[len(str(value))], UTC))
        value = self._optional("published")
        try:
            return read_date(value) if value and value.strip() else None
        except ValueError as error:
            raise SourceError(f'"{key}": {error}') from error

    def _found(self, name: str) -> tuple[str | None, Any]:
        """The key that holds what `name` stands for, and its value; no key where there is none."""
        there = [key for folded in _KEYS[name] for key in self._keys.get(folded, ())]
        held = [key for key in there if self._record[key] is not None]
        key = next((key for key in held if self._record[key] != ""), next(iter(held or there), None))
        return key, None if key is None else self._record[key]

    def _required(self, name: str) -> str:
        key = self.require(name)
        return _string(key, self._record[key])

    def _optional(self, name: str) -> str | None:
        key, value = self._found(name)
        if name == "source" and isinstance(value, dict) and "name" in value:
            value = value["name"]
        return None if key is None or value is None else _string(key, value)


def _folded(key: str) -> str:
    bare = unicodedata.normalize("NFD", key.lower().replace("đ", "d"))
    return _PREFIX.sub("", _NO_LETTERS.sub("", bare))


def _string(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise SourceError(f'"{key}" must be a string, not {kind_of(value)}.')
    return value


def _plain(value: str) -> str:
    """The text of markup; what has no tags is text already, but for the entities of an export."""
    if _TAG.search(value):
        return fragment_text(value)
    return html.unescape(value) if _ENTITY.search(value) else value
