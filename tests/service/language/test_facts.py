"""What a question asks of somebody stands beside their name."""

from __future__ import annotations

import pytest

from service.language.facts import is_told_of_bearer

TEXT = (
    "Ông Trần Văn Lộc, trưởng thôn, cắt dây thừng và kéo được anh Khương Duy Lạc lên lúc 14h55. "
    "Hai cha con được lính cứu hỏa đưa ra khỏi hầm, nhưng đã tử vong trước khi đến bệnh viện huyện. "
    "Theo bác sĩ Hoàng Gia Cử, trưởng khoa cấp cứu của bệnh viện này, sức khỏe của người còn lại đã ổn định. "
    "Nạn nhân là bà Mao Thị Thoa, 61 tuổi, quê Nam Định; bà sống với con gái ở xã bên từ nhiều năm nay."
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Bà Mao Thị Thoa bao nhiêu tuổi?", True),
        ("mao thi thoa mấy tuổi", True),
        ("How old is Mao Thi Thoa?", True),
        ("Ông Trần Văn Lộc bao nhiêu tuổi?", False),
        ("trần văn lộc mấy tuổi", False),
        ("How old is Tran Van Loc?", False),
        ("What is Khuong Duy Lac's age?", False),
        ("Quê bà Mao Thị Thoa ở đâu?", True),
        ("Quê anh Khương Duy Lạc ở đâu?", False),
        ("Where is Khuong Duy Lac from?", False),
        # Of nobody whom the text names in full nothing can be said, nor of what isn't asked so.
        ("Nạn nhân bao nhiêu tuổi?", True),
        ("Ông Lê Văn Tám bao nhiêu tuổi?", True),
        ("Ông Trần Văn Lộc làm gì?", True),
    ],
)
def test_a_fact_of_somebody_is_told_beside_the_name(question: str, told: bool) -> None:
    assert is_told_of_bearer(question, [TEXT]) is told


def test_any_text_may_tell_it() -> None:
    other = "Thôn mừng thọ ông Trần Văn Lộc, 70 tuổi."
    assert is_told_of_bearer("Ông Trần Văn Lộc bao nhiêu tuổi?", [TEXT, other])
