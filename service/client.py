"""The Python client: `Client("http://127.0.0.1:8000").ask("…")`, and `AsyncClient` with the same methods.

Both are driven by the flows of `service.client_flows`; only how a step is performed differs. Importing this module
is cheap: httpx is loaded when the first client is made.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from functools import update_wrapper
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from service.client_flows import Event, Flow, Flows, Item, ItemFlow, Retrieved, Token, Verification, ask_body, plain
from service.schemas import (
    Answer,
    ArticleFull,
    ArticleSummary,
    ArticleWritten,
    Filters,
    Message,
    Mode,
    SearchResponse,
)

if TYPE_CHECKING:
    import httpx

__all__ = ["AsyncClient", "Client", "Event", "Retrieved", "Token", "Verification"]

TIMEOUT = 60.0
"""Seconds to wait for a reply, or for the next piece of a stream. An LLM may take long for its first word."""

P = ParamSpec("P")
T = TypeVar("T")


class _Method(Generic[P, T]):
    """A method that returns a flow, as callers see it: blocking in `Client`, awaitable in `AsyncClient`."""

    def __init__(self, flow: Callable[Concatenate[Any, P], Flow[T]]) -> None:
        self._flow = flow
        self.__doc__ = flow.__doc__

    @overload
    def __get__(self, client: Client, owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, client: AsyncClient, owner: type) -> Callable[P, Awaitable[T]]: ...
    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    def __get__(self, client: Any, owner: type) -> Any:
        """The method bound to a client."""
        if client is None:
            return self

        def bound(*args: P.args, **kwargs: P.kwargs) -> T | Awaitable[T]:
            return client._run(self._flow(client, *args, **kwargs))  # type: ignore[no-any-return]

        return update_wrapper(bound, self._flow)


class _Iteration(Generic[P, T]):
    """A method whose flow gives items: an iterator in `Client`, an asynchronous one in `AsyncClient`."""

    def __init__(self, flow: Callable[Concatenate[Any, P], ItemFlow[T]]) -> None:
        self._flow = flow
        self.__doc__ = flow.__doc__

    @overload
    def __get__(self, client: Client, owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: AsyncClient, owner: type) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    def __get__(self, client: Any, owner: type) -> Any:
        """The method bound to a client."""
        if client is None:
            return self

        def bound(*args: P.args, **kwargs: P.kwargs) -> Iterator[T] | AsyncIterator[T]:
            return client._iterate(self._flow(client, *args, **kwargs))  # type: ignore[no-any-return]

        return update_wrapper(bound, self._flow)


class _Methods:
    """What a client can do, once for both kinds. Errors are the classes of `service.errors` and `ingest.errors`."""

    _flows: Flows

    @_Method
    def ask(
        self,
        question: str,
        *,
        history: Sequence[Message | Mapping[str, str]] = (),
        top_k: int = 8,
        filters: Filters | Mapping[str, Any] | None = None,
        mode: Mode | str = Mode.AUTO,
    ) -> Flow[Answer]:
        """The answer to a question, every citation verified by the service."""
        return self._flows.ask(ask_body(question, history, top_k, filters, mode))

    @_Iteration
    def stream(
        self,
        question: str,
        *,
        history: Sequence[Message | Mapping[str, str]] = (),
        top_k: int = 8,
        filters: Filters | Mapping[str, Any] | None = None,
        mode: Mode | str = Mode.AUTO,
    ) -> ItemFlow[Event]:
        """What happens while a question is answered: `Retrieved`, `Token`s, and last the verified `Answer`."""
        return self._flows.stream(ask_body(question, history, top_k, filters, mode))

    @_Method
    def search(
        self, query: str, *, top_k: int = 8, filters: Filters | Mapping[str, Any] | None = None
    ) -> Flow[SearchResponse]:
        """The passages that fit a query best; no LLM."""
        chosen = {} if filters is None else {"filters": plain(filters)}
        return self._flows.search({"query": query, "top_k": top_k, **chosen})

    @_Iteration
    def articles(
        self, *, published_from: str | None = None, published_to: str | None = None, page_size: int = 100
    ) -> ItemFlow[ArticleSummary]:
        """Every article, ordered by id; pages are fetched as they are needed."""
        dates = {"published_from": published_from, "published_to": published_to}
        return self._flows.articles({"limit": str(page_size)} | {name: day for name, day in dates.items() if day})

    @_Method
    def article(self, article_id: str) -> Flow[ArticleFull]:
        """One article with its text."""
        return self._flows.article(article_id)

    @_Method
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

    @_Method
    def delete_article(self, article_id: str) -> Flow[None]:
        """Remove an article; needs an admin key. The next question no longer sees it."""
        return self._flows.delete_article(article_id)

    @_Method
    def verify(self, answer: Answer) -> Flow[Verification]:
        """Check every quote of an answer against its article as it is now. The result is true if all stand."""
        return self._flows.verify(answer)


class Client(_Methods):
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
        from service import client_http

        self._flows = Flows(retries)
        self._pool = client_http.pool(base_url, api_key, timeout, transport)
        self._sender = client_http.Sender

    def _run(self, flow: Flow[T]) -> T:
        """Drive a flow to what it returns."""
        sender = self._sender(self._pool)
        try:
            step = next(flow)
            while True:
                step = flow.send(sender.perform(step))
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]

    def _iterate(self, flow: ItemFlow[T]) -> Iterator[T]:
        """Drive a flow and give its items."""
        sender = self._sender(self._pool)
        try:
            step = next(flow)
            while True:
                if isinstance(step, Item):
                    yield step.value
                step = flow.send(sender.perform(step))
        except StopIteration:
            return
        finally:
            sender.close()

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Methods):
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
        from service import client_http

        self._flows = Flows(retries)
        self._pool = client_http.async_pool(base_url, api_key, timeout, transport)
        self._sender = client_http.AsyncSender

    async def _run(self, flow: Flow[T]) -> T:
        """Drive a flow to what it returns."""
        sender = self._sender(self._pool)
        try:
            step = next(flow)
            while True:
                step = flow.send(await sender.perform(step))
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]

    async def _iterate(self, flow: ItemFlow[T]) -> AsyncIterator[T]:
        """Drive a flow and give its items."""
        sender = self._sender(self._pool)
        try:
            step = next(flow)
            while True:
                if isinstance(step, Item):
                    yield step.value
                step = flow.send(await sender.perform(step))
        except StopIteration:
            return
        finally:
            await sender.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
