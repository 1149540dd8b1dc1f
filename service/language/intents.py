"""What of a message tells its intent, and the slots in it: its words and how they are put together. Pure.

Read without diacritics and with all digits alike, so that all typings are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from ingest.analysis import fold
from ingest.regex import regex

LONGEST = 3
"""Words of an n-gram, at most."""

EDGE = "·"
"""Stands before the first word and behind the last."""

_WORD = regex(r"\w+(?:[.,/:'’-]\w+)*|[^\w\s]")
_ABOUT = regex(r"\b(?:về|ve|about|on)\s+(?P<topic>\S.*?)[\s?.!]*$", re.IGNORECASE)
_LEADING = regex(r"[^,.!?]*[,.!?]+\s*")
_DIGIT = regex(r"\d")


class SmallTalk(StrEnum):
    """The kinds of messages that ask nothing of the articles."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT = "about"
    """Asks about the service."""
    REACTION = "reaction"
    """What one says to an answer, or in the meantime ("hay quá", "ủa vậy hả", "để mình xem")."""
    COMPLAINT = "complaint"
    """That an answer is wrong, unclear, or none to what was asked."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message asks for.

    Attributes:
        kind: one of those that were learned ("question", "comparison", "count_articles" …).
        message: what was read.
        slots: by name the place of the words that say of what: half-open code points of the message.
        guessed: the slots that have to be there, and are where they are least unlikely.
        names_only: whether nothing is asked of what is listed, but that it's named.
        odds: how much likelier it is of that kind than an ordinary question.
        other: of an ordinary question, what else it may be, if what articles hold speaks for that.
    """

    kind: str
    message: str
    slots: dict[str, tuple[int, int]] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    names_only: bool = False
    odds: float = inf
    other: Intent | None = None

    @property
    def chance(self) -> float:
        """How probably it is of its kind, rather than an ordinary question."""
        return 1.0 / (1.0 + 1.0 / self.odds)

    def said(self, slot: str) -> str:
        """The words of a slot, as they were typed; empty where there is none."""
        start, end = self.slots.get(slot, (0, 0))
        return self.message[start:end]

    def behind_about(self) -> str:
        """What the message ends in behind "về" or "about": a topic, where no slot was found."""
        match = _ABOUT.search(self.message)
        return match["topic"] if match else ""


def leading(message: str) -> str:
    """What a message begins with, up to a mark of punctuation and the space behind it; empty if that's all of it."""
    match = _LEADING.match(message)
    return match.group() if match and match.end() < len(message) else ""


def words_of(message: str) -> list[tuple[int, int]]:
    """Where the words and marks of a message stand."""
    return [one.span() for one in _WORD.finditer(message)]


def keys_of(message: str, words: Sequence[tuple[int, int]]) -> list[str]:
    """The words folded, with all digits alike."""
    return [_DIGIT.sub("0", fold(message[start:end]).lower()) for start, end in words]


def ngrams(message: str) -> set[str]:
    """The words of a message and the runs of up to three of them, with its edges."""
    keys = [EDGE, *keys_of(message, words_of(message)), EDGE]
    runs = range(1, LONGEST + 1)
    return {" ".join(keys[at : at + size]) for size in runs for at in range(len(keys) - size + 1)}


def features(message: str, words: Sequence[tuple[int, int]], kind: str) -> list[list[str]]:
    """What tells the slot of each word of a message of that kind: it and those beside it, and how it's written."""
    keys = [EDGE, EDGE, *keys_of(message, words), EDGE, EDGE]
    typed = [message[start:end] for start, end in words]
    return [_of_word(keys, at + 2, word, kind) for at, word in enumerate(typed)]


_RUNS = ((0, 0), (-1, -1), (-2, -2), (1, 1), (2, 2), (-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 1))
"""Runs of words that count beside a word, by their first and last place."""


def _of_word(keys: Sequence[str], at: int, word: str, kind: str) -> list[str]:
    shape = "mark" if not word[0].isalnum() else "number" if _DIGIT.search(word) else _case(word)
    near = [f"{first}:{last}=" + " ".join(keys[at + first : at + last + 1]) for first, last in _RUNS]
    # Which slots there are depends on the kind; "với" parts two sides in one kind, and ends a request in another.
    return [f"shape={shape}", f"kind={kind}", *near, *(f"{kind}|{one}" for one in near)]


def _case(word: str) -> str:
    return "name" if word[0].isupper() else "word"
