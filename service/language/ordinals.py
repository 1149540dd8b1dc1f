"""Words before a number that make one event of many out of it ("hội đàm lần thứ 8"). Folded. Pure."""

from __future__ import annotations

ORDINALS = frozenset(("thu", "lan", "so", "khoa", "ky", "quy", "dot"))
