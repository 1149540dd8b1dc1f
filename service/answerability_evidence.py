"""What the best evidence holds of a question: words, names, numbers, the kind of answer expected. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import pairwise

from ingest.analysis import fold, syllables
from service.answerability_question import Asking, Expects, Word, WordKind

_NUMBER = re.compile(r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:năm|ngày|tháng|thế kỷ|thập niên|thập kỷ|mùa)\s+\S*\d|\b\d{4}\b|\d{1,2}[-/]\d{1,2}|thế kỷ", re.IGNORECASE
)
_NAME = re.compile(r"(?<=[\s(“\"])[A-ZĐÀ-Ỹ]\w+")
_PLACE = re.compile(r"\b(?:tại|ở|thành phố|tỉnh|huyện|quận|xã|nước|vùng|TP)\b|(?<=[\s(])[A-ZĐÀ-Ỹ]\w+")
_HELD = {Expects.NUMBER: _NUMBER, Expects.DATE: _DATE, Expects.PERSON: _NAME, Expects.PLACE: _PLACE}

_COUNTED_IN_WORDS = "mot hai ba bon nam sau bay tam chin muoi tram nghin ngan trieu ty ti"
_COUNTING = frozenset(_COUNTED_IN_WORDS.split())

LONG = 5
"""A folded name of at least so many letters is found in spite of one wrong letter."""


@lru_cache(maxsize=2_048)
def folded_words(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(fold(word) for word in syllables(text))


@lru_cache(maxsize=2_048)
def folded_pairs(text: str) -> frozenset[tuple[str, str]]:
    """The folded words of a text, by neighbours."""
    words = [fold(word) for word in syllables(text)]
    return frozenset(pairwise(words))


@lru_cache(maxsize=2_048)
def folded_triples(text: str) -> frozenset[tuple[str, str, str]]:
    """The folded words of a text, by runs of three."""
    words = [fold(word) for word in syllables(text)]
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def holds(expects: Expects, text: str) -> bool:
    """Whether `text` holds anything of the kind expected."""
    pattern = _HELD.get(expects)
    return pattern is None or pattern.search(text) is not None


def counts(counted: str, text: str) -> bool:
    """Whether a number stands right before the first word of what is counted ("3 đợt", "hai chiếc xe")."""
    words = [fold(word) for word in syllables(text)]
    heads = {fold(word) for word in syllables(counted)[:2]}
    numbers = [at for at, word in enumerate(words) if word[0].isdigit() or word in _COUNTING]
    return any(heads & set(words[at + 1 : at + 4]) for at in numbers)


def share(words: Iterable[Word], known: Collection[str]) -> float:
    """The share of `words` among the `known` ones; 1 if there are none."""
    found = [word.folded in known for word in words]
    return sum(found) / len(found) if found else 1.0


def missing_names(asking: Asking, known: Collection[str]) -> list[tuple[Word, ...]]:
    """The names of the question of which no word is known, but for one wrong letter in a long one."""
    return [run for run in asking.names() if not any(_named(word.folded, known) for word in run)]


def missing_words(asking: Asking, known: Collection[str]) -> float:
    """The share of the words of names that are not known."""
    words = asking.of(WordKind.NAME)
    return sum(not _named(word.folded, known) for word in words) / len(words) if words else 0.0


def missing_numbers(asking: Asking, text: str) -> list[str]:
    """The numbers of the question that don't stand in `text`."""
    return [
        word.text for word in asking.of(WordKind.NUMBER) if not re.search(rf"(?<!\d){re.escape(word.text)}(?!\d)", text)
    ]


def _named(folded: str, known: Collection[str]) -> bool:
    if folded in known:
        return True
    return len(folded) >= LONG and any(
        _one_apart(folded, other) for other in known if abs(len(other) - len(folded)) < 2
    )


def _one_apart(first: str, second: str) -> bool:
    """Whether one letter more, less or other makes one of the other."""
    at = 0
    while at < min(len(first), len(second)) and first[at] == second[at]:
        at += 1
    return first[at + 1 :] == second[at + 1 :] or first[at:] == second[at + 1 :] or first[at + 1 :] == second[at:]
