"""Offices after a holder's name ("…, Giám đốc Công an tỉnh Long An khẳng định"), and the words that end them. Pure."""

from __future__ import annotations

from ingest.regex import regex
from service.language.text import UPPER

_OFFICES = (
    "Tổng Giám đốc|Phó Giám đốc|Giám đốc|Bộ trưởng|Thứ trưởng|Chỉ huy trưởng|Chủ tịch|Phó Chủ tịch|Bí thư|Phó Bí thư"
    "|Viện trưởng|Hiệu trưởng|Trưởng phòng|Trưởng ban|Cục trưởng|Tổng Biên tập|Đại sứ|Tư lệnh|Thủ tướng"
    "|Huấn luyện viên trưởng"
)
APPOSITIVE = regex(rf"(?:[{UPPER}]\w+[ -]){{1,4}}[{UPPER}]\w+, (?P<office>(?:{_OFFICES})(?: [^\s,.;:()\"“”]+){{1,12}})")
END = regex(
    r" (?:và|đã|cho|khẳng|phát|nêu|đồng|cũng|tại|đánh|nhấn|đề|chủ trì|thông|báo cáo|bày|trao|cùng|là|nói|chia|mong|cảm"
    r"|ghi|tin|hy vọng|chúc|kêu gọi|yêu cầu|dự|ký|tiếp|thăm|trả lời|đón|gửi)(?: |$)"
)
