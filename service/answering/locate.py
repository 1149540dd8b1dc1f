"""Where a quote that a model gave stands in the articles: verbatim, or repaired beyond doubt. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.models import Passage, SentenceKind
from service.language.order_words import among_orders, gives_orders
from service.llm.prompt import Source
from service.llm.protocol import ProposedQuote
from service.values import QuoteSpan, Span
from service.verifying.find import find_quote, repair_quote

SHORT_QUOTE = 16
"""A quote of fewer code points is widened to its sentence."""


def locate(proposed: Sequence[ProposedQuote], sources: Sequence[Source]) -> tuple[list[QuoteSpan], int]:
    """The places of the quotes that can be found, or repaired beyond doubt, and how many can't."""
    quotes: list[QuoteSpan] = []
    dropped = 0
    for one in proposed:
        quote = _find(one, sources)
        if quote is None:
            dropped += 1
        elif quote not in quotes:
            quotes.append(quote)
    return quotes, dropped


def _find(proposed: ProposedQuote, sources: Sequence[Source]) -> QuoteSpan | None:
    """A quote's place: in the passage with its key, in the article around it, or in another issued passage.

    A wrong key is repaired only by a verbatim quote; a wrong quote only in the passage with the right key.
    """
    cited = [source for source in sources if source.key == proposed.key]
    for source in cited:
        span = find_quote(source.found.article.text, proposed.text, source.span)
        if span is not None:
            return _quote(span, source, sources)
    for source in sources:
        span = find_quote(source.found.article.text, proposed.text, source.span)
        # Under a wrong key a short quote is no evidence of which passage was meant.
        if span is not None and span[1] - span[0] >= SHORT_QUOTE:
            return _quote(span, source, sources)
    for source in cited:
        # Before repairing: a title often differs from the text's first sentence by a few words, and would be mended
        # into it.
        if (titled := _of_title(proposed.text, source)) is not None:
            return titled
    for source in cited:
        span = repair_quote(source.found.article.text, proposed.text, source.span)
        if span is not None:
            return _quote(span, source, sources)
    return None


def _of_title(text: str, source: Source) -> QuoteSpan | None:
    """What quotes a title that isn't part of the text: the passage's first sentence, with the title."""
    article, passage = source.found.article, source.found.passage
    title = article.title or ""
    if len(text.strip()) < SHORT_QUOTE or find_quote(title, text) is None or gives_orders(title):
        return None
    first = next((one for one in passage.sentences if one.kind is SentenceKind.PROSE), passage.sentences[0])
    return QuoteSpan(article, passage.id, first.start, first.end, source.found.score, titled=True)


def _quote(span: Span, source: Source, sources: Sequence[Source]) -> QuoteSpan | None:
    """The quote at `span`, named after an issued passage that holds it; None if it stands in planted orders."""
    article = source.found.article
    start, end = span
    if end - start < SHORT_QUOTE:
        start, end = sentence_around(source.found.passage, span)
    # After widening: an order may stand in the rest of the sentence.
    if among_orders(article.text, start, end):
        return None
    holders = [
        other
        for other in (source, *sources)
        if other.found.article == article and other.span[0] <= start and end <= other.span[1]
    ]
    holder = holders[0] if holders else source
    return QuoteSpan(article, holder.found.passage.id, start, end, holder.found.score)


def sentence_around(passage: Passage, span: Span) -> Span:
    """The whole sentences of the passage that a span touches, or the span itself outside the passage."""
    touched = [one for one in passage.sentences if one.start < span[1] and span[0] < one.end]
    if not touched:
        return span
    return min(touched[0].start, span[0]), max(touched[-1].end, span[1])
