"""Acronyms as the articles themselves explain them: "an ninh trật tự (ANTT)", "Công an TPHCM (CATP)". Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.analysis import fold

_DEFINED = re.compile(r"\(\s*([^\W\d_][\w-]{1,9})\s*\)")
_WORD = re.compile(r"\w+")
_MENTION = re.compile(r"\b[^\W\d_]{3,10}\b")
_LOOK_BACK = 120
"""Code points before the bracket in which the long form may begin."""


def definitions(text: str) -> list[tuple[str, str]]:
    """Each acronym that the text explains, folded, with its long form as it is written."""
    text = unicodedata.normalize("NFC", text)
    found = []
    for match in _DEFINED.finditer(text):
        short = match.group(1)
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        words = [word for word in _WORD.finditer(before) if before[word.start()] != "_"]
        if not short.isupper() or not words or before[words[-1].end() :].strip():
            continue
        for first in range(len(words) - 2, max(-1, len(words) - 1 - len(short)), -1):
            long = before[words[first].start() : words[-1].end()]
            if spells(fold(short), [word.group() for word in words[first:]]):
                found.append((fold(short), " ".join(long.split())))
                break
    return found


def mentions(text: str) -> set[str]:
    """The words of three to ten letters that are written in capitals, folded; none in a text that is all capitals."""
    text = unicodedata.normalize("NFC", text)
    if text.isupper():
        return set()
    return {fold(word) for word in _MENTION.findall(text) if word.isupper()}


def spells(acronym: str, words: Sequence[str]) -> bool:
    """Whether the words' initials are the folded acronym; a word in capitals may give more than its initial."""
    if not words:
        return not acronym
    initial = fold(words[0])
    longest = len(initial) if words[0].isupper() and len(words[0]) > 1 else 1
    return any(
        acronym[:length] == initial[:length] and spells(acronym[length:], words[1:])
        for length in range(1, min(longest, len(acronym)) + 1)
    )
