"""What every embedder of trichdan promises, whoever computes the vectors.

Import-light on purpose (numpy only): whoever only needs the types must not load a model library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """All that decides what vectors mean. Vectors of two unequal identities must never be compared.

    Attributes:
        model: name of the model, such as `multilingual-e5-small` or `openai:text-embedding-3-small`.
        recipe: how its weights became what runs here; changes whenever the same text gets another vector.
        precision: arithmetic of the engine (`int8s`, `fp32`), or `remote` where it isn't ours to know.
        dimension: components of a vector.
        query_prefix: text put before every query.
        passage_prefix: text put before every passage.
    """

    model: str
    recipe: str
    precision: str
    dimension: int
    query_prefix: str
    passage_prefix: str

    def as_dict(self) -> dict[str, str | int]:
        """The identity as JSON can hold it; the inverse of `from_dict`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> EmbedderIdentity:
        """The identity that `as_dict` wrote.

        Raises:
            ValueError: a key is missing, surplus or of the wrong type.
        """
        wanted = {
            "model": str,
            "recipe": str,
            "precision": str,
            "dimension": int,
            "query_prefix": str,
            "passage_prefix": str,
        }
        if set(data) != set(wanted) or not all(type(data[key]) is kind for key, kind in wanted.items()):
            raise ValueError(f"This is no embedder identity: {dict(data)!r}.")
        return cls(**data)

    def describe(self) -> str:
        """One line for a person."""
        prefixes = f"prefixes {self.query_prefix!r} and {self.passage_prefix!r}"
        return f"{self.model} ({self.recipe}, {self.precision}, {self.dimension} dimensions, {prefixes})"


@dataclass(frozen=True, slots=True, eq=False)
class TextEncoding:
    """A text as vectors.

    Attributes:
        vector: (d,) float32, unit length.
        tokens: (t, d) float32, unit rows: last hidden states of the text's own tokens, without prefix and
            special tokens. None where they weren't asked for or the model doesn't give them.
        spans: (t, 2) int32, half-open code point offsets of each token in the text that was given, in order,
            not empty, not overlapping. Promised for NFC text only. None where `tokens` is.
    """

    vector: Floats
    tokens: Floats | None = None
    spans: Spans | None = None


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors. Safe to call from several threads.

    Texts are normalised to NFC first, so that the same words typed in NFD get the same vector. Equal texts
    get equal vectors, whatever else is in the call.
    """

    @property
    def identity(self) -> EmbedderIdentity:
        """What the vectors mean; stored with every index."""
        ...

    @property
    def supports_tokens(self) -> bool:
        """Whether `tokens=True` gives token vectors and spans."""
        ...

    def encode_queries(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        """One encoding per question, in order.

        Raises:
            EmbedderError: the model can't be called.
        """
        ...

    def encode_passages(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        """One encoding per passage, in order.

        Raises:
            EmbedderError: the model can't be called.
        """
        ...

    def warm_up(self) -> None:
        """Pay now what the first query would have to pay."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What reading a text with a question told.

    Attributes:
        log_odds: that the text answers.
        starts, ends: where each of its t tokens stands, in code points of its composed form, NFC (t,).
        begins, stops: the probability that an answer begins, and that it ends, with each token (t,).
    """

    log_odds: float
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    begins: Floats
    stops: Floats


@runtime_checkable
class Reader(Protocol):
    """An embedder that can read a question with a text."""

    def read(self, question: str, text: str) -> Reading:
        """What reading a text with a question tells.

        Raises:
            EmbedderError: the model can't be called.
        """
        ...


def unit_rows(rows: Floats) -> Floats:
    """`rows` (n, d) scaled to unit length, float32; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)
