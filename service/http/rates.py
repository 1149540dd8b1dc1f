"""How often one key and one address may ask, by the library `limits` (an extra). Off unless a setting says otherwise.

Counted in this process, or in a store that several share. An address is what uvicorn says: a proxy's word for it counts
only from proxies that are trusted (`TRICHDAN_TRUSTED_PROXIES`).
"""

from __future__ import annotations

import ipaddress
import math
import secrets
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import respond
from service.settings import ServiceSettings
from trichdan.errors import RateLimitedError, SettingsError

LIMITED = "/v1/"
"""Where calls are counted; pages, health and metrics are the proxy's business."""

NETWORK = 64
"""Bits of an IPv6 address that tell who asks: whoever has one has all that share them."""


class RateLimits:
    """The limits of the settings, and who has used how much of them."""

    def __init__(self, settings: ServiceSettings) -> None:
        from limits import parse_many
        from limits.storage import storage_from_string
        from limits.strategies import MovingWindowRateLimiter

        self._keys = [key.get_secret_value().encode() for key in (*settings.api_keys, *settings.admin_keys)]
        self._per_key = parse_many(settings.rate_per_key) if settings.rate_per_key else []
        self._per_address = parse_many(settings.rate_per_address) if settings.rate_per_address else []
        try:
            # A fixed window lets twice as many through around its edge.
            self._limiter = MovingWindowRateLimiter(storage_from_string(settings.rate_store))
        except Exception as error:  # the library's own errors, and those of whatever client the store needs
            raise SettingsError(f"The setting TRICHDAN_RATE_STORE can't be used: {error}.") from None

    def check(self, authorization: bytes, address: str) -> None:
        """Count one call.

        Raises:
            RateLimitedError: it is one too many; it says when to come back.
        """
        for limits, who in self._asking(authorization, address):
            for limit in limits:
                if not self._limiter.hit(limit, who):
                    reset = self._limiter.get_window_stats(limit, who).reset_time
                    after = max(1, math.ceil(reset - time.time()))
                    raise RateLimitedError("Too many calls.", help=f"Try again in {after} s.", retry_after=after)

    def _asking(self, authorization: bytes, address: str) -> Iterator[tuple[Sequence[Any], str]]:
        """The limits that apply to a call, each with the name under which it is counted; no key is such a name."""
        given = authorization.partition(b" ")[2].strip()
        # All keys are compared, so that the time tells nothing of which is near.
        known = [number for number, key in enumerate(self._keys) if secrets.compare_digest(given, key)]
        if known:
            yield self._per_key, f"key:{known[0]}"
        # Whatever key was sent: an address counts for all its calls.
        yield self._per_address, f"address:{network(address)}"


def rate_limits(settings: ServiceSettings) -> RateLimits | None:
    """The limits that the settings ask for; None if there are none.

    Raises:
        SettingsError: they can't be kept, as the library or the store is missing.
    """
    if not (settings.rate_per_key or settings.rate_per_address):
        return None
    if find_spec("limits") is None:
        raise SettingsError("Rate limits need the extra `limits`.", help="Run: pip install 'trichdan[limits]'")
    return RateLimits(settings)


def network(address: str) -> str:
    """What of an address tells who asks: all of an IPv4 address, the network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a Unix socket, or a proxy's word that is none
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        # On a socket for both, IPv4 callers come as mapped IPv6 ones, which would all share one /64.
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, NETWORK), strict=False))
    return str(parsed)


class LimitRates:
    """Sends away who calls too often, before anything of the call is read. Plain ASGI, inside `RequestContext`."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].startswith(LIMITED):
            authorization = dict(scope["headers"]).get(b"authorization", b"")
            try:
                self.limits.check(authorization, (scope.get("client") or ("-",))[0])
            except RateLimitedError as error:
                await respond(Request(scope), error)(scope, receive, send)
                return
        await self.app(scope, receive, send)
