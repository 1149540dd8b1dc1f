"""What retrieval takes and gives. Immutable; scores order one question's results and don't compare across questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.models import Sentence
from service.models import QuoteSpan, RetrievedPassage


class Language(StrEnum):
    """How a question is typed."""

    VIETNAMESE = "vi"
    UNACCENTED = "vi-unaccented"
    ENGLISH = "en"

    @property
    def code(self) -> str:
        """ISO 639-1 code, as on the wire: the language to answer in."""
        return "en" if self is Language.ENGLISH else "vi"


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a retrieved passage that may be quoted, with how well it answers the question."""

    passage: RetrievedPassage
    sentence: Sentence
    score: float

    @property
    def quote(self) -> QuoteSpan:
        """The sentence as a quote."""
        span = self.sentence
        return QuoteSpan(self.passage.article, self.passage.passage.id, span.start, span.end, self.score)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for one question, best first.

    Attributes:
        question: the question as it was searched for: NFC, white space folded.
        language: how it was typed.
        passages: the best passages, at most `top_k`.
        sentences: sentences of those passages that may be quoted.
        sequence: the catalog's sequence that was read: everything found is visible at it.
        searched: how many passages there were to search, after filters.
        signals: named measurements of this retrieval, for the answerability stage.
    """

    question: str
    language: Language
    passages: tuple[RetrievedPassage, ...]
    sentences: tuple[ScoredSentence, ...]
    sequence: int
    searched: int
    signals: Mapping[str, float] = field(default_factory=dict)
