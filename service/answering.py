"""The extractive answerer: no LLM, the best sentences of the retrieved passages as quotes. Pure."""

from __future__ import annotations

from service.models import Draft, Statement
from service.retrieval.types import Retrieval

MAX_QUOTES = 3


def compose_extractive(retrieval: Retrieval) -> Draft:
    """One to three sentences that answer best, each a statement and its own quote."""
    quotes = [sentence.quote for sentence in retrieval.sentences[:MAX_QUOTES]]
    return Draft(tuple(Statement(" ".join(quote.text.split()), (quote,)) for quote in quotes))
