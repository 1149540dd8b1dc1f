"""A question, read once: its words by kind, the names and numbers it holds, and what it asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from ingest.analysis import fold, syllables
from ingest.regex import regex
from service.language.answer_types import AnswerType, Expected, expected
from service.language.detection import is_syllable
from service.language.facts import asked_facts
from service.language.glossary import render, share_held
from service.language.holders import Office, asked_office
from service.language.languages import Language
from service.language.name_reading import ADMINISTRATIVE, PLACES, POLICE, adjoining, names_time
from service.language.ordinals import ORDINAL_ENDING
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import folded_words

_WORD = regex(r"\w+(?:[.,]\d+)*")
_NAMING = regex(r"(?:To|An|Do|So) [A-ZĐ]")
"""English stop words that begin Vietnamese names ("An Giang")."""

_NUMBERS = (AnswerType.NUMBER, AnswerType.MONEY)

_STARTS = '.?!:"“«'


class WordKind(StrEnum):
    """What a word of a question is."""

    STOP = "stop"
    NUMBER = "number"
    NAME = "name"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question, with its place."""

    text: str
    folded: str
    start: int
    end: int
    kind: WordKind

    def within(self, spans: Sequence[tuple[int, int]]) -> list[int]:
        """Which of the spans of a question's tokens are of this word."""
        return [at for at, (start, end) in enumerate(spans) if start < self.end and end > self.start]


@dataclass(frozen=True, slots=True)
class Name:
    """Words of a question that name something, perhaps.

    Attributes:
        administrative: whether a word of administration stands beside it, in English.
        surely: whether it surely is a name, that no text in Vietnamese may hold in another form.
    """

    words: tuple[Word, ...]
    administrative: bool
    surely: bool

    @property
    def text(self) -> str:
        """As it is written in the question, with a space between any two words."""
        return " ".join(word.text for word in self.words)

    @property
    def joined(self) -> str:
        """Folded and written together."""
        return "".join(word.folded for word in self.words)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and all that it asks for.

    Attributes:
        text: as it was embedded, so with its diacritics restored.
        language: how it was typed.
        names: runs of adjacent capitalised words.
        lone: each of its other words but function words, which may name something too where nothing is capitalised.
        numbers: as they are typed, without what makes ordinals of them, each with its folded words in texts.
        expected: the kind of thing that answers it.
        counted: what a number is asked of ("đợt tuần tra" of "bao nhiêu đợt tuần tra"), or "".
        facts: what stands in any text that answers it, whatever the answer: a pattern for each kind of fact asked for.
        office: the one whose holder is asked for, if one is.
        negated: whether it asks for what is not.
    """

    text: str
    language: Language
    words: tuple[Word, ...]
    names: tuple[Name, ...]
    lone: tuple[Name, ...]
    numbers: Mapping[str, tuple[str, ...]]
    expected: Expected
    counted: str
    facts: tuple[re.Pattern[str], ...]
    office: Office | None
    negated: bool

    def of(self, kind: WordKind) -> tuple[Word, ...]:
        """Its words of one kind."""
        return tuple(word for word in self.words if word.kind is kind)

    @property
    def content(self) -> tuple[Word, ...]:
        """Its words without function words; all where nothing else is left."""
        return tuple(word for word in self.words if word.kind is not WordKind.STOP) or self.words

    def share_told(self, typed: str, text: str) -> float | None:
        """Share of its words that a text holds, in Vietnamese; None where the dictionary knows none of a `typed` one's.

        `typed`: the question as it was typed; in English, what the dictionary renders of it is looked for.
        """
        if self.language is Language.ENGLISH:
            return share_held(typed, text)
        known = folded_words(text)
        held = [word.folded in known for word in self.content]
        return sum(held) / len(held) if held else 1.0


_COUNTED = regex(
    r"(?:bao nhiêu|bao nhieu|mấy|\bhow many)\s+(?!(?:một|mot|tiền|tien|phần trăm|phan tram)\b)((?:[^\W\d_]+\s?){1,3})",
    re.IGNORECASE,
)
_NEGATED = {
    "en": regex(
        r"\b(?:not|never|no|none|cannot|without|except|\w+n['’]t|unable|neither|nor|lack\w*|fail\w*|refus\w*)\b",
        re.IGNORECASE,
    ),
    "vi": regex(r"\b(?:không|chưa|chẳng|ngoại trừ|ngoài|thiếu)\b(?!\s*\?*$)", re.IGNORECASE),
}
NEGATION_IN_EVIDENCE = regex(
    r"\b(?:không|chưa|chẳng|ngoại trừ|ngoài|thiếu|vô|trái|not|no|never|without)\b", re.IGNORECASE
)


@lru_cache(maxsize=512)
def read_question(text: str, language: Language) -> Question:
    """`text`, as it was embedded, with all that it asks for."""
    english = language is Language.ENGLISH
    words = tuple(_word(match, text, language) for match in _WORD.finditer(text))
    beside = [later.start - word.end == 1 for word, later in pairwise(words)]
    capital = [word.kind is WordKind.NAME for word in words]
    # "9th" is "lần thứ 9" in the articles.
    numbers = [ORDINAL_ENDING.sub("", word.text) for word in words if word.kind is WordKind.NUMBER]
    translated = frozenset(word for one in render(text) for word in one.words.split()) if english else None
    asked = expected(text, language)
    # From the text and not from its folded form: marks tell "đội" from "đối".
    counted = _COUNTED.search(text) if asked.kind in _NUMBERS else None
    return Question(
        text=text,
        language=language,
        words=words,
        names=tuple(_name(words, first, end, translated) for first, end in adjoining(capital, beside)),
        lone=tuple(_name(words, at, at + 1, translated) for at, one in enumerate(words) if one.kind is WordKind.WORD),
        numbers={one: tuple(map(fold, syllables(one))) for one in numbers},
        expected=asked,
        counted=counted.group(1).strip() if counted else "",
        facts=asked_facts(text, asked.kind),
        office=asked_office(text, language) if asked.kind is AnswerType.PERSON else None,
        negated=_NEGATED[language.code].search(text) is not None,
    )


def _name(words: tuple[Word, ...], first: int, end: int, translated: Collection[str] | None) -> Name:
    """Some of the words as a name; `translated` are the words of an English question that the dictionary renders."""
    own = words[first:end]
    before, behind = (
        tuple(one.folded for one in beside) for beside in (words[max(0, first - 2) : first], words[end : end + 2])
    )
    administrative = not ADMINISTRATIVE.isdisjoint((*before, *behind))
    if all(word.text.isupper() for word in own):  # an acronym may be written out
        surely = False
    elif not all(word.text[0].isupper() for word in own):  # any misspelt word, but behind "tỉnh"
        surely = not PLACES.isdisjoint(before[-1:]) or before == POLICE
    elif translated is None:
        surely = True
    else:
        # What Vietnamese texts leave as it is: others are translated ("African"), or transcribed ("Temüjin").
        vietnamese = len(own) > 1 and all(is_syllable(word.folded) for word in own)
        surely = (vietnamese or administrative) and not any(word.text.lower() in translated for word in own)
    return Name(own, administrative, surely)


def _word(match: re.Match[str], text: str, language: Language) -> Word:
    english = language is Language.ENGLISH
    typed = match.group()
    folded = fold(typed)
    before = text[: match.start()].rstrip()
    opens = not before or before[-1] in _STARTS
    kind = WordKind.WORD
    if any(char.isdigit() for char in typed):
        kind = WordKind.NUMBER
    elif (typed.lower() if english else folded) in QUESTION_STOPWORDS[language.code] and not (
        _NAMING.match(text, match.start()) if english else _inside_name(typed, opens, text)
    ):
        kind = WordKind.STOP
    # The first word of a sentence is capitalised whatever it is.
    elif typed[0].isupper() and not opens and not (english and names_time(folded)):
        kind = WordKind.NAME
    return Word(typed, folded, match.start(), match.end(), kind)


def _inside_name(typed: str, opens: bool, text: str) -> bool:
    """Whether a Vietnamese word that reads like a stop word is written like a name: "Nam" of "Việt Nam"."""
    return typed[0].isupper() and not opens and not text.isupper()


_EXTREME = regex(
    r"\b(?!(?:thu|hop|thong|duy|moi)\b)\w+ nhat\b"
    r"|\b(?:most|least|fewest|(?:high|low|larg|small|bigg|cheap|dear|long|short|fast|slow|old|young)est)\b"
)


@lru_cache(maxsize=512)
def extreme(question: str) -> str:
    """The words, folded, by which it asks what is the most or least of something ("cao nhat", "lowest"); or ""."""
    found = _EXTREME.search(" ".join(fold(word) for word in syllables(question)))
    return found.group() if found else ""
