"""What the client asks and how it reads the reply, as flows without any input or output.

`trichdan.drivers` performs their steps over blocking and over asynchronous sockets. Loaded with the first
client, not with `trichdan.client`: the types of the wire take pydantic.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from trichdan.errors import TrichdanError, UnexpectedReplyError, UnreachableError
from trichdan.problems import rebuild
from trichdan.steps import (
    Call,
    Check,
    Event,
    Flow,
    Item,
    ItemFlow,
    NextChunk,
    Pause,
    Reply,
    Retrieved,
    Token,
    Verification,
)
from trichdan.wire import (
    Answer,
    ArticleFull,
    ArticlePage,
    ArticleSummary,
    ArticleWritten,
    Citation,
    Hit,
    SearchResponse,
)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0

Model = TypeVar("Model", bound=BaseModel)


class Flows:
    """The flows of one client. `retries`: how often a call that may succeed later is tried again."""

    def __init__(self, retries: int) -> None:
        self.retries = retries

    def send(self, call: Call) -> Flow[Reply]:
        """Send, and try again after a pause where the error says that it may help."""
        for attempt in range(self.retries + 1):
            reply = yield call
            if reply.status == 404 and call.method == "DELETE" and attempt:
                return reply  # an earlier try got through, only its reply was lost
            if not reply.failure and reply.status < 400:
                return reply
            error, retryable = error_of(reply)
            if not retryable or attempt == self.retries:
                raise error
            yield Pause(_pause(reply, attempt))
        raise AssertionError("the last attempt returns or raises")

    def get(self, kind: type[Model], call: Call) -> Flow[Model]:
        """Send, and read the reply as `kind`."""
        reply = yield from self.send(call)
        try:
            return kind.model_validate_json(reply.body)
        except ValueError as error:
            raise UnexpectedReplyError(f"The reply to {call.method} {call.path} is no {kind.__name__}.") from error

    def ask(self, body: Mapping[str, Any]) -> Flow[Answer]:
        """Ask, and wait for the whole answer."""
        return (yield from self.get(Answer, Call("POST", "/v1/ask", body=body)))

    def stream(self, body: Mapping[str, Any]) -> ItemFlow[Event]:
        """Ask, and give each event as it comes."""
        yield from self.send(Call("POST", "/v1/ask", body={**body, "stream": True}, stream=True))
        rest = b""
        while True:
            reply = yield NextChunk()
            if reply.failure or not reply.body:
                raise UnreachableError(reply.failure or "The stream ended before the answer.")
            *frames, rest = (rest + reply.body).replace(b"\r\n", b"\n").split(b"\n\n")
            for frame in frames:
                event = read_frame(frame)
                if event is not None:
                    yield Item(event)
                if isinstance(event, Answer):
                    return

    def search(self, body: Mapping[str, Any]) -> Flow[SearchResponse]:
        """The best passages for a query."""
        return (yield from self.get(SearchResponse, Call("POST", "/v1/search", body=body)))

    def articles(self, query: Mapping[str, str]) -> ItemFlow[ArticleSummary]:
        """Every article that matches, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            asked = {**query, **({"cursor": cursor} if cursor else {})}
            page = yield from self.get(ArticlePage, Call("GET", "/v1/articles", query=asked))
            for summary in page.articles:
                yield Item(summary)
            cursor = page.next_cursor

    def article(self, article_id: str) -> Flow[ArticleFull]:
        """One article with its text."""
        return (yield from self.get(ArticleFull, Call("GET", article_path(article_id))))

    def put_article(self, article_id: str, body: Mapping[str, Any]) -> Flow[ArticleWritten]:
        """Add or replace an article."""
        return (yield from self.get(ArticleWritten, Call("PUT", article_path(article_id), body=body)))

    def delete_article(self, article_id: str) -> Flow[None]:
        """Remove an article."""
        yield from self.send(Call("DELETE", article_path(article_id)))

    def verify(self, answer: Answer) -> Flow[Verification]:
        """Read every cited article again and compare."""
        articles: dict[str, ArticleFull | None] = {}
        for citation in answer.citations:
            if citation.article_id not in articles:
                articles[citation.article_id] = yield from self._article_or_none(citation.article_id)
        checks = [Check(citation, fault_of(citation, articles[citation.article_id])) for citation in answer.citations]
        return Verification(tuple(checks))

    def _article_or_none(self, article_id: str) -> Flow[ArticleFull | None]:
        try:
            return (yield from self.article(article_id))
        except TrichdanError as error:
            if error.code == "not_found":
                return None
            raise


def fault_of(citation: Citation, article: ArticleFull | None) -> str:
    """What is wrong with a citation, given the article as it is now; empty if nothing."""
    if article is None:
        return "article_gone"
    if not citation.quote or article.text[citation.start : citation.end] != citation.quote:
        return "quote_differs"
    return "" if article.article_sha256 == citation.article_sha256 else "article_changed"


def error_of(reply: Reply) -> tuple[TrichdanError, bool]:
    """The error that a reply stands for, and whether trying again may help."""
    if reply.failure:
        return UnreachableError(reply.failure), True
    return rebuild(reply.status, reply.body)


def read_frame(frame: bytes) -> Event | None:
    """One server-sent event, typed; None for comments and events of a later version.

    Raises:
        TrichdanError: the event is an `error`.
    """
    name, data = "", b""
    for line in frame.split(b"\n"):
        label, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if label == b"event":
            name = value.decode()
        elif label == b"data":
            data = data + b"\n" + value if data else value
    if name == "error":
        raise rebuild(500, data)[0]
    if name == "answer":
        return Answer.model_validate_json(data)
    if name == "token":
        return Token(json.loads(data)["text"])
    if name == "retrieval":
        return Retrieved([Hit.model_validate(hit) for hit in json.loads(data)["passages"]])
    return None


def article_path(article_id: str) -> str:
    """The path of an article: everything that has a meaning in URLs is escaped.

    Slashes stay, unless they would make segments that URLs are cleaned of on the way ("a/../b", "a//b").
    """
    cleaned = any(segment in ("", ".", "..") for segment in article_id.split("/"))
    return "/v1/articles/" + quote(article_id, safe="" if cleaned else "/")


def _pause(reply: Reply, attempt: int) -> float:
    """Seconds to wait: what the service asks for, or ever longer, with some chance in it."""
    asked = reply.headers.get("retry-after", "")
    chance = 0.8 + 0.4 * os.urandom(1)[0] / 255  # the module `random` takes long to load
    wait = float(asked) if asked.isdecimal() else FIRST_PAUSE * 2**attempt * chance
    return min(wait, LONGEST_PAUSE)
