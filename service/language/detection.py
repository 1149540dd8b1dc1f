"""How a question is typed: Vietnamese, Vietnamese without diacritics, or English. Pure.

Function words, diacritics and the shapes of syllables vote; names weigh little, since they are the same in both.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ingest.analysis import fold
from ingest.regex import regex
from service.language.languages import Language
from service.language.stopwords import QUESTION_STOPWORDS

_WORD = regex(r"\w+")
_SYLLABLE = regex(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|oai|oay|uay|oeo|uoi|uou|ieu|yeu|ia|ie|ye|ua|uo|uu|uy|ue|oa|oe|oi|ai|ao|au|ay|eo|eu|iu|ui|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_VOWEL = regex(r"[aeiouy]")
_ORDERS = "tell give list describe explain happened"
"""What English questions begin with or end in, besides stop words."""

_OF_VIETNAMESE = "a i them then"
"""English stop words that aren't told from Vietnamese syllables."""

ENGLISH_WORDS = (QUESTION_STOPWORDS["en"] - frozenset(_OF_VIETNAMESE.split())) | frozenset(_ORDERS.split())
EITHER = frozenset(["an", "may", "so", "do", "than", "can", "to", "on", "in", "at", "no", "that"])
"""English function words that are Vietnamese syllables as well ("công an", "ô tô", "mấy"): they hardly tell."""

NO_NAMES = ENGLISH_WORDS | frozenset(("a", "in", "on", "at", "to", "i", "me", "we", "us", "our", "do", "s", "t"))
"""What is no Vietnamese name, though it be written with a capital: the first words of English questions."""

_COMMON_VI = "nuoc tinh thanh pho cong viec noi giua"
"""Vietnamese words that stand in most questions, besides stop words."""

VIETNAMESE_WORDS = QUESTION_STOPWORDS["vi"] | frozenset(_COMMON_VI.split())
_ACCENTED_SHARE = 0.25
"""Who types diacritics puts them on more than this share of the syllables; names alone come to less."""


def is_syllable(word: str) -> bool:
    """Whether a folded word has the shape of a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


@lru_cache(maxsize=64)
def detect_language(question: str) -> Language:
    """The language of a question; Vietnamese where nothing tells."""
    english = vietnamese = 0.0
    accented = shaped = 0
    for place, match in enumerate(_WORD.finditer(unicodedata.normalize("NFC", question))):
        typed = match.group()
        word = typed.lower()
        if any(char.isdigit() for char in word):
            continue
        folded = fold(word)
        has_accents = folded != word
        accented += has_accents
        shaped += is_syllable(folded)
        for_english, for_vietnamese = _votes(word, folded, place > 0 and typed[0].isupper(), typed[0].isupper())
        english += for_english
        vietnamese += for_vietnamese
    # A tie is Vietnamese: the articles are.
    if english > vietnamese:
        return Language.ENGLISH
    if accented >= max(1, _ACCENTED_SHARE * shaped) or shaped == 0:
        return Language.VIETNAMESE
    return Language.UNACCENTED


def _votes(word: str, folded: str, is_name: bool, capital: bool) -> tuple[float, float]:
    """What a word says for English and for Vietnamese."""
    if word in EITHER:
        return 0.4, 0.25
    if word in ENGLISH_WORDS:
        return 1.0, 0.0
    if folded != word:
        return 0.0, 0.5 if is_name else 1.0
    if word in VIETNAMESE_WORDS:
        return 0.0, 0.8
    if is_name or not _VOWEL.search(word):  # an acronym looks the same in both
        return 0.0, 0.0
    # A shape is weak evidence, a capital weaker still: it may begin a name of any language.
    return (0.0, 0.25) if is_syllable(word) else (0.3 if capital else 0.6, 0.0)
