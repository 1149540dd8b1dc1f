"""Who holds an office of what: an office that the texts only give of others is not the one asked about. Pure.

"Who is the police director of Ratanakiri?" over texts with Ratanakiri in them, and with directors, all of elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from ingest.analysis import fold
from service.language.detection import is_syllable
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.lexicon import Concept, concepts
from service.language.name_reading import NAME_SYLLABLES, PLACES, Text, read
from service.language.spellings import is_named

REACH = 12
"""Words behind an office among which stands what it is an office of."""

PERSON_WORDS = 3
"""Of a person's name, at least, where an office stands right before it: places and institutions have fewer, most often.
Of two the name may be either's."""

NAME_WORDS = 4
"""Of what an office is of, where capitals don't tell where its name ends: more is no name."""

_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?!\s))+")
_CLAUSE = re.compile(r"[^.,;:!?()\n–]+")
_WORD = re.compile(r"\w+")
_BETWEEN = (
    "tinh thanh pho huyen quan xa phuong thi tran nuoc vuong quoc cac cua the of for s current former new "
    "province provincial city national district department state"
)
_GENERIC = frozenset(_BETWEEN.split())
"""Words between an office and what it is an office of, besides institutions ("Giám đốc Công an tỉnh …")."""

_ASKING = frozenset(("la", "ten", "ai", "nao", "gi", "hien", "nay", "who", "what", "is", "was"))

_NO_OFFICE = frozenset(("doctor", "professor", "bishop", "king", "queen"))


_VERBS = frozenset(("chủ trì", "chủ tọa"))
"""What the table of titles lists beside them, for translations."""

_HEADS = frozenset(("người đứng đầu", "đứng đầu"))
"""Who may be called by any title of a head."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a question asks the holder of.

    Attributes:
        forms: what it is called in Vietnamese, each as its words' keys.
        of: the words that say of what.
        certain: whether these are a name for sure: capitalised, or behind "tỉnh" and the like.
    """

    forms: tuple[tuple[str, ...], ...]
    of: tuple[str, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause: its words, their keys, the same folded, and the folded ones that are capitalised within it."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    folded: tuple[str, ...]
    capitalised: frozenset[str]


def asked_office(question: str, language: Language) -> Office | None:
    """The office in a question for a person; None if it names none, or not of what."""
    text = read(question, language.code)
    for mention in text.mentions:
        titles = [one for one in mention.concepts if _is_office(one)]
        words = " ".join(text.forms[mention.start : mention.end])
        if titles and words not in _VERBS and not words.endswith(("ed", "ing")):
            of = _names_next_to(text, range(mention.end, len(text.forms)))
            # "The Ratanakiri police director": in English what an office is of may stand before it.
            if not of and language is Language.ENGLISH:
                of = _names_next_to(text, range(mention.start - 1, -1, -1))[::-1]
            # A translated title may be any of several in the articles; a Vietnamese one is meant as it is typed.
            general = language is Language.ENGLISH or words in _HEADS
            forms = _vietnamese(titles) if general else (_keys(words),)
            return Office(forms, of, _certain(text, of)) if of else None
    return None


def _certain(text: Text, of: tuple[str, ...]) -> bool:
    first = text.forms.index(of[0])
    return text.upper[first] or (first > 0 and text.folded[first - 1] in PLACES)


_ASKS_OFFICE = re.compile(
    r"\b(?:giu|lam|dam nhiem|dam nhan|mang|co) (?:chuc(?: vu| danh)?|cuong vi)\b.*\b(?:gi|nao)\b"
    r"|\bchuc (?:vu|danh)\b.*\b(?:la )?(?:gi|nao)\b|\b(?:what|which) (?:office|post|position|title|role|job)\b"
)
BESIDE = 4
"""Words between an office and its bearer's name, at most ("Bộ trưởng Bộ Công an nước …"). By hand."""


def tells_office(question: str, name: Sequence[str], text: str) -> bool:
    """Whether an office is asked for, and a text gives one right before a `name`, in folded words."""
    if not name or not _ASKS_OFFICE.search(fold(question)):
        return False
    words = read(text, "vi")
    ends = [one.end for one in words.mentions if any(_is_office(concept) for concept in one.concepts)]
    starts = [at for at in range(len(words.folded)) if words.folded[at : at + len(name)] == tuple(name)]
    return any(0 <= start - end <= BESIDE + len(name) for start in starts for end in ends)


def held_by_others(office: Office, texts: Iterable[str]) -> bool:
    """Whether texts speak of such an office, and never of the one that is asked about."""
    articles = [_clauses(text) for text in texts]
    if not office.certain:  # of what was typed, and may have been restored wrongly, what is written as a name
        capitalised = frozenset[str]().union(*(one.capitalised for clauses in articles for one in clauses))
        office = replace(office, of=tuple(one for one in office.of if is_named(fold(one), capitalised)))
    met = False
    for clauses in articles:
        given = [(one, end) for one in clauses for form in office.forms for end in _ends(one.keys, form)]
        met = met or bool(given)
        # "Hiệu trưởng Trần Thị B", "ông A, Giám đốc, …": an office of what the article is about, most often.
        bare = any(_says_not_of_what(one, end) for one, end in given)
        held = any(_names(office, one.folded[end : end + REACH]) for one, end in given)
        if held or (bare and any(_names(office, one.folded) for one in clauses)):
            return False
    # Texts without any such office say nothing of who holds it.
    return met and bool(office.of)


def _says_not_of_what(clause: _Clause, end: int) -> bool:
    """Whether nothing but institutions in general, or a person's name, stands behind an office that ends there."""
    behind = clause.words[end : end + REACH]
    name = list(takewhile(lambda word: word[0].isupper(), behind))
    # "Trường THCS Lâm Hòa" is no person.
    if len(name) >= PERSON_WORDS and not any(len(word) > 1 and word.isupper() for word in name):
        return True
    if not any(word[0].isupper() for word in behind):
        return True
    # As though in a sentence, whose first word's capital would tell nothing.
    text = read(" ".join((clause.words[end - 1].lower(), *behind)), "vi")
    return not _names_next_to(text, range(1, len(text.forms)))


def _names(office: Office, words: Sequence[str]) -> bool:
    """Whether what the office is of stands there, in any language and by any name."""
    known = frozenset(form for word in words for form in (word, word.rstrip("0123456789")))  # "HURC1" is read as "HURC"
    line = f" {' '.join(words)} "

    def stands(name: str) -> bool:
        return is_named(fold(name), known) or any(form in line for form in _other_names(name))

    return all(stands(one) for one in office.of) or stands(" ".join(office.of))


@lru_cache(maxsize=512)
def _other_names(name: str) -> tuple[str, ...]:
    """What else a name is called in Vietnamese, folded: by the dictionary, and by the table of names."""
    rendered = {fold(rendering) for one in render(name) for rendering in one.renderings}
    listed = [[fold(form) for form in dict(one.forms)["vi"]] for one in concepts() if one.kind == "name"]
    return tuple(rendered | {f" {form} " for forms in listed if fold(name) in forms for form in forms})


def _names_next_to(text: Text, places: range) -> tuple[str, ...]:
    """The name that comes first in `places` (word indexes), with nothing but institutions and general words between.

    Where nothing in the question is capitalised, the words behind "tỉnh" and the like, or all up to the next that asks.
    """
    institutions = {
        at
        for mention in text.mentions
        if any(one.kind == "institution" for one in mention.concepts)
        for at in range(mention.start, mention.end)
    }
    institutions |= {at for at in range(len(text.forms) - 1) if _begins_institution(text, at, institutions)}
    if not any(upper and not first for upper, first in zip(text.upper, text.first, strict=True)):
        return _until_asked(text, places, institutions)
    found: list[str] = []
    for at in places:
        named = text.upper[at] and bool(found)  # "Tĩnh" of "Hà Tĩnh" is no "tỉnh"
        general = not named and (at in institutions or text.folded[at] in _GENERIC)
        if not general and not text.upper[at] and at - 1 not in institutions:
            break
        if text.upper[at] and not general:
            found.append(text.forms[at])
        elif found:
            break
    return tuple(found)


def _begins_institution(text: Text, at: int, institutions: set[int]) -> bool:
    """Whether a word's first syllable alone is capitalised ("Y tế"): so institutions are written, but not names."""
    alone = text.upper[at] and not text.upper[at + 1] and text.joined[at + 1]
    begins = at == 0 or not text.upper[at - 1] or at - 1 in institutions
    return text.language == "vi" and alone and begins and is_syllable(text.folded[at])


def _until_asked(text: Text, places: range, institutions: set[int]) -> tuple[str, ...]:
    """The name behind "tỉnh" and the like, or the few words up to the next that asks, if nothing is capitalised."""
    asking = next((at for at in places if text.folded[at] in _ASKING), places.stop)
    placed = [at for at in range(places.start, asking) if text.folded[at] in PLACES]
    words = range(placed[-1] + 1 if placed else places.start, asking)
    name = [at for at in words if at not in institutions and text.folded[at] not in _GENERIC]
    if placed and name:
        # From its first syllable on whatever comes: the second of "xã long thạnh" is folded as that of "thành phố".
        name = list(words)[name[0] - words.start :][: NAME_SYLLABLES if is_syllable(text.folded[name[0]]) else 1]
    return tuple(text.forms[at] for at in name) if len(name) <= NAME_WORDS else ()


def _is_office(concept: Concept) -> bool:
    """Titles but not ranks: a man is a general of nothing in particular."""
    return concept.kind == "title" and concept.opposition != _ranks() and concept.name not in _NO_OFFICE


@lru_cache(maxsize=1)
def _ranks() -> str:
    return next(one.opposition for one in concepts() if one.kind == "title" and one.name == "general")


def _keys(words: str) -> tuple[str, ...]:
    return tuple(spelt(words).split())


def _vietnamese(titles: Sequence[Concept]) -> tuple[tuple[str, ...], ...]:
    """The titles' Vietnamese forms of two words and more: single ones are parts of too many words."""
    forms = (form for one in titles for form in dict(one.forms)["vi"] if form not in _VERBS)
    return tuple(_keys(form) for form in forms if " " in form)


@lru_cache(maxsize=512)
def _clauses(text: str) -> tuple[_Clause, ...]:
    found = []
    for sentence in _SENTENCE.findall(text):
        for part in _CLAUSE.findall(sentence):
            words = _WORD.findall(part)
            capitals = frozenset(fold(word) for word in words[1:] if word[0].isupper())
            folded = tuple(map(fold, words))
            found.append(_Clause(tuple(words), _keys(part), folded, capitals))
    return tuple(found)


def _ends(words: Sequence[str], form: Sequence[str]) -> Iterator[int]:
    """Where `form` ends in `words`, and is not a deputy's ("phó …") if it isn't one's."""
    for at in range(len(words) - len(form) + 1):
        if tuple(words[at : at + len(form)]) == tuple(form) and (at == 0 or fold(words[at - 1]) != "pho"):
            yield at + len(form)
