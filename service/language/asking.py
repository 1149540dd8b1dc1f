"""What a question asks for: its words by kind, the names and numbers it holds, what it counts. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from ingest.analysis import fold, syllables
from service.language.answer_types import AnswerType, expected
from service.language.languages import Language
from service.language.name_reading import adjoining, names_time
from service.language.stopwords import QUESTION_STOPWORDS

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_NAMING = re.compile(r"(?:To|An|Do|So) [A-ZĐ]")
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


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, taken apart.

    Attributes:
        counted: what a number is asked of ("đợt tuần tra" of "bao nhiêu đợt tuần tra"), or "".
        negated: whether it asks for what is not.
    """

    words: tuple[Word, ...]
    counted: str
    negated: bool

    def of(self, kind: WordKind) -> tuple[Word, ...]:
        """Its words of one kind."""
        return tuple(word for word in self.words if word.kind is kind)

    @property
    def content(self) -> tuple[Word, ...]:
        """Its words without function words; all where nothing else is left."""
        return tuple(word for word in self.words if word.kind is not WordKind.STOP) or self.words

    def names(self) -> list[tuple[Word, ...]]:
        """Runs of adjacent capitalised words."""
        beside = [later.start - word.end == 1 for word, later in pairwise(self.words)]
        names = [word.kind is WordKind.NAME for word in self.words]
        return [self.words[first:end] for first, end in adjoining(names, beside)]


_COUNTED = re.compile(
    r"(?:bao nhiêu|bao nhieu|mấy|\bhow many)\s+(?!(?:một|mot|tiền|tien|phần trăm|phan tram)\b)((?:[^\W\d_]+\s?){1,3})",
    re.IGNORECASE,
)
_NEGATED = {
    "en": re.compile(
        r"\b(?:not|never|no|none|cannot|without|except|\w+n['’]t|unable|neither|nor|lack\w*|fail\w*|refus\w*)\b",
        re.IGNORECASE,
    ),
    "vi": re.compile(r"\b(?:không|chưa|chẳng|ngoại trừ|ngoài|thiếu)\b(?!\s*\?*$)", re.IGNORECASE),
}
NEGATION_IN_EVIDENCE = re.compile(
    r"\b(?:không|chưa|chẳng|ngoại trừ|ngoài|thiếu|vô|trái|not|no|never|without)\b", re.IGNORECASE
)


@lru_cache(maxsize=512)
def read_question(text: str, language: Language) -> Asking:
    """`text` taken apart: as it was embedded, so with its diacritics restored."""
    words = tuple(_word(match, text, language) for match in _WORD.finditer(text))
    # From the text and not from its folded form: marks tell "đội" from "đối".
    counted = _COUNTED.search(text) if expected(text, language).kind in _NUMBERS else None
    negated = _NEGATED[language.code].search(text) is not None
    return Asking(words, counted.group(1).strip() if counted else "", negated)


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


_EXTREME = re.compile(
    r"\b(?!(?:thu|hop|thong|duy|moi)\b)\w+ nhat\b"
    r"|\b(?:most|least|fewest|(?:high|low|larg|small|bigg|cheap|dear|long|short|fast|slow|old|young)est)\b"
)


@lru_cache(maxsize=512)
def extreme(question: str) -> str:
    """The words, folded, by which it asks what is the most or least of something ("cao nhat", "lowest"); or ""."""
    found = _EXTREME.search(" ".join(fold(word) for word in syllables(question)))
    return found.group() if found else ""
