"""Questions to try first, made from the articles themselves by small rules. Pure.

An appositive ("Đại tá Lâm Minh Hồng, Giám đốc Công an tỉnh Long An khẳng định") asks who holds the office; an article
without one is asked about by its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.models import Article

_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠ-Ỹ"
_OFFICES = (
    "Tổng Giám đốc|Phó Giám đốc|Giám đốc|Bộ trưởng|Thứ trưởng|Chỉ huy trưởng|Chủ tịch|Phó Chủ tịch|Bí thư|Phó Bí thư"
    "|Viện trưởng|Hiệu trưởng|Trưởng phòng|Trưởng ban|Cục trưởng|Tổng Biên tập|Đại sứ|Tư lệnh|Thủ tướng"
    "|Huấn luyện viên trưởng"
)
_APPOSITIVE = re.compile(
    rf"(?:[{_UPPER}]\w+[ -]){{1,4}}[{_UPPER}]\w+, (?P<office>(?:{_OFFICES})(?: [^\s,.;:()\"“”]+){{1,12}})"
)
_END = re.compile(
    r" (?:và|đã|cho|khẳng|phát|nêu|đồng|cũng|tại|đánh|nhấn|đề|chủ trì|thông|báo cáo|bày|trao|cùng|là|nói|chia|mong|cảm"
    r"|ghi)(?: |$)"
)
_LONGEST_TITLE = 90


def questions(articles: Iterable[Article], ask: dict[str, str], most: int = 4) -> list[str]:
    """At most `most` questions, one an article. `ask` has the templates `example_role` and `example_about`."""
    found: list[str] = []
    rest: list[str] = []
    for article in articles:
        office = _office(article.text, found)
        if office:
            found.append(ask["example_role"].format(role=office))
        elif article.title and len(article.title) <= _LONGEST_TITLE:
            rest.append(ask["example_about"].format(title=article.title))
    return [*found, *rest][:most]


def _office(text: str, taken: Sequence[str]) -> str | None:
    """The first office that the text names a holder of, and that isn't asked about already."""
    for match in _APPOSITIVE.finditer(text):
        office = _END.split(match["office"])[0].strip(" -")
        specific = len(office.split()) > 3 and any(word[0].isupper() for word in office.split()[2:])
        if specific and not any(office in question for question in taken):
            return office
    return None
