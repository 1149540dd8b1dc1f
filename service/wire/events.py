"""What happens while a question is answered, as a reader may watch it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.wire.sse import pieces
from trichdan.wire import Answer, Hit


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Event: the passages that the answer will be written from."""

    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Token:
    """Event: a piece of the answer as it is being written; only the answer at the end is verified."""

    text: str


Event = Retrieved | Token | Answer


def tokens(text: str, said: str) -> Iterator[Token]:
    """What is left to tell of a text of which some is `said`."""
    return map(Token, pieces(text.removeprefix(said)))


def telling(answer: Answer, said: str = "") -> Iterator[Token | Answer]:
    """What is left to tell of an answer, and the answer."""
    yield from tokens(answer.answer, said)
    yield answer
