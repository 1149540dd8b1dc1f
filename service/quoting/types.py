"""What was found for a question, with the sentences that answer it best. Immutable.

Scores order one question's results and don't compare across questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TypeVar

from ingest.embedding.base import EmbedderIdentity, Reading
from ingest.models import Sentence
from service.language.answer_types import AnswerType
from service.language.question import Question
from service.language.spans import Candidate
from service.retrieval.scoring import PassageScores
from service.values import QuoteSpan, RetrievedPassage, below

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a retrieved passage that may be quoted, with how well it answers the question.

    Attributes:
        passage: where it stands.
        sentence: the span.
        score: what sentences are ordered by.
        cosine: of question and sentence.
        maxsim: mean of `support`; None without tokens.
        support: for each token of the question, the similarity of its best token in the sentence.
        overlap: share of the question's words, folded, that the sentence holds.
        cue: 1 if it holds the kind of thing that the question asks for (a date, a number, a name), 0 if it
            doesn't, 0.5 if the question expects no kind.
        title: of its article, where that is quoted with it and isn't part of the text; else empty.
    """

    passage: RetrievedPassage
    sentence: Sentence
    score: float
    cosine: float = 0.0
    maxsim: float | None = None
    support: tuple[float, ...] = ()
    overlap: float = 0.0
    cue: float = 0.5
    title: str = ""

    @property
    def text(self) -> str:
        """The sentence as it stands in the article, below the title if that is quoted too."""
        return below(self.title, self.sentence.within(self.passage.article.text))

    @property
    def quote(self) -> QuoteSpan:
        """The sentence as a quote."""
        span = self.sentence
        return QuoteSpan(self.passage.article, self.passage.passage.id, span.start, span.end, self.score)


Rank = Callable[[ScoredSentence, AnswerType], Mapping[Candidate, float]]
"""How probably each stretch of a kind in a sentence is what is asked for."""

Reads = Callable[[str], Reading]
"""What reading a text with the question tells."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for one question, best first.

    Attributes:
        question: as it was searched with.
        passages: the best passages, at most `top_k`.
        sentences: sentences of the best of those passages that may be quoted.
        sequence: the catalog's sequence that was read: everything found is visible at it.
        searched: how many passages there were to search, after filters.
        filtered: whether there were filters.
        rank: ranks what of a sentence is of the kind asked for; None if that isn't of one question, or not fitted.
        read: reads the question with a text; None where the embedder can't.
        quotes: what an extractive answer quotes: the best sentences, joined with neighbours where that helps.
        candidates: the numbers of every passage that was scored, best first.
        embedder: what the similarities are of; None if nothing was embedded.
        context: of a question in its conversation, what confidence is read from besides.
    """

    question: Question
    passages: tuple[RetrievedPassage, ...]
    sentences: tuple[ScoredSentence, ...]
    sequence: int
    searched: int
    quotes: tuple[QuoteSpan, ...] = ()
    candidates: tuple[PassageScores, ...] = ()
    filtered: bool = False
    rank: Rank | None = field(default=None, compare=False, repr=False)
    read: Reads | None = field(default=None, compare=False, repr=False)
    embedder: EmbedderIdentity | None = None
    context: Context | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A question in its conversation.

    Attributes:
        joined: what was found for the question joined to the one before, in the same passages; it quotes nothing.
        chance: the probability of the best sentence among all.
        leans: whether the question can't be understood without the one before, or may not.
    """

    joined: Retrieval
    chance: float
    leans: bool


def merge(found: Sequence[Retrieval], question: str, top_k: int) -> Retrieval:
    """Retrievals of a question's parts as one, in turns: the best of each part, then the next best of each.

    What ranks and reads isn't kept, since it would be of one part only.
    """
    passages = {one.passage.id: one for one in _in_turns([part.passages for part in found])}
    quotes = {(one.article.id, one.start, one.end): one for one in _in_turns([part.quotes for part in found])}
    longest = max(len(part.quotes) for part in found)
    return replace(
        found[0],
        question=replace(
            found[0].question,
            typed=question,
            text=" ".join(part.question.text for part in found),
            token_spans=(),  # the sentences of each part are compared with its own tokens
        ),
        passages=tuple(passages.values())[:top_k],
        sentences=tuple(_in_turns([part.sentences for part in found])),
        quotes=tuple(quotes.values())[: max(longest, len(found))],
        rank=None,
        read=None,
    )


def _in_turns(parts: Sequence[Sequence[T]]) -> list[T]:
    return [one for turn in zip_longest(*parts) for one in turn if one is not None]
