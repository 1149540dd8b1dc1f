"""Problem documents back into the error classes that the service raised."""

from __future__ import annotations

import json
from functools import lru_cache

from trichdan import errors
from trichdan.errors import TrichdanError, UnexpectedReplyError

_TRANSIENT = frozenset({429, 502, 503, 504})


@lru_cache(maxsize=1)
def classes_by_code() -> dict[str, type[TrichdanError]]:
    """Every error class that the service can send, by its code; of those that share one, the nearest to the root."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TrichdanError)]
    return {kind.code: kind for kind in reversed(kinds)}  # a class stands below its base


def rebuild(status: int, body: bytes, retry_after: str = "") -> TrichdanError:
    """The error that a reply stands for; `retry_after` is its header. The request's id is in the error's notes."""
    error: TrichdanError
    try:
        problem = json.loads(body)
        code, detail = str(problem["code"]), str(problem["detail"])
    # Something else may answer at the address: a proxy, another program.
    except (ValueError, TypeError, KeyError):
        shown = body[:200].decode("utf-8", "replace")
        error = UnexpectedReplyError(f"HTTP {status} that is no problem document: {shown!r}.")
        error.retryable = status in _TRANSIENT  # a proxy's, before the service
    else:
        kind = classes_by_code().get(code)
        error = kind(detail) if kind else UnexpectedReplyError(f"{detail} (code {code})")
        # The service may know better than the class: its word goes.
        error.retryable = bool(problem.get("retryable", error.retryable))
        error.add_note(f"Request id: {problem.get('request_id')}")
    error.retry_after = int(retry_after) if retry_after.isdecimal() else 0
    return error
