"""Months and years that a question names, as gentle preferences among the passages found. Pure.

A preference and not a filter: a year in a question may be when something happened, not when it was published.
"Last year" says nothing without knowing when it was asked, and is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.language.figure_reading import figures_and_days

MONTH_BOOST = 0.1
YEAR_BOOST = 0.05
"""On scores whose best and second best article are usually .05 to .2 apart."""

_YEAR_AND_MONTH = len("2023-10")


def periods(question: str) -> tuple[str, ...]:
    """The years that a question names, with their months where it says them, as partial ISO dates."""
    days = [one for one in figures_and_days(question)[1] if one.year]
    return tuple(dict.fromkeys(f"{one.year}-{one.month:02}" if one.month else str(one.year) for one in days))


def boost(wanted: Sequence[str], published: str | None) -> float:
    """What to add to a passage's score, from when its article was published."""
    return max((_fits(period, published) for period in wanted), default=0.0)


def _fits(period: str, published: str | None) -> float:
    if published is None:
        return 0.0
    if len(period) == _YEAR_AND_MONTH:
        return MONTH_BOOST if published.startswith(period) else YEAR_BOOST * (published == period[:4])
    return YEAR_BOOST if published.startswith(period) else 0.0
