"""Numbers of a statement that its evidence doesn't carry. Pure.

A number is carried if it stands there, if it rounds one that stands there and says so, or if it is plain arithmetic
over two or three of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, combinations

from service.language.date_reading import Day
from service.language.figure_reading import LABEL, Figure
from service.language.number_words import LOOSE, PAIR
from service.language.shade_words import COMPUTED
from service.verifying.claim import Claim

COARSE = Decimal("0.1")
"""How far, of the stated value, "gần" and "hơn" may be off. From .05 to .2 alike."""

ABOUT = Decimal("0.05")
"""How far "khoảng" may be off, to either side. From .02 to .1 alike."""

SHARE = Decimal("0.5")
"""How far shares may be rounded, in percentage points: "hai phần ba" is 67 %. From .1 to 1 alike."""

_ALLOWS = {
    "": ("", "about", "near", "over", "under", "least", "most"),
    "about": ("", "about", "near", "over", "under", "least", "most"),
    "over": ("over", "least"),
    "least": ("over", "least", "none_under"),
    "under": ("under", "near", "most"),
    "near": ("near", "under"),
    "most": ("most", "under", "none_over"),
    "none_over": ("most", "under", "none_over"),
    "none_under": ("over", "least", "none_under"),
}
"""For each bound of a stated number, the bounds of an equal number that say it too."""

LEAST_COMPUTED, LEAST_UNITLESS = 10, 100
"""Smaller whole numbers, and smaller ones without a unit, are sums and differences of others by chance too often.
The first: from 2 to 20 alike; the second: with 10, 4 more supported claims are kept, and none gets through here."""


ADDED = 3
"""Most numbers that are added up, unless all are. With 2 or 4 alike."""

MONTHS = 12
MONTH = 30.44
"""Days of one, in the mean."""

LEAP = 2024
"""A year in which every day exists."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How the stated numbers are carried: which aren't (as written), how many are roundings, and how many computed."""

    missing: tuple[str, ...]
    rounded: int
    computed: int


def carried_numbers(claim: Claim) -> Carried:
    """How the quotes, with their articles' titles, carry the numbers of a statement."""
    stated, (known, days), (titled, _) = claim.stated, claim.quoted_numbers, claim.titled_numbers
    # What is left of a whole is often told as what isn't so ("57 gian hàng, đã gỡ 49" and "tám chưa gỡ").
    announced = stated.denies or any(COMPUTED.search(text) for text in (stated.source, *claim.quotes))
    return carried_figures(stated.figures, [*known, *titled], days, announced, stated.days)


def carried_figures(
    stated: Sequence[Figure],
    evidence: Sequence[Figure],
    days: Sequence[Day],
    announced: bool = False,
    told: Sequence[Day] = (),
) -> Carried:
    """How the evidence carries each stated number; its years may be held as plain numbers.

    `announced`: the statement says that it computes, so that small numbers may be sums and differences too. `told` are
    the statement's own dates: what lies between two of them may be told.
    """
    known = [*evidence, *(Figure(Decimal(day.year), "", 0, 0) for day in days if day.year)]
    # "Một" and "năm" are words as often as numbers: they may carry a figure, but nothing is computed from them.
    sure = [one for one in evidence if one.text.lower() not in LOOSE and one.unit != LABEL]
    # What the statement itself shows of the evidence: a reader can do the sum, so small results count too.
    shown = [
        figure for figure in stated if any(_says_number(other, figure) or _rounds(other, figure) for other in sure)
    ]
    missing, rounded, computed = [], 0, 0
    for figure in stated:
        if any(_says_number(other, figure) for other in known) or _counts_sides(figure, known):
            continue
        if figure.unit == LABEL:
            missing.append(figure.text)
        elif any(_rounds(other, figure) for other in sure):
            rounded += 1
        # A number that stands there with another bound or direction is a fault, and mustn't pass as a sum of others.
        elif (not _contradicted(figure, sure) and _computes(figure, sure, shown, announced)) or _between(figure, told):
            computed += 1
            shown.append(figure)
        else:
            missing.append(figure.text)
    return Carried(tuple(missing), rounded, computed)


def _computes(stated: Figure, evidence: Sequence[Figure], shown: Sequence[Figure], announced: bool) -> bool:
    """Whether plain arithmetic gives a stated number, over the evidence or over what the statement shows of it."""
    results = chain(
        _results(stated, evidence, announced),
        _results(stated, shown, True),
        _quotients(stated, shown, evidence),
        _from_shown(stated, shown, evidence),
    )
    # "Cao hơn 650 euro" tells a difference, and not that it is more than that.
    return any(value == stated.value or _near(value, stated) for value in results)


def _counts_sides(stated: Figure, known: Sequence[Figure]) -> bool:
    """Whether "hai"/"two" only counts who is named ("hai bên"), and no number of its kind says otherwise."""
    if stated.text not in PAIR:
        return False
    return not stated.unit or not any(other.unit == stated.unit for other in known)


def _alike(one: Figure, other: Figure) -> bool:
    """Whether the units, rates and directions of two numbers can be the same."""
    if one.unit != other.unit and ((one.unit and other.unit) or "%" in (one.unit, other.unit)):
        return False
    pairs = ((one.per, other.per), (one.turn, other.turn))
    return all(not first or not second or first == second for first, second in pairs)


def _says_number(evidence: Figure, stated: Figure) -> bool:
    """Whether a number of the evidence says the same: value, unit and rate if both have one, bound and direction."""
    return _alike(evidence, stated) and evidence.value == stated.value and evidence.bound in _ALLOWS[stated.bound]


def _rounds(evidence: Figure, stated: Figure) -> bool:
    """Whether a stated number announces that it rounds the evidence's, and rounds it that way."""
    if not _alike(evidence, stated) or evidence.bound not in ("", "about", stated.bound):
        return False
    return _near(evidence.value, stated)


def _contradicted(stated: Figure, evidence: Sequence[Figure]) -> bool:
    """Whether the evidence has the very number, but with another bound, rate or direction: it isn't computed then."""
    return any(other.value == stated.value and other.unit == stated.unit for other in evidence)


def _near(value: Decimal, stated: Figure) -> bool:
    """Whether a true value is what a stated number says within its bound: equal where it has none."""
    off, scale = value - stated.value, abs(stated.value)
    if stated.bound in ("near", "under", "most"):
        return -COARSE * scale <= off < 0
    if stated.bound in ("over", "least"):
        return 0 < off <= COARSE * scale
    if stated.bound == "about":
        return abs(off) <= scale * ABOUT
    if stated.unit != "%":
        return not off
    return abs(off) <= (SHARE if stated.value == stated.value.to_integral_value() else SHARE / 10)


def _results(stated: Figure, evidence: Sequence[Figure], announced: bool) -> Iterator[Decimal]:
    """What plain arithmetic over the evidence may give in the unit of a stated number.

    Sums and differences of two numbers of its unit, sums of three and of all; products with a plain count; shares.
    """
    small = stated.value < LEAST_COMPUTED and stated.value == stated.value.to_integral_value()
    unitless = not stated.unit and stated.value < LEAST_UNITLESS and stated.value == stated.value.to_integral_value()
    if not announced and (small or unitless):
        return
    same = list({one.value for one in evidence if one.unit == stated.unit or not (one.unit and stated.unit)})
    own = {one.value for one in evidence if one.unit == stated.unit} if stated.unit else set(same)
    # Cells of a table have no unit: its header, or the statement, has.
    if not own and stated.value >= LEAST_UNITLESS:
        own = set(same)
    for first, second in combinations(same, 2):
        if first in own or second in own:
            yield first + second
            yield abs(first - second)
    if len(same) >= ADDED:
        yield sum(own, Decimal())
        yield from (sum(some, Decimal()) for some in combinations(same, ADDED))
        # What remains of a whole: it less two parts.
        yield from (2 * max(some) - sum(some, Decimal()) for some in combinations(same, ADDED))
    yield from _products(stated, evidence)
    shares = {one.value for one in evidence if one.unit == "%" and one.value}
    # Shares are rounded, and come near any of these by chance.
    if stated.unit != "%":
        yield from _origins(own, evidence)
    if stated.unit == "%":
        others = {one.value for one in evidence if one.unit != "%" and one.value}
        pairs = [(part, whole) for part in others for whole in others if part != whole]
        if stated.turn:
            yield from (100 * abs(part - whole) / whole for part, whole in pairs)
        else:
            yield from (100 * part / whole for part, whole in pairs if part < whole)
            yield 100 - sum(shares, Decimal())
    else:
        yield from (value * share / 100 for value in own for share in (*shares, *(100 - one for one in shares)))
        yield from (value * 100 / share for value in own for share in shares)


def _origins(own: Iterable[Decimal], evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """What numbers were before they rose or fell by a share, or to a multiple."""
    for one in evidence:
        if one.unit == "times" and one.value:
            yield from (value / one.value for value in own)
        elif one.unit == "%" and one.turn:
            factor = 1 + (one.value if one.turn == "up" else -one.value) / 100
            yield from (value / factor for value in own if factor > 0)


def _from_shown(stated: Figure, shown: Sequence[Figure], evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """Sums and differences of a number that the statement shows and one that it doesn't: "5 trong 8", where 3 are."""
    for one in shown:
        for other in evidence:
            counts = not stated.unit and {one.unit, other.unit} <= {"", "person"}
            if counts or one.unit == other.unit == stated.unit:
                yield one.value + other.value
                yield abs(one.value - other.value)


def _products(stated: Figure, evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """What numbers of a stated one's unit give times a plain count, or times what they are a rate of."""
    for one in evidence:
        if one.unit == stated.unit or not (one.unit and stated.unit):
            for count in evidence:
                if (
                    count.value > 1
                    and count != one
                    and (count.unit in ("", "person", "vehicle") or count.unit == one.per)
                ):
                    yield one.value * count.value


def _quotients(stated: Figure, shown: Sequence[Figure], evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """How many times one number is another, and what comes to each of a count; one of both is told in the statement.

    Both have to be where the result is a plain number, which much else gives by chance.
    """
    for whole in evidence:
        for part in evidence:
            if not part.value or part == whole or not _told(whole, part, stated, shown):
                continue
            if stated.unit == "times":
                if part.unit == whole.unit:
                    yield whole.value / part.value
            elif whole.unit == stated.unit and part.value > 1 and (part.unit != whole.unit or not part.unit):
                yield whole.value / part.value


def _told(whole: Figure, part: Figure, stated: Figure, shown: Sequence[Figure]) -> bool:
    """Whether the statement tells enough of what is divided."""
    values = {one.value for one in shown}
    return part.value in values or whole.value in values if stated.unit else {part.value, whole.value} <= values


def _between(stated: Figure, told: Sequence[Day]) -> bool:
    """Whether a span of time lies between two dates that the statement tells itself."""
    for first, second in combinations(told, 2):
        year = first.year or second.year or LEAP
        begin, end = _on(first, year), _on(second, year)
        if begin is None or end is None:
            continue
        days = abs((end - begin).days)
        months = abs((end.year - begin.year) * MONTHS + end.month - begin.month)
        whole = bool(first.day and second.day)
        spans = {"day": (days,) if whole else (), "month": (months, round(days / MONTH)) if whole else (months,)}
        if stated.value in spans.get(stated.unit, ()):
            return True
    return False


def _on(day: Day, year: int) -> date | None:
    """A date on which a stated one may lie; None if it has no month, or there is none such."""
    try:
        return date(day.year or year, day.month, day.day or 1) if day.month else None
    except ValueError:
        return None
