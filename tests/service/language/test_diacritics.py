"""Diacritics restored from a corpus, here a few lines."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies

from ingest.analysis import fold, form_terms
from service.language.diacritics import restore

CORPUS = [
    "Giám đốc Công an tỉnh Lâm Đồng là Thiếu tướng Trương Minh Đương.",
    "Công an tỉnh Lâm Đồng họp với Công an Mondulkiri.",
    "Lực lượng đóng quân ở biên giới, mùa đông lạnh.",
]


def lookup(runs: Sequence[Sequence[str]]) -> list[Counter[tuple[str, ...]]]:
    found = [Counter[tuple[str, ...]]() for _ in runs]
    for line in CORPUS:
        for term in form_terms(line):
            folded, written = (tuple(part.split("_")) for part in term.split("|"))
            for place, run in enumerate(runs):
                if tuple(run) == folded:
                    found[place][written] += 1
    return found


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("giam doc cong an tinh lam dong la ai", "giám đốc công an tỉnh lâm đồng là ai"),
        ("Giam doc Cong an LAM DONG la ai?", "Giám đốc Công an LÂM ĐỒNG là ai?"),
        ("mua dong, tinh lam dong", "mùa đông, tỉnh lâm đồng"),
        ("xyzzy 2024 cong-an", "xyzzy 2024 công-an"),
        ("công an tinh", "công an tỉnh"),
        ("giam doc İ lam dong", "giám đốc İ lâm đồng"),  # two characters in small letters
        ("???", "???"),
        ("", ""),
    ],
)
def test_restoring(typed: str, restored: str) -> None:
    assert restore(typed, lookup, len(CORPUS)) == restored


@given(strategies.text(max_size=40))
def test_only_diacritics_change(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    restored = restore(text, lookup, len(CORPUS))
    assert len(restored) == len(text)
    assert fold(restored) == fold(text)


def test_an_empty_corpus_still_knows_how_questions_are_put() -> None:
    assert restore("la gi", lambda runs: [Counter() for _ in runs], 0) == "là gì"
