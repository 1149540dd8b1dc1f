"""The vector of what is left of a question, read off the tokens of the whole one rather than embedded anew.

What is left is the question without the names and years that an article speaks of (`subjects`). The tokens that are
left have seen those, and their mean is drawn to them: its cosine to the vector of what is left by itself is .863, the
mean vector taken away. A reduced-rank regression (Izenman 1975) on that mean and the whole question's vector comes as
near as .887, for corpora left out of the fit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.base import Floats, TextEncoding, unit_rows

MODEL_FILE = Path(__file__).with_name("remainder.npz")


def signs(question: TextEncoding, left: NDArray[np.bool_]) -> Floats:
    """What the regression reads (2 d,): the mean of the tokens that are `left` (t,), and the whole question's vector.

    Raises:
        ValueError: the question has no tokens, or none is left.
    """
    if question.tokens is None or not left.any():
        raise ValueError("no tokens are left of this question")
    return np.concatenate([question.tokens[left].mean(axis=0), question.vector])


def vector_of(question: TextEncoding, left: NDArray[np.bool_]) -> Floats:
    """The unit vector (d,) of the tokens that are `left` (t,) of a question, by the bundled embedder, on which the
    regression was fitted.

    Raises:
        ValueError: the question has no tokens, or none is left.
    """
    read = signs(question, left)
    narrow, wide, offset = _fitted()
    found: Floats = np.asarray(read[: len(offset)] + (read @ narrow) @ wide + offset, np.float32)
    return unit_rows(found)


@cache
def _fitted() -> tuple[Floats, Floats, Floats]:
    """What is added to the mean: signs (2 d, r) times (r, d), and a constant (d,)."""
    with np.load(MODEL_FILE, allow_pickle=False) as stored:
        narrow, wide, offset = (stored[name].astype(np.float32) for name in ("narrow", "wide", "offset"))
    return narrow, wide, offset
