"""A question, read once: its words by kind, the names and numbers it holds, and what it asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise, takewhile

from ingest.analysis import fold, syllables
from ingest.models import SentenceKind
from ingest.regex import regex
from service.language.answer_types import AnswerType, Expected, expected
from service.language.credit_words import ASKED
from service.language.date_reading import Day
from service.language.detection import is_syllable
from service.language.fact_words import SURNAMES
from service.language.facts import asked_facts
from service.language.figure_reading import figures_and_days
from service.language.glossary import render, share_held
from service.language.holders import Office, asked_office
from service.language.languages import Language
from service.language.name_reading import ADMINISTRATIVE, FULL_NAME, PLACES, POLICE, adjoining, names_time
from service.language.ordinals import ORDINAL_ENDING
from service.language.provinces import provinces_in
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import folded_words, side_by_side
from service.language.who_is import asked_acronym, asked_who, is_capitalised

_WORD = regex(r"\w+(?:[.,]\d+)*")
BEGIN_NAMES = ("an", "do", "so", "to")
"""English stop words that begin Vietnamese names ("An Giang")."""

_NAMING = regex(rf"(?:{'|'.join(BEGIN_NAMES).title()}) [A-ZĐ]")

_NUMBERS = (AnswerType.NUMBER, AnswerType.MONEY)

_COUNTED = regex(
    r"(?:bao nhiêu|bao nhieu|mấy|\bhow many)\s+(?!(?:một|mot|tiền|tien|phần trăm|phan tram)\b)((?:[^\W\d_]+\s?){1,3})",
    re.IGNORECASE,
)
_NEGATED = {
    "en": regex(
        r"\b(?:not|never|no|none|cannot|without|except|\w+n['’]t|unable|neither|nor|lack\w*|fail\w*|refus\w*)\b",
        re.IGNORECASE,
    ),
    "vi": regex(r"\b(?:không|chưa|chẳng|ngoại trừ)\b(?!\s*\?*$)", re.IGNORECASE),
}
NEGATION_IN_EVIDENCE = regex(
    r"\b(?:không|chưa|chẳng|ngoại trừ|ngoài|thiếu|vô|trái|not|no|never|without)\b", re.IGNORECASE
)

_EXTREME = regex(
    r"\b(?!(?:thu|hop|thong|duy|moi)\b)\w+ nhat\b"
    r"|\b(?:most|least|fewest|(?:high|low|larg|small|bigg|cheap|dear|long|short|fast|slow|old|young)est)\b"
)

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


Places = tuple[tuple[int, int], ...]
"""Half-open stretches of a question's text."""


@dataclass(frozen=True)
class Question:
    """A question, and all that it asks for; each thing is read of it once.

    Articles are searched by `text`; what they lack is told in the words that were `typed`.

    Attributes:
        typed: as it was asked: NFC, white space folded.
        text: as it was embedded, so with its diacritics restored.
        language: how it was typed.
        token_spans: of each of the embedder's tokens, if it tells them.
        unknown_names: of words that look like names and stand nowhere in the corpus.
        separated_names: of names whose words stand in it, but no two of them together.
    """

    typed: str
    text: str
    language: Language
    token_spans: Places = ()
    unknown_names: Places = ()
    separated_names: Places = ()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words, with their places."""
        return tuple(_word(match, self.text, self.language) for match in _WORD.finditer(self.text))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Runs of adjacent capitalised words."""
        capital = [word.kind is WordKind.NAME for word in self.words]
        beside = [later.start - word.end == 1 for word, later in pairwise(self.words)]
        return tuple(self._name(first, end) for first, end in adjoining(capital, beside))

    @cached_property
    def lone(self) -> tuple[Name, ...]:
        """Each other word but function words: where nothing is capitalised, it may name something too."""
        return tuple(self._name(at, at + 1) for at, one in enumerate(self.words) if one.kind is WordKind.WORD)

    @cached_property
    def numbers(self) -> Mapping[str, tuple[str, ...]]:
        """As they are typed, each with its folded words in texts."""
        # "9th" is "lần thứ 9" in the articles.
        typed = [ORDINAL_ENDING.sub("", word.text) for word in self.of(WordKind.NUMBER)]
        return {one: tuple(map(fold, syllables(one))) for one in typed}

    @cached_property
    def typed_words(self) -> frozenset[str]:
        """Its words as they were typed, folded."""
        return frozenset(map(fold, syllables(self.typed)))

    @cached_property
    def expected(self) -> Expected:
        """The kind of thing that answers it."""
        return expected(self.text, self.language)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The dates that it names."""
        return figures_and_days(self.text)[1]

    @cached_property
    def counted(self) -> str:
        """What a number is asked of ("đợt tuần tra" of "bao nhiêu đợt tuần tra"), or ""."""
        # From the text and not from its folded form: marks tell "đội" from "đối".
        found = _COUNTED.search(self.text) if self.expected.kind in _NUMBERS else None
        return found.group(1).strip() if found else ""

    @cached_property
    def extreme(self) -> str:
        """The words, folded, by which it asks what is the most or least of something ("cao nhat", "lowest"), or ""."""
        found = _EXTREME.search(" ".join(map(fold, syllables(self.text))))
        return found.group() if found else ""

    @cached_property
    def facts(self) -> tuple[Callable[[str], object], ...]:
        """What tells whether a text holds what stands in any that answers it: one for each kind of fact asked for."""
        named = self.of(WordKind.NAME) or self.of(WordKind.WORD)
        return asked_facts(self.text, self.expected.kind, [one.text for one in named])

    @cached_property
    def office(self) -> Office | None:
        """The one whose holder is asked for, if one is."""
        return asked_office(self.text, self.language) if self.expected.kind is AnswerType.PERSON else None

    @cached_property
    def who(self) -> str | None:
        """The name of whom it asks who that is, if it does."""
        return asked_who(self.text, self.language)

    @cached_property
    def acronym(self) -> str | None:
        """The acronym of which it asks what that stands for, if it does."""
        return asked_acronym(self.text, self.language)

    @cached_property
    def bearer(self) -> Name | None:
        """The same where it surely is a full Vietnamese name: in small letters only in English, among other words, and
        in Vietnamese behind a surname, or where no two of its words stand side by side in the corpus."""
        wanted = _WORD.findall(self.who or "")
        first = next(side_by_side(wanted, [one.text for one in self.words]), None)
        if len(wanted) < FULL_NAME.start or first is None or not all(is_syllable(fold(word)) for word in wanted):
            return None
        end = first + len(wanted)
        surely = (
            self.language is Language.ENGLISH
            or is_capitalised(self.who or "")
            or wanted[0].title() in SURNAMES  # with its marks: restored, "truong ban" is "trưởng ban"
            or {(one.start, one.end) for one in self.words[first:end]} <= set(self.separated_names)
        )
        return self._name(first, end) if surely else None

    @cached_property
    def certain_names(self) -> tuple[Name, ...]:
        """Names that texts must have if they tell of their bearers: full Vietnamese ones of persons, and places.

        In English all, behind titles; in Vietnamese, where institutions are written like persons, of these only whom
        it asks about who that is.
        """
        places = [] if self.bearer is None else [self._place_of(self.bearer.words)]
        if self.language is Language.ENGLISH:
            for name in self.names:
                behind = list(takewhile(_may_name_a_person, reversed(name.words)))
                if len(behind) in FULL_NAME and not any(provinces_in(name.text)):
                    places.append(self._place_of(behind[::-1]))
                elif name.administrative and name.surely and len(name.words) == 1:  # "the Kampot police"
                    places.append(self._place_of(name.words))
        pairs = pairwise(range(len(self.words)))
        places += [(at, next_to + 1) for at, next_to in pairs if any(provinces_in(self._between(at, next_to + 1)))]
        return tuple(self._name(first, end) for first, end in dict.fromkeys(places))

    def _place_of(self, words: Sequence[Word]) -> tuple[int, int]:
        """Which of its words some words side by side are, half-open."""
        first = self.words.index(words[0])
        return first, first + len(words)

    def _between(self, first: int, end: int) -> str:
        """Some of the words as they stand in it."""
        return self.text[self.words[first].start : self.words[end - 1].end]

    @cached_property
    def negated(self) -> bool:
        """Whether it asks for what is not."""
        return _NEGATED[self.language.code].search(self.text) is not None

    @cached_property
    def credit(self) -> SentenceKind | None:
        """The kind of line that tells the origin of a picture or article that is asked for, if that is."""
        folded = " ".join(map(fold, syllables(self.typed)))
        return next((kind for pattern, kind in ASKED[self.language.code] if pattern.search(folded)), None)

    def of(self, kind: WordKind) -> tuple[Word, ...]:
        """Its words of one kind."""
        return tuple(word for word in self.words if word.kind is kind)

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """Its words without function words; all where nothing else is left."""
        return tuple(word for word in self.words if word.kind is not WordKind.STOP) or self.words

    def share_told(self, text: str) -> float | None:
        """Share of its words that a text holds, in Vietnamese; None where the dictionary knows none of them.

        In English, what the dictionary renders of it as it was typed is looked for.
        """
        if self.language is Language.ENGLISH and self.bearer is None:  # a name isn't translated
            return share_held(self.typed, text)
        known = folded_words(text)
        held = [word.folded in known for word in self.content]
        return sum(held) / len(held) if held else 1.0

    @cached_property
    def _translated(self) -> frozenset[str] | None:
        """The words of an English question that the dictionary renders."""
        rendered = render(self.text) if self.language is Language.ENGLISH else None
        return None if rendered is None else frozenset(word for one in rendered for word in one.words.split())

    def _name(self, first: int, end: int) -> Name:
        """Some of the words as a name."""
        words, own = self.words, self.words[first:end]
        before, behind = (
            tuple(one.folded for one in beside) for beside in (words[max(0, first - 2) : first], words[end : end + 2])
        )
        administrative = not ADMINISTRATIVE.isdisjoint((*before, *behind))
        if all(word.text.isupper() for word in own):  # an acronym may be written out
            surely = False
        elif not all(word.text[0].isupper() for word in own):  # any misspelt word, but behind "tỉnh"
            surely = not PLACES.isdisjoint(before[-1:]) or before == POLICE
        elif self._translated is None:
            surely = True
        else:
            # What Vietnamese texts leave as it is: others are translated ("African"), or transcribed ("Temüjin").
            vietnamese = len(own) > 1 and all(is_syllable(word.folded) for word in own)
            surely = (vietnamese or administrative) and not any(word.text.lower() in self._translated for word in own)
        return Name(own, administrative, surely)


def read_question(typed: str, language: Language) -> Question:
    """A question as it was typed, where no corpus tells how to restore it."""
    return Question(typed, typed, language)


def _may_name_a_person(word: Word) -> bool:
    """Whether a word may be of a Vietnamese person's name: no acronym ("CEO")."""
    return is_syllable(word.folded) and not (len(word.text) > 1 and word.text.isupper())


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
