"""Numbers and dates in Vietnamese and English text, as values that can be compared. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from service.language.lexicon import terms

GROUP = 3
"""Digits between two separators of thousands ("1.234.567"), in both languages."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its value, the class of its unit ("" if it has none that is known), and its place in the text.

    `bound` is "over", "under" or "" (exact or approximate), `turn` is "up", "down" or "" from a word beside it.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    bound: str = ""
    turn: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, possibly partial: what isn't said is None."""

    year: int | None
    month: int | None
    day: int | None


_MONTHS_EN = {
    name: at
    for at, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_M = "|".join(sorted(_MONTHS_EN, key=len, reverse=True))
_Y = r"(?P<y>1\d{3}|20\d\d|21\d\d)"
_D, _MO = r"(?P<d>0?[1-9]|[12]\d|3[01])", r"(?P<m>1[0-2]|0?[1-9])"
_NO_UNIT = r"(?!\s*(?:%|người|xe|tỷ|tỉ|triệu|nghìn|km|kg|tấn|people|persons|million|billion|percent|per cent))"
_ORD = r"(?:st|nd|rd|th)?"
_DATE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.,/-]){_Y}-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        rf"(?<![\d.,/-]){_D}\s*([/.\-–])\s*{_MO}\s*\2\s*{_Y}(?![\d])",
        rf"(?:ngày\s+)?(?:mùng\s+|mồng\s+)?(?<![\d.,/-]){_D}\s+tháng\s+{_MO}(?!\d)(?:\s*(?:,|/|-)?\s*(?:năm\s+)?{_Y}(?!\d))?",
        rf"tháng\s+{_MO}(?:\s*[/\-,]\s*|\s+năm\s+|\s+){_Y}(?!\d)",
        rf"\b{_D}{_ORD}\s+(?:of\s+)?(?P<en>{_M})\b\.?(?:,?\s+{_Y}(?!\d))?",
        rf"\b(?P<en>{_M})\.?\s+{_D}{_ORD}\b(?![\d%])(?:,?\s+{_Y}(?!\d))?",
        rf"\b(?P<en>{_M})\.?,?\s+(?:of\s+)?{_Y}(?!\d)",
        rf"(?<![\d.,/-]){_MO}\s*[/-]\s*{_Y}(?![\d/-])",
        rf"(?<![\d.,/\-]){_D}\s?[/-]\s?{_MO}(?![\d/]|-\d|[.,]\d){_NO_UNIT}",
        rf"tháng\s+{_MO}(?!\d)",
        r"\b(?P<en>january|february|april|june|july|august|september|october|november|december)\b",
        rf"(?<![\d.,]){_Y}(?![\d%]|[.,]\d){_NO_UNIT}",
    )
)  # fmt: skip

_SMALL_VI = {
    word: value for value, word in enumerate(terms("không, một, hai, ba, bốn, năm, sáu, bảy, tám, chín, mười"))
}
_UNITS_EN = terms(
    "zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, "
    "sixteen, seventeen, eighteen, nineteen"
)
_TENS_EN = terms("twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety")
_SMALL_EN = {word: value for value, word in enumerate(_UNITS_EN)} | {
    word: 10 * value for value, word in enumerate(_TENS_EN, 2)
}
_SCALES = {
    "nghìn": 3,
    "ngàn": 3,
    "triệu": 6,
    "tỷ": 9,
    "tỉ": 9,
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
}
_UNIT_FORMS = {
    "%": "%, phần trăm, percent, per cent, percentage points",
    "year": "năm, years, year, tuổi, years old",
    "month": "tháng, months, month",
    "week": "tuần, weeks, week",
    "day": "ngày, days, day",
    "hour": "giờ, tiếng, hours, hour",
    "minute": "phút, minutes, minute",
    "km": "km, kilomet, kilometres, kilometers, ki lô mét, kilometre",
    "m": "mét, metres, meters, m",
    "kg": "kg, kilogram, kilograms, ki lô gam",
    "tonne": "tấn, tonnes, tons",
    "ha": "ha, héc ta, hecta, hectares",
    "dong": "đồng, vnd, vnđ, dong",
    "dollar": "usd, đô la, dollars, dollar",
    "euro": "euro, euros",
    "person": "người, people, persons",
    "province": "tỉnh, provinces",
    "country": "nước, quốc gia, countries, nations",
    "vehicle": "xe, mô tô, motorcycles, motorbikes, vehicles, cars",
}
_UNITS = {form: unit for unit, forms in _UNIT_FORMS.items() for form in terms(forms)}
_UNIT = re.compile(r"\s*-?\s*(" + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True)) + r")(?!\w)", re.I)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,\u00a0]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?", re.IGNORECASE)
_COUNTING = sorted({*_SMALL_VI, *_SMALL_EN} - {"không", "năm", "một", "one", "zero"}, key=len, reverse=True)
_WORDS = re.compile(
    rf"(?<!thứ )(?<![\w-])({'|'.join(_COUNTING)})(?: (mươi)(?: ({'|'.join(_SMALL_VI)}|lăm|mốt|tư))?)?(?![\w])"
)
_SCALE = re.compile(r"\s*(" + "|".join(_SCALES) + r")\b", re.IGNORECASE)
_OVER = (
    r"hơn|trên|quá|vượt|vượt quá|ít nhất|tối thiểu|không dưới|more than|over|above|at"
    r"least|exceeding|exceeded|no less than"
)
_UNDER = (
    r"dưới|chưa đến|chưa tới|gần|không quá|tối đa|nhiều nhất|less than|under|below|nearly|"
    r"almost|at most|up to|fewer than"
)
_BOUNDS = (
    ("under", re.compile(rf"\b(?:{_UNDER})\s+$", re.I)),
    ("over", re.compile(rf"\b(?:{_OVER})\s+$", re.I)),
)
_UP = (
    r"tăng|gia tăng|tăng thêm|tăng lên|tăng trưởng|cao hơn|nhiều hơn|increas\w+|rose|rise|"
    r"risen|rising|grew|grow\w*|up|higher|surg\w+|climb\w+|gain\w*"
)
_DOWN = (
    r"giảm|sụt giảm|giảm xuống|thấp hơn|ít hơn|decreas\w+|fell|fall\w*|drop\w*|declin\w+|"
    r"down|lower\w*|reduc\w+|cut|shr[aiu]nk\w*"
)
_TURNS = (("up", re.compile(rf"\b(?:{_UP})\b", re.I)), ("down", re.compile(rf"\b(?:{_DOWN})\b", re.I)))


@lru_cache(maxsize=2_048)
def figures_and_days(text: str) -> tuple[tuple[Figure, ...], tuple[Day, ...]]:
    """The numbers and the dates of `text`. A date's digits are no numbers; a lone year (1000 to 2199) is a date."""
    days, rest = _take_days(text)
    return tuple(_figures(rest)), tuple(days)


def _take_days(text: str) -> tuple[list[Day], str]:
    """The dates of `text`, and the text with them blanked out (same length)."""
    days: list[Day] = []
    for form in _DATE_FORMS:

        def blank(match: re.Match[str]) -> str:
            days.append(_day(match))
            return "\x00" * len(match.group())

        text = form.sub(blank, text)
    return days, text.replace("\x00", "_")


def _day(match: re.Match[str]) -> Day:
    """The date of one match of any form."""
    parts = match.groupdict()
    month = _MONTHS_EN[parts["en"].lower()] if parts.get("en") else parts.get("m")
    year, day = parts.get("y"), parts.get("d")
    return Day(int(year) if year else None, int(month) if month else None, int(day) if day else None)


def _figures(text: str) -> list[Figure]:
    """The numbers of a text without dates, written in digits or as words."""
    found = []
    for match in _NUMBER.finditer(text):
        if match.start() and text[match.start() - 1].isalpha() and not _time_like(text, match.start()):
            continue
        found.append(_figure(text, match.start(), match.end(), number(match.group())))
    lowered = text[:1].lower() + text[1:]
    words = (_figure(lowered, match.start(), match.end(), _word_value(match)) for match in _WORDS.finditer(lowered))
    return [*found, *words]


def _word_value(match: re.Match[str]) -> Decimal:
    """The value of a number in words: "hai", "hai mươi lăm", "two"."""
    word, tens, ones = match.groups()
    value = _SMALL_VI.get(word, _SMALL_EN.get(word, 0))
    if tens:
        value = value * 10 + {"lăm": 5, "mốt": 1, "tư": 4, **_SMALL_VI}.get(ones or "không", 0)
    return Decimal(value)


def _time_like(text: str, at: int) -> bool:
    """Whether the digits at `at` follow the "h" of a time ("8h30")."""
    return text[at - 1] in "hHg" and text[at - 2 : at - 1].isdigit()


def number(written: str) -> Decimal:
    """The value of digits with separators: "1.234,5" and "1,234.5" are equal; three digits after one are thousands."""
    written = written.replace("\u00a0", "")
    marks = [char for char in written if char in ".,"]
    if not marks:
        return Decimal(written)
    head, _, tail = written.rpartition(marks[-1])
    grouped = len(tail) == GROUP and (len(set(marks)) == 1) and not head.startswith("0")
    if grouped or (len(marks) > 1 and len(set(marks)) == 1):
        return Decimal(re.sub(r"[.,]", "", written))
    return Decimal(re.sub(r"[.,]", "", head) + "." + tail)


def _figure(text: str, start: int, end: int, value: Decimal) -> Figure:
    """A number with the scale and unit after it, and the bound and turn beside it."""
    after = end
    while scale := _SCALE.match(text, after):
        value *= Decimal(10) ** _SCALES[scale.group(1).lower()]
        after = scale.end()
    unit = _UNIT.match(text, after)
    bound = next((name for name, form in _BOUNDS if form.search(text[max(0, start - 24) : start])), "")
    return Figure(value, _UNITS[unit.group(1).lower()] if unit else "", start, end, bound, _turn(text, start, after),
                  text[start:end])  # fmt: skip


def _turn(text: str, start: int, end: int) -> str:
    """The direction of a number: the nearest direction word before it in its clause, else shortly after it."""
    clause = re.split(r"[,;.:](?!\d)|\b(?:và|còn|and|while|nhưng|but)\b", text[max(0, start - 48) : start])[-1]
    before = [(match.end(), name) for name, form in _TURNS for match in form.finditer(clause)]
    if before:
        return max(before)[1]
    following = re.split(r"[,;.](?!\d)", text[end : end + 28])[0]
    after = [(match.start(), name) for name, form in _TURNS for match in form.finditer(following)]
    return min(after)[1] if after else ""
