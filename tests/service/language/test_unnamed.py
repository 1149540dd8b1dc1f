"""What texts leave without a name, where the name is asked for."""

from __future__ import annotations

import pytest

from service.language.detection import detect_language
from service.language.unnamed import unnamed

OF_A_PUPIL = "Chiều qua, một nữ sinh giơ tay báo đề thi thiếu trang. "
TEXT = (
    "Trưa nay, một chủ xưởng ở Gò Nổi gọi điện nhận tài trợ học phí cho em Lan. Người này xin giấu tên.\n"
    f"{OF_A_PUPIL}Một ngân hàng, Tín Nghĩa, cho hợp tác xã vay 4 tỷ đồng.\n"
    "Hợp tác xã bán gạo cho một công ty ở Cần Thơ với giá 9.000 đồng một ký. Công ty Sao Mai mua phân bón.\n"
    "Mùa này xã lại có một thầy nghỉ dạy: thầy Trần Văn Đệ xin thôi việc vì sức khỏe."
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Chủ xưởng tài trợ học phí cho em Lan tên gì?", "một chủ xưởng ở Gò Nổi gọi điện …"),
        ("Tên của chủ xưởng nhận tài trợ là gì?", "một chủ xưởng ở Gò Nổi gọi điện …"),
        ("chu xuong tai tro hoc phi la ai", "một chủ xưởng ở Gò Nổi gọi điện …"),
        ("Nữ sinh báo đề thi thiếu trang là ai?", "một nữ sinh giơ tay báo đề thi …"),
        ("Công ty nào ở Cần Thơ mua gạo của hợp tác xã?", "một công ty ở Cần Thơ với giá …"),
        ("What is the name of the company that bought the rice?", "một công ty ở Cần Thơ với giá …"),
        ("Which company took the rice of the cooperative?", "một công ty ở Cần Thơ với giá …"),
    ],
)
def test_an_indefinite_noun_leaves_it_without_a_name(question: str, told: str) -> None:
    assert unnamed(question, detect_language(question), TEXT, [TEXT]) == told


@pytest.mark.parametrize(
    "question",
    [
        "Ngân hàng nào cho hợp tác xã vay 4 tỷ đồng?",  # the name is beside it
        "Thầy nào nghỉ dạy vì sức khỏe?",
        "Công ty nào mua phân bón?",  # another of its kind, with its name
        "Chủ xưởng ở Gò Nổi tài trợ bao nhiêu?",  # no name is asked for
        "Em nào được tài trợ học phí?",  # the pupil isn't introduced so
        "Trường nào thiếu trang đề thi?",
        "Which pupil gets the tuition?",
    ],
)
def test_what_has_a_name_or_is_not_introduced_so_is_none(question: str) -> None:
    assert unnamed(question, detect_language(question), TEXT, [TEXT]) == ""


def test_what_is_not_quoted_is_not_told() -> None:
    question = "Nữ sinh báo đề thi thiếu trang là ai?"
    assert unnamed(question, detect_language(question), OF_A_PUPIL, [TEXT])
    assert unnamed(question, detect_language(question), TEXT.replace(OF_A_PUPIL, ""), [TEXT]) == ""
