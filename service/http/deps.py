"""What routes need, as named aliases: the engine, the rights of the caller, and the request's id."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from ingest.pipeline import Ingestor
from service.engine import Engine
from service.http.metrics import Metrics
from service.settings import ServiceSettings
from trichdan.errors import ForbiddenError, UnauthorizedError, WritesDisabledError

# All of these are coroutines: FastAPI would run plain functions on another thread, each for itself.
_bearer = HTTPBearer(auto_error=False, description="An API key; an admin key for writes.")


async def _settings(request: Request) -> ServiceSettings:
    settings: ServiceSettings = request.app.state.settings
    return settings


async def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


async def _ingestor(request: Request) -> Ingestor:
    ingestor: Ingestor = request.app.state.ingestor
    return ingestor


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


async def _request_id(request: Request) -> str:
    request_id: str = request.state.request_id
    return request_id


Settings = Annotated[ServiceSettings, Depends(_settings)]
TheEngine = Annotated[Engine, Depends(_engine)]
TheIngestor = Annotated[Ingestor, Depends(_ingestor)]
TheMetrics = Annotated[Metrics, Depends(_metrics)]
RequestId = Annotated[str, Depends(_request_id)]


async def _question_turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.questions.turn():
        yield


async def _write_turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.writes.turn():
        yield


def may_read(settings: ServiceSettings, bearer: HTTPAuthorizationCredentials | None) -> None:
    """Let the request pass if reading is open, or it carries a key for reading or writing.

    Raises:
        UnauthorizedError: a key is needed and none that is known was sent.
    """
    if settings.api_keys and not _known(bearer, (*settings.api_keys, *settings.admin_keys)):
        raise UnauthorizedError("A valid API key is needed.", help="Send it as `Authorization: Bearer KEY`.")


def may_write(settings: ServiceSettings, bearer: HTTPAuthorizationCredentials | None) -> None:
    """Let the request pass if it carries an admin key.

    Raises:
        WritesDisabledError: no admin key is configured.
        UnauthorizedError: no key was sent.
        ForbiddenError: the key that was sent isn't an admin key.
    """
    if not settings.admin_keys:
        raise WritesDisabledError("Writing over HTTP is off.", help="Set TRICHDAN_ADMIN_KEYS to turn it on.")
    if bearer is None:
        raise UnauthorizedError("An admin key is needed.", help="Send it as `Authorization: Bearer KEY`.")
    if not _known(bearer, settings.admin_keys):
        raise ForbiddenError("This key may not write.")


def _known(bearer: HTTPAuthorizationCredentials | None, keys: Sequence[SecretStr]) -> bool:
    """Whether the key is one of `keys`, compared in constant time."""
    given = (bearer.credentials if bearer else "").encode("latin-1")  # as headers were decoded
    return any([secrets.compare_digest(given, key.get_secret_value().encode()) for key in keys])  # noqa: C419 - all of them, in constant time


Check = Callable[[ServiceSettings, HTTPAuthorizationCredentials | None], None]


def guarded(check: Check) -> type[APIRoute]:
    """Routes that `check` who calls before anything of the body is read; FastAPI's dependencies come after it."""

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def checked(request: Request) -> Response:
                # As a dependency this would come after the body was read and parsed: work for who has no key.
                check(request.app.state.settings, await _bearer(request))
                return await handle(request)

            return checked

    return Guarded


NeedsKey = Depends(_bearer)
"""Tells the OpenAPI document of the key; the routes' class checks it."""

QuestionTurn = Depends(_question_turn)
WriteTurn = Depends(_write_turn)
"""A place among those at work, until the response has been sent."""
