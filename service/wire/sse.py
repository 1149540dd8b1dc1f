"""Server-sent events as text frames. Pure."""

from __future__ import annotations

import json
from typing import Any

DONE = "data: [DONE]\n\n"
"""How OpenAI ends a stream."""

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""What keeps proxies from holding events back."""


def event(data: dict[str, Any], name: str | None = None) -> str:
    """One event; its JSON has no line breaks, so it's one `data` line."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


def comment(text: str = "") -> str:
    """A comment, which clients ignore: keeps an idle connection open."""
    return f": {' '.join(text.split())}\n\n"
