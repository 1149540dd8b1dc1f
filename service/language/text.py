"""Texts with what typing changes taken out: forms of Unicode, marks, white space, case, places of tone marks. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.analysis import folded, syllables
from ingest.kept import kept
from ingest.regex import regex

_QUOTES = dict.fromkeys("\"'`´‘’‚‛“”„‟«»‹›′″＂＇", '"')
_DASHES = dict.fromkeys("-‐‑‒–—―−﹣－", "-")
_LETTERS = {"…": "...", "ð": "đ", "Ð": "đ"}
_MAP = {**_QUOTES, **_DASHES, **_LETTERS}
UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
"""Capital letters of Vietnamese, for a character class: a range would take small ones in."""

_CLUSTER = regex(r"(?s).[\u0300-\u036f]*")
_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ"}
_TONES |= {"òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ"}
_TONES |= {"ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
_TONE = regex("|".join(_TONES))
_FOLD = str.maketrans("đĐðÐ", "dDdD")


@lru_cache(maxsize=65_536)
def fold_accents(text: str) -> str:
    """`text` without diacritics: "Đương" → "Duong"."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_FOLD)


def fold_tones(text: str) -> str:
    """`text` (in lower case) with tone marks in one place: "hòa" → "hoà". As many code points as before."""
    return _TONE.sub(lambda tone: _TONES[tone.group()], text)


@dataclass(frozen=True, slots=True)
class Canon:
    """A text with typing differences removed. `starts[i]`, `ends[i]`: the source span of `text[i]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@kept(12_000_000, per_byte=36)
def canon(text: str) -> Canon:
    """The canonical form of `text`, with the way back to its offsets."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        cluster = unicodedata.normalize("NFC", match.group())
        # Joiners and marks of direction are invisible: a quote with one is the same quote.
        if unicodedata.category(cluster[0]) == "Cf":
            continue
        form = " " if cluster.isspace() else _MAP.get(cluster, cluster.casefold())
        if form == " " and (not chars or chars[-1] in " -"):
            continue
        # "a - b", "a -b" and "a-b" are typed for one another.
        if form == "-" and chars and chars[-1] == " ":
            chars.pop(), starts.pop(), ends.pop()
        for char in form:
            chars.append(char)
            starts.append(match.start())
            ends.append(match.end())
    return Canon(fold_tones("".join(chars)), tuple(starts), tuple(ends))


@kept(12_000_000, per_byte=4)
def folded_words(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(folded_run(text).split())


def words_of_all(texts: Iterable[str]) -> frozenset[str]:
    """The folded words of several texts."""
    return frozenset[str]().union(*map(folded_words, texts))


@kept(12_000_000)
def folded_run(text: str) -> str:
    """The folded words of a text in order, each between spaces: what neighbours are looked for in."""
    return f" {folded(' '.join(syllables(text)))} "


def side_by_side(wanted: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    """Where `wanted` begins among words, both lists or both tuples; nowhere if it is empty."""
    starts = range(len(words) - len(wanted) + 1) if wanted else ()
    return (at for at in starts if words[at : at + len(wanted)] == wanted)
