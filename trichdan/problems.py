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


def rebuild(status: int, body: bytes) -> tuple[TrichdanError, bool]:
    """The error that a reply stands for, and whether the same call may succeed later.

    The request's id, by which the service's log can be searched, is in the notes of the error.
    """
    try:
        problem = json.loads(body)
        code, detail = str(problem["code"]), str(problem["detail"])
    except (ValueError, TypeError, KeyError):
        shown = body[:200].decode("utf-8", "replace")
        return UnexpectedReplyError(f"HTTP {status} that is no problem document: {shown!r}."), status in _TRANSIENT
    kind = classes_by_code().get(code)
    error = kind(detail) if kind else UnexpectedReplyError(f"{detail} (code {code})")
    error.add_note(f"Request id: {problem.get('request_id')}")
    return error, bool(problem.get("retryable", error.retryable))
