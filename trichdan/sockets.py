"""The client's connection to a service, blocking or awaited. The only module of the client that calls httpx."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel

from trichdan.errors import InvalidRequestError, TrichdanError, UnexpectedReplyError, UnreachableError
from trichdan.problems import rebuild

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)


class Connection:
    """Connections to the service at `url`. `retries`: how often a call that may succeed later is tried again."""

    def __init__(
        self, awaits: bool, url: str, key: str | None, timeout: float, transport: object, retries: int
    ) -> None:
        headers = {b"User-Agent": b"trichdan-client"}
        if key and key.strip():
            headers[b"Authorization"] = _bearer(key.strip())
        if not url.startswith(("http://", "https://")):
            raise InvalidRequestError(f"{url!r} is no address of a service: it has to begin with http:// or https://.")
        # Their calls are alike but for waiting, so one class serves both (`_settled`).
        kind: Callable[..., httpx.Client | httpx.AsyncClient] = httpx.AsyncClient if awaits else httpx.Client
        self._pool = kind(base_url=url, headers=headers, timeout=timeout, transport=transport)
        self._sleep: Callable[[float], Awaitable[None] | None] = asyncio.sleep if awaits else time.sleep
        self._awaits = awaits
        self._retries = retries

    async def get(self, kind: type[Model], method: str, path: str, **options: Any) -> Model:
        """Send, and read the reply as `kind`. The options are httpx's: `json`, `params`."""
        reply = await self.send(method, path, **options)
        try:
            return kind.model_validate_json(reply.content)
        except ValueError as error:
            raise UnexpectedReplyError(f"The reply to {method} {path} is no {kind.__name__}.") from error

    async def send(self, method: str, path: str, *, stream: bool = False, **options: Any) -> httpx.Response:
        """Send, and try again after a pause where the error says that it may help; its body unread with `stream`."""
        for attempt in itertools.count():
            try:
                request = self._pool.build_request(method, path, **options)
                reply = await _settled(self._pool.send(request, stream=stream))
                # A problem document is short, and has to be there before the error can be made of it.
                if stream and reply.is_error:
                    await self._do(reply, "read")
            except httpx.TransportError as failure:
                error: TrichdanError = self._unreachable(failure)
            else:
                # A second try at deleting finds nothing where the first one got through and only its reply was lost.
                deleted = attempt and method == "DELETE" and reply.status_code == httpx.codes.NOT_FOUND
                if deleted or not reply.is_error:
                    return reply
                error = rebuild(reply.status_code, reply.content, reply.headers.get("retry-after", ""))
            if not error.retryable or attempt >= self._retries:
                raise error
            await _settled(self._sleep(pause(error.retry_after, attempt)))
        raise AssertionError("the last attempt returns or raises")

    async def stream(self, method: str, path: str, **options: Any) -> AsyncGenerator[bytes, None]:
        """Send, and give the reply's body in pieces."""
        reply = await self.send(method, path, stream=True, **options)
        try:
            if self._awaits:
                async for chunk in reply.aiter_bytes():
                    yield chunk
            else:
                for chunk in reply.iter_bytes():
                    yield chunk
        except httpx.TransportError as failure:
            raise self._unreachable(failure) from failure
        finally:
            await self._do(reply, "close")

    async def close(self) -> None:
        """Close the connections."""
        await self._do(self._pool, "close")

    async def _do(self, target: httpx.Response | httpx.Client | httpx.AsyncClient, name: str) -> None:
        """What httpx calls `name` where it blocks, and `aname` where it is awaited."""
        await _settled(getattr(target, f"a{name}" if self._awaits else name)())

    def _unreachable(self, error: httpx.TransportError) -> UnreachableError:
        reason = str(error) or type(error).__name__
        return UnreachableError(f"The service at {self._pool.base_url} did not answer: {reason}.", retry_after=0)


def _bearer(key: str) -> bytes:
    # Refused before httpx does: its error shows the whole header.
    if not key.isprintable():
        raise InvalidRequestError("The API key holds a line break, or another character that can't be sent.")
    return f"Bearer {key}".encode()


async def _settled(result: T | Awaitable[T]) -> T:
    """What a call gives, waited for where it has to be."""
    # A blocking call has given its result already, so the coroutine goes on without a stop.
    return await result if isawaitable(result) else result


def pause(asked: int, attempt: int) -> float:
    """Seconds to wait: what the service asks for, or ever longer, with some chance in it."""
    chance = 0.8 + 0.4 * os.urandom(1)[0] / 255  # the module `random` takes long to load
    return min(asked or FIRST_PAUSE * 2**attempt * chance, LONGEST_PAUSE)
