"""Words that tell which of two like things is meant."""

from __future__ import annotations

from service.language.facet_words import is_wider, members, parts


def test_members_of_a_family_exclude_each_other() -> None:
    killed, injured = members("6 người thiệt mạng"), members("11 người bị thương")
    assert killed[0]
    assert injured[0]
    assert not killed[0] & injured[0]
    assert members("cướp đi sinh mạng của 9 người")[0] == killed[0]


def test_a_part_is_told_but_not_where_it_is_what_is_asked_about() -> None:
    assert parts("riêng huyện Thạch Khê có 9 người", frozenset()) == {"rieng"}
    assert parts("riêng huyện Thạch Khê có 9 người", frozenset(("huyen",))) == frozenset()
    assert parts("giá 119 triệu đồng mỗi lượng", frozenset()) == frozenset()


def test_all_of_a_place_is_wider_than_a_place_in_it() -> None:
    assert is_wider("toàn tỉnh có 612 ca", "huyện Mường Lạn ghi nhận 38 ca")
    assert not is_wider("toàn tỉnh có 612 ca", "tỉnh ghi nhận 608 ca")
    assert not is_wider("huyện Mường Lạn ghi nhận 38 ca", "toàn tỉnh có 612 ca")
