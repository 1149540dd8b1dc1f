"""Problem documents back into the error classes that the service raised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

from trichdan.errors import TrichdanError, UnexpectedReplyError

_TRANSIENT = frozenset({429, 502, 503, 504})


@lru_cache(maxsize=1)
def classes_by_code() -> dict[str, type[TrichdanError]]:
    """Every error class that the service can send, by its code; of those that share one, the nearest to the root."""
    found: dict[str, type[TrichdanError]] = {}
    for kind in _breadth_first(TrichdanError):
        if kind.__module__ == TrichdanError.__module__:
            found.setdefault(kind.code, kind)
    return found


def _breadth_first(root: type[TrichdanError]) -> Iterator[type[TrichdanError]]:
    level = [root]
    while level:
        yield from level
        level = [kind for parent in level for kind in parent.__subclasses__()]


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
