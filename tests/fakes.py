"""Fakes that are shipped with the tests: an embedder without a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.analysis import folded_terms
from ingest.embedding.base import EmbedderIdentity, TextEncoding, unit_rows


class HashEmbedder:
    """Vectors from hashed words: equal words make near texts. Deterministic across processes."""

    supports_tokens = False

    def __init__(self, dimension: int = 64, model: str = "hash") -> None:
        self.identity = EmbedderIdentity(model, "1", "exact", dimension, "", "")
        self.calls = 0

    def encode_queries(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        return [self._encode(text) for text in texts]

    def encode_passages(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        self.calls += len(texts)
        return [self._encode(text) for text in texts]

    def warm_up(self) -> None:
        pass

    def _encode(self, text: str) -> TextEncoding:
        total = np.full(self.identity.dimension, 1e-3, np.float32)
        for term in folded_terms(text):
            total += _direction(term, self.identity.dimension)
        return TextEncoding(unit_rows(total[None])[0])


@lru_cache(maxsize=20_000)
def _direction(term: str, dimension: int) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest())
    return np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
