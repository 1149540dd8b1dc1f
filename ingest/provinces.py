"""The provinces and great cities of Vietnam, as they were until the mergers of 2025: news tell of both."""

from __future__ import annotations

_NAMES = (
    "An Giang, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre, Bình Dương, Bình Định, Bình Phước, Bình Thuận, Cà Mau, "
    "Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Giang, Hà Nam, Hà Nội, "
    "Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa Bình, Hưng Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lạng Sơn, "
    "Lào Cai, Lâm Đồng, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, "
    "Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa, Tiền Giang, "
    "Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái"
)
_OTHERS = "Huế, Thừa Thiên Huế, Bà Rịa - Vũng Tàu, Hồ Chí Minh, TP HCM, TPHCM, Phnom Penh, Viêng Chăn, Vientiane"

PROVINCES = tuple(_NAMES.split(", "))
"""Those of two words."""

PLACES = (*PROVINCES, *_OTHERS.split(", "))
"""Where news are dated from; a city may be called one before its name."""
