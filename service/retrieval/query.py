"""A question made ready to search with: language, diacritics, vectors, and terms for the lexical index."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np

from ingest.analysis import accented_terms, fold, folded_terms, grams, syllables
from ingest.embedding.base import Embedder
from ingest.late_interaction import centre
from ingest.lexical_reading import LexicalReader, Terms
from ingest.token_mean import document_mean, english_question_mean
from service.language.chat_words import without_particles, written_out
from service.language.detection import NO_NAMES, VIETNAMESE_WORDS, detect_language, is_syllable
from service.language.diacritics import restore
from service.language.glossary import render
from service.language.languages import Language
from service.language.name_reading import FULL_NAME, NAME_SYLLABLES, adjoining
from service.language.question import BEGIN_NAMES, Places, Question
from service.language.spellings import LEAST_LETTERS, explain, one_letter_off, rename
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.who_is import asked_who, put_plainly
from service.values import Floats

ACCENTED_WEIGHT = 1 / 3
"""What the accented terms count beside the folded ones, where the question has accents."""

VARIANT_WEIGHT = 0.5
VARIANTS = 2
"""Spellings that stand in for a word that the corpus doesn't know, and what each counts."""

_GLUED = re.compile(r"(?<![\w.,-])(\d+)([^\W\d_]{1,4})(?!\w)")

LEAST_NAME = 2
"""Letters of a name: a single one is an initial, a grade or a letter of a list."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question, ready.

    Attributes:
        question: as it is searched with.
        vector: (d,) unit.
        tokens: (t, d) centred unit token vectors; None if the embedder gives none.
        terms: what the lexical index is searched for.
    """

    question: Question
    vector: Floats
    tokens: Floats | None
    terms: Terms


def analyse(question: str, embedder: Embedder, lexical: LexicalReader | None) -> Query:
    """Everything that searching needs to know of `question`."""
    text = " ".join(unicodedata.normalize("NFC", question).split())
    language = detect_language(text)
    text = put_plainly(text, language)
    understood = text if language is Language.ENGLISH else written_out(text)
    terms = terms_of(understood, language)
    unknown_names: Places = ()
    separated_names: Places = ()
    if lexical is not None:
        if language is Language.UNACCENTED:
            understood = restore(understood, lexical.forms, lexical.count())
        if language is Language.ENGLISH:
            text = _capitalised(text, lexical)
            understood = _restore_names(text, lexical)
        if language is not Language.ENGLISH:
            # From a short table, and only where the corpus never uses the name of the question; names that may be two
            # places' are left alone (decisions/0004).
            understood = without_particles(rename(understood, lexical.holds), lexical.holds)
        understood = _split_units(understood, lexical)
        understood = explain(understood, lexical.acronyms)
        # Spellings one letter off go to the lexical arm alone: in the embedded text a near miss would make a wrong
        # question look answerable.
        terms = _with_variants(terms_of(understood, language), lexical)
        unknown_names = _unknown_names(understood, language, lexical)
        separated_names = (*_separated_names(understood, lexical), *_unheard_bearer(understood, language, lexical))
    (encoding,) = embedder.encode_queries([understood], tokens=embedder.supports_tokens)
    tokens = None
    if encoding.tokens is not None and len(encoding.tokens):
        # English questions lean another way than texts: their own mean taken away is worth 3 points of R@1
        # (decisions/0004).
        mean = english_question_mean if language is Language.ENGLISH else document_mean
        tokens = centre(encoding.tokens, mean(embedder.identity.model, embedder.identity.dimension))
    spans = np.empty((0, 2)) if encoding.spans is None else encoding.spans
    places = tuple((int(start), int(end)) for start, end in spans)
    asked = Question(text, understood, language, places, unknown_names, separated_names)
    return Query(asked, encoding.vector, tokens, terms)


def _split_units(text: str, lexical: LexicalReader) -> str:
    """`text` with a blank between a number and its unit ("5mm"), where no passage has them as one word."""

    def part(match: re.Match[str]) -> str:
        glued = match.group()
        known = syllables(glued) != [glued.lower()] or lexical.holds(fold(glued))  # times have ways of their own
        return glued if known else f"{match[1]} {match[2]}"

    return _GLUED.sub(part, text)


def _capitalised(text: str, lexical: LexicalReader) -> str:
    """English `text` with capitals on names in small letters: words that the corpus has side by side.

    Two that are English words as well are no name.
    """
    words = list(_WORD.finditer(text))
    english = {word for one in render(text) for word in one.words.split()}
    named = [_in_small(word.group()) or word.group() in BEGIN_NAMES for word in words]
    beside = [
        all(named[at : at + 2])
        and _in_small(later.group())
        and later.start() - word.end() == 1
        and lexical.holds(fold(word.group()), fold(later.group()))
        for at, (word, later) in enumerate(pairwise(words))
    ]
    for first, end in adjoining(named, beside):
        run = words[first:end]
        if len(run) > NAME_SYLLABLES or (len(run) > 1 and any(word.group() not in english for word in run)):
            for word in run:
                text = text[: word.start()] + word.group().capitalize() + text[word.end() :]
    return text


def _in_small(typed: str) -> bool:
    """Whether it may be of a name in small letters."""
    return typed.islower() and typed.isalpha() and typed not in NO_NAMES | QUESTION_STOPWORDS["en"]


def _restore_names(text: str, lexical: LexicalReader) -> str:
    """`text` with diacritics on the names in it: neighbouring capitalised words that the corpus has side by side."""
    words = list(_WORD.finditer(text))
    capital = [word.group()[0].isupper() and fold(word.group()) not in NO_NAMES for word in words]
    beside = [
        all(capital[at : at + 2])
        and later.start() - word.end() == 1
        and lexical.holds(fold(word.group()), fold(later.group()))
        for at, (word, later) in enumerate(pairwise(words))
    ]
    # From the end, so that the places of earlier names stay as they are.
    for first, end in reversed(adjoining(capital, beside)):
        if end - first > 1:
            span = slice(words[first].start(), words[end - 1].end())
            text = text[: span.start] + restore(text[span], lexical.forms, lexical.count()) + text[span.stop :]
    return text


def terms_of(text: str, language: Language) -> Terms:
    """The terms of a question. Of an English one only what survives translation: names and numbers."""
    if language is Language.ENGLISH:
        return {"folded": _counted(_name_terms(text))}
    if language is Language.UNACCENTED:
        return {"folded": _counted(folded_terms(text))}
    return {
        # Folded terms alone find what was typed without diacritics; accents are left a third of the weight to tell
        # words apart.
        "folded": _counted(folded_terms(text), 1 - ACCENTED_WEIGHT),
        "accented": _counted(accented_terms(text), ACCENTED_WEIGHT),
    }


def _with_variants(terms: Terms, lexical: LexicalReader) -> Terms:
    """`terms` with what the corpus has instead of words that it doesn't know: one letter more, less or different."""
    folded = dict(terms["folded"])
    for word, weight in terms["folded"].items():
        if len(word) >= LEAST_LETTERS and word.isalpha() and not lexical.holds(word):
            near = one_letter_off(word, lexical.words(word[:2]))
            folded |= {other: VARIANT_WEIGHT * weight for other in near[:VARIANTS] if other not in folded}
    return {**terms, "folded": folded}


def _unknown_names(text: str, language: Language, lexical: LexicalReader) -> Places:
    """Words that no passage holds in any spelling: in English capitalised ones that the dictionary lacks.

    In Vietnamese those that are no syllables.
    """
    words = list(_WORD.finditer(text))
    translated = {word for one in render(text) for word in one.words.split()} if language is Language.ENGLISH else set()
    folded = ["", *(fold(match.group()) for match in words), ""]
    return tuple(
        match.span()
        for match, around in zip(words, zip(folded, folded[1:], folded[2:], strict=False), strict=True)
        if _may_name(match.group(), language)
        and match.group().lower() not in translated
        and not _occurs(around, lexical)
    )


def _separated_names(text: str, lexical: LexicalReader) -> Places:
    """The words of names of two syllables ("Đồng Nai") that no passage has side by side, nor written as one."""
    words = list(_WORD.finditer(text))
    syllables = [_capital_syllable(word.group()) if at else "" for at, word in enumerate(words)]
    found = []
    for at, end in adjoining(map(bool, syllables), repeat(True)):
        first, second = words[at], words[end - 1]
        if end - at == NAME_SYLLABLES and second.start() - first.end() == 1:
            one, two = syllables[at:end]
            held = lexical.holds(one, two) or lexical.holds(one + two) or _near(one + two, lexical)
            if not held and not _goes_on(two, words[end:], lexical):
                found += [first.span(), second.span()]
    return tuple(found)


def _unheard_bearer(text: str, language: Language, lexical: LexicalReader) -> Places:
    """The words of a Vietnamese person's name, asked about in small letters, of which no two stand side by side.

    What is no name may be told of in other words ("lái tàu cát" of a "thuyền trưởng tàu cát"), but of few are all.
    """
    who = asked_who(text, language)
    if who is None or language is Language.ENGLISH or not who.islower():
        return ()
    start = text.find(who)
    words = list(_WORD.finditer(text, start, start + len(who)))
    spelt = [fold(word.group()) for word in words]
    if len(words) not in FULL_NAME or not all(map(is_syllable, spelt)):
        return ()
    return () if any(lexical.holds(*pair) for pair in pairwise(spelt)) else tuple(word.span() for word in words)


def _capital_syllable(typed: str) -> str:
    folded = fold(typed)
    return folded if typed[0].isupper() and is_syllable(folded) else ""


def _goes_on(last: str, behind: Sequence[re.Match[str]], lexical: LexicalReader) -> bool:
    """Whether a word of a name begins another with the one behind: "Ngoại Bệnh" of "khoa Ngoại Bệnh viện …" is none."""
    typed = behind[0].group() if behind else ""
    return typed.islower() and fold(typed) not in VIETNAMESE_WORDS and lexical.holds(last, fold(typed))


def _near(word: str, lexical: LexicalReader) -> bool:
    return bool(one_letter_off(word, lexical.words(word[:2])))


def _may_name(typed: str, language: Language) -> bool:
    if len(typed) < LEAST_LETTERS - 1 or not typed.isalpha():
        return False
    return typed[0].isupper() if language is Language.ENGLISH else not is_syllable(fold(typed))


def _occurs(around: tuple[str, str, str], lexical: LexicalReader) -> bool:
    """Whether a passage holds the middle word, one letter off, or written together with a neighbour."""
    before, word, after = around
    return any(lexical.holds(one) or _near(one, lexical) for one in (word, before + word, word + after))


def _counted(terms: list[str], weight: float = 1.0) -> dict[str, float]:
    return {term: count * weight for term, count in Counter(terms).items()}


def _name_terms(text: str) -> list[str]:
    """Folded uni- and bigrams of what isn't plain English: capitals, digits, diacritics, foreign shapes."""
    runs: list[list[str]] = [[]]
    for match in _WORD.finditer(text):
        typed = match.group()
        if _survives(typed):
            runs[-1].append(fold(typed))
        else:
            runs.append([])
    return [term for run in runs for term in grams(run)]


def _survives(typed: str) -> bool:
    if any(char.isdigit() for char in typed):
        return True
    if len(typed) < LEAST_NAME or typed.lower() in NO_NAMES:
        return False
    return typed[0].isupper() or fold(typed) != typed.lower()
