"""The extractive answerer: no LLM, the best sentences of the retrieved passages as quotes. Pure."""

from __future__ import annotations

from ingest.sentence_tables import fold_lines
from service.quoting.types import Retrieval
from service.values import Draft, QuoteSpan, Statement, below

_SENTENCE_ENDS = '.!?…:\n"”»)'


def compose_extractive(retrieval: Retrieval) -> Draft:
    """Each quote that retrieval chose is a statement and its own evidence."""
    return Draft(tuple(Statement(shown(quote), (quote,)) for quote in retrieval.quotes))


def shown(quote: QuoteSpan) -> str:
    """The quote on one line, rows of tables on a line each, with "…" where it begins or ends inside a sentence.

    It stands behind the title that it came with, or below the header of its table.
    """
    before, after = quote.article.text[: quote.start].rstrip(" \t"), quote.article.text[quote.end :]
    begins = not before or before[-1] in _SENTENCE_ENDS
    ends = quote.text[-1] in _SENTENCE_ENDS or not after.strip() or after.lstrip(" \t").startswith("\n")
    title = f"{quote.article.title} – " if quote.titled else ""
    header = quote.article.text[slice(*quote.header)] if quote.header else ""
    text = below(header, ("" if begins else "… ") + quote.text + ("" if ends else " …"))
    return title + fold_lines(text)
