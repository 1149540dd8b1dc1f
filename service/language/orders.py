"""Orders to a language model, as they are planted in articles. Pure."""

from __future__ import annotations

import re

from service.language.disguise import unmasked

_ORDERS = re.compile(
    r"(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+)*(?:previous|prior|above|earlier|preceding)?\s*(?:instruction|prompt|rule)"
    r"|system\s+prompt|you\s+are\s+now\s+|as\s+an\s+ai\b|(?:respond|reply|answer)\s+(?:only\s+)?with\b"
    r"|bỏ\s+qua\s+(?:mọi|tất\s+cả|các|những)?\s*(?:hướng\s+dẫn|chỉ\s+dẫn|chỉ\s+thị|yêu\s+cầu|lệnh)"
    r"|(?:hãy|phải)\s+(?:chỉ\s+)?trả\s+lời\s+(?:rằng|là|bằng|:|“|\")|(?:trợ\s+lý|mô\s+hình)\s+(?:ai|ngôn\s+ngữ)[^.]{0,40}(?:hãy|phải)",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Whether `text`, as a reader sees it, addresses a language model with an instruction."""
    return any(map(_ORDERS.search, unmasked(text)))
