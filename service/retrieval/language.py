"""How a question is typed: Vietnamese, Vietnamese without diacritics, or English. First version."""

from __future__ import annotations

from ingest.analysis import fold
from service.retrieval.types import Language


def detect_language(question: str) -> Language:
    """The language of a question."""
    return Language.VIETNAMESE if question.lower() != fold(question) else Language.ENGLISH
