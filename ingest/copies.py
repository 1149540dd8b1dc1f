"""When two articles are copies of each other: their words are the same, in order. Pure."""

from __future__ import annotations

import hashlib
import re

from ingest.analysis import accented, syllables

_ADDRESS = re.compile(r"^[^:\n]{0,90}:[ \t]*https?://\S+[ \t]*$", re.MULTILINE)


def copy_key(text: str) -> str | None:
    """A hash of the words of `text`: 32 hex digits, equal for copies; None where there are no words.

    Spaces, punctuation, capitals, and on which letter a tone stands (hoà, hòa) make no difference, as papers that
    print an agency's report change these; nor does a line that gives an address ("Nguồn …: URL"), which is each
    copy's own. Diacritics do: without them, words are others.
    """
    words = [accented(word) for word in syllables(_ADDRESS.sub("", text))]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32] if words else None
