"""The reader of weight images: never outside the file, never a wrong error."""

from __future__ import annotations

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedding.image import WeightImage, parse_image
from trichdan.errors import ModelImageError

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁xin", "chào"]


def image_bytes(tensor_size: int = 18, magic: bytes = b"E5S1", heads: int = 2) -> bytes:
    """A tiny image: six pieces, a float tensor of two weights, a 4-bit tensor of 32."""
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    head = magic + bytes(4) + struct.pack("<7ifi", 32, 1, heads, 64, 6, 8, 1, 1e-12, 32)
    head += struct.pack("<5iQ", 6, 0, 2, 1, 3, len(blob)) + offsets.tobytes()
    head += np.arange(6, dtype="<f4").tobytes() + blob + struct.pack("<iI", 0, 0)
    names = [b"norm", b"word"]
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in names)
    directory = struct.pack("<i", 2)
    directory += struct.pack("<H", 4) + b"norm" + struct.pack("<BIQQ", 0, 2, at, 8)
    directory += struct.pack("<H", 4) + b"word" + struct.pack("<BIQQ", 1, 32, at + 8, tensor_size)
    block = np.float16(0.5).tobytes() + bytes([0x80] * 15 + [0x1F])
    return head + directory + np.array([1.5, -2], "<f4").tobytes() + block


@pytest.fixture(scope="module")
def image() -> WeightImage:
    return parse_image(image_bytes())


def test_reads_shape_and_vocabulary(image: WeightImage) -> None:
    assert (image.hidden, image.layers, image.heads, image.feed_forward) == (32, 1, 2, 64)
    assert image.pieces == tuple(PIECES)
    assert image.scores.tolist() == [0, 1, 2, 3, 4, 5]


def test_reads_tensors_of_both_types(image: WeightImage) -> None:
    assert image.floats("norm").tolist() == [1.5, -2]
    expected = np.array([-8 * 0.5] * 15 + [7 * 0.5] + [0.0] * 15 + [-7 * 0.5], np.float32)
    assert image.matrix("word", 32).tolist() == [expected.tolist()]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ends early"),
        (image_bytes(magic=b"GGUF"), "E5S1"),
        (image_bytes(heads=3), "impossible shape"),
        (image_bytes(tensor_size=17), "'word'"),
        (image_bytes()[:-1], "ends before"),
    ],
)
def test_refuses_what_is_no_image(data: bytes, words: str) -> None:
    with pytest.raises(ModelImageError, match=words):
        parse_image(data)


def test_names_a_missing_tensor(image: WeightImage) -> None:
    with pytest.raises(ModelImageError, match="'gone'"):
        image.floats("gone")
    with pytest.raises(ModelImageError, match="'norm'"):
        image.matrix("norm", 32)
    with pytest.raises(ModelImageError, match="64 columns"):
        image.matrix("word", 64)


@given(st.integers(0, len(image_bytes()) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_image_never_raises_anything_else(at: int, junk: bytes) -> None:
    data = image_bytes()
    for damaged in (data[:at], data[:at] + junk + data[at + len(junk) :]):
        with contextlib.suppress(ModelImageError):
            parse_image(damaged)
