"""Server-sent events as text frames, and the pieces that a text is sent in. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

DONE = "data: [DONE]\n\n"
"""How OpenAI ends a stream."""

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""What keeps proxies from holding events back."""

PIECE = 24
"""Code points of a piece, at least: pieces end after a word."""


def pieces(text: str) -> Iterator[str]:
    """`text` in pieces that end after a space, whose concatenation is `text`."""
    start = 0
    while start < len(text):
        space = text.find(" ", start + PIECE)
        end = len(text) if space < 0 else space + 1
        yield text[start:end]
        start = end


def event(data: dict[str, Any], name: str | None = None) -> str:
    """One event; its JSON has no line breaks, so it's one `data` line."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


def comment(text: str = "") -> str:
    """A comment, which clients ignore: keeps an idle connection open."""
    return f": {' '.join(text.split())}\n\n"
