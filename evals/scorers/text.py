"""Comparing answer strings: as SQuAD does (Rajpurkar et al. 2016), fitted to Vietnamese.

Lower case, no punctuation, single spaces. SQuAD's dropping of "a", "an" and "the" is left out, because "an" is a
syllable of Vietnamese ("công an"). Matching is by whole words, so that "2" is not found in "27".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w+")


def words(text: str, *, folded: bool = False) -> list[str]:
    """Words of `text` in lower case and NFC; `folded` drops the marks of letters too (đ becomes d)."""
    text = unicodedata.normalize("NFC", text).lower()
    return _WORD.findall(fold(text) if folded else text)


def fold(text: str) -> str:
    """`text` in lower case without diacritics, as typed on a keyboard that has none."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def holds(text: str, part: str, *, folded: bool = False) -> bool:
    """Whether the words of `part` stand in `text` side by side."""
    return words_until(text, part, folded=folded) is not None


def words_until(text: str, part: str, *, folded: bool = False) -> int | None:
    """How many words of `text` are read when `part` has been read; None where it doesn't stand there."""
    haystack, needle = words(text, folded=folded), words(part, folded=folded)
    if not needle:
        return None
    ends = range(len(needle), len(haystack) + 1)
    return next((end for end in ends if haystack[end - len(needle) : end] == needle), None)


def f1(text: str, expected: str, *, folded: bool = False) -> float:
    """Token F1 of SQuAD: harmonic mean of the shares of shared words."""
    given, wanted = words(text, folded=folded), words(expected, folded=folded)
    shared = sum((Counter(given) & Counter(wanted)).values())
    return 2 * shared / (len(given) + len(wanted)) if shared else 0.0


def best_f1(texts: Sequence[str], expected: Sequence[str], *, folded: bool = False) -> float:
    """The best F1 of any text with any accepted string."""
    return max((f1(text, accepted, folded=folded) for text in texts for accepted in expected), default=0.0)
