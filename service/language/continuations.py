"""Words by which a sentence goes on from the one before it. Pure."""

from __future__ import annotations

import re

from ingest.regex import regex

CONTINUES = regex(
    r"^[“\"]?(?:đồng thời|bên cạnh đó|ngoài ra|theo đó|trong đó|cùng với đó|qua đó|từ đó|sau đó|ông|bà|họ"
    r"|anh|chị|hai bên|đây|điều này|tại đây|he|she|they|it|this|also|in addition|moreover)\b",
    re.IGNORECASE,
)
