"""What of the articles is read with the question, to tell whether it answers: what is quoted, with what is around."""

from __future__ import annotations

from collections.abc import Sequence

from service.quoting.types import Retrieval, ScoredSentence
from service.values import QuoteSpan, below

BESIDE = 2
"""Sentences before a quote and behind it that are read with it, as in training."""


def read_first(found: Retrieval) -> float | None:
    """The log-odds that what is quoted first answers; None where nothing reads.

    The best of three quotes tells answerable questions from near misses no better, for three times the work.
    """
    if found.read is None or not found.sentences:
        return None
    (odds,) = found.read([_around(found.quotes[0] if found.quotes else found.sentences[0].quote, found.sentences)])
    return odds


def _around(quote: QuoteSpan, sentences: Sequence[ScoredSentence]) -> str:
    """A quote with the sentences beside it in its passage, below what is put before that: its title and date."""
    passage = next((one.passage.passage for one in sentences if one.passage.passage.id == quote.passage_id), None)
    if passage is None:
        return quote.text
    spans = passage.sentences
    within = [at for at, one in enumerate(spans) if one.start < quote.end and one.end > quote.start]
    start, end = quote.start, quote.end
    if within:
        start = min(start, spans[max(within[0] - BESIDE, 0)].start)
        end = max(end, spans[min(within[-1] + BESIDE, len(spans) - 1)].end)
    return below(passage.context, quote.article.text[start:end])
