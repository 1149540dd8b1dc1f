"""Numbers in Vietnamese and English text, beside its dates, as values that can be compared. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from ingest.regex import regex
from service.language.date_reading import Day, take, take_days
from service.language.lexicon import terms
from service.language.number_words import CLOCKS, minutes, numerals

LABEL = "label"
"""The unit of a number that is part of a name: nothing is counted with it."""

GROUP = 3
"""Digits between two separators of thousands ("1.234.567"), in both languages."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its value in the base unit of its kind ("" if it has none that is known), and its place in the text.

    `bound` is a key of `BOUNDS`, "none_over" or "none_under" (`DENIED_BOUND`), or "" (exact); `turn` is "up", "down" or
    "" from a word beside it, `per` the unit that it is a rate of ("1.190 euro một tháng"). Times of day and durations
    are minutes: "14h40" is 880.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    bound: str = ""
    turn: str = ""
    text: str = ""
    per: str = ""


_SCALES = {
    form: Decimal(10) ** power
    for power, forms in ((3, "nghìn, ngàn, thousand"), (6, "triệu, million"), (9, "tỷ, tỉ, billion"), (12, "trillion"))
    for form in terms(forms)
}
_UNIT_FORMS = {
    "%": "%, điểm phần trăm, phần trăm, percent, per cent, percentage points",
    "year": "năm, years, year",
    "age": "tuổi, years old, year old, year-old, years-old",
    "month": "tháng, months, month",
    "week": "tuần, weeks, week",
    "day": "ngày, days, day",
    "hour": "giờ, tiếng, hours, hour",
    "minute": "phút, minutes, minute",
    "km": "km, kilomet, kilometres, kilometers, ki lô mét, kilometre",
    "m": "mét, metres, meters, m",
    "cm": "cm, centimetres, centimeters",
    "mm": "mm, millimetres, millimeters",
    "m2": "m2, m², mét vuông, square metres, square meters",
    "m3": "m3, m³, mét khối, khối, cubic metres, cubic meters",
    "litre": "lít, litres, liters, litre",
    "kg": "kg, kilogram, kilograms, ki lô gam",
    "gram": "g, gram, gam, grams, grammes",
    "mg": "mg, milligram, milligrams, miligam",
    "ml": "ml, millilitre, millilitres, milliliters, mililit",
    "second": "giây, s, seconds, second",
    "quintal": "tạ, quintals",
    "tonne": "tấn, tonnes, tons",
    "ha": "ha, héc ta, hecta, hectares",
    "dong": "đồng, vnd, vnđ, dong",
    "dollar": "usd, đô la, dollars, dollar",
    "euro": "euro, euros",
    "times": "lần, times",
    "person": "người, people, persons",
    "province": "tỉnh, provinces",
    "country": "nước, quốc gia, countries, nations",
    "vehicle": "xe, mô tô, motorcycles, motorbikes, vehicles, cars",
}
_BASE = {
    unit: (base, Decimal(factor))
    for unit, factor, base in map(
        str.split,
        terms(
            "year 12 month, week 7 day, hour 60 minute, km 1000 m, cm 0.01 m, mm 0.001 m, quintal 100 kg, "
            "tonne 1000 kg, gram 0.001 kg, mg 0.000001 kg, ml 0.001 litre"
        ),
    )
}
"""Units that are held as so many of another, so that "hai năm" is "24 tháng"."""

_UNITS = {form: unit for unit, forms in _UNIT_FORMS.items() for form in terms(forms)}
MEASURES = frozenset((*_SCALES, *_UNITS))
"""Words of scale and unit, which follow a number."""

UNMARKED_SCALE = regex(r"\s?(?:nghin|ngan|trieu|ty|ti|k|tr)\b")
"""A scale without its marks, which no number is read with: what "300 nghin" comes to isn't known."""

_ANY_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_UNIT = regex(rf"\s*-?\s*({_ANY_UNIT})(?!\w)", re.IGNORECASE)
_CURRENCIES = dict.fromkeys(("vnd", "vnđ"), "dong") | dict.fromkeys(("usd", "us$", "$"), "dollar")
_CURRENCIES |= dict.fromkeys(("eur", "€"), "euro")
_CURRENCY = regex(rf"(?<!\w)({'|'.join(map(re.escape, _CURRENCIES))})\s?$", re.IGNORECASE)
"""Written before an amount of money in English ("VND 2.3 billion")."""

_PER = regex(rf"[^\d.,;:/]{{0,12}}?(?:\s*/\s*|\s(?:mỗi|một|per|an?|each|every)\s)({_ANY_UNIT})(?!\w)", re.IGNORECASE)
_NUMBER = regex(r"(?<![\w.,])\d{1,3}(?:[.,\u00a0]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?")
_LISTED = regex(
    r"\s*(?:,|-|–|và|and|,? and|lên|đến|tới|xuống|to|trong|trên|of|out of)\s*"
    r"(?:(?:khoảng|chừng|gần|hơn|about|around|nearly|over)\s+)?",
    re.IGNORECASE,
)
"""Between two numbers that share a scale and a unit."""

_SCALE = regex(r"\s*(" + "|".join(_SCALES) + r")\b", re.IGNORECASE)
BOUNDS = {
    "most": "không quá, tối đa, nhiều nhất, at most, up to, no more than",
    "least": "ít nhất, tối thiểu, không dưới, at least, no less than, no fewer than",
    "over": "hơn, trên, quá, vượt, vượt quá, more than, over, above, exceeding, exceeded, topped",
    "under": "dưới, chưa đến, chưa tới, chưa đầy, less than, under, below, fewer than",
    "near": "gần, ngót, suýt soát, nearly, almost, close to, just under",
    "about": "khoảng, chừng, tầm, độ, xấp xỉ, about, around, roughly, approximately, some",
}
"""Words right before a number that say on which side of it the truth lies; those of an earlier line win."""

DENIED_BOUND = regex(
    r"(?<!\w)(?:không (?:(?:[^\W\d_]+ ){0,3}nào|ai)|no one|nobody|no [a-z]+)\s[^,;.:()\n\d]{0,40}?\b"
    rf"(?:(?P<over>{'|'.join(terms(BOUNDS['over']))})|(?P<under>{'|'.join(terms(BOUNDS['under']))}))\s+(?=\d)",
    re.IGNORECASE,
)
"""What denies a bound before a number: "không người nào nhận dưới" is at least, "no building may be over" at most.

Such a number isn't carried, or carries, without a bound: what isn't so of more may not be so of it.
"""

DENIED_FROM = 80
"""Characters before a number within which its bound may be denied."""

_OF = regex(r"\d\s+(?:[^\W\d_]+\s+)?trên\s+$", re.IGNORECASE)
"""Between a part and its whole ("6 trên 9"), where "trên" bounds nothing."""

_BOUNDS = {name: regex(rf"\b(?:{'|'.join(terms(forms))})\s+$", re.IGNORECASE) for name, forms in BOUNDS.items()}
_TURNS = {
    "up": r"tăng|gia tăng|tăng thêm|tăng lên|tăng trưởng|cao hơn|nhiều hơn|đắt hơn|thêm|kéo dài|increas\w+|rose|rise|"
    r"risen|rising|grew|grow\w*|up(?! to\b)|higher|surg\w+|climb\w+|gain\w*|more(?! than)|longer",
    "down": r"giảm|sụt giảm|giảm xuống|thấp hơn|ít hơn|rẻ hơn|rút ngắn|bớt|decreas\w+|fell|fall\w*|drop\w*|"
    r"declin\w+|down|lower\w*|reduc\w+|cut|shr[aiu]nk\w*|fewer(?! than)|less(?! than)|shorte\w+",
}
_TURN = regex("|".join(rf"(?P<{turn}>\b(?:{forms})\b)" for turn, forms in _TURNS.items()), re.IGNORECASE)

_CENTURY = regex(r"(?<!\w)[Tt]hế kỷ (?:thứ )?([IVX]+)(?!\w)")

_HALF = regex(r"\s*rưỡi(?!\w)", re.IGNORECASE)
"""Half of a unit or a scale more: "ba tháng rưỡi", "hai triệu rưỡi"."""

_DURATIONS = ("year", "month", "week", "day", "hour", "minute")
_DURING = regex(r"\bover\s$", re.IGNORECASE)

_TWICE = regex(r"(?<!\w)(?:gấp đôi|twice|doubled?|doubling)(?!\w)", re.IGNORECASE)

_OPENS = regex(r"(?:^|[.!?:\n]\s*)[“\"]?\w")
"""What starts a sentence: a number in words may be capitalised there."""

_LABELS = regex(r"(?:[^\W\d_]-|(?<!\w)(?<!con )(?<!trong )(?<!tổng )số )$")

_SIGN = regex(r"(?:^|[|\t(]) ?([+-])$")


@lru_cache(maxsize=2_048)
def figures_and_days(text: str, loose: bool = False) -> tuple[tuple[Figure, ...], tuple[Day, ...]]:
    """The numbers and the dates of `text`. A date's digits are no numbers; a lone year (1800 to 2100) is a date.

    `loose`: also words that only may be numbers ("một", "năm", "one"): they may carry a figure, and needn't be carried.
    """
    # Times first, then dates: of "14h30 ngày 5/8" neither is a number.
    clocks, rest = take(text, CLOCKS, _clock)
    days, rest = take_days(rest)
    return (*clocks, *_figures(rest, loose)), tuple(days)


def _clock(match: re.Match[str]) -> Figure:
    """A time of day."""
    bound = _bound(match.string, match.start())
    return Figure(Decimal(minutes(match)), "minute", *match.span(), bound, text=match.group())


def _figures(text: str, loose: bool) -> list[Figure]:
    """The numbers of a text without dates, written in digits or as words."""
    found = [
        _figure(text, *match.span(), number(match.group()))
        for match in _NUMBER.finditer(text)
        if not (match.start() and text[match.start() - 1].isalpha())
    ]
    # "COVID-19", "cửa số 3": digits that belong to a name.
    found = [replace(one, unit=LABEL) if _LABELS.search(text[: one.start]) else one for one in found]
    # Names begin with capitals that read like numbers ("Ba Vì", "Năm Căn"); only what opens a sentence may be one.
    lowered = _OPENS.sub(lambda match: match.group().lower(), text)
    for start, end, value, unit in numerals(lowered, loose):
        share = Figure(value, unit, start, end, _bound(lowered, start), text=text[start:end])
        found.append(share if unit else _figure(lowered, start, end, value))
    if loose:
        found += [Figure(Decimal(2), "times", *match.span(), text=match.group()) for match in _TWICE.finditer(text)]
    for match in _CENTURY.finditer(text):
        found.append(Figure(Decimal(_roman(match.group(1))), "", *match.span(1), text=match.group(1)))
    return _share_scales(sorted(found, key=lambda one: one.start), text)


def _roman(written: str) -> int:
    """The value of "XVII"."""
    values = [{"I": 1, "V": 5, "X": 10}[char] for char in written]
    return sum(-one if one < later else one for one, later in zip(values, [*values[1:], 0], strict=True))


def _share_scales(found: list[Figure], text: str) -> list[Figure]:
    """The numbers, with the scale and unit of the next where a list gives them once ("từ 48.700 lên 52.300 tỉ")."""
    factor = Decimal(1)
    # From the end: the last number of a list has the scale and the unit of all.
    for at in range(len(found) - 1, -1, -1):
        scale = _SCALE.match(text, found[at].end)
        listed = at + 1 < len(found) and _LISTED.fullmatch(text, found[at].end, found[at + 1].start)
        if scale or not listed or found[at].unit:
            factor = _SCALES[scale.group(1).lower()] if scale else Decimal(1)
        else:
            found[at] = replace(found[at], value=found[at].value * factor, unit=found[at + 1].unit)
    return found


def _bound(text: str, start: int) -> str:
    """The bound that the words right before a number at `start` give it."""
    before = text[max(0, start - 24) : start]
    denied = DENIED_BOUND.search(text, max(0, start - DENIED_FROM), start + 1)
    if denied and denied.end() == start:
        return "none_over" if denied["over"] else "none_under"
    return "" if _OF.search(before) else next((name for name, form in _BOUNDS.items() if form.search(before)), "")


def number(written: str) -> Decimal:
    """The value of digits with separators: "1.234,5" and "1,234.5" are equal; three digits after one are thousands."""
    *head, tail = re.split(r"[.,]", written.replace("\u00a0", ""))
    marks = {char for char in written if char in ".,"}
    # "1.234" is a thousand in Vietnamese and "1,234" in English; "0.125" is neither's thousand.
    once = len(head) == 1 and (len(tail) != GROUP or head[0].startswith("0"))
    return Decimal("".join(head) + "." * (once or len(marks) > 1) + tail)


def _figure(text: str, start: int, end: int, value: Decimal) -> Figure:
    """A number with the scale and unit after it, and the bound and turn beside it."""
    after = end
    while scale := _SCALE.match(text, after):
        value, after = _more(text, scale.end(), value)
        value *= _SCALES[scale.group(1).lower()]
    match, paid = _UNIT.match(text, after), _CURRENCY.search(text, max(0, start - 6), start)
    written = _UNITS[match.group(1).lower()] if match else ""
    if match and after == end:
        value, _ = _more(text, match.end(), value)
    if paid:
        match, written = None, _CURRENCIES[paid.group(1).lower()]
    unit, factor = _BASE.get(written, (written, Decimal(1)))
    rate = _PER.match(text, match.end() if match else after)
    bound = _bound(text, paid.start() if paid else start)
    # "Over five years" may be more than five, or within them.
    if written in _DURATIONS and _DURING.search(text, max(0, start - 6), start):
        bound = ""
    return Figure(value * factor, unit, start, end, bound, _turn(text, start, after), text[start:end],
                  _UNITS[rate.group(1).lower()] if rate else "")  # fmt: skip


def _more(text: str, at: int, value: Decimal) -> tuple[Decimal, int]:
    """A number with the half of its unit or scale that may follow at a place, and where that ends."""
    half = _HALF.match(text, at)
    return (value + Decimal("0.5"), half.end()) if half else (value, at)


def _turn(text: str, start: int, end: int) -> str:
    """The direction of a number: its sign in a table, else the nearest direction word in its clause, or after it."""
    if sign := _SIGN.search(text, max(0, start - 3), start):
        return "up" if sign.group(1) == "+" else "down"
    clause = re.split(r"[,;.:](?!\d)|\b(?:và|còn|and|while|nhưng|but)\b", text[max(0, start - 48) : start])[-1]
    following = re.split(r"[,;.](?!\d)", text[end : end + 28])[0]
    # The word before wins: "tăng 5 % so với mức giảm …" has both.
    nearest = [*_TURN.finditer(clause)][-1:] or [*_TURN.finditer(following)][:1]
    return nearest[0].lastgroup or "" if nearest else ""
