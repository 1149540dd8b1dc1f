"""Methods written once, as coroutines, for a client that blocks and for one that is awaited.

Over a blocking connection a coroutine has nothing to wait for: one step runs it from its start to its end.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

P = ParamSpec("P")
T = TypeVar("T")
Blocked = TypeVar("Blocked")
Awaited = TypeVar("Awaited")
Made = TypeVar("Made")


class Blocking:
    """Marks the client whose methods wait."""


class Awaiting:
    """Marks the client whose methods are awaited."""


class Method(Generic[P, Blocked, Awaited]):
    """A method as callers see it: it gives `Blocked` in the one client, `Awaited` in the other."""

    def __init__(self, call: Callable[Concatenate[Any, P], Made], wait: Callable[[Made], Blocked]) -> None:
        self._call, self._wait = call, wait
        self.__doc__ = call.__doc__

    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, Blocked]: ...
    @overload
    def __get__(self, client: Awaiting, owner: type) -> Callable[P, Awaited]: ...
    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    def __get__(self, client: Blocking | Awaiting | None, owner: type) -> Any:
        """The method bound to a client."""
        if client is None:
            return self
        bound = self._call.__get__(client)
        # Decided when a method is looked up, so that both clients share one function and its signature.
        if isinstance(client, Awaiting):
            return bound
        return update_wrapper(lambda *args, **named: self._wait(bound(*args, **named)), bound)


def method(call: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]) -> Method[P, T, Coroutine[None, None, T]]:
    """A coroutine function as a method of both clients."""
    return Method(call, finish)


def iteration(call: Callable[Concatenate[Any, P], AsyncGenerator[T, None]]) -> Method[P, Iterator[T], AsyncIterator[T]]:
    """An asynchronous generator function as a method of both clients."""
    return Method(call, iterate)


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    raise AssertionError("a blocking connection never waits for an event loop")


def iterate(items: AsyncGenerator[T, None]) -> Iterator[T]:
    """What an asynchronous generator that never waits gives; closed also when the reader stops early."""
    try:
        while True:
            yield finish(items.__anext__())
    except StopAsyncIteration:
        return
    finally:
        # Whoever stops early would leave the response open, and its connection taken.
        finish(items.aclose())
