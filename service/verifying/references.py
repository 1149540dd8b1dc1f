"""Whom a quote means without naming: "ông nói", where its article has named him before. Pure.

A name that the quote lacks is lent by what stands before it in its article, if the quote goes on about its bearer: it
has the word that introduced the name ("xã Mỹ Hiệp Tân", "bà Trầm Thị Lành"), now without one, and names nothing else
that the statement leaves out. There, another name may have been put in the place of the one that is told of.
"""

from __future__ import annotations

import re
from itertools import takewhile

from service.language.fact_words import HONORIFICS
from service.language.languages import Language
from service.language.name_reading import Text, read
from service.language.shade_words import SPEAKERS
from service.language.stopwords import STOPWORDS
from service.verifying.claim import Claim

INTRODUCING = 3
"""Words before a name that may say what bears it ("Công ty TNHH Phú Thịnh")."""

PERSON = 3
"""Fewest syllables of a name that is hardly a place's."""

_TURN = re.compile(r"^[^:\n]{1,40}:\s", re.MULTILINE)
"""Before what someone says in an interview ("BS Vương Mỹ Lệ: …")."""

_HONORIFICS = frozenset(HONORIFICS.split("|"))


def referred(claim: Claim, start: int, end: int) -> bool:
    """Whether the name from word `start` to `end` of a statement is whom one of the quotes goes on about."""
    stated = claim.stated
    if not claim.before or any(_others(stated, quote) for quote in claim.evidence):
        return False
    return any(
        _introduced(stated, at, end, quote, text) and _spoken_of(stated, start, at, quote)
        for quote, text in zip(claim.evidence, claim.earlier, strict=True)
        for at in range(start, end)
    )


def _others(stated: Text, quote: Text) -> bool:
    """Whether a quote has a name of which the statement has no word; whose turn it is to speak doesn't count."""
    quote = read(_TURN.sub("", quote.source), quote.language)
    said = set(stated.folded)
    names = (range(start + quote.first[start], end) for start, end in quote.names)
    return any(name and not said.intersection(quote.folded[at] for at in name) for name in names)


def _introduced(stated: Text, start: int, end: int, quote: Text, before: Text) -> bool:
    """Whether a name was given before the quote to what the quote has without a name, or to who speaks in it."""
    plain = (
        Language.ENGLISH in (stated.language, before.language) and stated.forms[start:end] == stated.folded[start:end]
    )
    wanted, known = (stated.folded[start:end], before.folded) if plain else (stated.forms[start:end], before.forms)
    unnamed = _unnamed(quote)
    for at in range(len(known) - len(wanted) + 1):
        if known[at : at + len(wanted)] != wanted or not all(before.upper[at : at + len(wanted)]):
            continue
        heads = _heads(before, at)
        # "TS Mạc Thị Thu Sương" may be "bà"; who was called "ông" isn't.
        untitled = len(wanted) >= PERSON and not heads & _HONORIFICS and unnamed & _HONORIFICS
        if untitled or heads & unnamed or unnamed & SPEAKERS or _shortened(wanted, quote, plain):
            return True
    return False


def _shortened(name: tuple[str, ...], quote: Text, plain: bool) -> bool:
    """Whether a quote calls whoever bears a name by the last of its words ("ông Vịnh")."""
    forms = quote.folded if plain else quote.forms
    # "Ông" that opens a sentence has a capital too.
    spans = ((start + (quote.forms[start] in _HONORIFICS), end) for start, end in quote.names)
    return any(name[start - end :] == forms[start:end] for start, end in spans if 0 < end - start < len(name))


def _heads(text: Text, at: int) -> set[str]:
    """The words before a name at word `at`, or in it, that may say what bears it."""
    first = at
    while first > 0 and text.upper[first - 1] and text.joined[first]:
        first -= 1
    low = first
    while low > 0 and first - low < INTRODUCING and text.joined[low]:
        low -= 1
    words = takewhile(
        lambda word: word in _HONORIFICS or word not in STOPWORDS[text.language], text.forms[low:at][::-1]
    )
    return set(words)


def _unnamed(quote: Text) -> set[str]:
    """The words of a quote that no name follows."""
    size = len(quote.forms)
    return {
        form
        for at, form in enumerate(quote.forms)
        if at + 1 == size or not (quote.upper[at + 1] and quote.joined[at + 1])
    }


def _spoken_of(stated: Text, start: int, end: int, quote: Text) -> bool:
    """Whether the words with capitals that the statement puts before a name stand in the quote too ("Bà Liễu")."""
    return stated.language is Language.ENGLISH or all(form in quote.forms for form in stated.forms[start:end])
