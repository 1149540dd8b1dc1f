"""What is said where something went wrong."""

from __future__ import annotations

from trichdan.wire.fields import Reply


class Problem(Reply):
    """An error as RFC 9457 `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    request_id: str
