"""Facts in a sentence by their places: numbers, dates, persons and places. Few and sure rather than all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.regex import regex
from service.language.fact_words import BOUND, HONORIFICS, INSTITUTIONS, LABELS, OFFICES, PLACES, STATES, SURNAMES


class Fact(StrEnum):
    """What a span of a sentence tells."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Span:
    """A fact at its place, half open, in code points of the sentence."""

    fact: Fact
    start: int
    end: int
    text: str

    def replaced(self, sentence: str, other: str) -> str:
        """The sentence with other words in this place."""
        return sentence[: self.start] + other + sentence[self.end :]


_DAY_WORD = r"(?:ngày|sáng|trưa|chiều|tối|đêm|mùng|hôm)"
DAY = regex(rf"(?:{_DAY_WORD}|tháng|năm)\b", re.IGNORECASE)
"""How what says when begins."""

DATE = regex(
    rf"\b(?:{_DAY_WORD}\s+(?P<d>\d{{1,2}})(?P<s>[-/])(?P<m>\d{{1,2}})(?:(?P=s)(?P<y>\d{{4}}))?"
    rf"|{_DAY_WORD}\s+(?P<d2>\d{{1,2}}) tháng (?P<m2>\d{{1,2}})(?: năm (?P<y2>\d{{4}}))?"
    r"|tháng (?P<m3>\d{1,2})(?:[-/]| năm )(?P<y3>\d{4})"
    r"|năm (?P<y4>(?:19|20)\d\d))(?![\d/–-]|[.,]\d)",
    re.IGNORECASE,
)
_NUMBER = regex(r"(?<![\w.,/–-])(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?(?![\w/–-]|[.,:]\d|\s*[-–]\s*\d)")
NAME_WORDS = range(2, 6)
_DAYS, _MONTHS = range(1, 32), range(1, 13)
YEARS = range(1800, 2101)
"""Four digits that may be a year, even where no word says so."""

_RUN = regex(r"(?<![\w.-])[^\W\d_]+(?: [^\W\d_]+)*")
_HONORED = frozenset(HONORIFICS.split("|"))
_ADDRESSED = regex(rf"\b(?:{HONORIFICS})\s+$", re.IGNORECASE)
_TITLED = regex(rf"\b(?:{OFFICES})\.?\s+$", re.IGNORECASE)
_PLACED = regex(rf"\b(?:{PLACES})\.?\s+$", re.IGNORECASE)


def spans(sentence: str) -> list[Span]:
    """The facts of a sentence, in order. None overlap."""
    dates = list(_dates(sentence))
    # A date's digits are no numbers: to change one would change when, not how many.
    numbers = [one for one in _numbers(sentence) if not any(date.start < one.end <= date.end for date in dates)]
    return sorted([*dates, *numbers, *_names(sentence)], key=lambda one: one.start)


def _dates(sentence: str) -> Iterator[Span]:
    for match in DATE.finditer(sentence):
        parts = {name[0]: int(part) for name, part in match.groupdict().items() if part and part.isdecimal()}
        if parts.get("d", 1) in _DAYS and parts.get("m", 1) in _MONTHS:
            yield Span(Fact.DATE, match.start(), match.end(), match.group())


def _numbers(sentence: str) -> Iterator[Span]:
    """Numbers that are exact and count something."""
    for match in _NUMBER.finditer(sentence):
        before, written = sentence[: match.start()], match.group()
        if written.isdecimal() and int(written) in YEARS:
            continue
        # "Hơn 500" may be true of another number too, and "quốc lộ 20" counts nothing.
        if not BOUND.search(before) and not LABELS.search(before):
            yield Span(Fact.NUMBER, match.start(), match.end(), written)


def _names(sentence: str) -> Iterator[Span]:
    """Runs of two to five capitalised words that a title, a surname or a kind of place tells apart."""
    for start, end in _split(sentence):
        before, name = sentence[:start], sentence[start:end]
        words = name.split()
        if len(words) not in NAME_WORDS:
            continue
        if _is_person(words, before):
            yield Span(Fact.PERSON, start, end, name)
        elif _PLACED.search(before):
            yield Span(Fact.PLACE, start, end, name)


def _is_person(words: Sequence[str], before: str) -> bool:
    """Whether a name is a person's, as a title, a form of address or a surname tells."""
    # "Giám đốc Sở Y tế" has a title before capitals that are nobody's.
    if words[0] in INSTITUTIONS or " ".join(words[:2]).casefold() in STATES:
        return False
    whole, by_surname = len(words) > NAME_WORDS.start, words[0] in SURNAMES
    full = whole or by_surname
    surnamed = by_surname and whole and not _PLACED.search(before)
    return surnamed or bool(_ADDRESSED.search(before)) or (full and bool(_TITLED.search(before)))


def _split(sentence: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, a place apart from the person after it ("huyện Tân Lâm Nguyễn Văn Hòa")."""
    for start, end in _capitalised(sentence):
        words = sentence[start:end].split()
        at = next((at for at in range(len(words) - 3, 0, -1) if words[at] in SURNAMES), 0)
        if at and _PLACED.search(sentence[:start]):
            cut = start + len(" ".join(words[:at]))
            yield from ((start, cut), (cut + 1, end))
        else:
            yield start, end


def named(sentence: str) -> list[tuple[int, int]]:
    """The places of names of two words and more, whatever they name."""
    return [(start, end) for start, end in _capitalised(sentence) if " " in sentence[start:end]]


def _capitalised(sentence: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(sentence):
        start = end = -1
        for word in re.finditer(r"\S+", run.group()):
            honored = start < 0 and word.group().lower() in _HONORED
            if not honored and word.group()[0].isupper() and word.group()[1:].islower():
                start = word.start() if start < 0 else start
                end = word.end()
                continue
            if start >= 0:
                yield run.start() + start, run.start() + end
            start = -1
        if start >= 0:
            yield run.start() + start, run.start() + end
