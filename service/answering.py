"""The extractive answerer: no LLM, the best sentences of the retrieved passages as quotes. Pure."""

from __future__ import annotations

from service.models import Draft, Statement
from service.retrieval.types import Retrieval


def compose_extractive(retrieval: Retrieval) -> Draft:
    """Each quote that retrieval chose is a statement and its own evidence."""
    return Draft(tuple(Statement(" ".join(quote.text.split()), (quote,)) for quote in retrieval.quotes))
