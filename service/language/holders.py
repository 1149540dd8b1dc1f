"""Who holds an office of what: an office that the texts only give of others is not the one asked about. Pure.

"Who is the police director of Ratanakiri?" over texts with Ratanakiri in them, and with directors, all of elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from ingest.analysis import accented, fold
from ingest.regex import regex
from service.language.detection import is_syllable
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.lexicon import Concept, concepts, ranks
from service.language.name_reading import NAME_SYLLABLES, PLACES, Text, read
from service.language.provinces import provinces_in
from service.language.spellings import is_named
from service.language.text import side_by_side

REACH = 12
"""Words behind an office among which stands what it is an office of."""

PERSON_WORDS = 3
"""Of a person's name, at least, where an office stands right before it: places and institutions have fewer, most often.
Of two the name may be either's."""

NAME_WORDS = 4
"""Of what an office is of, where capitals don't tell where its name ends: more is no name."""

NAMED_WORDS = 3
"""Of an institution that its words tell from others: "công an" doesn't."""

DEPUTY = accented("phó")

_SENTENCE = regex(r"(?:[^.!?\n]|\.(?!\s))+")
_CLAUSE = regex(r"[^.,;:!?()\n–]+")
_WORD = regex(r"\w+")
_BETWEEN = (
    "tinh thanh pho huyen quan xa phuong thi tran nuoc vuong quoc cac cua the of for s current former new "
    "province provincial city national district department state"
)
GENERIC = frozenset(_BETWEEN.split())
"""Words between an office and what it is an office of, besides institutions ("Giám đốc Công an tỉnh …")."""

ASKING = frozenset(("la", "ten", "ai", "nao", "gi", "hien", "nay", "who", "what", "is", "was"))

_WHAT = ("name", "institution")
"""Kinds of what an office may be of, in the table of concepts."""

_NO_OFFICE = frozenset(("doctor", "professor", "bishop", "king", "queen"))


_VERBS = frozenset(("chủ trì", "chủ tọa"))
"""What the table of titles lists beside them, for translations."""

_HEADS = frozenset(("người đứng đầu", "đứng đầu"))
"""Who may be called by any title of a head."""


_Forms = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a question asks the holder of.

    Attributes:
        forms: what it is called in Vietnamese, each as its words' keys.
        of: the words that say of what.
        folded: the same, folded.
        certain: whether these are a name for sure: capitalised, a province, or behind "tỉnh" and the like.
    """

    forms: _Forms
    of: tuple[str, ...]
    folded: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its words, their keys, the same folded, and the folded ones that are capitalised within it."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    folded: tuple[str, ...]
    capitalised: frozenset[str]


def asked_office(question: str, language: Language) -> Office | None:
    """The office in a question for a person; None if it names none, or not of what."""
    text = read(question, language.written)
    for mention in text.mentions:
        titles = [one for one in mention.concepts if _is_office(one)]
        words = " ".join(text.forms[mention.start : mention.end])
        if titles and words not in _VERBS and not words.endswith(("ed", "ing")):
            at = _name_next_to(text, range(mention.end, len(text.forms)))
            # "The Ratanakiri police director": in English what an office is of may stand before it.
            if not at and language is Language.ENGLISH:
                at = _name_next_to(text, range(mention.start - 1, -1, -1))[::-1]
            # A translated title may be any of several in the articles; a Vietnamese one is meant as it is typed.
            general = language is Language.ENGLISH or words in _HEADS
            forms = _vietnamese(titles) if general else (_keys(words),)
            if not at:
                return _of_institution(text, mention.end, forms)
            province = [] if text.upper[at[0]] else _province(text, at)
            at = province or at
            certain = bool(province) or text.upper[at[0]] or (at[0] > 0 and text.folded[at[0] - 1] in PLACES)
            return Office(forms, tuple(text.forms[one] for one in at), tuple(text.folded[one] for one in at), certain)
    return None


def held_by_others(office: Office, texts: Iterable[str]) -> bool:
    """Whether texts speak of such an office, or of its deputy or chief, and never of the one that is asked about."""
    articles = [clauses(text) for text in texts]
    of = tuple(zip(office.of, office.folded, strict=True))
    if not office.certain:  # of what was typed, and may have been restored wrongly, what is written as a name
        capitalised = frozenset[str]().union(*(one.capitalised for each in articles for one in each))
        of = tuple(one for one in of if is_named(one[1], capitalised))
    met = False
    for each in articles:
        given, held = _given(office.forms, of, each)
        if held:
            return False
        met = met or given
    # Texts without any such office say nothing of who holds it, unless they give the chief for the deputy.
    return bool(of) and (met or any(_gives_counterpart(office, of, each) for each in articles))


def _given(
    forms: Iterable[tuple[str, ...]], of: Sequence[tuple[str, str]], article: Sequence[Clause]
) -> tuple[bool, bool]:
    """Whether an article speaks of an office, and of the one of what is asked about."""
    given = [(one, end) for one in article for form in forms for end in _ends(one, form)]
    # "Hiệu trưởng Trần Thị B", "ông A, Giám đốc, …": an office of what the article is about, most often.
    unspecified = any(_says_not_of_what(one, end) for one, end in given)
    held = any(_names(of, one.folded[end : end + REACH]) for one, end in given)
    return bool(given), held or (unspecified and any(_names(of, one.folded) for one in article))


def _gives_counterpart(office: Office, of: Sequence[tuple[str, str]], article: Sequence[Clause]) -> bool:
    """Whether an article gives the chief of what is asked about where a deputy is asked for, or the other way round.

    A deputy is told as one ("Phó GĐ" as well), so an article with any word for one says nothing of it.
    """
    deputies = [form for form in office.forms if form[0] == DEPUTY]
    if deputies and any(DEPUTY in one.keys for one in article):
        return False
    counterparts = [form[1:] for form in deputies if form[1:]] or [(DEPUTY, *form) for form in office.forms]
    return _given(counterparts, of, article)[1]


def _says_not_of_what(clause: Clause, end: int) -> bool:
    """Whether nothing but institutions in general, or a person's name, stands behind an office that ends there."""
    behind = clause.words[end : end + REACH]
    name = list(takewhile(lambda word: word[0].isupper(), behind))
    # "Trường THCS Lâm Hòa" is no person.
    if len(name) >= PERSON_WORDS and not any(len(word) > 1 and word.isupper() for word in name):
        return True
    if not any(word[0].isupper() for word in behind):
        return True
    # As though in a sentence, whose first word's capital would tell nothing.
    text = read(" ".join((clause.words[end - 1].lower(), *behind)), Language.VIETNAMESE)
    return not _name_next_to(text, range(1, len(text.forms)))


def _names(of: Sequence[tuple[str, str]], words: Sequence[str]) -> bool:
    """Whether what an office is of, each word also folded, stands there in any language and by any name."""
    known = frozenset(form for word in words for form in (word, word.rstrip("0123456789")))  # "HURC1" is read as "HURC"
    line = f" {' '.join(words)} "

    def stands(name: str, folded: str) -> bool:
        return is_named(folded, known) or any(form in line for form in other_names(name))

    return all(stands(*one) for one in of) or stands(*map(" ".join, zip(*of, strict=True)))


@lru_cache(maxsize=512)
def other_names(name: str) -> tuple[str, ...]:
    """What else a name is called in Vietnamese, folded: by the dictionary, and by the table of names."""
    # A word of a name is no name: "Stung" isn't what the dictionary says of "stung".
    rendered = {fold(form) for one in render(name) if one.words == name for form in one.renderings}
    listed = [[fold(form) for form in one.vietnamese] for one in concepts() if one.kind in _WHAT]
    return tuple(rendered | {f" {form} " for forms in listed if fold(name) in forms for form in forms})


def _province(text: Text, at: Sequence[int]) -> list[int]:
    """The province among these words, if there is one: known for a name in small letters too."""
    pairs = [pair for pair in pairwise(at) if pair[1] == pair[0] + 1]
    return next((list(pair) for pair in pairs if any(provinces_in(" ".join(text.forms[one] for one in pair)))), [])


def _of_institution(text: Text, start: int, forms: _Forms) -> Office | None:
    """The office of an institution that stands right behind it by a name of its own ("Bộ trưởng Bộ Quốc phòng")."""
    for mention in text.mentions:
        if mention.start == start and any(one.kind == "institution" for one in mention.concepts):
            name, folded = (" ".join(words[start : mention.end]) for words in (text.forms, text.folded))
            return Office(forms, (name,), (folded,), True) if mention.end - start >= NAMED_WORDS else None
    return None


def _name_next_to(text: Text, places: range) -> list[int]:
    """The name that comes first in `places`, with nothing but institutions and general words between; word indexes.

    Where nothing in the question is capitalised, the words behind "tỉnh" and the like, or all up to the next that asks.
    """
    institutions = {
        at
        for mention in text.mentions
        if all(one.kind == "institution" for one in mention.concepts)
        for at in range(mention.start, mention.end)
    }
    institutions |= {at for at in range(len(text.forms) - 1) if _begins_institution(text, at, institutions)}
    if not any(upper and not first for upper, first in zip(text.upper, text.first, strict=True)):
        return _until_asked(text, places, institutions)
    found: list[int] = []
    for at in places:
        named = text.upper[at] and bool(found)  # "Tĩnh" of "Hà Tĩnh" is no "tỉnh"
        general = not named and (at in institutions or text.folded[at] in GENERIC)
        if not general and not text.upper[at] and at - 1 not in institutions:
            break
        if text.upper[at] and not general:
            found.append(at)
        elif found:
            break
    return found


def _begins_institution(text: Text, at: int, institutions: set[int]) -> bool:
    """Whether a word's first syllable alone is capitalised ("Y tế"): so institutions are written, but not names.

    In "Lào là ai?" a name has one syllable.
    """
    alone = text.upper[at] and not text.upper[at + 1] and text.joined[at + 1] and text.folded[at + 1] not in ASKING
    begins = at == 0 or not text.upper[at - 1] or at - 1 in institutions
    return text.language is Language.VIETNAMESE and alone and begins and is_syllable(text.folded[at])


def _until_asked(text: Text, places: range, institutions: set[int]) -> list[int]:
    """The name behind "tỉnh" and the like, or the few words up to the next that asks, if nothing is capitalised."""
    asking = next((at for at in places if text.folded[at] in ASKING), places.stop)
    placed = [at for at in range(places.start, asking) if text.folded[at] in PLACES]
    words = range(placed[-1] + 1 if placed else places.start, asking)
    name = [at for at in words if at not in institutions and text.folded[at] not in GENERIC]
    if placed and name:
        # From its first syllable on whatever comes: the second of "xã long thạnh" is folded as that of "thành phố".
        name = list(words)[name[0] - words.start :][: NAME_SYLLABLES if is_syllable(text.folded[name[0]]) else 1]
    return name if len(name) <= NAME_WORDS else []


def _is_office(concept: Concept) -> bool:
    """Titles but not ranks: a man is a general of nothing in particular."""
    return concept.kind == "title" and concept.opposition != ranks() and concept.name not in _NO_OFFICE


def _keys(words: str) -> tuple[str, ...]:
    return tuple(spelt(words).split())


def _vietnamese(titles: Sequence[Concept]) -> tuple[tuple[str, ...], ...]:
    """The titles' Vietnamese forms of two words and more: single ones are parts of too many words."""
    forms = (form for one in titles for form in one.vietnamese if form not in _VERBS)
    return tuple(_keys(form) for form in forms if " " in form)


@lru_cache(maxsize=512)
def clauses(text: str) -> tuple[Clause, ...]:
    """A text's clauses, in order."""
    found = []
    for sentence in _SENTENCE.findall(text):
        for part in _CLAUSE.findall(sentence):
            words = _WORD.findall(part)
            capitals = frozenset(fold(word) for word in words[1:] if word[0].isupper())
            keys = tuple(accented(word.lower()) for word in words)
            found.append(Clause(tuple(words), keys, tuple(map(fold, words)), capitals))
    return tuple(found)


def _ends(clause: Clause, form: tuple[str, ...]) -> Iterator[int]:
    """Where `form` ends in a clause, and is not a deputy's ("phó …") if it isn't one's."""
    starts = side_by_side(form, clause.keys)
    return (at + len(form) for at in starts if at == 0 or clause.folded[at - 1] != "pho")
