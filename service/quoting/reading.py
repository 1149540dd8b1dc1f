"""What of the articles is read with the question, to tell whether it answers: what is quoted, with what is around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.embedding.base import Reading
from service.quoting.types import Retrieval, ScoredSentence
from service.values import QuoteSpan, below

BESIDE = 2
"""Sentences before a quote and behind it that are read with it, as in training."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A quote, what reading it with what is around told, and what its places are before those in the article."""

    quote: QuoteSpan
    reading: Reading
    shift: int


def read_first(found: Retrieval) -> Read | None:
    """What reading what is quoted first told; None where nothing reads.

    The best of three quotes tells answerable questions from near misses no better, for three times the work.
    """
    if found.read is None or not found.sentences:
        return None
    quote = found.quotes[0] if found.quotes else found.sentences[0].quote
    head, start, end = _around(quote, found.sentences)
    text = below(head, quote.article.text[start:end])
    return Read(quote, found.read(text), end - len(text))


def _around(quote: QuoteSpan, sentences: Sequence[ScoredSentence]) -> tuple[str, int, int]:
    """What is put before the quote's passage (its title and date), and where the sentences around the quote stand."""
    passage = next((one.passage.passage for one in sentences if one.passage.passage.id == quote.passage_id), None)
    if passage is None:
        return "", quote.start, quote.end
    spans = passage.sentences
    within = [at for at, one in enumerate(spans) if one.start < quote.end and one.end > quote.start]
    start, end = quote.start, quote.end
    if within:
        start = min(start, spans[max(within[0] - BESIDE, 0)].start)
        end = max(end, spans[min(within[-1] + BESIDE, len(spans) - 1)].end)
    return passage.context, start, end
