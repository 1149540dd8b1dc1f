"""The Python client: `Client("http://127.0.0.1:8000").ask("…")`, and `AsyncClient` with the same methods.

Importing this module is cheap: pydantic and httpx are loaded when the first client is made.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Generic, Self, TypedDict, TypeVar, Unpack

from trichdan.drivers import Awaiting, Blocking, iteration, method
from trichdan.errors import NotFoundError, UnreachableError
from trichdan.results import Check, Event, Retrieved, Token, Verification

if TYPE_CHECKING:
    import httpx  # noqa: F401 - named in the bases of the clients

    from trichdan import wire

__all__ = ["AsyncClient", "Client", "Event", "Retrieved", "Token", "Verification"]

TIMEOUT = 60.0
"""Seconds to wait for a reply, or for the next piece of a stream. An LLM may take long for its first word."""

Transport = TypeVar("Transport")


class Asking(TypedDict, total=False):
    """What may be said beside a question; what isn't is left to the service.

    `explain`: whether the answer says why it is so.
    """

    history: Sequence[wire.Message | Mapping[str, str]]
    top_k: int
    filters: wire.Filters | Mapping[str, Any] | None
    mode: wire.Mode | str
    explain: bool


class _Methods(Generic[Transport]):
    """What a client can do, once for both kinds. Errors are the classes of `trichdan.errors`."""

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        *,
        api_key: str | None = None,
        retries: int = 2,
        timeout: float = TIMEOUT,
        transport: Transport | None = None,
    ) -> None:
        """A client; nothing is sent yet.

        Args:
            base_url: address of the service.
            api_key: sent as `Authorization: Bearer`; an admin key for writes.
            retries: how often a call that may succeed later is tried again, with growing pauses.
            timeout: seconds to wait for a reply, or for the next piece of a stream.
            transport: an httpx transport, for tests and special networks.
        """
        # Here and not above: a program that only imports the client shouldn't wait for pydantic and httpx.
        from trichdan import replies, sockets, wire

        self._replies, self._wire = replies, wire
        self._to = sockets.Connection(isinstance(self, Awaiting), base_url, api_key, timeout, transport, retries)

    @method
    async def ask(self, question: str, **more: Unpack[Asking]) -> wire.Answer:
        """The answer to a question, every citation verified by the service."""
        return await self._to.get(self._wire.Answer, "POST", "/v1/ask", json=_body(question=question, **more))

    @iteration
    async def stream(self, question: str, **more: Unpack[Asking]) -> AsyncGenerator[Event, None]:
        """What happens while a question is answered: `Retrieved`, `Token`s, and last the verified `Answer`."""
        body = _body(question=question, stream=True, **more)
        # Lines are cut by hand, since httpx's `iter_lines` also cuts at U+2028 and U+0085, which JSON may hold.
        rest = b""
        async with aclosing(self._to.stream("POST", "/v1/ask", json=body)) as chunks:
            async for chunk in chunks:
                *frames, rest = (rest + chunk).replace(b"\r\n", b"\n").split(b"\n\n")
                for event in map(self._replies.read_frame, frames):
                    if event is not None:
                        yield event
                    # The answer is the last event, whatever a proxy may send behind it.
                    if isinstance(event, self._wire.Answer):
                        return
        raise UnreachableError("The stream ended before the answer.")

    @method
    async def search(
        self, query: str, *, top_k: int = 8, filters: wire.Filters | Mapping[str, Any] | None = None
    ) -> wire.SearchResponse:
        """The passages that fit a query best; no LLM."""
        body = _body(query=query, top_k=top_k, filters=filters)
        return await self._to.get(self._wire.SearchResponse, "POST", "/v1/search", json=body)

    @method
    async def timeline(
        self, query: str | None = None, *, filters: wire.Filters | Mapping[str, Any] | None = None, limit: int = 50
    ) -> wire.Timeline:
        """What the articles say of a subject, or those that the filters leave, in order of time; no LLM."""
        body = _body(query=query, filters=filters, limit=limit)
        return await self._to.get(self._wire.Timeline, "POST", "/v1/timeline", json=body)

    @iteration
    async def articles(
        self, *, published_from: str | None = None, published_to: str | None = None, page_size: int = 100
    ) -> AsyncGenerator[wire.ArticleSummary, None]:
        """Every article, ordered by id; pages are fetched as they are needed."""
        query = _body(limit=page_size, published_from=published_from or None, published_to=published_to or None)
        cursor: str | None = ""
        while cursor is not None:
            asked = _body(**query, cursor=cursor or None)
            page = await self._to.get(self._wire.ArticlePage, "GET", "/v1/articles", params=asked)
            for summary in page.articles:
                yield summary
            cursor = page.next_cursor

    @method
    async def article(self, article_id: str) -> wire.ArticleFull:
        """One article with its text."""
        return await self._article(article_id)

    @method
    async def put_article(
        self,
        article_id: str,
        text: str,
        *,
        title: str | None = None,
        published: str | None = None,
        url: str | None = None,
        source: str | None = None,
    ) -> wire.ArticleWritten:
        """Add or replace an article; needs an admin key. The next question sees it."""
        body = _body(text=text, title=title, published=published, url=url, source=source)
        return await self._to.get(self._wire.ArticleWritten, "PUT", self._replies.article_path(article_id), json=body)

    @method
    async def delete_article(self, article_id: str) -> None:
        """Remove an article; needs an admin key. The next question no longer sees it."""
        await self._to.send("DELETE", self._replies.article_path(article_id))

    @method
    async def verify(self, answer: wire.Answer) -> Verification:
        """Check every quote of an answer against its article as it is now. The result is true if all stand."""
        articles: dict[str, wire.ArticleFull | None] = {}
        # Each article once, however often it is cited.
        for article_id in dict.fromkeys(citation.article_id for citation in answer.citations):
            try:
                articles[article_id] = await self._article(article_id)
            except NotFoundError:
                articles[article_id] = None
        faults = [self._replies.fault_of(one, articles[one.article_id]) for one in answer.citations]
        return Verification(tuple(map(Check, answer.citations, faults)))

    @method
    async def close(self) -> None:
        """Close the connections."""
        await self._to.close()

    async def _article(self, article_id: str) -> wire.ArticleFull:
        return await self._to.get(self._wire.ArticleFull, "GET", self._replies.article_path(article_id))


class Client(_Methods["httpx.BaseTransport"], Blocking):
    """A blocking client. Safe to share between threads; close it, or use it as a context manager."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncClient(_Methods["httpx.AsyncBaseTransport"], Awaiting):
    """The same for asyncio: `await client.ask(…)`, `async for event in client.stream(…)`."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


def _body(**given: Any) -> dict[str, Any]:
    """What was given, as JSON data; what is None is left to the service."""
    from pydantic_core import to_jsonable_python

    named = {name: value for name, value in given.items() if value is not None}
    body: dict[str, Any] = to_jsonable_python(named, exclude_none=True, fallback=dict)
    return body
