"""Means of vectors, which are taken away: what all texts of a kind have in common says nothing of any of them.

Three constants for the bundled model: the mean token of Vietnamese documents and that of English questions (whose
tokens lean another way; a Vietnamese question leans like a document), and how the vectors of Vietnamese questions stand
from those of the same questions in English: in multilingual models a language has a direction of its own, which hides
what is meant (Libovický et al. 2020, "On the Language Neutrality of Pre-trained Multilingual Representations"). They
come from texts of our own in `token_means/`, on subjects of all kinds, and are made by the command below. Other models
get zeros.

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


def english_question_shift(model: str, dimension: int) -> Floats:
    """What to add to the unit vector of an English question, so that it stands where the Vietnamese one would."""
    return _stored()[2] if model == MODEL else np.zeros(dimension, np.float32)


def digest(model: str) -> str:
    """Identity of the documents' constant, which stored bytes depend on: 12 hex digits, or nothing."""
    return hashlib.sha256(_stored()[0].tobytes()).hexdigest()[:12] if model == MODEL else ""


def compute(embedder: Embedder) -> Floats:
    """The constants, (3, d)."""
    documents = embedder.encode_passages(_lines("documents.txt"), tokens=True)
    english, vietnamese = (
        embedder.encode_queries(_lines(f"questions_{language}.txt"), tokens=True) for language in ("en", "vi")
    )
    shift = np.mean([one.vector for one in vietnamese], axis=0) - np.mean([one.vector for one in english], axis=0)
    return np.stack([_mean(documents), _mean(english), shift.astype("<f4")])


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


def _mean(encodings: Sequence[TextEncoding]) -> Floats:
    rows = np.concatenate([one.tokens for one in encodings if one.tokens is not None])
    mean: Floats = rows.mean(axis=0, dtype=np.float64).astype("<f4")
    return mean


def _main() -> None:
    from ingest.embedding.factory import load_embedder
    from ingest.settings import IngestSettings, load_settings

    settings = load_settings(IngestSettings)
    means = compute(load_embedder(settings.embedding, settings.models_dir))
    np.save(FILE, means)
    print(f"{FILE}: lengths {np.linalg.norm(means, axis=1).round(3)}")


if __name__ == "__main__":
    _main()
