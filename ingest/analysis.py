"""How text becomes terms: Vietnamese syllables, accented and folded, as uni- and bigrams. Pure.

No stop words and no stemming: English stop words would drop "an" of "công an". The same analysis serves the
lexical index and the questions, so NFC and NFD, hoà and hòa, đ and d meet where they should.

Spellings ("forms") serve to restore diacritics: for each folded one to three words, how the corpus writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

_TOKEN = re.compile(r"\w+")
_CLAUSE_END = re.compile(r'[.!?:;,()\n"“”\[\]]')
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def syllables(text: str) -> list[str]:
    """The words of `text` in order, lower case, NFC, punctuation dropped. Vietnamese writes one syllable a word."""
    return _TOKEN.findall(unicodedata.normalize("NFC", text).lower())


FORM_SEPARATOR = "|"
CLAUSE_START = "^"
LONGEST_FORM = 3
_LONGEST_WORD = 20


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """`word` in lower case without diacritics: "Đắk" becomes "dak"."""
    decomposed = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=100_000)
def accented(word: str) -> str:
    """A key for a lower-case word with its diacritics, whichever letter carries the tone: hoà equals hòa."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = [char for char in decomposed if char in _TONES]
    letters = "".join(char for char in decomposed if char not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(tones[:1])


def grams(terms: Sequence[str]) -> list[str]:
    """Unigrams, then bigrams joined by an underscore."""
    return [*terms, *(f"{first}_{second}" for first, second in pairwise(terms))]


def accented_terms(text: str) -> list[str]:
    """Accented uni- and bigrams of `text`."""
    return grams([accented(word) for word in syllables(text)])


def folded_terms(text: str) -> list[str]:
    """Folded uni- and bigrams of `text`."""
    return grams([fold(word) for word in syllables(text)])


def clauses(text: str) -> list[list[str]]:
    """The words of each clause of `text`: what stands between punctuation."""
    split = (syllables(part) for part in _CLAUSE_END.split(unicodedata.normalize("NFC", text)))
    return [words for words in split if words]


def form_key(words: Sequence[str]) -> str:
    """The beginning of the form terms of one to three folded words: all that `form_terms` has for them follow it."""
    return "_".join(words) + FORM_SEPARATOR


def form_terms(text: str) -> set[str]:
    """ "folded|as written" for every one to three neighbouring words; the first of a clause also follow a "^"."""
    found = set()
    for words in clauses(text):
        written = [CLAUSE_START, *words]
        folded = [fold(word) for word in written]
        usable = [word == CLAUSE_START or (word.isalpha() and len(word) <= _LONGEST_WORD) for word in written]
        for length in range(1, LONGEST_FORM + 1):
            for at in range(len(written) - length + 1):
                if all(usable[at : at + length]):
                    key = form_key(folded[at : at + length])
                    found.add(key + "_".join(written[at : at + length]))
    return found
