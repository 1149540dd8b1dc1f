"""Messages by their n-grams, as the fits of kinds and of what holds now see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from service.language.intents import ngrams

WRITERS = 2
"""Writers who use an n-gram, at least: what one alone uses is his manner, or his subject."""


def held_by(messages: Sequence[tuple[str, str]]) -> tuple[list[str], Any]:
    """The n-grams that count, and which message holds which, a sparse matrix (n, g) of ones.

    `messages` are pairs of writer and text.
    """
    from scipy.sparse import csr_matrix

    by: dict[str, set[str]] = defaultdict(set)
    grams = [ngrams(text) for _, text in messages]
    for (writer, _), used in zip(messages, grams, strict=True):
        for gram in used:
            by[gram].add(writer)
    known = sorted(gram for gram, writers in by.items() if len(writers) >= WRITERS)
    place = {gram: at for at, gram in enumerate(known)}
    cells = [(row, place[gram]) for row, used in enumerate(grams) for gram in used if gram in place]
    rows, columns = zip(*cells, strict=True)
    return known, csr_matrix((np.ones(len(cells), np.float32), (rows, columns)), (len(messages), len(known)))
