"""Errors on the wire: one handler, RFC 9457 `application/problem+json`, a request id on every response.

OpenAI-compatible routes send OpenAI's form instead, with the same status, code and headers.
"""

from __future__ import annotations

import logging
import math
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import get_args

import anyio
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http import logs, traces
from service.wire import openai
from trichdan.errors import (
    InvalidRequestError,
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
    TooLargeError,
    TooSlowError,
    TrichdanError,
)
from trichdan.wire import Problem

log = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"
REQUEST_ID = "X-Request-ID"
METHODS = ("GET", "POST", "PUT", "DELETE")
OPENAI_ROUTES = ("/v1/chat", "/v1/models", "/v1/responses")
BODY_S = 60.0
"""Seconds that a body may take to come."""

_SHOWN = 200  # characters of a path that a message repeats

_RAISED = "Value error, "
"""What pydantic puts before what a validator of ours says."""

_USABLE_ID = re.compile(r"[\w.\-]{1,100}", re.ASCII)
_BY_STATUS: dict[int, type[RequestError]] = {
    kind.status: kind for kind in (NotFoundError, MethodNotAllowedError, TooSlowError, TooLargeError)
}


def problem(error: TrichdanError, request_id: str) -> Problem:
    """An error of ours as a problem document."""
    return Problem(
        type=f"urn:trichdan:problem:{error.code}",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=str(error),
        code=error.code,
        retryable=error.retryable,
        request_id=request_id,
    )


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error, ours or the framework's, with a problem document."""

    @app.exception_handler(TrichdanError)
    async def ours(request: Request, error: TrichdanError) -> JSONResponse:
        return respond(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return respond(request, InvalidRequestError(_explain(error, _body(request)), param=_param(error)))

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> JSONResponse:
        # Starlette raises by status; our codes are by class.
        kind = _BY_STATUS.get(error.status_code, RequestError)
        headers = dict(error.headers or {})
        if error.status_code == MethodNotAllowedError.status:
            headers["Allow"] = _allowed(request)
        response = respond(request, kind(_in_words(request, error, headers)))
        response.headers.update(headers)
        return response

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.exception("Unexpected error in request %s", request.state.request_id, exc_info=error)
        # Nothing of the error itself: it may hold paths, queries or text of articles.
        return respond(request, TrichdanError("Something went wrong here; the log has the details."))


def _allowed(request: Request) -> str:
    """The methods that a path takes. The framework tells those of the first of its routes alone."""
    scopes = {method: dict(request.scope, method=method) for method in METHODS}
    routes: Sequence[BaseRoute] = request.app.routes
    return ", ".join(
        method for method, scope in scopes.items() if any(one.matches(scope)[0] is Match.FULL for one in routes)
    )


def _in_words(request: Request, error: HTTPException, headers: Mapping[str, str]) -> str:
    """What the framework says; where it's only the status in words, what was asked for and what there is."""
    where = f"{request.method} {request.scope['path'][:_SHOWN]}"
    if error.detail == HTTPStatus.NOT_FOUND.phrase:
        return f"There is no route {where}. /docs lists those that there are."
    if error.detail == HTTPStatus.METHOD_NOT_ALLOWED.phrase:
        return f"There is no route {where}; this path takes {headers['Allow']}."
    return str(error.detail)


def speaks_openai(path: str) -> bool:
    """Whether a path is of the OpenAI-compatible routes, or below one."""
    return any(path == route or path.startswith(f"{route}/") for route in OPENAI_ROUTES)


def respond(request: Request, error: TrichdanError) -> JSONResponse:
    """An error of ours in the form of its route, with what its status asks for in the headers."""
    request_id = request.state.request_id
    headers = {REQUEST_ID: request_id} | ({"Retry-After": str(error.retry_after)} if error.retryable else {})
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    body = problem(error, request_id).model_dump(mode="json")
    if speaks_openai(request.scope["path"]):  # a problem document may have further members: OpenAI's is one
        param = error.param if isinstance(error, InvalidRequestError) else None
        body |= openai.error_body(str(error), error.code, error.status, param)
    return JSONResponse(body, status_code=error.status, media_type=PROBLEM_JSON, headers=headers)


def _param(error: RequestValidationError) -> str | None:
    """The field that the first fault is in."""
    where = [part for part in error.errors()[0]["loc"] if part != "body"]
    return where[0] if where and isinstance(where[0], str) else None


def _body(request: Request) -> object:
    """The type that the route's body is read into; None where it has none."""
    field = getattr(request.scope.get("route"), "body_field", None)
    return None if field is None else field.field_info.annotation


def _explain(error: RequestValidationError, body: object) -> str:
    """The first faults in words, without the values that were sent."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return f"The body isn't JSON: {first['ctx']['error']} at character {first['loc'][-1]}."
    if any(fault["loc"] == ("body",) for fault in error.errors()):
        return "The body must be a JSON object, sent with `Content-Type: application/json`."
    faults = []
    # A body of a thousand faults makes no reply of a thousand lines.
    for fault in error.errors()[:3]:
        path = [part for part in fault["loc"] if part != "body"]
        message = (
            _unknown(body, path[:-1]) if fault["type"] == "extra_forbidden" else str(fault["msg"]).removeprefix(_RAISED)
        )
        where = ".".join(map(str, path))
        faults.append(f"{where}: {message}" if where else message)
    return "The request can't be used: " + "; ".join(faults) + "."


def _unknown(body: object, path: Sequence[str | int]) -> str:
    """That there is no such field, and which ones there are at this place of the body."""
    for name in path:
        if isinstance(name, str):  # a list's items are of one type, so a place in it leads no further
            body = next((one[name].annotation for one in _fields(body) if name in one), None)
    known = sorted({name for one in _fields(body) for name in one})
    return f"There is no such field; there are {', '.join(known)}" if known else "There is no such field"


def _fields(kind: object) -> Iterator[Mapping[str, FieldInfo]]:
    """The fields of each model that a type is, or is made of (`Filters | None`, `list[Message]`)."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind.model_fields
    for part in get_args(kind):
        yield from _fields(part)


class RequestContext:
    """Gives every request an id: the caller's, where it is usable. Plain ASGI, so that streams pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        # An id goes to the log and back: what could forge a line or a header isn't taken over.
        request_id = given if _USABLE_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        logs.REQUEST_ID.set(request_id)
        traces.PARENT.set(headers.get(b"traceparent", b"").decode("latin-1"))
        own = {b"x-request-id": request_id.encode(), b"x-content-type-options": b"nosniff"}

        async def labelled(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                missing = [(name, value) for name, value in own.items() if name not in names]
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        await self.app(scope, receive, labelled)


class BodyLimits:
    """Limits a body's size, and the time that it may take to come. Stands within `RequestContext`."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self.app = app
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"")
        # Refused before a byte is read; bodies that don't declare their size are counted as they come.
        if declared.isdigit() and int(declared) > self.max_body_bytes:
            too_large = TooLargeError(f"The body is over {self.max_body_bytes} bytes.")
            await respond(Request(scope), too_large)(scope, receive, send)
            return
        await self.app(scope, _Body(receive, self.max_body_bytes), send)


class _Body:
    """`receive`, which gives up on a body of more than `max_bytes`, or that isn't whole after `BODY_S`."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive, self._max_bytes = receive, max_bytes
        self._deadline = anyio.current_time() + BODY_S
        self._received = 0

    async def __call__(self) -> Message:
        """The next message; once the body is whole, that is the end of the connection, which has all the time."""
        with anyio.CancelScope(deadline=self._deadline) as waiting:
            message = await self._receive()
        if waiting.cancelled_caught:
            # The connection has to go: the rest of the body would be taken for the next request.
            raise HTTPException(408, f"The body took over {BODY_S:.0f} s.", {"Connection": "close"})
        self._received += len(message.get("body", b""))
        if self._received > self._max_bytes:
            raise HTTPException(413, f"The body is over {self._max_bytes} bytes.")
        if not message.get("more_body", False):
            self._deadline = math.inf
        return message
