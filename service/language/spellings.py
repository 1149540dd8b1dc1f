"""Names written another way: acronyms and long forms, other names of a place, spellings one letter off. Pure.

All but the other names, of which there is a short table, comes from the corpus.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.acronyms import spells
from ingest.analysis import fold
from ingest.regex import regex
from service.language.detection import is_syllable
from service.language.lexicon import concepts
from service.language.name_reading import NAME_SYLLABLES

Acronyms = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]
"""From folded words to those that are acronyms, each with its long forms."""

Holds = Callable[..., bool]
"""Whether the corpus holds a folded word, or two side by side."""

LONGEST_FORM = 10
"""Words of an acronym's long form, at most."""

LONGEST_RUN = 7
SURE_INITIALS = 5
"""Initials of this many words, the first and the last a capital, can hardly be an acronym by chance."""

LEAST_LETTERS = 5
"""Shorter words have too many neighbours one letter off."""

LONGEST_SHOUT = 3
"""Most letters of an acronym that has to be in capitals: in small ones it is mostly a syllable."""

_WORD = regex(r"\w+")


def explain(text: str, acronyms: Acronyms) -> str:
    """`text` with the corpus's long form after each acronym, and its acronym after long forms it never explains."""
    words = list(_WORD.finditer(text))
    letters = "".join(fold(word.group())[0] for word in words)
    initials = {(first, last): letters[first:last] for first, last in _named_runs(words)}
    # In small letters "ca", "an" and the like are syllables.
    possible = [word for word in words if word.group().isupper() or len(word.group()) > LONGEST_SHOUT]
    known = acronyms(sorted({*initials.values(), *(fold(word.group()) for word in possible)}))
    additions: dict[int, str] = {}
    for word in possible:
        longs = known.get(fold(word.group()), ())
        if longs and fold(longs[0]) not in fold(text):
            additions[word.end()] = longs[0]
    for (first, last), short in initials.items():
        run = [word.group() for word in words[first:last]]
        # An explained acronym stands beside its long form anyway, and would draw every question to where it is
        # explained.
        never_explained = short in known and not known[short] and spells(short, run)
        if never_explained and short not in map(fold, _WORD.findall(text)):
            additions[words[last - 1].end()] = short.upper()
    # From the end, so that earlier places stay.
    for end in sorted(additions, reverse=True):
        text = f"{text[:end]} ({additions[end]}){text[end:]}"
    return text


def is_explained(short: str, text: str) -> bool:
    """Whether a text has an acronym in brackets, or behind it words in brackets, or what it is."""
    return any(form in text for form in (f"({short})", f"{short} (", f"{short} là "))


def long_form(short: str, text: str) -> tuple[int, int] | None:
    """The half-open stretch of `text` before an acronym in brackets that has its initials; None if there is none."""
    at = text.find(f"({short})")
    words = list(_WORD.finditer(text, 0, max(0, at)))[-LONGEST_FORM:]
    for first in range(len(words) - 2, -1, -1):
        if spells(fold(short), [word.group() for word in words[first:]]):
            return words[first].start(), words[-1].end()
    return None


def rename(text: str, holds: Holds) -> str:
    """`text` with the corpus's name for what it never calls as the question does ("Sài Gòn" → "TPHCM")."""
    words = list(_WORD.finditer(text))
    folded = [fold(word.group()) for word in words]
    renamed, copied, at = "", 0, 0
    while at < len(words):
        forms = _names_by_word().get(folded[at], ())
        form = next((form for form in forms if tuple(folded[at : at + len(form)]) == form), None)
        known = _as_held(form, holds) if form else None
        if known:
            renamed, copied = renamed + text[copied : words[at].start()] + known, words[at + len(form or ()) - 1].end()
        at += len(form or ("",))
    return renamed + text[copied:]


def _as_held(form: tuple[str, ...], holds: Holds) -> str | None:
    """What the corpus calls the place of this name, if not so; None if it does, or doesn't speak of it."""
    if _held(form, holds):
        return None
    names = _other_names()[form]
    return next((_written(name) for name in names if _held(tuple(map(fold, name.split())), holds)), None)


def _held(form: Sequence[str], holds: Holds) -> bool:
    return holds(form[0]) if len(form) == 1 else all(holds(*pair) for pair in pairwise(form))


def _written(name: str) -> str:
    """A name of the table, which is in lower case, as names are written; one word that is no syllable is an acronym."""
    return name.title() if " " in name or is_syllable(fold(name)) else name.upper()


@lru_cache(maxsize=1)
def _other_names() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded names of two words and more → all names of the same place, in Vietnamese; the longest first.

    Without those that may be two places' ("Triều Tiên").
    """
    groups = [concept.vietnamese for concept in concepts() if concept.kind == "name"]
    often = Counter(form for forms in groups for form in set(forms))
    sure = [tuple(form for form in forms if often[form] == 1) for forms in groups]
    found = {tuple(map(fold, form.split())): forms for forms in sure for form in forms if " " in form}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


@lru_cache(maxsize=1)
def _names_by_word() -> dict[str, list[tuple[str, ...]]]:
    """The same names by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in _other_names():
        found.setdefault(form[0], []).append(form)
    return found


def _named_runs(words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Runs of words, the first and the last with a capital, whose initials can hardly be an acronym by chance."""
    capital = [at for at, word in enumerate(words) if word.group()[0].isupper()]
    return (
        (first, last + 1) for first in capital for last in capital if SURE_INITIALS <= last + 1 - first <= LONGEST_RUN
    )


def one_letter_off(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The words of `vocabulary` that differ from the folded `word` by one letter, the most usual first."""
    near = [other for other in vocabulary if _is_one_off(word, other)]
    return sorted(near, key=lambda other: (-vocabulary[other], other))


def _is_one_off(first: str, second: str) -> bool:
    """Whether one letter is another, more or less, or two neighbours changed places (Damerau 1964)."""
    longer = len(second) - len(first)
    if not -1 <= longer <= 1 or first == second:
        return False
    short, long = (first, second) if longer >= 0 else (second, first)
    same = next((at for at in range(len(short)) if short[at] != long[at]), len(short))
    swapped = not longer and first[same : same + 2] == second[same : same + 2][::-1]
    if swapped and first[same + 2 :] == second[same + 2 :]:
        return True
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def is_heard(words: Sequence[str], run: str) -> bool:
    """Whether a folded run of words has these side by side, of more than two but for one letter of them all."""
    name, others = "".join(words), run.split()
    if f" {' '.join(words)} " in run:
        return True
    windows = {"".join(others[at : at + len(words)]) for at in range(len(others) - len(words) + 1)}
    # "Hà Giang" and "Hậu Giang" are two.
    near = len(words) > NAME_SYLLABLES and any(_is_one_off(name, other) for other in windows)
    return near or name in windows or f" {name} " in run


def is_named(folded: str, known: Collection[str]) -> bool:
    """Whether a folded word is among the known ones, but for one wrong letter in a long one."""
    if folded in known or len(folded) < LEAST_LETTERS:
        return folded in known
    least, most = len(folded) - 1, len(folded) + 1
    near = (other for other in known if least <= len(other) <= most)
    return any(_is_one_off(folded, other) for other in near)
