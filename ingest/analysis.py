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

from ingest.regex import regex

_TOKEN = regex(r"\w+")
_OTHER_WAY = regex(r"\d(?:[.,]\d{3}|\s?[hg]|s)")
"""What each of the next three holds: one look tells of most texts that none of them is there."""

# Each begins with what it looks for, and looks back from there: begun with a look back, it is tried at every character.
_GROUPED = regex(r"[1-9](?<![\w.,].)\d{0,2}(?:(?:\.\d{3})+(?![\w.])|(?:,\d{3})+(?![\w,]))")
_CLOCK = regex(r"(\d(?<!\w.)\d?)(?:\s?[hg](?![^\W\d])|\s(?:giờ|gio)\b)(?:\s?(\d{2})(?!\d|[.,]\d|\s?%))?")
_DECADE = regex(r"([12](?<!\w.)(?:(?<=1)[0-9]|(?<=2)0)\d0)s\b")
_CONSONANT = "[bcdđghjklmnpqrstvwxz]"
_DOTTED = regex(rf"\.(?<={_CONSONANT}.){_CONSONANT}")
_INITIALS = regex(rf"(?<!\w){_CONSONANT}{{1,4}}(?:\.{_CONSONANT}{{1,4}})+(?!\w)")
_CLAUSE_END = regex(r'[.!?:;,()\n"“”\[\]]')
_FOREIGN = regex(r"([^\x00-\x7f\u0300-\u034e\u0350-\u036f])")
"""What isn't ASCII and no mark on a Latin letter."""

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def syllables(text: str) -> list[str]:
    """The words of `text` in order, lower case, NFC, punctuation dropped. Vietnamese writes one syllable a word.

    What people write in several ways becomes one: 1.250 and 1,250 are "1250"; 15h, 15h00 and 15 giờ are "15 giờ";
    the 1970s are "1970"; TP.HCM is "tphcm". Decimals stay apart: 3,5 is "3", "5".
    """
    return _TOKEN.findall(_one_way(unicodedata.normalize("NFC", text).lower()))


def _one_way(text: str) -> str:
    """Lower-case `text` with numbers, times of day, decades and initials in one way of writing."""
    if _OTHER_WAY.search(text):
        text = _GROUPED.sub(lambda number: number.group().replace(".", "").replace(",", ""), text)
        text = _CLOCK.sub(_clock, text)
        text = _DECADE.sub(r"\1", text)
    if not _DOTTED.search(text):
        return text
    return _INITIALS.sub(lambda initials: initials.group().replace(".", ""), text)


def _clock(time: re.Match[str]) -> str:
    hour, minutes = time.groups()
    return f"{hour} giờ {minutes}" if minutes and minutes != "00" else f"{hour} giờ"


FORM_SEPARATOR = "|"
CLAUSE_START = "^"
LONGEST_FORM = 3
_LONGEST_WORD = 20


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """`word` in lower case without diacritics: "Đắk" becomes "dak"."""
    return folded(word)


def folded(text: str) -> str:
    """The same of a text, whose words become what `fold` makes of each: a third of the time, and nothing is kept."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    if _FOREIGN.search(decomposed) is None:
        return _ascii(decomposed)
    parts = _FOREIGN.split(decomposed)  # what lies between, and at odd places the characters themselves
    return "".join(
        ("" if unicodedata.combining(part) else part) if at % 2 else _ascii(part) for at, part in enumerate(parts)
    )


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode("ascii")


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
