"""Dates of a statement that its evidence doesn't carry. Pure.

The date of an article, those of its title, and days told by their distance from it may complete what its quotes tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from service.language.date_reading import RELATIVE_DAYS, YEAR_BEFORE, Day
from service.language.figure_reading import figures_and_days
from service.language.languages import Language
from service.language.relative import Resolved, resolve
from service.verifying.claim import Claim

NEAR_MONTHS = 6
"""Months that a date may lie after its header's to be of the same year: further off, the one before is as near.
From 3 to 9 alike."""

MONTHS = 12


def uncarried_dates(claim: Claim) -> list[Day]:
    """The dates of a statement that neither its quotes nor their articles' dates and titles carry."""
    known, known_days = claim.quoted_numbers
    missing, month_first = list(claim.stated.days), claim.stated.language is Language.ENGLISH
    # By articles: what one was published on tells nothing of "hôm qua" in another.
    for one in dict.fromkeys(claim.published):
        own = [quote for quote, other in zip(claim.quotes, claim.published, strict=True) if other == one]
        _, told = figures_and_days("\n".join(own), loose=True)
        header = _header(one, claim.titled_numbers[1], own)
        if YEAR_BEFORE.search("\n".join(own)):
            told = (*told, *(Day(day.year - 1, None, None) for day in (*told, *_published(one)) if day.year))
        missing = uncarried_days(missing, told, header, month_first)
    if missing and not any(claim.published):
        missing = uncarried_days(missing, known_days, _year(claim.before), month_first)
    # A lone year may stand as a plain number in the quotes.
    numbers = {one.value for one in known}
    return [day for day in missing if day.month is not None or day.year not in numbers]


def _header(published: str, titled: Sequence[Day], quotes: Sequence[str]) -> list[Day]:
    """What an article's date and title tell of the days that its quotes speak of ("hôm qua")."""
    dated = _published(published)
    relative = [
        _shifted(day, step) for day in dated for word, step in RELATIVE_DAYS.items() if any(word in q for q in quotes)
    ]
    told = [day for one in resolve("\n".join(quotes), published) for day in _days(one)]
    return [*dated, *titled, *(day for day in relative if day), *told]


def _shifted(day: Day, days: int) -> Day | None:
    """The date so many days after a whole one; None if it isn't whole, or the calendar ends before."""
    if not (day.year and day.month and day.day):
        return None
    try:
        moved = date(day.year, day.month, day.day) + timedelta(days)
    except OverflowError:
        return None
    return Day(moved.year, moved.month, moved.day)


def _year(before: Sequence[str]) -> list[Day]:
    """The year of the first whole date before the quotes: that of articles whose own date isn't known."""
    whole = (day for text in before for day in figures_and_days(text)[1] if day.year and day.month and day.day)
    return [Day(day.year, None, None) for day in islice(whole, 1)]


def _days(told: Resolved) -> Iterator[Day]:
    """A period that is told by its distance, as a date; of a week every day."""
    if told.unit in ("month", "year"):
        yield Day(told.first.year, told.first.month if told.unit == "month" else None, None)
        return
    for step in range((told.last - told.first).days + 1):
        day = told.first + timedelta(step)
        yield Day(day.year, day.month, day.day)


def _published(published: str) -> list[Day]:
    """An article's date, which may be partial ("2024-06")."""
    parts = [int(part) for part in published.split("-") if part.isdecimal()]
    year, month, day = (*parts, None, None, None)[:3]
    return [Day(year, month, day)] if year else []


def uncarried_days(
    stated: Sequence[Day], evidence: Sequence[Day], header: Sequence[Day], month_first: bool = False
) -> list[Day]:
    """The stated dates that no date of the evidence carries; the header's (published, title) may complete one.

    `month_first`: the statement may write 10/5 for 5/10, as English does.
    """
    years = {day.year for day in evidence if day.year}
    told = {day.year for day in stated}
    # Where the quotes name years of their own, the header's isn't the one that is meant.
    free = not years or bool(years & told)
    known = list(evidence)
    for day in evidence:
        known += [
            replace(day, year=head.year, month=day.month or head.month) for head in header if _completes(head, day)
        ]
    if len(years) == 1:
        known += [replace(day, year=year) for day in evidence if day.year is None for year in years]
    if free:
        known += header
    return [day for day in stated if not any(_says(other, day, month_first) for other in known)]


def _completes(header: Day, day: Day) -> bool:
    """Whether a header's date may lend its year to an incomplete one: not across a turn of the year."""
    if header.year is None or day.year is not None:
        return False
    return header.month is None or day.month is None or day.month - header.month <= NEAR_MONTHS


def _says(evidence: Day, stated: Day, month_first: bool) -> bool:
    """Whether every part of a stated date stands in one date of the evidence."""
    pairs = ((stated.year, evidence.year), (stated.month, evidence.month), (stated.day, evidence.day))
    if all(part is None or part == other for part, other in pairs):
        return True
    # Days over 12 can be meant in one way only.
    swapped = month_first and (stated.month, stated.day) == (evidence.day, evidence.month) and stated.day is not None
    return swapped and stated.year in (None, evidence.year) and (stated.day or 0) <= MONTHS
