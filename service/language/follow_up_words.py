"""Words by which a question leans on the one before it. Pure; typed with diacritics or without."""

from __future__ import annotations

import re

from ingest.regex import regex

LEAD = regex(
    r"^(?:(?:thế|vậy)\s+còn|còn|thế|vậy|và|what\s+about|how\s+about"
    r"|and\s+what\s+about|and\s+how\s+about|and|then|so(?!\s+\w+\s+(?:la|of|is)\b)|but)\s+",
    re.IGNORECASE,
)
BARE_LEAD = regex(r"^(?:(?:the|vay)\s+con|con(?=\s+\w)|va(?=\s))\s+", re.IGNORECASE)
"""The same typed without diacritics: beside words that have theirs, "con" is a child or an animal."""

_HOW = "".join(rf"(?<!\b{word})" for word in ("vì", "vi", "tại", "tai", "làm", "lam", "ra", "như", "nhu"))
"""Words that ask together with the next ("vì sao", "như thế nào")."""

TAIL = regex(rf"(?:\s+thì|\s+thi)?{_HOW}\s+(?:sao|thế\s+nào|the\s+nao)\s*\??$|\s*\?+$", re.IGNORECASE)
POINTS_BACK = regex(
    r"\b(?:(?:ông|bà|anh|chị|cô|người|hội\s+nghị|cuộc\s+họp|buổi\s+\w+(?:\s+\w+)?|việc|sự\s+kiện|kế\s+hoạch|văn\s+bản|biên\s+bản"
    r"|tỉnh|nước|nơi|chỗ|lúc|khi|năm|ngày|điều|chuyện|bài\s+báo)\s+(?:ấy|đó|này|kia)|họ|nó|ở\s+đó|tại\s+đó|hai\s+bên"
    r"|(?:ong|ba|anh|chi|co|nguoi|hoi nghi|cuoc hop|viec|su kien|ke hoach|tinh|noi|luc|dieu|chuyen)\s+(?:ay|do|nay|kia)"
    r"|o\s+do|tai\s+do|hai\s+ben|it|its|they|them|their|he|him|his|she|her|there|this|these|those"
    r"|that(?:\s+(?:conference|meeting|event|plan|year|day|time|place))?)\b",
    re.IGNORECASE,
)
WH = regex(
    r"^(?:ai|khi\s+nào|bao\s+giờ|lúc\s+nào|ở\s+đâu|tại\s+đâu|vì\s+sao|tại\s+sao|bao\s+nhiêu|mấy|như\s+thế\s+nào|làm\s+gì|để\s+làm\s+gì"
    r"|ngày\s+nào|năm\s+nào|khi\s+nao|o\s+dau|vi\s+sao|bao\s+nhieu|who|when|where|why|how|how\s+many|what|which)\b",
    re.IGNORECASE,
)

FAMILY_NAMES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dinh",
        "dao",
        "doan",
        "trinh",
        "mai",
        "cao",
        "luu",
        "luong",
        "thai",
        "ta",
        "to",
        "ha",
        "chu",
        "tong",
        "trieu",
        "quach",
        "kieu",
        "lam",
        "truong",
        "phung",
        "van",
        "khuc",
    ]
)
"""The commonest Vietnamese ones, folded: with one of them a name begins even where it begins the question."""
