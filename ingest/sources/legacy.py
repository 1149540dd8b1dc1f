"""Vietnamese in the letters of a legacy encoding that arrives as valid Unicode: told, never ingested. Pure.

Fonts and wrong conversions leave "S¸ng 12/8, t¹i thµnh phè" where "Sáng 12/8, tại thành phố" was published. A word
counts as such where it is no Vietnamese syllable as it stands and is one when its letters are read in the legacy
encoding; a text is refused where a good part of a paragraph, or of all of it, is like that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import lru_cache

from ingest.sources.syllables import is_syllable
from trichdan.errors import SourceError

_DIFFERENT_WORDS = 3
_SHARE = 0.25
_TOKEN = re.compile(r"[^ \t\n\r\f\v\u2028\u2029/,;:()\[\]\"“”!?|+*=…–—-]+|[“”…–—]")
_LETTER = re.compile(r"[^\W\d_]|[\u0080-\u00ff]")

# 0xA1 to 0xFE of TCVN 5712-1; the empty places are never letters of a lower-case word.
_SIGN = re.compile(r"[\u00a1-\u00bf]")
_TCVN3_FROM = 0xA1
_TCVN3 = "ĂÂÊÔƠƯĐăâêôơưđẶ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_HATS = dict(zip("âàáåãä", ["", *"\u0300\u0301\u0309\u0303\u0323"], strict=True))
_VNI_BREVES = dict(zip("êèéúüë", ["", *"\u0300\u0301\u0309\u0303\u0323"], strict=True))
_VNI_SINGLE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIR = re.compile(r"([aeo])([âàáåãä])|(a)([êèéúüë])|([aeouyôö])([øùûõï])|([ñöôæóòî])")
# RFC 1456. Only marks inside a word, hats and horns tell VIQR from a vowel before a full stop or an apostrophe.
_VIQR_VOWEL = re.compile(r"([aeiouy])([`'?~.^(+]{1,2})")
_VIQR_MARKS = dict(zip("`'?~.^(+", "\u0300\u0301\u0309\u0303\u0323\u0302\u0306\u031b", strict=True))
_VIQR_SURELY = re.compile(r"[aeiouy][`'?~.^(+]{1,2}[a-z]|[aeo]\^|[ou]\+", re.IGNORECASE)
_BYTES = {chr(byte): byte for byte in range(256)}
_BYTES |= {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"}

_HELP = {
    "TCVN3": "iconv -f UTF-8 -t LATIN1 FILE | iconv -f TCVN -t UTF-8 > NEW",
    "VNI": "UniKey's converter",
    "VIQR": "UniKey's converter",
    "windows-1258": "iconv -f UTF-8 -t WINDOWS-1252 FILE | iconv -f WINDOWS-1258 -t UTF-8 > NEW",
    "UTF-8 that was encoded twice": "iconv -f UTF-8 -t WINDOWS-1252 FILE > NEW",
}


def refuse_legacy(text: str) -> None:
    """Raise SourceError where the text's letters are those of a legacy Vietnamese encoding."""
    whole: Counter[str] = Counter()
    words: dict[str, set[str]] = defaultdict(set)
    total = 0
    for number, line in enumerate(text.split("\n"), start=1):
        counts, different, letters = _measure(line)
        _judge(counts, different, letters, f"line {number}")
        total += letters
        whole.update(counts)
        for kind, found in different.items():
            words[kind] |= found
    _judge(whole, words, total, "all of it")


def _measure(line: str) -> tuple[Counter[str], dict[str, set[str]], int]:
    """Of a line: words by legacy encoding, which those are, and the number of all words."""
    counts: Counter[str] = Counter()
    different: dict[str, set[str]] = defaultdict(set)
    letters = 0
    for token in line.split(" ") if line.isascii() else _TOKEN.findall(line):
        letters += _LETTER.search(token) is not None
        if not token.isascii() or _VIQR_SURELY.search(token):
            for kind in legacy_kinds(token):
                counts[kind] += 1
                different[kind].add(token)
    return counts, different, letters


def _judge(counts: Counter[str], words: dict[str, set[str]], letters: int, where: str) -> None:
    for kind, count in counts.most_common():
        if count >= _SHARE * letters and len(words[kind]) >= _DIFFERENT_WORDS and _is_no_language(kind, words[kind]):
            example = min(words[kind], key=lambda word: (len(word), word))
            raise SourceError(
                f"Vietnamese in letters of {kind} ({where}): {example!r} stands for {_READERS[kind](example)!r}.",
                help=f"Convert it to Unicode first, for example with {_HELP[kind]}.",
            )


def _is_no_language(kind: str, words: set[str]) -> bool:
    """TCVN3 has signs (¸ µ ¹ ®) inside words; where there are none, they may be Norwegian or Albanian."""
    return kind != "TCVN3" or any(_SIGN.search(word) for word in words)


@lru_cache(maxsize=65_536)
def legacy_kinds(word: str) -> tuple[str, ...]:
    """The legacy encodings in which `word` is a Vietnamese syllable; none where it is one as it stands."""
    if word.isascii():
        return ("VIQR",) if _reads(_viqr(word), word) else ()
    word = word.strip(".'’‘<>«»")
    if not word or is_syllable(word):
        return ()
    return tuple(kind for kind, read in _READERS.items() if kind != "VIQR" and _reads(read(word), word))


def _reads(read: str, word: str) -> bool:
    return read != word and not read.isascii() and is_syllable(read.strip(".'’‘"))


def _tcvn3(word: str) -> str:
    return "".join(_tcvn3_letter(character) for character in word)


def _tcvn3_letter(character: str) -> str:
    place = ord(character) - _TCVN3_FROM
    return _TCVN3[place] if 0 <= place < len(_TCVN3) else character


def _vni(word: str) -> str:
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, word.lower()))


def _vni_letter(match: re.Match[str]) -> str:
    hatted, hat, a, breve, base, tone, single = match.groups()
    if hatted:
        return f"{hatted}\u0302{_VNI_HATS[hat]}"
    if a:
        return f"a\u0306{_VNI_BREVES[breve]}"
    if base:
        return _VNI_SINGLE.get(base, base) + _VNI_TONES[tone]
    return _VNI_SINGLE[single]


def _viqr(word: str) -> str:
    bare = word.strip('()[]{}"“”,;:!*_').lower().replace("dd", "đ")
    return unicodedata.normalize("NFC", _VIQR_VOWEL.sub(_viqr_letter, bare))


def _viqr_letter(match: re.Match[str]) -> str:
    return match[1] + "".join(map(_VIQR_MARKS.__getitem__, match[2]))


def _windows_1258(word: str) -> str:
    return _recoded(word, "cp1258")


def _twice(word: str) -> str:
    return _recoded(word, "utf-8")


def _recoded(word: str, encoding: str) -> str:
    try:
        return bytes(_BYTES[character] for character in word).decode(encoding)
    except (KeyError, UnicodeDecodeError):
        return word


_READERS: dict[str, Callable[[str], str]] = {
    "TCVN3": _tcvn3,
    "VNI": _vni,
    "VIQR": _viqr,
    "windows-1258": _windows_1258,
    "UTF-8 that was encoded twice": _twice,
}
