"""Pages of other origins that may call the API from a browser, where a setting names them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import METHODS, REQUEST_ID

PREFIX = "/v1/"
"""What other origins may call: the API, and neither pages nor metrics."""

DAY_S = 86_400


class OtherOrigins(CORSMiddleware):
    """Answers preflights and lets `origins` read replies. Keys come in a header that a page has to know: no cookies.

    Credentials are never allowed, so that `*` gives no page more than its own program could ask for.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=("*",),  # clients send names of their own (`X-Stainless-…`)
            allow_credentials=False,
            expose_headers=(REQUEST_ID, "Retry-After"),
            max_age=DAY_S,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        of_api = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (super().__call__ if of_api else self.app)(scope, receive, send)
