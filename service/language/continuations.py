"""Words by which a sentence goes on from the one before it, or from its own clause before. Pure."""

from __future__ import annotations

import re

CONTINUES = re.compile(
    r"^[“\"]?(?:đồng thời|bên cạnh đó|ngoài ra|theo đó|trong đó|cùng với đó|qua đó|từ đó|sau đó|ông|bà|họ"
    r"|anh|chị|hai bên|đây|điều này|tại đây|he|she|they|it|this|also|in addition|moreover)\b",
    re.IGNORECASE,
)

OPENS_CLAUSE = re.compile(
    r"(?:trong đó|đồng thời|cụ thể|đặc biệt|nhất là|qua đó|từ đó|theo đó|nhờ đó|do đó|vì vậy|vì thế|sau đó|tiếp đó"
    r"|bên cạnh đó|ngoài ra|cùng với|và|nhưng|còn|song|mà|tuy|dù|mặc dù|khi|trong khi|sau khi|trước khi|nếu|vì|do|bởi"
    r"|nhờ|để|nhằm|nên|thì|gồm|bao gồm|với|theo|góp phần|kể cả|cho biết|cho rằng)(?!\w)",
    re.IGNORECASE,
)
"""What may stand behind a comma where a clause begins, rather than the next item of a list."""
