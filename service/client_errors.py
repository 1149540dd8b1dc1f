"""Problem documents back into the error classes that the service raised, and the client's own branch of the tree.

TrichdanError
├── UnreachableError          no connection, or it broke: the client's own
└── UnexpectedReplyError      a reply that isn't of the contract (a proxy's page): the client's own
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

import service.errors
from ingest.errors import TrichdanError

assert service.errors, "imported so that the service's branch is in the tree"

_TRANSIENT = frozenset({429, 502, 503, 504})


class UnreachableError(TrichdanError):
    """The service can't be reached, or the connection broke before the reply was complete."""

    code = "unreachable"
    status = 503
    retryable = True


class UnexpectedReplyError(TrichdanError):
    """The reply isn't of the contract: something other than trichdan answers at this address."""

    code = "unexpected_reply"
    status = 502


@lru_cache(maxsize=1)
def classes_by_code() -> dict[str, type[TrichdanError]]:
    """Every error class that the service can send, by its code; of those that share one, the nearest to the root."""
    found: dict[str, type[TrichdanError]] = {}
    for kind in _breadth_first(TrichdanError):
        if kind.__module__.partition(".")[0] in ("ingest", "service"):
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
