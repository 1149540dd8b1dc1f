"""The same flow, performed over blocking or over asynchronous sockets, and methods that are written once for both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import update_wrapper
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from trichdan.steps import Flow, Item, ItemFlow

if TYPE_CHECKING:
    import httpx

    from trichdan.sockets import AsyncSender, Sender

P = ParamSpec("P")
T = TypeVar("T")


class Blocking:
    """Performs flows and waits for them."""

    _pool: httpx.Client
    _sender: type[Sender]

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


class Awaiting:
    """Performs flows while the event loop does other things."""

    _pool: httpx.AsyncClient
    _sender: type[AsyncSender]

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


class Method(Generic[P, T]):
    """A method that returns a flow, as callers see it: blocking in the one client, awaitable in the other."""

    def __init__(self, flow: Callable[Concatenate[Any, P], Flow[T]]) -> None:
        self._flow = flow
        self.__doc__ = flow.__doc__

    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, client: Awaiting, owner: type) -> Callable[P, Awaitable[T]]: ...
    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    def __get__(self, client: Blocking | Awaiting | None, owner: type) -> Any:
        """The method bound to a client."""
        return self if client is None else _bound(client, client._run, self._flow)


class Iteration(Generic[P, T]):
    """A method whose flow gives items: an iterator in the one client, an asynchronous one in the other."""

    def __init__(self, flow: Callable[Concatenate[Any, P], ItemFlow[T]]) -> None:
        self._flow = flow
        self.__doc__ = flow.__doc__

    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: Awaiting, owner: type) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    def __get__(self, client: Blocking | Awaiting | None, owner: type) -> Any:
        """The method bound to a client."""
        return self if client is None else _bound(client, client._iterate, self._flow)


def _bound(client: object, drive: Callable[[Any], T], flow: Callable[Concatenate[Any, P], object]) -> Callable[P, T]:
    """`flow` as a method of `client`, driven at once."""

    def bound(*args: P.args, **kwargs: P.kwargs) -> T:
        return drive(flow(client, *args, **kwargs))

    return update_wrapper(bound, flow)
