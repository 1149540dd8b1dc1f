"""What fields are made of: their limits, dates that may be partial, and the bases of requests and replies."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from trichdan.ids import composed

QUESTION_MAX = 2_000
"""Longest question or query, in code points after trimming."""

TOP_K_MAX = 50
TIMELINE_MAX = 200
LINE_MAX = 2_000
"""Longest title, address or name, in code points."""

ID_MAX = 512
TEXT_MAX = 10_000_000

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=QUESTION_MAX)]

# Strings without a limit of length would let lone surrogates through too, which can't be stored.
Line = Annotated[str, StringConstraints(max_length=LINE_MAX)]
ArticleId = Annotated[str, StringConstraints(max_length=ID_MAX), AfterValidator(composed)]

_WHOLE = len("2023-10-27")


_PARTIAL_DATE = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")


def _in_form(value: object) -> object:
    if isinstance(value, str) and not _PARTIAL_DATE.fullmatch(value):
        raise ValueError("a date is written 2025-10-17, 2025-10 or 2025")
    return value


def _of_the_calendar(value: str) -> str:
    date.fromisoformat(value + "-01-01"[len(value) - _WHOLE :] if len(value) < _WHOLE else value)
    return value


# By pattern and calendar: "2023-02-30" has the form of a date and is none.
PartialDate = Annotated[
    str,
    StringConstraints(pattern=_PARTIAL_DATE.pattern),
    BeforeValidator(_in_form),  # the pattern alone would be told as a regular expression
    AfterValidator(_of_the_calendar),
]


class Reply(BaseModel):
    """Base of replies. Validators are built at first use, not when a script imports this."""

    model_config = ConfigDict(defer_build=True)


class Wire(BaseModel):
    """Base of requests: unknown fields are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid")
