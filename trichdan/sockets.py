"""The client's steps over HTTP: blocking and asynchronous. The only module of the client that knows httpx."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from trichdan.steps import Call, NextChunk, Pause, Reply, Step


def pool(url: str, key: str | None, timeout: float, transport: httpx.BaseTransport | None) -> httpx.Client:
    """Connections to a service."""
    return httpx.Client(base_url=url, headers=_headers(key), timeout=timeout, transport=transport)


def async_pool(
    url: str, key: str | None, timeout: float, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """The same, asynchronous."""
    return httpx.AsyncClient(base_url=url, headers=_headers(key), timeout=timeout, transport=transport)


def _headers(key: str | None) -> dict[bytes, bytes]:
    return {b"User-Agent": b"trichdan-client"} | ({b"Authorization": f"Bearer {key}".encode()} if key else {})


class Sender:
    """Performs steps over a blocking connection pool; one for each flow that streams, to hold its response."""

    def __init__(self, pool: httpx.Client) -> None:
        self.pool = pool
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())

    def perform(self, step: Step) -> Reply:
        """Do what the step says."""
        try:
            if isinstance(step, Pause):
                time.sleep(step.seconds)
            elif isinstance(step, NextChunk):
                return Reply(body=next(self._chunks, b""))
            elif isinstance(step, Call):
                return self._send(step)
        except httpx.TransportError as error:
            return failed(error, self.pool.base_url)
        return Reply()

    def _send(self, call: Call) -> Reply:
        response = self.pool.send(self.pool.build_request(**_request(call)), stream=True)
        if call.stream and response.is_success:
            self._response, self._chunks = response, response.iter_bytes()
            return _head(response)
        try:
            return _head(response, response.read())
        finally:
            response.close()

    def close(self) -> None:
        """Give up a stream that wasn't read to its end."""
        if self._response:
            self._response.close()


class AsyncSender:
    """Performs steps over an asynchronous connection pool."""

    def __init__(self, pool: httpx.AsyncClient) -> None:
        self.pool = pool
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None

    async def perform(self, step: Step) -> Reply:
        """Do what the step says."""
        try:
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
            elif isinstance(step, NextChunk) and self._chunks:
                return Reply(body=await anext(self._chunks, b""))
            elif isinstance(step, Call):
                return await self._send(step)
        except httpx.TransportError as error:
            return failed(error, self.pool.base_url)
        return Reply()

    async def _send(self, call: Call) -> Reply:
        response = await self.pool.send(self.pool.build_request(**_request(call)), stream=True)
        if call.stream and response.is_success:
            self._response, self._chunks = response, response.aiter_bytes()
            return _head(response)
        try:
            return _head(response, await response.aread())
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Give up a stream that wasn't read to its end."""
        if self._response:
            await self._response.aclose()


def _request(call: Call) -> dict[str, Any]:
    """The arguments of httpx for a call."""
    return {"method": call.method, "url": call.path, "params": dict(call.query) or None, "json": call.body}


def _head(response: httpx.Response, body: bytes = b"") -> Reply:
    return Reply(response.status_code, response.headers, body)


def failed(error: httpx.TransportError, url: httpx.URL) -> Reply:
    """The reply that stands for none."""
    return Reply(failure=f"The service at {url} did not answer: {error or type(error).__name__}.")
