"""When two articles are copies of each other: their words are the same, in order. Pure."""

from __future__ import annotations

import hashlib

from ingest.analysis import accented, syllables


def copy_key(text: str) -> str | None:
    """A hash of the words of `text`: 32 hex digits, equal for copies; None where there are no words.

    Spaces, punctuation, capitals, and on which letter a tone stands (hoà, hòa) make no difference, as papers that
    print an agency's report change these. Diacritics do: without them, words are others.
    """
    words = [accented(word) for word in syllables(text)]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32] if words else None
