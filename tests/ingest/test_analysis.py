"""Terms: NFC and NFD, hoà and hòa, đ and d meet where they should, and accents still tell words apart."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, strategies

from ingest.analysis import accented_terms, clauses, fold, folded, folded_terms, form_terms, syllables

VIETNAMESE = strategies.text("aăâeêioôơuưyđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệ bcdghklmnpqrstvxĐẮ,.", max_size=60)


def test_terms_of_a_name() -> None:
    assert folded_terms("Công an tỉnh Đắk Lắk.") == [
        "cong", "an", "tinh", "dak", "lak", "cong_an", "an_tinh", "tinh_dak", "dak_lak",
    ]  # fmt: skip
    assert accented_terms("hoà") == accented_terms("hòa") != accented_terms("hoa")
    assert fold("Đ") == "d"


def test_forms_are_spellings_within_a_clause() -> None:
    assert clauses("Công an, họp!") == [["công", "an"], ["họp"]]
    assert form_terms("Công an, họp 5%") == {
        "^|^", "cong|công", "an|an", "^_cong|^_công", "cong_an|công_an", "^_cong_an|^_công_an",
        "hop|họp", "^_hop|^_họp",
    }  # fmt: skip


@given(VIETNAMESE)
def test_composed_and_decomposed_text_are_equal(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert folded_terms(text) == folded_terms(decomposed)
    assert accented_terms(text) == accented_terms(decomposed)
    assert form_terms(text) == form_terms(decomposed)


@given(strategies.text("0123 .,hgsgiờ%", max_size=14))
def test_one_look_tells_that_nothing_stands_in_another_way_of_writing(text: str) -> None:
    looked = syllables(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("ingest.analysis._OTHER_WAY", re.compile(""))
        assert syllables(text) == looked


@given(VIETNAMESE)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert [fold(term) for term in folded_terms(text)] == folded_terms(text)
    assert all(char.isascii() for char in fold(text))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1.250 học sinh", "1250 học sinh"),
        ("1,250 students", "1250 students"),
        ("5.000.000 đồng", "5000000 đồng"),
        ("tăng 3,5%", "tăng 3 5"),
        ("0,125 mg", "0 125 mg"),
        ("ngày 20.10.2025", "ngày 20 10 2025"),
        ("lúc 15h00", "lúc 15 giờ"),
        ("15h", "15 giờ"),
        ("15 gio", "15 giờ"),
        ("8h30", "8 giờ 30"),
        ("8 giờ 30", "8 giờ 30"),
        ("5 giờ 20%", "5 giờ 20"),
        ("10 gam", "10 gam"),
        ("the 1970s", "the 1970"),
        ("TP.HCM", "tphcm"),
        ("anh P.V.T. (34 tuổi)", "anh pvt 34 tuổi"),
        ("hết.Anh", "hết anh"),
    ],
)
def test_what_is_written_in_several_ways_becomes_one(written: str, words: str) -> None:
    assert syllables(written) == words.split()


@given(text=strategies.text() | strategies.text("aAđĐạẠêÊΣσİßæ1²Ⅷǅ\u0300\u0323\u034f한ㄱسािﬁ_ ."))
def test_a_text_is_folded_word_by_word(text: str) -> None:
    words = syllables(text)
    assert folded(" ".join(words)) == " ".join(map(fold, words))
    assert fold(text) == folded(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TP.HCM, U.S. và g.s", ["tphcm", "u", "s", "và", "gs"]),
        ("x.1.250 hay 1.250.000đ", ["x", "1", "250", "hay", "1", "250", "000đ"]),
        ("A15h30, 15h30 và 115h", ["a15h30", "15", "giờ", "30", "và", "115h"]),
        ("1980s, x1980s, 2000s, 2010s", ["1980", "x1980s", "2000", "2010"]),
    ],
)
def test_what_is_written_in_several_ways_is_told_by_where_it_begins(text: str, words: list[str]) -> None:
    assert syllables(text) == words
