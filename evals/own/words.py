"""Words that probes put in the place of others; nothing is answered with them."""

from __future__ import annotations

import re

PROVINCES = (
    "Cao Bằng", "Lạng Sơn", "Điện Biên", "Thái Nguyên", "Phú Thọ", "Ninh Bình", "Nghệ An", "Hà Tĩnh", "Quảng Trị",
    "Khánh Hòa", "Cà Mau", "Đồng Tháp", "Tây Ninh", "Vĩnh Long", "Sơn La", "Tuyên Quang",
)  # fmt: skip
PERSONS = (
    "Nguyễn Khắc Toàn", "Trần Thị Mỹ Dung", "Lê Hữu Phước", "Phạm Quốc Khánh", "Võ Thị Ngọc Lan", "Đặng Văn Sáu",
    "Bùi Thanh Tùng", "Hoàng Thị Thu Thảo",
)  # fmt: skip
"""Names that take another's place where the corpus has none that fits."""

ACTS = (
    "thay|thay thế|kế nhiệm|thắng|đánh bại|hạ|vượt|tặng|trao|chúc mừng|bổ nhiệm|bắt|kiện|tố|tố cáo|đâm|tông|cứu|giao|"
    "bán|mua|phê bình|khen|đề nghị|yêu cầu|tiếp|đón|thăm|báo cáo|trả lời|gửi|cảm ơn|mời|cử|chỉ đạo|thuê|nhờ|bồi thường"
)
"""What one does to another and isn't done back by the same words; "gặp", "ký kết" or "cùng" would be true both ways."""

MUTUAL = re.compile(r"[,;:“”\"()]|\b(?:và|cùng|với|giữa|lẫn nhau|hoặc|hay)\b")

NEGATED = re.compile(r"\b(?:không|chưa|chẳng|nếu|chỉ|ngoài|trừ|phủ nhận|bác bỏ|khó|liệu)\b", re.IGNORECASE)
"""Beside these, turning a verb around may turn nothing, or something else."""

AFFIRMED = (("đã", "chưa"), ("sẽ", "sẽ không"), ("đang", "không"), ("vẫn", "không còn"))
DENIED = (("chưa", "đã"), ("không có", "có"), ("không", "đã"))
NOT_DENIED = re.compile(
    r"\bkhông (?:chỉ|những|quá|dưới|ít|thể|gian|khí|quân|bao|hơn|ai|đâu|gì|nên|phải|cần|còn)\b|\b(?:nào|gì)\b",
    re.IGNORECASE,
)

UNITS = {
    "triệu": "tỷ", "tỷ": "triệu", "tỉ": "triệu", "nghìn": "triệu", "km": "m", "m": "km", "kg": "tấn", "tấn": "kg",
    "ha": "m2", "USD": "euro", "phút": "giờ", "tuần": "ngày", "ngày": "tuần", "tháng": "tuần", "lít": "ml", "cm": "m",
}  # fmt: skip
"""A unit behind a number, and one that makes another quantity of it."""

SPELT = {"%": " phần trăm", " km": " ki lô mét", " ha": " héc ta", " kg": " ki lô gam", " tỷ": " tỉ"}
"""Other ways of writing a unit, that change nothing."""
