"""Words by which a question asks twice: what asks, what joins two parts, what leans on the first; clauses. Pure."""

from __future__ import annotations

import re

from ingest.regex import regex

ASKS = {
    "vi": regex(
        r"\b(?:ai|gì|nào|đâu|bao nhiêu|bao giờ|khi nào|mấy|vì sao|tại sao|thế nào|ra sao|bao lâu|bao xa)\b"
        r"|\b(?:gi|nao|dau|bao nhieu|bao gio|khi nao|may|vi sao|tai sao|the nao|ra sao|bao lau|bao xa)\b",
        re.IGNORECASE,
    ),
    "en": regex(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE),
}
JOINTS = {
    "vi": regex(
        r"\?\s+|;\s*|,\s*(?:còn|con|và|va)\s+|\s+(?:và|va)\s+(?=(?:ai|khi nào|khi nao|vì sao|vi sao|ở đâu)\b)",
        re.IGNORECASE,
    ),
    "en": regex(
        r"\?\s+(?:and\s+)?|;\s*(?:and\s+)?|,?\s+and\s+(?=(?:(?:in|on|at|by|with|from|for|to)\s+)?"
        r"(?:who|whom|whose|what|which|when|where|why|how)\b)",
        re.IGNORECASE,
    ),
}
LEANS = {
    "vi": regex(r"\b(?:ông|bà|anh|chị|cô|người|ong|nguoi|nơi|noi|việc|viec) (?:ấy|này|đó|ay|nay|do)\b", re.IGNORECASE),
    "en": regex(r"\b(?:he|she|it|they|him|her|them|his|its|their|those)\b", re.IGNORECASE),
}
CLAUSE_ENDS = regex(r"[,;:](?!\d)|\.(?!\d)|\n|\s(?:và|and|nhưng|but|còn)\s")
"""What stands between two clauses that tell of two things."""


def clause_around(text: str, start: int, end: int) -> str:
    """The clause of a text that holds a stretch of it."""
    begin = max((gap.end() for gap in CLAUSE_ENDS.finditer(text, 0, start)), default=0)
    ending = CLAUSE_ENDS.search(text, end)
    return text[begin : ending.start() if ending else len(text)]
