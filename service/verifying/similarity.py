"""How an embedder sees whether two texts say the same, where words alone can't tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.embedding.base import Embedder
from service.measured import measured_on


@dataclass(frozen=True, slots=True)
class Similarity:
    """How an embedder sees whether a statement says the same as a quote in another language.

    Attributes:
        cosine: of the vectors of two texts.
        least: what a translation has, measured on that embedder (`service.measured`).
        restated: what the same in other words of one language has; more than any cosine where that isn't known.
    """

    cosine: Callable[[str, str], float]
    least: float
    restated: float = math.inf

    def alike(self, quotes: Sequence[str], said: str) -> bool:
        """Whether what is said is as alike one of the quotes as a translation is."""
        return any(self.cosine(said, quote) >= self.least for quote in quotes)

    def restates(self, quotes: Sequence[str], said: str) -> bool:
        """Whether what is said is as alike one of the quotes, or all, as the same in other words is."""
        return any(self.cosine(said, quote) >= self.restated for quote in dict.fromkeys((*quotes, " ".join(quotes))))


def similarity_by(embedder: Embedder) -> Similarity | None:
    """How this embedder sees it; None where no translation was measured on it."""
    measured = measured_on(embedder.identity)
    least, restated = measured.translation, measured.restated

    def cosine(statement: str, quote: str) -> float:
        first, second = embedder.encode_passages([statement, quote])
        return float(first.vector @ second.vector)

    return None if least is None else Similarity(cosine, least, math.inf if restated is None else restated)
