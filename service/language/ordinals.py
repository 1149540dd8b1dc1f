"""Words before a number that make one event of many out of it ("hội đàm lần thứ 8"). Folded. Pure."""

from __future__ import annotations

import re

ORDINALS = frozenset(("thu", "lan", "so", "khoa", "ky", "quy", "dot"))

ORDINAL_ENDING = re.compile(r"(?<=\d)(?:st|nd|rd|th)$", re.IGNORECASE)
"""Of an English ordinal in figures."""
