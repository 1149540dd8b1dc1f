"""Whether a word is built as a Vietnamese syllable is: onset, vowels, coda, and a tone that the coda allows. Pure."""

from __future__ import annotations

import re
import unicodedata

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_CHECKED_TONES = ("\u0301", "\u0323")  # before a stop only these two are possible
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    r"(?:(?:iê|yê|uyê|uô|ươ|oă|uâ|[ăâ])(?:ch|ng|nh|[cmnptiyou])"
    r"|(?:oa|oe|uê|uơ|uy|uya|ia|ya|ưa|ua|oo|[aeêioôơuưy])(?:ch|ng|nh|[cmnptiyou])?)"
)
_STOP = re.compile(r"(?:ch|[cpt])$")


def is_syllable(word: str) -> bool:
    """Whether `word` (in any case and normal form) could be a Vietnamese syllable."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in apart if ord(mark) in _TONES]
    bare = unicodedata.normalize("NFC", apart.translate(_TONES))
    if len(tones) > 1 or _SYLLABLE.fullmatch(bare) is None:
        return False
    return _STOP.search(bare) is None or tones[:1] in ([_CHECKED_TONES[0]], [_CHECKED_TONES[1]])
