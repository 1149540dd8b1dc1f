"""What is added to the bundled model's weights where it reads questions, not passages (LoRA: Hu et al. 2021).

Trained so that a question is read, however it is typed, as its full Vietnamese wording is
(`evals/fitting/questions.py`; docs/decisions/0016-questions.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ingest.embedding.base import Floats

FILE = Path(__file__).with_name("adapter.npz")
ADAPTER = "9f6a1472e745"
"""Names the file's contents: whatever is fitted anew gets another."""


def load_adapter() -> Mapping[str, Floats]:
    """The matrices by layer and side: `l0.qkv.a` (rank, inputs) and `l0.qkv.b` (outputs, rank)."""
    with np.load(FILE, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
