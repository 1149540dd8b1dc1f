"""The provinces and great cities of Vietnam, which questions name in small letters and without diacritics too. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.analysis import fold
from ingest.provinces import PROVINCES
from ingest.regex import regex

_WORDLIKE = "Hà Nam, Hải Dương, Hải Phòng, Hòa Bình, Nam Định, Sơn La, Thái Bình, Cao Bằng, Long An"
"""Those that other words read like without diacritics ("hòa bình", "hai đường")."""

_ALL = {tuple(fold(word) for word in name.split()) for name in PROVINCES}
_AMBIGUOUS = {tuple(fold(word) for word in name.split()) for name in _WORDLIKE.split(", ")}

_PAIR = regex(r"\b(\w+)(?=\s(\w+))")
"""Two words side by side: in "Bình Lâm – Đồng Xoài" there is no Lâm Đồng."""

Province = tuple[str, str]
"""Its two words, folded."""


def provinces_in(text: str) -> Iterator[Province]:
    """The provinces that a text names beyond doubt; in small letters only those that nothing else reads like."""
    for one, two in _PAIR.findall(text):
        pair = (fold(one), fold(two))
        # "Tây Sơn là …" has one capital of "Sơn La", "Hai phóng viên" that of a sentence.
        alike = one[0].isupper() == two[0].isupper()
        if pair in _ALL and alike and (pair not in _AMBIGUOUS or one[0].isupper()):
            yield pair
