"""A text read into words, names (runs of capitalised words), clauses, numbers and negations. Pure.

The reader of names in what is written: statements, quotes, articles. Questions often lack capitals and diacritics, so
theirs are read otherwise: `question` leaves out stop words and what opens a sentence, `holders` goes by the words
around an office, `retrieval.query` asks the corpus which words stand side by side in it, and `quoting.subjects` looks
for what articles write as names. Wherever capitals tell, `adjoining` joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from ingest.regex import regex
from service.language.date_reading import Day
from service.language.detection import detect_language
from service.language.figure_reading import DENIED_BOUND, Figure, figures_and_days
from service.language.glossary import rendered_spans, spelt
from service.language.languages import Language
from service.language.lexicon import Concept, Mention, is_negative, mentions, negators, stem, terms
from service.language.text import canon, fold_accents

_WORD = regex(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BREAK = regex(r"[;:!?()\n]|[.,](?!\d)")
_PART = regex(r"[;!?\n]|\.\s|,?\s(?:nhưng|trong khi|but|while|whereas)\s|,\s(?:còn|và|and)\s")

JOINTS = {"vi": ("và", "nhưng", "còn", "rồi"), "en": ("and", "but", "while", "whereas", "then")}
"""Words that join clauses."""

TOGETHER = frozenset(("va", "voi", "cung", "and", "with"))
"""Words between the names of two that do something together, folded."""

ADMINISTRATIVE = frozenset(
    ("province", "provincial", "city", "district", "town", "commune", "police", "border", "gate", "army", "authorities")
)
"""English words beside which a name is a place's, which Vietnamese news leave as it is; others they may translate."""

PLACES = frozenset(("tinh", "pho", "huyen", "quan", "xa", "phuong", "nuoc"))
"""Vietnamese words that the name of a place follows, folded."""

POLICE = ("cong", "an")
"""Of a place as well ("công an Kampot"), folded."""


_AUXILIARIES = frozenset(
    terms("was, were, is, are, has, have, had, will, would, did, does, and, said, says, became, took, gave, held")
)
_OF_CALENDAR = frozenset(
    terms(
        "monday, tuesday, wednesday, thursday, friday, saturday, sunday, january, february, march, april, may, june, "
        "july, august, september, october, november, december"
    )
)
_NAMELESS = _OF_CALENDAR | frozenset(terms("mr, mrs, ms, dr, sir, madam, article, source"))
_GENERAL = regex(r"(?:tion|sion|ment|ing|al|ity|ic|ance|ence|ship|ers|ness|ary|ive|ism|ist|ly|ors?|ies|ed|ful|ous)$")
_CODE = regex(r"(?<![\w-])[A-ZĐ]{1,6}\d{1,3}(?![\w.,]\d|\w)")

NAME_SYLLABLES = 2
"""Of a place in Vietnamese; a foreign one is a word of its own, most often."""

FULL_NAME = range(3, 5)
"""Syllables of a Vietnamese person's full name."""

LONG = 6
"""Fewest letters of an English word that such an ending tells to be general: "Nepal" has one too. From 4 to 8
alike (see service/verifying)."""


@dataclass(frozen=True)
class Text:
    """A text as words: `forms` and `stems` for comparing.

    `upper` marks capitalised ones, `first` those that start a sentence, `joined` those that follow the word before
    closely, `breaks` those after a mark of punctuation, `numbered` those that digits follow.
    """

    language: Language
    forms: tuple[str, ...]
    stems: tuple[str, ...]
    folded: tuple[str, ...]
    upper: tuple[bool, ...]
    first: tuple[bool, ...]
    acronym: tuple[bool, ...]
    joined: tuple[bool, ...]
    breaks: tuple[bool, ...]
    numbered: tuple[bool, ...]
    mentions: tuple[Mention, ...]
    source: str

    @cached_property
    def concepts(self) -> frozenset[Concept]:
        """Every concept that the text mentions."""
        return frozenset(concept for mention in self.mentions for concept in mention.concepts)

    @cached_property
    def names(self) -> tuple[tuple[int, int], ...]:
        """Its names: spans of capitalised words (word indexes) with nothing between but a space or hyphen."""
        return tuple(adjoining(self.upper, self.joined[1:]))

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Its clauses, as spans of word indexes: what stands between marks of punctuation and joining words."""
        cuts = [at for at in range(1, len(self.forms)) if self.breaks[at] or self.forms[at] in JOINTS[self.language]]
        return tuple(pairwise([0, *cuts, len(self.forms)]))

    @cached_property
    def parts(self) -> tuple[Text, ...]:
        """Its sentences and contrasted halves ("…; …", "…, trong khi …"), each read by itself."""
        return tuple(read(part, self.language) for part in _PART.split(self.source) if part and _WORD.search(part))

    @cached_property
    def negators(self) -> tuple[int, ...]:
        """Word indexes after each of its negations, but for those that belong to a bound."""
        words = (len(_WORD.findall(self.source, 0, one.start())) for one in DENIED_BOUND.finditer(self.source))
        bounds = {at + size for at in words for size in (1, 2)}
        return tuple(at for at in negators(self.forms, self.language) if at not in bounds)

    @cached_property
    def is_negative(self) -> bool:
        """Whether it has a word that may stand for a negation."""
        return is_negative(self.stems, self.language)

    @cached_property
    def denies(self) -> bool:
        """Whether it has a negation, or a word that may stand for one."""
        return bool(self.negators) or self.is_negative

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers."""
        return figures_and_days(self.source)[0]

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Its dates."""
        return figures_and_days(self.source)[1]

    @cached_property
    def spelling(self) -> str:
        """It as renderings of English words are looked for in it, if it is in Vietnamese."""
        return spelt(self.source)

    @cached_property
    def rendered(self) -> tuple[tuple[int, int, frozenset[str]], ...]:
        """The terms in it that have Vietnamese renderings (word indexes), with those; none unless it's in English."""
        return tuple(rendered_spans(self.forms)) if self.language is Language.ENGLISH else ()


@lru_cache(maxsize=2_048)
def read(text: str, language: Language) -> Text:
    """`text` as words with what comparing names and meanings needs."""
    # As many code points as before, so that places stay; the English genitive is no word.
    text = re.sub(r"(?<=\w)['’]s\b", "  ", text)
    if not (found := list(_WORD.finditer(text))):
        return Text(language, (), (), (), (), (), (), (), (), (), (), text)
    forms = tuple(_form(match.group()) for match in found)
    stems = tuple(stem(form, language) for form in forms)
    gaps = [text[before.end() : after.start()] for before, after in pairwise(found)]
    opens = (
        True,
        *((bool(re.search(r"[.!?:“\"\n]", gap)) and not gap.startswith(". ")) or gap == ". " for gap in gaps),
    )
    return Text(
        language,
        forms,
        stems,
        tuple(map(fold_accents, forms)),
        tuple(match.group()[0].isupper() for match in found),
        opens,
        tuple(len(match.group()) > 1 and match.group().isupper() for match in found),
        (False, *(gap in (" ", "-", " - ", "–", ".") for gap in gaps)),
        (True, *(bool(_BREAK.search(gap)) for gap in gaps)),
        tuple(bool(re.search(r"\d", gap)) for gap in (*gaps, text[found[-1].end() :] if found else "")),
        tuple(mentions(stems, language)),
        text,
    )


def read_text(text: str) -> Text:
    """The same of a text in its own language."""
    return read(text, detect_language(text).written)


@lru_cache(maxsize=65_536)
def _form(word: str) -> str:
    """A word as it's compared: lower case, tone marks in one place."""
    return canon(word).text.replace('"', "'")


def adjoining(capital: Iterable[bool], beside: Iterable[bool]) -> list[tuple[int, int]]:
    """Spans of words that are `capital`; `beside` tells of each two neighbours whether they stand close together."""
    spans: list[tuple[int, int]] = []
    for at, (begins, close) in enumerate(zip(capital, chain((False,), beside), strict=False)):
        if begins and close and spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + 1)
        elif begins:
            spans.append((at, at + 1))
    return spans


def codes(text: Text) -> list[str]:
    """The names of letters and a number in a text ("AT1")."""
    return _CODE.findall(text.source)


def names_nobody(word: str) -> bool:
    """Whether an English word names nobody though it has a capital: a month, "Mr", a long one of a general ending."""
    return word in _NAMELESS or (len(word) >= LONG and _GENERAL.search(word) is not None)


def names_time(word: str) -> bool:
    """Whether an English word with a capital is a month or a day of the week."""
    return word in _OF_CALENDAR


def may_follow_name(word: str) -> bool:
    """Whether an English word is a verb that says what a name before it did: an auxiliary, or of the past."""
    return word in _AUXILIARIES or word.endswith("ed")


def is_inflected(word: str) -> bool:
    """Whether an English word ends like a plural, an adverb or a form of a verb."""
    return word.endswith(("s", "ly", "ing"))
