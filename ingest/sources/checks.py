"""What every format holds an article to: a usable id, a text with something in it, honest metadata. Pure."""

from __future__ import annotations

import re
import unicodedata

from ingest.models import normalise
from ingest.sources.legacy import refuse_legacy
from trichdan.errors import SourceError

MAX_TEXT = 10_000_000
MAX_ID = 512
MAX_LINE = 2_000
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_CONTROL_SHARE = 0.01


def article_id(raw: str) -> str:
    """The id in NFC. Raises SourceError where it is empty, too long, or holds what can't be shown or sent."""
    name = unicodedata.normalize("NFC", raw)
    if not name.strip():
        raise SourceError("The article id is empty.")
    if len(name) > MAX_ID:
        raise SourceError(f"The article id has {len(name)} characters; at most {MAX_ID} are allowed.")
    if _SURROGATE.search(name):
        raise SourceError("The article id (or file name) is not valid Unicode.", help="Rename it.")
    if any(unicodedata.category(character) == "Cc" for character in name):
        raise SourceError("The article id holds a control character.", help="Rename it.")
    return name


def article_text(raw: str) -> str:
    """The text normalised, as it will be stored, cited and hashed.

    Raises:
        SourceError: where it is longer than MAX_TEXT code points, holds nothing to read, isn't text, or is
            Vietnamese in the letters of a legacy encoding.
    """
    text = normalise(raw)
    if len(text) > MAX_TEXT:
        raise SourceError(f"The text has {len(text)} characters; at most {MAX_TEXT} are allowed.", help="Split it.")
    refuse_binary(text)
    refuse_legacy(text)
    if not text.strip():
        raise SourceError("There is no text in it.")
    return text


def refuse_binary(text: str) -> None:
    """Raise SourceError for what decodes but isn't text: NULs, lone surrogates, many control characters."""
    surrogate = _SURROGATE.search(text)
    if surrogate:
        raise SourceError(f"Not valid Unicode: a lone surrogate at character {surrogate.start()}.")
    nul = text.find("\0")
    if nul >= 0:
        raise SourceError(f"Not text: a NUL character at character {nul}.")
    controls = len(_CONTROL.findall(text))
    if controls > 1 and controls > _CONTROL_SHARE * len(text):
        raise SourceError(f"Not text: {controls} of {len(text)} characters are control characters.")


def one_line(raw: str | None) -> str | None:
    """A title, URL or name on one line, in NFC; None where there is nothing.

    Raises:
        SourceError: where it isn't text, or longer than MAX_LINE code points: titles are embedded with every passage.
    """
    if raw is None:
        return None
    refuse_binary(raw)
    line = " ".join(unicodedata.normalize("NFC", raw).replace("\ufeff", "").split())
    if len(line) > MAX_LINE:
        raise SourceError(
            f"A title, address or name has {len(line)} characters; at most {MAX_LINE} are allowed.", help="Shorten it."
        )
    return line or None
