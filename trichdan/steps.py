"""What client and service say to each other, step by step, and what a stream gives. Loads next to nothing.

A flow is a generator: it yields steps (`Call`, `Pause`, `NextChunk`, `Item`), is sent the `Reply` of each, and
returns the typed result.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from trichdan.wire import Answer, Citation, Hit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """Step: send a request. With `stream`, a reply of status 200 comes without its body."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    stream: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Step: wait before trying again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NextChunk:
    """Step: read on in the streamed body; the reply's body is empty at its end."""


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """Step: give a value to whoever iterates."""

    value: T


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a step. `failure` says in words why nothing came."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str = ""


Step: TypeAlias = Call | Pause | NextChunk | Item[Any]
Flow: TypeAlias = Generator[Step, Reply, T]
ItemFlow: TypeAlias = Generator[Call | Pause | NextChunk | Item[T], Reply, None]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Event of a stream: the passages that the answer will be written from."""

    passages: list[Hit]


@dataclass(frozen=True, slots=True)
class Token:
    """Event of a stream: a piece of the answer. The `Answer` at the end has it whole, with its citations."""

    text: str


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
