"""Abbreviations of chats."""

from __future__ import annotations

import pytest

from service.language.chat_words import without_particles, written_out


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("tổng cộng phát dc bn tô bún z", "tổng cộng phát được bao nhiêu tô bún"),
        ("ông đại úy tên thật là j vậy mn", "ông đại úy tên thật là gì vậy"),
        ("mất bao nhiu tiền?", "mất bao nhiêu tiền?"),
        ("cúp điện hôm nào z, mấy h", "cúp điện hôm nào z, mấy giờ"),
        ("cty nào trả lương, trả ko ạ?", "công ty nào trả lương, trả không?"),
        ("BN có mấy khu công nghiệp?", "BN có mấy khu công nghiệp?"),
        ("vitamin c và v.v. ở 12h", "vitamin c và v.v. ở 12h"),
        ("song hong dai bao nhieu km", "song hong dai bao nhieu km"),
    ],
)
def test_abbreviations_are_written_out(typed: str, understood: str) -> None:
    assert written_out(typed) == understood


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("vé bao nhiêu vậy hả?", "vé bao nhiêu?"),
        ("ai thắng thế nhỉ", "ai thắng"),
        ("đội nào có lợi thế?", "đội nào có lợi thế?"),
        ("đội nào có lợi thế vậy?", "đội nào có lợi thế?"),
        ("nước ta có bao nhiêu đảo, hỡi người ta", "nước ta có bao nhiêu đảo, hỡi người ta"),
        ("vậy", "vậy"),
        ("", ""),
    ],
)
def test_final_particles_are_left_out_but_where_articles_have_them_in_words(typed: str, left: str) -> None:
    assert without_particles(typed, lambda *words: words == ("loi", "the")) == left
