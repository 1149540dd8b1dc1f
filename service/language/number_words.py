"""Numbers in words up to thousands, fractions and times of day, in Vietnamese and English. Data and parsing, pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ingest.regex import regex
from service.language.lexicon import terms

_NOON = 12
_AFTERNOON = ("chiều", "tối", "pm")
"""Parts of the day whose hours are told from noon on."""

_LATER = r"(?:\s*(?P<later>sáng|trưa|chiều|tối|đêm|[ap]\.?m\b\.?))"
_H, _MIN = r"(?<![\w.,/:-])(?P<h>[01]?\d|2[0-4])", r"(?P<min>[0-5]\d)"
CLOCKS = tuple(
    regex(form, re.IGNORECASE)
    for form in (
        rf"{_H}\s?(?:[hg](?![a-zà-ỹ])|:(?=\d\d))\s?(?:{_MIN}(?!\d))?{_LATER}?",
        rf"{_H}\s+giờ(?:\s+{_MIN}(?:\s+phút)?|\s+(?P<half>rưỡi))?{_LATER}?",
        rf"{_H}(?:[:.]{_MIN})?(?:\s*(?P<later>[ap]\.?m\b\.?))",
    )
)
"""Times as they are written: "14h40", "14:40", "4 giờ chiều", "11 giờ rưỡi đêm", "6 p.m."."""

_VI = {word: at for at, word in enumerate(terms("không, một, hai, ba, bốn, năm, sáu, bảy, tám, chín, mười"))}
_VI |= {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "bẩy": 7}
_EN_UNITS = terms(
    "zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, "
    "sixteen, seventeen, eighteen, nineteen"
)
_EN_TENS = terms("twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety")
_EN = {word: at for at, word in enumerate(_EN_UNITS)} | {word: 10 * at for at, word in enumerate(_EN_TENS, 2)}
_EN_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
LOOSE = ("một", "năm", "one")
"""Words that mean something else as often: an article, a year, a pronoun."""

PAIR = ("hai", "two")
"""The number that sides are counted with ("hai bên", "the two sides"), however many things are told of."""

NUMERALS = frozenset(
    (*_VI, *_EN, *_EN_PARTS, *terms("mươi, trăm, linh, lẻ, phần, nửa, rưỡi, hundred, halves, thirds, quarters, fifths"))
)
"""Words that numbers are written with."""

_D = "(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
_T = rf"(?:(?:{_D} mươi|mười)(?: (?:mốt|một|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|tám|chín)(?! phần))?)"
_N = rf"(?:{_D} trăm(?: (?:linh|lẻ) (?:{_D}|tư)| {_T})?|{_T}|{_D})"
_U = f"(?:{'|'.join(sorted(_EN_UNITS[1:], key=len, reverse=True))})"
_E = rf"(?:(?:{'|'.join(_EN_TENS)})(?:[- ]{_U})?|{_U})"
_H_EN = rf"(?:(?:{_U}|a) hundred(?: (?:and )?{_E})?|{_E})"
_FORMS = regex(
    rf"(?<!thứ )(?<![\w-])(?!năm\s+[\d_])(?:(?P<of>{_D}) phần (?P<in>{_D}|mười)|(?P<some>a|one|two|three|four|nine)[- ]"
    rf"(?P<parts>{'|'.join(_EN_PARTS)})s?|(?P<half>(?:một )?nửa|half)"
    rf"|(?P<vi>{_N}(?: (?:nghìn|ngàn) {_N})?)|(?P<en>{_H_EN}(?: thousand(?: and)? {_H_EN})?)(?P<more> and a half)?)"
    r"(?![\w-]|%)"
)


def minutes(clock: re.Match[str]) -> int:
    """The time of day, in minutes, that one of the `CLOCKS` shows."""
    parts = {name: part for name, part in clock.groupdict().items() if part}
    hour, later = int(parts["h"]), parts.get("later", "").lower().replace(".", "")
    from_noon = later in _AFTERNOON or (later == "trưa" and hour < _NOON // 4) or (later == "đêm" and hour > _NOON // 3)
    hour += _NOON * (from_noon and hour < _NOON)
    return 60 * hour + (int(parts["min"]) if "min" in parts else 30 * ("half" in parts))


def numerals(text: str, loose: bool = False) -> Iterator[tuple[int, int, Decimal, str]]:
    """Start, end, value and unit of each number in words: fractions are shares in "%", other units are "" here.

    Without `loose` a word that may well be none ("một", "năm", "one") and a half aren't given.
    """
    for match in _FORMS.finditer(text):
        unit, parts = "%", match.groupdict()
        # Of "a season and a half" the half is no share.
        if parts["parts"] == "half" and text.endswith(" and ", 0, match.start()):
            continue
        if parts["of"]:
            value = Decimal(100 * _VI[parts["of"]]) / _VI[parts["in"]]
        elif parts["parts"]:
            value = Decimal(100 * _EN.get(parts["some"], 1)) / _EN_PARTS[parts["parts"]]
        elif parts["half"]:
            value = Decimal(50)
        else:
            unit = ""
            value = Decimal(_vietnamese(parts["vi"]) if parts["vi"] else _english(parts["en"]))
            value += Decimal("0.5") * bool(parts["more"])
        if loose or not (parts["half"] or match.group() in LOOSE):
            yield match.start(), match.end(), value, unit


def _vietnamese(words: str) -> int:
    """The value of "ba nghìn hai trăm linh năm", "hai mươi lăm"."""
    total = last = 0
    for word in words.split():
        if word in ("nghìn", "ngàn"):
            total, last = (total + last) * 1000, 0
        elif word in ("trăm", "mươi"):
            total, last = total + last * (100 if word == "trăm" else 10), 0
        elif word not in ("linh", "lẻ"):
            total, last = total + last, _VI[word]
    return total + last


def _english(words: str) -> int:
    """The value of "three hundred and twelve", "sixty-one"."""
    total = last = 0
    for word in re.split(r"[- ]", words):
        if word == "thousand":
            total, last = (total + last) * 1000, 0
        elif word == "hundred":
            last *= 100
        elif word != "and":
            last += _EN.get(word, 1)
    return total + last
