"""Articles to draft from and to probe, few and small."""

from __future__ import annotations

from pathlib import Path

ARTICLES = {
    "cau": (
        "Cầu Ông Nghị thông xe sau hai năm thi công\n\n"
        "Sáng 12-6-2025, Chủ tịch UBND huyện Tân Lâm Nguyễn Văn Hòa cắt băng thông xe cầu Ông Nghị. "
        "Cây cầu dài 320 m có tổng vốn đầu tư 84 tỷ đồng, do ông Trần Quốc Bảo làm chỉ huy trưởng công trường. "
        "Đơn vị thi công đã hoàn thành toàn bộ phần đường dẫn ở xã Hòa Cỏ.\n\n"
        "Ông Nguyễn Văn Hòa trao bằng khen cho ông Trần Quốc Bảo trong buổi lễ ngày 12-6."
    ),
    "benh-vien": (
        "Bệnh viện Bạch Trì mổ ca đầu tiên\n\n"
        "Ngày 3-4-2025, bác sĩ Lê Thị Thu Sương cùng ê kíp mổ thành công cho một bệnh nhân 57 tuổi. "
        "Bệnh viện đã nhận 1.250 bệnh nhân trong 9 tháng, tăng 18% so với năm 2023. "
        "Giám đốc Phạm Đình Khải cho biết bệnh viện sẽ mua thêm 14 máy thở."
    ),
    "bong-da": (
        "Hoài Nhơn thắng Tây Sơn\n\n"
        "Tối 11-8-2025, trên sân Phú Phong, Hoài Nhơn thắng Tây Sơn trước 2.150 khán giả. "
        "Huấn luyện viên Võ Minh Tuấn không thay cầu thủ nào trong 70 phút đầu. "
        "Tiền đạo Đặng Hữu Lộc ghi 2 bàn cho đội chủ nhà ở xã Bồng Sơn."
    ),
}


def written(folder: Path) -> Path:
    """The articles as files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
