"""Words before a number that make one event of many out of it ("hội đàm lần thứ 8"). Folded. Pure."""

from __future__ import annotations

import re

from ingest.regex import regex

ORDINALS = frozenset(("thu", "lan", "so", "khoa", "ky", "quy", "dot"))

ORDINAL_ENDING = regex(r"(?<=\d)(?:st|nd|rd|th)$", re.IGNORECASE)
"""Of an English ordinal in figures."""

IN_ORDER = regex(r"\bthứ ")
"""What makes an ordinal of a Vietnamese number in words; without it the number is read."""

NUMBERED = ORDINALS | frozenset(("vong", "tuan", "hang", "goi", "tap", "round", "week", "no", "phase", "quarter"))
"""The same, with those that only tell two apart: "vòng 5" isn't "vòng 12"."""

_BESIDE = """
    làm khiến gây đạt mức tổng cộng lên tới đến ước tính khoảng gần hơn chỉ ở tại đã đang sẽ bị các những thì
    tỉ tỷ triệu nghìn ngàn đồng usd km m mét ha billion million
    about some nearly over around total so
    """
LIGHT = frozenset(_BESIDE.split())
"""Words beside a number that don't say what it is a number of, scales and units among them. With their diacritics:
folded, "đạt" would be "đắt" and "đặt" too."""

EACH = frozenset(("moi", "tung", "each", "every", "per"))
"""Words that make a number one of a part, not of the whole. Folded."""
