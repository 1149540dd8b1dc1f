"""What a stream gives, and what checking an answer again gives. Loads next to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from trichdan.wire import Answer, Citation, Hit


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Event of a stream: the passages that the answer will be written from."""

    passages: list[Hit]


@dataclass(frozen=True, slots=True)
class Token:
    """Event of a stream: a piece of the answer. The `Answer` at the end has it whole, with its citations."""

    text: str


# A string, since `Answer` brings pydantic along.
Event: TypeAlias = "Retrieved | Token | Answer"


@dataclass(frozen=True, slots=True)
class Check:
    """One citation checked again. `fault` is empty, `article_gone`, `quote_differs` or `article_changed`.

    `article_changed`: the quote still stands at its place, in a newer version of the article than was cited.
    """

    citation: Citation
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """Every citation of an answer checked against the articles as they are now. True if nothing is wrong."""

    checks: tuple[Check, ...]

    def __bool__(self) -> bool:
        return not self.faults

    @property
    def faults(self) -> tuple[Check, ...]:
        """The checks that found something wrong."""
        return tuple(check for check in self.checks if check.fault)
