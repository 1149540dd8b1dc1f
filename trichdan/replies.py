"""What the service sends, read: events of a stream, citations against their articles. Pure; loads pydantic."""

from __future__ import annotations

import json
from urllib.parse import quote

from trichdan.problems import rebuild
from trichdan.results import Event, Retrieved, Token
from trichdan.wire import Answer, ArticleFull, Citation, Hit


def read_frame(frame: bytes) -> Event | None:
    """One server-sent event, typed; None for comments and events of a later version.

    Raises:
        TrichdanError: the event is an `error`.
    """
    fields: dict[bytes, list[bytes]] = {}
    # At line feeds alone: JSON may hold U+2028, at which `splitlines` would cut.
    for line in frame.split(b"\n"):
        label, _, value = line.partition(b":")
        fields.setdefault(label, []).append(value.removeprefix(b" "))
    name, data = fields.get(b"event", [b""])[-1], b"\n".join(fields.get(b"data", []))
    if name == b"error":
        raise rebuild(500, data)
    if name == b"answer":
        return Answer.model_validate_json(data)
    if name == b"token":
        return Token(json.loads(data)["text"])
    if name == b"retrieval":
        return Retrieved([Hit.model_validate(hit) for hit in json.loads(data)["passages"]])
    return None


def fault_of(citation: Citation, article: ArticleFull | None) -> str:
    """What is wrong with a citation, given the article as it is now; empty if nothing."""
    if article is None:
        return "article_gone"
    # An empty quote would stand anywhere.
    if not citation.quote or article.text[citation.start : citation.end] != citation.quote:
        return "quote_differs"
    if citation.title_span is not None and citation.title != article.title:
        return "quote_differs"
    header = citation.table_header
    if header is not None and article.text[header.start : header.end] != header.text:
        return "quote_differs"
    return "" if article.article_sha256 == citation.article_sha256 else "article_changed"


def article_path(article_id: str) -> str:
    """The path of an article: everything that has a meaning in URLs is escaped.

    Slashes stay, unless they would make segments that URLs are cleaned of on the way ("a/../b", "a//b").
    """
    cleaned = any(segment in ("", ".", "..") for segment in article_id.split("/"))
    return "/v1/articles/" + quote(article_id, safe="" if cleaned else "/")
