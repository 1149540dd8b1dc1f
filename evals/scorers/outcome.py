"""What a scorer says of one case: a score with its reason, or why there is none. Never a zero for "don't know"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Outcome(BaseModel):
    model_config = ConfigDict(frozen=True)


class Score(_Outcome):
    """A number with the reason for it, in words that a reader of the report understands."""

    outcome: Literal["score"] = "score"
    value: float
    reason: str


class Unscored(_Outcome):
    """The metric says nothing about this case, as retrieval doesn't about an unanswerable question."""

    outcome: Literal["unscored"] = "unscored"
    reason: str


class Failed(_Outcome):
    """The asker crashed on this case; counted apart, never averaged in."""

    outcome: Literal["failed"] = "failed"
    reason: str


Outcome = Annotated[Score | Unscored | Failed, Field(discriminator="outcome")]


@dataclass(frozen=True, slots=True)
class Metric:
    """A named number that a scorer gives.

    Attributes:
        name: key in reports.
        says: what it measures, for the legend.
        higher_is_better: direction; false for rates of harm and for times.
        unit: "share" (0 to 1), "ms" or "words".
        invariant: it has to be 1 on every case; a single 0 is a bug, not a score.
    """

    name: str
    says: str
    higher_is_better: bool = True
    unit: Literal["share", "ms", "words"] = "share"
    invariant: bool = False


def yes_no(holds: bool, reason: str) -> Score:
    """1 or 0 with its reason."""
    return Score(value=float(holds), reason=reason)
