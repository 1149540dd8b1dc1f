"""The provinces and great cities of Vietnam, which questions name in small letters and without diacritics too. Pure.

As they were until the mergers of 2025, since news tell of both.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.analysis import fold
from ingest.regex import regex

_NAMES = (
    "An Giang, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre, Bình Dương, Bình Định, Bình Phước, Bình Thuận, Cà Mau, "
    "Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Giang, Hà Nam, Hà Nội, "
    "Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa Bình, Hưng Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lạng Sơn, "
    "Lào Cai, Lâm Đồng, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, "
    "Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa, Tiền Giang, "
    "Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái"
)
_WORDLIKE = "Hà Nam, Hải Dương, Hải Phòng, Hòa Bình, Nam Định, Sơn La, Thái Bình, Cao Bằng, Long An"
"""Those that other words read like without diacritics ("hòa bình", "hai đường")."""

_ALL = {tuple(fold(word) for word in name.split()) for name in _NAMES.split(", ")}
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
