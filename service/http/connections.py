"""Connections that don't send: closed after a while, so that slow sockets can't take all there are.

uvicorn limits the pause between two requests of a connection, not how long the headers of one may take. A body's
time is limited by `service.http.problems`.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEADERS_S = 10.0
"""Seconds from the opening of a connection, or from its last response, until a request's headers must be there."""


class PunctualProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # h11's or httptools', whichever is there
    """uvicorn's protocol, with a limit on how long headers may take."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A connection was opened."""
        super().connection_made(transport)
        self._expect_request()

    def on_response_complete(self) -> None:
        """A response was sent."""
        super().on_response_complete()
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection was closed."""
        self._drop_timer()
        super().connection_lost(exc)

    def _expect_request(self) -> None:
        self._drop_timer()
        self._timer = self.loop.call_later(HEADERS_S, self._close_unless_answering)

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _close_unless_answering(self) -> None:
        # A request that is being answered may take its time.
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
