"""Words by which a question asks twice: what asks, what joins two parts, what leans on the first; clauses. Pure."""

from __future__ import annotations

import re

ASKS = {
    "vi": re.compile(
        r"\b(?:ai|gì|nào|đâu|bao nhiêu|bao giờ|khi nào|mấy|vì sao|tại sao|thế nào|ra sao|bao lâu|bao xa)\b"
        r"|\b(?:gi|nao|dau|bao nhieu|bao gio|khi nao|may|vi sao|tai sao|the nao|ra sao|bao lau|bao xa)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE),
}
JOINTS = {
    "vi": re.compile(
        r"\?\s+|;\s*|,\s*(?:còn|con|và|va)\s+|\s+(?:và|va)\s+(?=(?:ai|khi nào|khi nao|vì sao|vi sao|ở đâu)\b)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\?\s+(?:and\s+)?|;\s*(?:and\s+)?|,?\s+and\s+(?=(?:(?:in|on|at|by|with|from|for|to)\s+)?"
        r"(?:who|whom|whose|what|which|when|where|why|how)\b)",
        re.IGNORECASE,
    ),
}
LEANS = {
    "vi": re.compile(
        r"\b(?:ông|bà|anh|chị|cô|người|ong|nguoi|nơi|noi|việc|viec) (?:ấy|này|đó|ay|nay|do)\b", re.IGNORECASE
    ),
    "en": re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their|those)\b", re.IGNORECASE),
}
CLAUSE_ENDS = re.compile(r"[,;:](?!\d)|\.(?!\d)|\n|\s(?:và|and|nhưng|but|còn)\s")
"""What stands between two clauses that tell of two things."""
