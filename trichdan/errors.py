"""The error tree of trichdan. Every error says what went wrong and what to do next.

TrichdanError                 code, HTTP status and whether trying again may help
├── SettingsError             a setting that can't work, refused at start
├── SourceError               a file or line that can't be read as an article
│   └── UnsupportedError      a file of a kind that isn't read
├── CatalogError              the catalog is missing, of another version, or can't be reached
├── ArticleDamagedError       a stored article isn't what was ingested: its hashes tell
├── IdentityError             an id belongs to another article, or to none
├── StorageError              the data folder can't be written: read-only, full, another user's
├── LockedError               another process is writing
├── BusyError                 more work is waiting than can be done in time
├── IndexUnavailableError     a derived index can't be opened, reached or rebuilt
│   └── UnpublishedError      what was written is stored, but not searchable yet
├── IndexMismatchError        the index was built with another embedder or chunker
├── EmbedderError             the embedding model can't be loaded or called
│   ├── EmbedderMissingError  a package or model that the settings ask for isn't there
│   ├── ModelImageError       the bundled weights aren't what they should be
│   └── EmbedderCallError     an endpoint failed
├── RequestError              the request can't be served as it is
│   ├── InvalidRequestError   wrong JSON, unknown field, wrong type, question empty or too long
│   ├── UnauthorizedError     no or wrong API key
│   ├── ForbiddenError        a key that may not do this
│   ├── WritesDisabledError   writing without an admin key configured
│   ├── NotFoundError         no such article or route
│   │   └── ModelNotFoundError
│   ├── MethodNotAllowedError
│   ├── TooLargeError         the body is over the limit
│   ├── TooSlowError          the body took too long to come
│   ├── RateLimitedError      more calls by one key or from one address than are allowed
│   └── LLMNotConfiguredError mode "llm" with no LLM configured
├── LLMError                  the LLM gave no usable reply; answered extractively, so never sent
│   ├── LLMUnreachableError
│   ├── LLMTimeoutError
│   └── LLMBadOutputError
└── ClientError               the client's own: the service said nothing of the kind
    ├── UnreachableError      no connection, or it broke
    └── UnexpectedReplyError  a reply that isn't of the contract (a proxy's page)

Ingest and service raise these, and the client raises them again from the `code` of a problem document. Errors of
foreign libraries are translated where the library is called, never higher up. Only the evals, which nobody asks over
HTTP, have a branch of their own (`evals.errors`).
"""

from __future__ import annotations

from typing import ClassVar

REPAIR = "Run: trichdan repair"
"""What helps against damage, as every such error says."""


class TrichdanError(Exception):
    """Base of all errors that are raised on purpose. `str(error)` is a sentence for a person.

    Attributes:
        code: stable machine-readable name, as in the `code` of a problem document.
        status: HTTP status that stands for it.
        retryable: whether the same call may succeed later.
        help: what the reader can do about it; empty where there is nothing to do.
        retry_after: seconds after which to try again, where that may help; 0 where nobody says.
    """

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    retryable: bool = False

    def __init__(self, message: str, *, help: str = "", retry_after: int = 1) -> None:
        super().__init__(message)
        self.help = help
        self.retry_after = retry_after

    # In one string, as most readers see nothing but that: a log line, a traceback, a problem's `detail`.
    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} {self.help}" if self.help else message


class SettingsError(TrichdanError):
    """A setting has a value that can't work."""

    code = "bad_settings"


class SourceError(TrichdanError):
    """A file, or a line of one, can't be read as an article."""

    code = "bad_source"
    status = 422


class UnsupportedError(SourceError):
    """Files of this kind aren't read."""

    code = "unsupported"


class CatalogError(TrichdanError):
    """The catalog can't be opened, or is of a version that this program doesn't know."""

    code = "catalog_unavailable"
    status = 503
    retryable = True


class ArticleDamagedError(TrichdanError):
    """A stored article isn't what was ingested, as its hashes tell; nothing of it is served."""

    code = "article_damaged"


class IdentityError(TrichdanError):
    """An article id belongs to another article, or to none."""

    code = "duplicate_id"
    status = 409


class StorageError(TrichdanError):
    """The data folder can't be written: it is read-only, full, or another user's."""

    code = "storage_unavailable"
    status = 503
    retryable = True


class LockedError(TrichdanError):
    """Another process holds the write lock of the data folder."""

    code = "locked"
    status = 503
    retryable = True


class BusyError(TrichdanError):
    """More work is waiting than can be done in time."""

    code = "busy"
    status = 503
    retryable = True


class IndexUnavailableError(TrichdanError):
    """A derived index can't be opened, reached or rebuilt."""

    code = "index_unavailable"
    status = 503
    retryable = True


class UnpublishedError(IndexUnavailableError):
    """Everything is stored, but can't be searched before the indexes have taken it up."""

    code = "not_searchable_yet"


class IndexMismatchError(TrichdanError):
    """The stored index was built with another embedder or chunker than the settings ask for."""

    code = "index_mismatch"
    status = 503


class EmbedderError(TrichdanError):
    """The embedding model can't be loaded or called."""

    code = "embedder_unavailable"
    status = 503
    retryable = True


class EmbedderMissingError(EmbedderError):
    """The model that the settings name isn't installed here; installing it or another setting helps."""

    code = "embedder_missing"
    retryable = False


class ModelImageError(EmbedderError):
    """The bundled weights are not what this program was written for, or are damaged."""

    code = "model_image_invalid"
    retryable = False


class EmbedderCallError(EmbedderError):
    """The embedder was called and failed: an endpoint that can't be reached, refuses, or answers nonsense."""

    code = "embedder_failed"


class RequestError(TrichdanError):
    """The request can't be served as it is."""

    code = "bad_request"
    status = 400


class InvalidRequestError(RequestError):
    """The body or a parameter is not of the contract's form. `param` names the field, where it's one."""

    code = "invalid_request"
    status = 422

    def __init__(self, message: str, *, help: str = "", param: str | None = None) -> None:
        super().__init__(message, help=help)
        self.param = param


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


class ModelNotFoundError(NotFoundError):
    """There is no model of this name."""

    code = "model_not_found"


class MethodNotAllowedError(RequestError):
    """The route exists, the method doesn't."""

    code = "method_not_allowed"
    status = 405


class TooLargeError(RequestError):
    """The body is larger than the service takes."""

    code = "too_large"
    status = 413


class TooSlowError(RequestError):
    """The body took too long to come."""

    code = "too_slow"
    status = 408
    retryable = True


class RateLimitedError(RequestError):
    """More calls by one key, or from one address, than are allowed in the time."""

    code = "rate_limited"
    status = 429
    retryable = True


class LLMNotConfiguredError(RequestError):
    """An answer by an LLM was asked for, and none is configured."""

    code = "llm_not_configured"
    status = 409


class ClientError(TrichdanError):
    """What only the client can tell: the service sends none of these."""


class UnreachableError(ClientError):
    """The service can't be reached, or the connection broke before the reply was complete."""

    code = "unreachable"
    status = 503
    retryable = True


class UnexpectedReplyError(ClientError):
    """The reply isn't of the contract: something other than trichdan answers at this address."""

    code = "unexpected_reply"
    status = 502


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


class LLMModelError(LLMError):
    """A model that is to run in this process isn't installed, is damaged, or is too large for the memory there is."""

    degraded = "llm_unreachable"


class LLMBadOutputError(LLMError):
    """A reply that is empty, endless, not of the asked form, or in the wrong language."""

    degraded = "llm_bad_output"
