"""What the stages hand to each other; the wire has its own types in `trichdan.wire`.

Nothing here is changed after it is made: each stage takes values and returns new ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.models import Article, Passage
from ingest.sentence_tables import header_before
from trichdan.wire import FaultKind

Floats = NDArray[np.float32]

Span = tuple[int, int]
"""A half-open stretch of a text, in code points."""


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage that retrieval found, with its article. `score` orders the passages of one question."""

    passage: Passage
    article: Article
    score: float


def below(title: str, text: str) -> str:
    """A text below the title that is quoted with it, if one is."""
    return f"{title}\n{text}" if title else text


@dataclass(frozen=True, slots=True)
class QuoteSpan:
    """A quote by its place: `article.text[start:end]`. There is no other way to hold a quote.

    `titled`: the article's title is quoted with it, since it tells what the text doesn't, and isn't part of it.
    """

    article: Article
    passage_id: str
    start: int
    end: int
    score: float
    titled: bool = False

    @property
    def text(self) -> str:
        """The quote, read from the article's text."""
        return self.article.text[self.start : self.end]

    @property
    def header(self) -> Span | None:
        """Where the header stands of the table of which it's a row, unless it begins with that."""
        return header_before(self.article.text, self.start)

    @property
    def told(self) -> str:
        """All that it tells: the quote, below the title that is quoted with it and the header of its table."""
        text = below(self.article.text[slice(*self.header)] if self.header else "", self.text)
        return below(self.article.title or "", text) if self.titled else text

    def overlaps(self, other: QuoteSpan) -> bool:
        """Whether both quote some of the same words."""
        return self.article.id == other.article.id and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The stretch of a quote that comes nearest to a short answer, and how probably it is one."""

    span: QuoteSpan
    confidence: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """A feature of a logistic regression: its value, its weight, and its mean over questions that have an answer."""

    name: str
    value: float
    weight: float
    usual: float

    @property
    def counts(self) -> float:
        """What it moves the log-odds by, against a question where it is as usual."""
        return self.weight * (self.value - self.usual)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer and the quotes that carry it. `text` holds no `[n]` markers."""

    text: str
    quotes: tuple[QuoteSpan, ...]


# What a reply's cleanness was measured on (decisions/0005): these were not counted as dropped, and say nothing of the
# others.
_UNCHECKED = {FaultKind.MALFORMED, FaultKind.DUPLICATE, FaultKind.BEYOND_LIMIT, FaultKind.CUT_OFF}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement of an LLM that isn't shown, as it was written, and why."""

    text: str
    reason: FaultKind

    @property
    def failed(self) -> bool:
        """Whether it was checked and found wanting, which speaks against the rest of the reply too."""
        return self.reason not in _UNCHECKED


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two quotes that give two `numbers` for the same thing, the newer article's first; `said` tells of it."""

    quotes: tuple[QuoteSpan, QuoteSpan]
    numbers: tuple[str, str]
    said: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is rendered: verified statements, and what was dropped on the way.

    `missing` says, in the question's language, which part of the question stays open; empty if none.
    """

    statements: tuple[Statement, ...]
    dropped_citations: int = 0
    dropped: tuple[Dropped, ...] = ()
    missing: str = ""
    disagreements: tuple[Disagreement, ...] = ()
    """What `missing` says of articles that contradict each other, for whoever wants to show them side by side."""
    unmentioned: tuple[str, ...] = ()
    """Names and numbers of the question that no quoted article mentions; `missing` tells them."""
    usage: tuple[int, int] | None = field(default=None)
    """Prompt and completion tokens, where an LLM reported them."""
