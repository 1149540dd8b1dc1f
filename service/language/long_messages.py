"""The question in a message that is too long for one, as where somebody pastes a text and asks about it. Pure."""

from __future__ import annotations

from ingest.sentences import split_sentences
from service.language.part_words import ASKS

LOOKED_AT = 20_000
"""Code points at either end of a message that are looked at."""

UNMARKED_MAX = 300
"""Code points of a paragraph that may ask without a question mark: longer ones are text. By hand."""


def question_in(message: str, longest: int) -> str | None:
    """What a message asks, in at most `longest` code points; None where nothing in it asks.

    That is its last paragraph, else its first, else the last sentence of all.
    """
    text = message.strip()
    tail, head = text[-LOOKED_AT:], text[:LOOKED_AT]
    last, first = tail.splitlines()[-1].strip(), head.splitlines()[0].strip()
    # People ask below what they paste, or above it; questions in between are the text's own.
    for paragraph in (last, first):
        if asked := _asked_in(paragraph, longest):
            return asked
    return _last_asking(tail, longest) or _last_asking(head, longest)


def _asked_in(paragraph: str, longest: int) -> str | None:
    """The paragraph if it asks and isn't too long, else its last sentence that asks."""
    text = paragraph.rstrip(" \"”'»)")
    words = len(text) <= UNMARKED_MAX and not text.endswith(".") and any(asks.search(text) for asks in ASKS.values())
    if len(paragraph) <= longest and (text.endswith("?") or words):
        return paragraph
    return _last_asking(paragraph, longest)


def _last_asking(text: str, longest: int) -> str | None:
    """The last sentence of a text that ends in a question mark."""
    for sentence in reversed(split_sentences(text)):
        asked = text[sentence.start : sentence.end].strip()
        if asked.endswith("?") and len(asked) <= longest:
            return asked
    return None
