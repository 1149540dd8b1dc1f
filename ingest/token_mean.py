"""Mean token vectors, which late interaction takes away: what all tokens of a kind have in common says nothing.

Two constants for the bundled model, of Vietnamese documents and of English questions (whose tokens lean another
way; a Vietnamese question leans like a document). Both come from texts of our own in `token_means/`, on subjects
of all kinds, and are made by the command below. Other models get zeros.

    python -m ingest.token_mean
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from ingest.embedding.base import Embedder, Floats, TextEncoding

MODEL = "multilingual-e5-small"
FOLDER = Path(__file__).with_name("token_means")
FILE = FOLDER / "means.npy"


@cache
def _stored() -> Floats:
    loaded: Floats = np.load(FILE, allow_pickle=False)
    return loaded


def document_mean(model: str, dimension: int) -> Floats:
    """What to take away from unit token vectors of passages, and of Vietnamese questions."""
    return _stored()[0] if model == MODEL else np.zeros(dimension, np.float32)


def english_question_mean(model: str, dimension: int) -> Floats:
    """What to take away from unit token vectors of English questions."""
    return _stored()[1] if model == MODEL else np.zeros(dimension, np.float32)


def digest(model: str) -> str:
    """Identity of the documents' constant, which stored bytes depend on: 12 hex digits, or nothing."""
    return hashlib.sha256(_stored()[0].tobytes()).hexdigest()[:12] if model == MODEL else ""


def compute(embedder: Embedder, asking: Embedder) -> Floats:
    """Both means, (2, d); `asking` reads passages with the prefix of questions.

    So questions are read without the adapter, which is trained on top of their mean.
    """
    documents, questions = (
        (FOLDER / name).read_text(encoding="utf-8").splitlines() for name in ("documents.txt", "questions_en.txt")
    )
    return np.stack(
        [
            _mean(embedder.encode_passages(documents, tokens=True)),
            _mean(asking.encode_passages(questions, tokens=True)),
        ]
    )


def _mean(encodings: Sequence[TextEncoding]) -> Floats:
    rows = np.concatenate([one.tokens for one in encodings if one.tokens is not None])
    mean: Floats = rows.mean(axis=0, dtype=np.float64).astype("<f4")
    return mean


def _main() -> None:
    from ingest.embedding.e5 import QUERY_PREFIX, E5Embedder
    from ingest.settings import IngestSettings, load_settings

    models = load_settings(IngestSettings).models_dir
    means = compute(E5Embedder(models), E5Embedder(models, passage_prefix=QUERY_PREFIX))
    np.save(FILE, means)
    print(f"{FILE}: lengths {np.linalg.norm(means, axis=1).round(3)}")


if __name__ == "__main__":
    _main()
