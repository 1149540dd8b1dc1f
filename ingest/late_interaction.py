"""Token vectors of a passage as compact bytes, for late interaction (MaxSim: Khattab & Zaharia 2020, ColBERT)."""

from __future__ import annotations

from ingest.embedding.base import TextEncoding
from ingest.models import Passage


def pack_tokens(passage: Passage, encoding: TextEncoding) -> bytes | None:
    """To be filled by the retrieval recipe."""
    return None
