"""The Python client: `Client("http://127.0.0.1:8000").ask("…")`, and `AsyncClient` with the same methods.

Both perform the flows of `trichdan.flows`. Importing this module is cheap: pydantic and httpx are loaded when
the first client is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trichdan.drivers import Awaiting, Blocking, Iteration, Method
from trichdan.steps import Event, Flow, ItemFlow, Retrieved, Token, Verification

if TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel

    from trichdan.flows import Flows
    from trichdan.wire import (
        Answer,
        ArticleFull,
        ArticleSummary,
        ArticleWritten,
        Filters,
        Message,
        Mode,
        SearchResponse,
    )

__all__ = ["AsyncClient", "Client", "Event", "Retrieved", "Token", "Verification"]

TIMEOUT = 60.0
"""Seconds to wait for a reply, or for the next piece of a stream. An LLM may take long for its first word."""


class _Methods:
    """What a client can do, once for both kinds. Errors are the classes of `trichdan.errors` and `trichdan.errors`."""

    _flows: Flows

    @Method
    def ask(
        self,
        question: str,
        *,
        history: Sequence[Message | Mapping[str, str]] = (),
        top_k: int = 8,
        filters: Filters | Mapping[str, Any] | None = None,
        mode: Mode | str = "auto",
    ) -> Flow[Answer]:
        """The answer to a question, every citation verified by the service."""
        return self._flows.ask(_ask_body(question, history, top_k, filters, mode))

    @Iteration
    def stream(
        self,
        question: str,
        *,
        history: Sequence[Message | Mapping[str, str]] = (),
        top_k: int = 8,
        filters: Filters | Mapping[str, Any] | None = None,
        mode: Mode | str = "auto",
    ) -> ItemFlow[Event]:
        """What happens while a question is answered: `Retrieved`, `Token`s, and last the verified `Answer`."""
        return self._flows.stream(_ask_body(question, history, top_k, filters, mode))

    @Method
    def search(
        self, query: str, *, top_k: int = 8, filters: Filters | Mapping[str, Any] | None = None
    ) -> Flow[SearchResponse]:
        """The passages that fit a query best; no LLM."""
        chosen = {} if filters is None else {"filters": _plain(filters)}
        return self._flows.search({"query": query, "top_k": top_k, **chosen})

    @Iteration
    def articles(
        self, *, published_from: str | None = None, published_to: str | None = None, page_size: int = 100
    ) -> ItemFlow[ArticleSummary]:
        """Every article, ordered by id; pages are fetched as they are needed."""
        dates = {"published_from": published_from, "published_to": published_to}
        return self._flows.articles({"limit": str(page_size)} | {name: day for name, day in dates.items() if day})

    @Method
    def article(self, article_id: str) -> Flow[ArticleFull]:
        """One article with its text."""
        return self._flows.article(article_id)

    @Method
    def put_article(
        self,
        article_id: str,
        text: str,
        *,
        title: str | None = None,
        published: str | None = None,
        url: str | None = None,
        source: str | None = None,
    ) -> Flow[ArticleWritten]:
        """Add or replace an article; needs an admin key. The next question sees it."""
        given = {"text": text, "title": title, "published": published, "url": url, "source": source}
        return self._flows.put_article(article_id, {name: value for name, value in given.items() if value is not None})

    @Method
    def delete_article(self, article_id: str) -> Flow[None]:
        """Remove an article; needs an admin key. The next question no longer sees it."""
        return self._flows.delete_article(article_id)

    @Method
    def verify(self, answer: Answer) -> Flow[Verification]:
        """Check every quote of an answer against its article as it is now. The result is true if all stand."""
        return self._flows.verify(answer)


class Client(_Methods, Blocking):
    """A blocking client. Safe to share between threads; close it, or use it as a context manager.

    Args:
        base_url: address of the service.
        api_key: sent as `Authorization: Bearer`; an admin key for writes.
        retries: how often a call that may succeed later is tried again, with growing pauses.
        timeout: seconds to wait for a reply, or for the next piece of a stream.
        transport: an httpx transport, for tests and special networks.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        *,
        api_key: str | None = None,
        retries: int = 2,
        timeout: float = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        from trichdan import flows, sockets

        self._flows = flows.Flows(retries)
        self._pool = sockets.pool(base_url, api_key, timeout, transport)
        self._sender = sockets.Sender


class AsyncClient(_Methods, Awaiting):
    """The same for asyncio: `await client.ask(…)`, `async for event in client.stream(…)`. Arguments as in `Client`."""

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        *,
        api_key: str | None = None,
        retries: int = 2,
        timeout: float = TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        from trichdan import flows, sockets

        self._flows = flows.Flows(retries)
        self._pool = sockets.async_pool(base_url, api_key, timeout, transport)
        self._sender = sockets.AsyncSender


def _ask_body(
    question: str,
    history: Sequence[Message | Mapping[str, str]],
    top_k: int,
    filters: Filters | Mapping[str, Any] | None,
    mode: str,
) -> dict[str, Any]:
    """The body of a question; what is the default is left to the service."""
    body: dict[str, Any] = {"question": question, "top_k": top_k, "mode": str(mode)}
    if history:
        body["history"] = [_plain(message) for message in history]
    if filters is not None:
        body["filters"] = _plain(filters)
    return body


def _plain(value: BaseModel | Mapping[str, Any]) -> dict[str, Any]:
    """A model of the wire, or a mapping, as JSON data."""
    return dict(value) if isinstance(value, Mapping) else value.model_dump(mode="json", exclude_none=True)
