"""Lines put together to a text: what a hyphen at a line's end says. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sources.pdf_lines import Line

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|th|tr|ph|qu|[bcdđghklmnpqrstvx])?[aăâeêioôơuưyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợ"
    r"úùủũụứừửữựýỳỷỹỵ]{1,3}(?:ch|ng|nh|[cmnpt])?",
    re.IGNORECASE,
)
_LAST_PART = re.compile(r"[^\W\d_]+$")
_FIRST_PART = re.compile(r"[^\W\d_]+")


def joined_lines(lines: Sequence[Line]) -> str:
    """The text of lines that follow each other in a paragraph."""
    text = ""
    for line in lines:
        text = join(text, line.text)
    return text


def join(text: str, more: str) -> str:
    """A text that ends at a line's end, and the next line behind it."""
    if not text:
        return more
    if text.endswith(("\u00ad", "\u2010")):
        return text[:-1] + more if text.endswith("\u00ad") else text + more
    word = text.rsplit(None, 1)[-1]
    if word.startswith(("http://", "https://", "www.")) and word.endswith(("/", "-", "_", "=", "&", "?", ".")):
        return text + more
    if not text.endswith("-") or word == "-" or not (text[-2].isalnum() and more[0].isalnum()):
        return f"{text} {more}"
    return text[:-1] + more if _is_hyphenated(text[:-1], more) else text + more


def _is_hyphenated(text: str, more: str) -> bool:
    """Whether the hyphen at a line's end is only there because of it.

    Names such as "Cam-pu-chia" are written with hyphens between syllables. What are no syllables ("Mondul-kiri",
    "informa-tion") were one word.
    """
    before, after = _LAST_PART.search(text), _FIRST_PART.match(more)
    if before is None or after is None or after.group()[0].isupper():
        return False
    return _SYLLABLE.fullmatch(before.group()) is None or _SYLLABLE.fullmatch(after.group()) is None
