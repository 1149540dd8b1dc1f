"""Words that facts stand beside in Vietnamese news: for making questions, and for telling persons' names."""

from __future__ import annotations

import re

from ingest.analysis import fold
from ingest.regex import regex

HONORIFICS = "ông|bà|anh|chị|cô|em|bé|cụ"
OFFICES = (
    "Thiếu tướng|Trung tướng|Thượng tướng|Đại tướng|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy|Bộ trưởng|Thứ trưởng|"
    "Giám đốc|Phó giám đốc|Tổng giám đốc|Chủ tịch|Phó chủ tịch|Bí thư|Phó bí thư|Thủ tướng|Phó thủ tướng|Tổng thống|"
    "GS|PGS|TS|ThS|BS|Bác sĩ|bác sĩ|Tiến sĩ|Giáo sư|nghệ nhân|huấn luyện viên|HLV|tài xế|tiền vệ|tiền đạo|thủ môn"
)
"""Titles that stand right before a person's name."""

INSTITUTIONS = frozenset(
    ("Ty", "Sở", "Bộ", "Ban", "Viện", "Công", "Ủy", "Uỷ", "Văn", "Trung", "Cục", "Vụ", "Phòng", "Bệnh", "Trường",
     "Ngân", "Học", "Hội", "Đài", "Tòa", "Toà", "Chi", "Tổng", "Quỹ", "Nhà", "Đội", "Xí", "Liên", "Hợp")
)  # fmt: skip
"""What the name of an institution begins with: after a title, it is no person's."""

STATES = frozenset(("vương quốc", "cộng hòa", "cộng hoà"))
"""What the name of a state begins with, of which the first is a surname too."""

_SURNAMES = """
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Lâm Mai Cao Tô Hà Lương Đoàn Tạ
    Chu Phùng Vương Trịnh Đào Lưu Kiều Khúc Tống Thái La Quách Đàm Nghiêm Mạc Lục Ninh Châu Doãn Từ Triệu
    """
SURNAMES = frozenset(_SURNAMES.split())
FOLDED_SURNAMES = frozenset(map(fold, SURNAMES))
PLACES = (
    "tỉnh|thành phố|TP|huyện|xã|phường|quận|thị xã|thị trấn|thôn|bản|ấp|tổ|khu|đảo|sông|hồ|cầu|núi|đường|phố|chợ|"
    "trường|bệnh viện|công ty|ngân hàng|tập đoàn|nhà máy|cảng|sân bay|chùa|đình|đền|làng|vùng|nước"
)
"""What a name behind it is no person's of."""

BOUND = regex(
    r"\b(?:hơn|trên|quá|vượt|ít nhất|tối thiểu|không dưới|không quá|tối đa|nhiều nhất|dưới|chưa đến|chưa tới|gần|"
    r"khoảng|chừng|tầm|độ|xấp xỉ|đến|tới|từ)\s+$",
    re.IGNORECASE,
)
"""Before a number: it is no exact one, so that another may be true as well."""

LABELS = regex(
    r"\b(?:số|điều|khoản|quốc lộ|tỉnh lộ|đường|quận|phường|tổ|khóa|khoá|thứ|kỳ|vòng|lớp|tuần|quý|phút|F|U|QL|mục|"
    r"tháng|năm|ngày|sáng|trưa|chiều|tối|đêm)\s*$",
    re.IGNORECASE,
)
"""Before a number: it names something and counts nothing."""

DATELINE = regex(r"^(?:date \S+ )?(?:\([^)]{2,30}\)|[A-ZĐ]{2,6}(?:O|Online)?)\s*[-–]?\s+(?=[^\W\d_a-z])|^[-*•]\s*")
LEADS = regex(
    r"^(?:Đồng thời|Ngoài ra|Bên cạnh đó|Tuy nhiên|Trong khi đó|Trước đó|Sau đó|Hiện nay|Cụ thể|Trong đó|Theo đó|"
    r"Cũng theo|Mặt khác|Nhờ đó|Vì vậy|Do đó|Nhưng|Song|Và)\b,?\s*"
)
"""What ties a sentence to the one before it, and can be left out."""

DANGLING = regex(
    r"^(?:Ông|Bà|Anh|Chị|Họ|Đây|Đó|Hai bên|Người này|Nơi đây|Việc này|Điều này|Nó|Số này|Con số này|Mức này|Tôi|"
    r"Chúng tôi)\s+(?![A-ZĐÀ-Ỹ])"
)
"""A sentence that begins so speaks of what only the one before it names."""
