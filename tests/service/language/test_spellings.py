"""Acronyms and spellings, all from the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.acronyms import definitions, mentions, spells
from service.language.spellings import explain, one_letter_off, rename

KNOWN = {"catp": ["Công an TPHCM"], "tphcm": [], "antt": ["an ninh trật tự"], "lda": []}


def acronyms(words: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return {word: KNOWN[word] for word in words if word in KNOWN}


def test_definitions_in_a_text() -> None:
    text = (
        "giữa Ban giám đốc Công an TPHCM (CATP), an ninh trật tự (ANTT), Bộ đội Biên phòng (BĐBP), ông A (GLO), (ABC)"
    )
    assert definitions(text) == [
        ("catp", "Công an TPHCM"), ("antt", "an ninh trật tự"), ("bdbp", "Bộ đội Biên phòng"),
    ]  # fmt: skip
    assert mentions("Công an TPHCM và CATP họp tại UB") == {"tphcm", "catp"}
    assert mentions("TOÀN BỘ CHỮ HOA") == set()
    assert spells("catp", ["Công", "an", "TPHCM"])
    assert not spells("catp", ["Công", "an"])


def test_questions_are_explained_both_ways() -> None:
    assert explain("CATP tặng gì?", acronyms) == "CATP (Công an TPHCM) tặng gì?"
    assert explain("ANTT ra sao?", acronyms) == "ANTT (an ninh trật tự) ra sao?"
    assert explain("an ninh trật tự ra sao?", acronyms) == "an ninh trật tự ra sao?"
    question = "Ai là Giám đốc Công an Thành phố Hồ Chí Minh?"
    assert explain(question, acronyms) == "Ai là Giám đốc Công an Thành phố Hồ Chí Minh (TPHCM)?"
    assert explain("CATP là Công an TPHCM", acronyms) == "CATP là Công an TPHCM"


def test_initials_alone_prove_little() -> None:
    assert explain("Lâm Đồng ai", acronyms) == "Lâm Đồng ai"
    assert explain("thành phố hồ chí minh", acronyms) == "thành phố hồ chí minh"
    assert explain("", acronyms) == ""


def test_only_what_may_be_an_acronym_is_looked_up() -> None:
    asked: list[str] = []

    def noted(words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        asked.extend(words)
        return acronyms(words)

    explain("Ai là Giám đốc Công an TP Huế?", noted)
    assert asked == ["algdc", "algdcat", "cong", "gdcat", "gdcath", "giam", "tp"]
    asked.clear()
    explain("cong an o dau", noted)
    assert asked == ["cong"], "syllables, and runs without names, can't be one"


def test_one_letter_off() -> None:
    vocabulary = {"mondulkiri": 9, "mondulkiry": 1, "mondul": 3, "ratanakiri": 2}
    assert one_letter_off("mundulkiri", vocabulary) == ["mondulkiri"]
    assert one_letter_off("mondulkirri", vocabulary) == ["mondulkiri"]
    assert one_letter_off("mondulkir", vocabulary) == ["mondulkiri", "mondulkiry"]
    assert one_letter_off("mondulkiri", vocabulary) == ["mondulkiry"]
    assert one_letter_off("mondulkiir", {"mondulkiri": 1, "mondulkiir": 1}) == ["mondulkiri"], "two changed places"
    assert one_letter_off("x", {}) == []


def test_a_place_is_called_as_the_corpus_calls_it() -> None:
    held = {("tphcm",), ("viet", "nam"), ("trieu", "tien")}

    def holds(*words: str) -> bool:
        return words in held

    assert rename("Công an Sài Gòn tặng gì?", holds) == "Công an TPHCM tặng gì?"
    assert rename("cong an thanh pho ho chi minh tang gi", holds) == "cong an TPHCM tang gi"
    assert rename("Việt Nam và Hàn Quốc, Hà Nội", holds) == "Việt Nam và Hàn Quốc, Hà Nội"
    assert rename("Sài Gòn", lambda *_: False) == "Sài Gòn"
    assert rename("Sài Gòn", lambda *_: True) == "Sài Gòn"
