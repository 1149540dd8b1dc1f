"""Ids of articles, as they are stored and as they are typed."""

from __future__ import annotations

from unicodedata import normalize


def composed(article_id: str) -> str:
    """An id as ids are stored, in NFC: some systems write letters and their marks apart."""
    return normalize("NFC", article_id)
