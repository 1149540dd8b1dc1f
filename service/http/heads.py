"""HEAD, wherever GET is served: probes, proxies and link checkers ask so, and FastAPI's routes know GET alone."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Answers HEAD with the status and headers of GET, and no body. Plain ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send(dict(message, body=b"") if message["type"] == "http.response.body" else message)

        # A copy, so that what stands around this, and the server, still see HEAD.
        await self.app(dict(scope, method="GET"), receive, without_body)
