"""Numbers and dates of a statement that its evidence doesn't carry. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from service.language.figures import Day, Figure


def uncarried_figures(stated: Sequence[Figure], evidence: Sequence[Figure], days: Sequence[Day]) -> list[str]:
    """The stated numbers that no number of the evidence carries, as written. Small counting words must not be new."""
    known = _with_days(evidence, days)
    return [
        figure.text
        for figure in stated
        if not any(_carries(other, figure) for other in known) and not _counts_sides(figure, known)
    ]


def _counts_sides(stated: Figure, known: Sequence[Figure]) -> bool:
    """Whether "hai"/"two" only counts who is named ("hai bên"), and no number of its kind says otherwise."""
    if stated.text not in ("hai", "two"):
        return False
    return not stated.unit or not any(other.unit == stated.unit for other in known)


def _with_days(evidence: Sequence[Figure], days: Sequence[Day]) -> list[Figure]:
    """The evidence's numbers, and its years, which a statement may hold as plain numbers."""
    years = [Figure(Decimal(day.year), "", 0, 0) for day in days if day.year]
    return [*evidence, *years]


def _carries(evidence: Figure, stated: Figure) -> bool:
    """Whether a number of the evidence says the same: value, unit if both have one, bound and direction."""
    if evidence.value != stated.value:
        return False
    if evidence.unit != stated.unit and evidence.unit and stated.unit:
        return False
    if "%" in (evidence.unit, stated.unit) and evidence.unit != stated.unit:
        return False
    if stated.turn and evidence.turn and stated.turn != evidence.turn:
        return False
    return stated.bound in ("", evidence.bound)


def uncarried_days(stated: Sequence[Day], evidence: Sequence[Day], header: Sequence[Day]) -> list[Day]:
    """The stated dates that no date of the evidence carries; the header's (published, title) may complete one."""
    years = {day.year for day in evidence if day.year}
    told = {day.year for day in stated}
    free = not years or bool(years & told)
    known = list(evidence)
    for day in evidence:
        known += [
            replace(day, year=head.year, month=day.month or head.month) for head in header if _completes(head, day)
        ]
    if free:
        known += header
    return [day for day in stated if not any(_says(other, day) for other in known)]


def _completes(header: Day, day: Day) -> bool:
    """Whether a header's date may lend its year to an incomplete one: not across a turn of the year."""
    if header.year is None or day.year is not None:
        return False
    return header.month is None or day.month is None or day.month - header.month <= 6


def _says(evidence: Day, stated: Day) -> bool:
    """Whether every part of a stated date stands in one date of the evidence."""
    pairs = ((stated.year, evidence.year), (stated.month, evidence.month), (stated.day, evidence.day))
    if all(part is None or part == other for part, other in pairs):
        return True
    swapped = (stated.month, stated.day) == (evidence.day, evidence.month) and stated.day is not None
    return swapped and stated.year in (None, evidence.year) and (stated.day or 0) <= 12
