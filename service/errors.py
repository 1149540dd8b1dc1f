"""The service's branch of the error tree; its root and ingest's branch are in `ingest.errors`.

TrichdanError
├── RequestError              the request can't be served as it is
│   ├── InvalidRequestError   wrong JSON, unknown field, wrong type, question empty or too long
│   ├── UnauthorizedError     no or wrong API key
│   ├── WritesDisabledError   writing without an admin key configured
│   ├── NotFoundError         no such article or route
│   ├── MethodNotAllowedError
│   ├── TooLargeError         the body is over the limit
│   └── LLMNotConfiguredError mode "llm" with no LLM configured
└── LLMError                  the LLM gave no usable reply; answered extractively, so never sent as an error
"""

from __future__ import annotations

from typing import ClassVar

from ingest.errors import TrichdanError


class RequestError(TrichdanError):
    """The request can't be served as it is."""

    code = "bad_request"
    status = 400


class InvalidRequestError(RequestError):
    """The body or a parameter is not of the contract's form."""

    code = "invalid_request"
    status = 422


class UnauthorizedError(RequestError):
    """No API key was given, or one that isn't configured."""

    code = "unauthorized"
    status = 401


class ForbiddenError(RequestError):
    """The key that was given may not do this."""

    code = "forbidden"
    status = 403


class WritesDisabledError(RequestError):
    """Articles can be written over HTTP only when an admin key is configured."""

    code = "writes_disabled"
    status = 403


class NotFoundError(RequestError):
    """There is no such article, passage or route."""

    code = "not_found"
    status = 404


class MethodNotAllowedError(RequestError):
    """The route exists, the method doesn't."""

    code = "method_not_allowed"
    status = 405


class TooLargeError(RequestError):
    """The body is larger than the service takes."""

    code = "too_large"
    status = 413


class LLMNotConfiguredError(RequestError):
    """An answer by an LLM was asked for, and none is configured."""

    code = "llm_not_configured"
    status = 409


class LLMError(TrichdanError):
    """The LLM gave no usable reply. `degraded` says why in the words of the contract."""

    code = "llm_failed"
    status = 502
    retryable = True
    degraded: ClassVar[str] = "llm_bad_output"


class LLMUnreachableError(LLMError):
    """No connection, an error status, or a refusal by rate limit."""

    degraded = "llm_unreachable"


class LLMTimeoutError(LLMError):
    """No complete reply within the deadline."""

    degraded = "llm_timeout"


class LLMBadOutputError(LLMError):
    """A reply that is empty, endless, not of the asked form, or in the wrong language."""

    degraded = "llm_bad_output"
