"""Names written another way: acronyms and long forms that the corpus has, and spellings one letter off. Pure.

Everything comes from the corpus; nothing here knows any name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ingest.acronyms import spells
from ingest.analysis import fold

Acronyms = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]
"""From folded words to those that are acronyms, each with its long forms."""

LONGEST_RUN = 7
SURE_INITIALS = 5
"""Initials of this many words, the first a capital, can hardly be an acronym by chance."""

LEAST_LETTERS = 5
"""Shorter words have too many neighbours one letter off."""

_WORD = re.compile(r"\w+")


def explain(text: str, acronyms: Acronyms) -> str:
    """`text` with the corpus's long form after each acronym, and its acronym after long forms it never explains."""
    words = list(_WORD.finditer(text))
    runs = list(_runs(words))
    initials = {run: "".join(fold(word.group())[0] for word in words[run[0] : run[1]]) for run in runs}
    known = acronyms(sorted({*initials.values(), *(fold(word.group()) for word in words)}))
    additions: dict[int, str] = {}
    for word in words:
        longs = known.get(fold(word.group()), ())
        if longs and (word.group().isupper() or len(word.group()) > 3) and fold(longs[0]) not in fold(text):
            additions[word.end()] = longs[0]
    for (first, last), short in initials.items():
        run = [word.group() for word in words[first:last]]
        if short in known and _means(short, run, known[short]) and short not in map(fold, _WORD.findall(text)):
            additions[words[last - 1].end()] = short.upper()
    for end in sorted(additions, reverse=True):
        text = f"{text[:end]} ({additions[end]}){text[end:]}"
    return text


def _runs(words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    return (
        (first, first + length)
        for first in range(len(words))
        for length in range(2, LONGEST_RUN + 1)
        if first + length <= len(words)
    )


def _means(short: str, run: Sequence[str], longs: Sequence[str]) -> bool:
    """Whether the corpus uses `short` for these words without ever explaining it.

    An explained acronym stands beside its long form anyway, and would draw every question to where it is explained.
    """
    named = run[0][0].isupper() and run[-1][0].isupper()
    return len(run) >= SURE_INITIALS and named and not longs and spells(short, run)


def one_letter_off(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The words of `vocabulary` that differ from the folded `word` by one letter, the most usual first."""
    near = [other for other in vocabulary if _is_one_off(word, other)]
    return sorted(near, key=lambda other: (-vocabulary[other], other))


def _is_one_off(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    same = next((at for at in range(len(short)) if short[at] != long[at]), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
