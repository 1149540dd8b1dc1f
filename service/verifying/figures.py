"""Numbers of a statement that its evidence doesn't carry. Pure.

A number is carried if it stands there, if it rounds one that stands there and says so, or if it is plain arithmetic
over two or three of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations, permutations, product

from service.language.date_reading import Day, spans_between
from service.language.figure_reading import LABEL, Figure
from service.language.number_words import LOOSE, PAIR
from service.language.shade_words import ALL, COMPUTED
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


@dataclass(frozen=True, slots=True)
class Carried:
    """How the stated numbers are carried: which aren't (as written), and whether one is only computed."""

    missing: tuple[str, ...]
    computed: bool


def carried_numbers(claim: Claim) -> Carried:
    """How the quotes, with their articles' titles, carry the numbers of a statement."""
    stated, (known, days), (titled, _) = claim.stated, claim.quoted_numbers, claim.titled_numbers
    # What is left of a whole is often told as what isn't so ("57 gian hàng, đã gỡ 49" and "tám chưa gỡ").
    announced = stated.denies or any(COMPUTED.search(text) for text in (stated.source, *claim.quotes))
    whole = [Figure(Decimal(100), "%", 0, 0)] if any(map(ALL.search, claim.quotes)) else []
    return carried_figures(stated.figures, [*known, *titled, *whole], days, announced, stated.days)


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
    spans = {(unit, Decimal(count)) for unit, count in spans_between(told)}
    missing, computed = [], False
    for figure in stated:
        if figure in shown or any(_says_number(other, figure) for other in known) or _counts_sides(figure, known):
            continue
        spanned = (figure.unit, figure.value) in spans
        if figure.unit != LABEL and (spanned or _computes(figure, sure, shown, announced)):
            computed = True
            shown.append(figure)
        else:
            missing.append(figure.text)
    return Carried(tuple(missing), computed)


def _computes(stated: Figure, evidence: Sequence[Figure], shown: Sequence[Figure], announced: bool) -> bool:
    """Whether plain arithmetic gives a stated number, over the evidence or over what the statement shows of it."""
    # A number that stands there with another bound or direction is a fault, and mustn't pass as a sum of others.
    if any(other.value == stated.value and other.unit == stated.unit for other in evidence):
        return False
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
    return stated.text in PAIR and not (stated.unit and any(other.unit == stated.unit for other in known))


def _agree(first: str, second: str) -> bool:
    """Whether two units, rates or directions, each of which may be unknown, can be the same."""
    return not first or not second or first == second


def _alike(one: Figure, other: Figure) -> bool:
    """Whether the units, rates and directions of two numbers can be the same; a share isn't a plain number."""
    pairs = ((one.unit, other.unit), (one.per, other.per), (one.turn, other.turn))
    return (one.unit == "%") == (other.unit == "%") and all(_agree(*pair) for pair in pairs)


def _says_number(evidence: Figure, stated: Figure) -> bool:
    """Whether a number of the evidence says the same: value, unit and rate if both have one, bound and direction."""
    return _alike(evidence, stated) and evidence.value == stated.value and evidence.bound in _ALLOWS[stated.bound]


def _rounds(evidence: Figure, stated: Figure) -> bool:
    """Whether a stated number announces that it rounds the evidence's, and rounds it that way."""
    bounded = evidence.bound in ("", "about", stated.bound)
    return bounded and _alike(evidence, stated) and _near(evidence.value, stated)


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
    return abs(off) <= (SHARE if _whole(stated) else SHARE / 10)


def _whole(stated: Figure) -> bool:
    return stated.value == stated.value.to_integral_value()


def _results(stated: Figure, evidence: Sequence[Figure], announced: bool) -> Iterator[Decimal]:
    """What plain arithmetic over the evidence may give in the unit of a stated number.

    Sums and differences of two numbers of its unit, sums of three and of all; products with a plain count; shares.
    """
    if not announced and _whole(stated) and stated.value < (LEAST_COMPUTED if stated.unit else LEAST_UNITLESS):
        return
    fitting = [one for one in evidence if _agree(one.unit, stated.unit)]
    same = {one.value for one in fitting}
    own = {one.value for one in fitting if not stated.unit or one.unit == stated.unit}
    # Cells of a table have no unit: its header, or the statement, has.
    if not own and stated.value >= LEAST_UNITLESS:
        own = same
    yield from _sums(pair for pair in combinations(same, 2) if not own.isdisjoint(pair))
    if len(same) >= ADDED:
        yield sum(own, Decimal())
    for some in combinations(same, ADDED):
        yield sum(some, Decimal())
        yield 2 * max(some) - sum(some)  # what remains of a whole: it less two parts
    yield from _products(fitting, evidence)
    # Shares are rounded, and come near any of what they make of other numbers by chance.
    yield from _shares(stated, evidence) if stated.unit == "%" else _shared(own, evidence)


def _sums(pairs: Iterable[tuple[Decimal, Decimal]]) -> Iterator[Decimal]:
    """Sums and differences."""
    for first, second in pairs:
        yield first + second
        yield abs(first - second)


def _products(rates: Sequence[Figure], evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """What numbers give times a plain count, or times what they are a rate of."""
    for one, count in product(rates, evidence):
        if count.value > 1 and count != one and count.unit in ("", "person", "vehicle", one.per):
            yield one.value * count.value


def _shares(stated: Figure, evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """What share one number is of another, or by what share it differs where that is stated, and what shares leave."""
    for part, whole in permutations({one.value for one in evidence if one.unit != "%" and one.value}, 2):
        if stated.turn:
            yield 100 * abs(part - whole) / whole
        elif part < whole:
            yield 100 * part / whole
    told = {one.value for one in evidence if one.unit == "%"}
    if told and not stated.turn:  # without any, all of nothing would be 100 %
        yield 100 - sum(told, Decimal())


def _shared(own: Iterable[Decimal], evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """What a share of numbers comes to, and what they were before they rose or fell by one, or to a multiple."""
    for value, one in product(own, evidence):
        if one.unit == "times" and one.value:
            yield value / one.value
        if one.unit == "%" and one.value:
            yield from (value * one.value / 100, value * (100 - one.value) / 100, value * 100 / one.value)
        if one.unit == "%" and one.turn:
            factor = 1 + (one.value if one.turn == "up" else -one.value) / 100
            yield from (value / factor,) if factor > 0 else ()


def _from_shown(stated: Figure, shown: Sequence[Figure], evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """Sums and differences of a number that the statement shows and one that it doesn't: "5 trong 8", where 3 are."""
    units = {stated.unit} if stated.unit else {"", "person"}
    pairs = ((one.value, other.value) for one, other in product(shown, evidence) if {one.unit, other.unit} <= units)
    return _sums(pairs)


def _quotients(stated: Figure, shown: Sequence[Figure], evidence: Sequence[Figure]) -> Iterator[Decimal]:
    """How many times one number is another, and what comes to each of a count; one of both is told in the statement.

    Both have to be where the result is a plain number, which much else gives by chance.
    """
    told, enough = {one.value for one in shown}, any if stated.unit else all
    for whole, part in product(evidence, evidence):
        if not part.value or part == whole or not enough(one.value in told for one in (whole, part)):
            continue
        if stated.unit == "times":
            fits = part.unit == whole.unit
        else:
            fits = whole.unit == stated.unit and part.value > 1 and not (part.unit and part.unit == whole.unit)
        if fits:
            yield whole.value / part.value
