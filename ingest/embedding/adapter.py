"""What is added to the bundled model's weights where it reads questions, not passages (LoRA: Hu et al. 2021).

Trained so that a question is read, however it is typed, as its full Vietnamese wording is
(`evals/adapter/train.py`; docs/decisions/0016-questions.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ingest.embedding.base import Floats

Adapter = Mapping[str, Floats]
"""Low-rank additions to linear layers by their names: `l0.qkv.a` (rank, inputs) and `l0.qkv.b` (outputs, rank)."""

FILE = Path(__file__).with_name("adapter.npz")
ADAPTER = "9f6a1472e745"
"""Names the file's contents: how their SHA-256 begins. Whatever is trained anew gets another."""
READER = "01ba630eb8f7"
"""The same of what is added where a question is read with a text (`ingest.embedding.reader`)."""


def load_adapter() -> Adapter:
    """What the file holds."""
    with np.load(FILE, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
