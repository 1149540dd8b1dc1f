"""The bundled weights as sentence-transformers reads them: formats of others, written here, read back by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tokenizers

from evals.benchmarks.peers.transformer import write_transformer
from ingest.embedding.image import BLOCK_WEIGHTS, Tensor, WeightImage

HIDDEN, FEED_FORWARD, PLACES = 32, 64, 8
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁nhà", "▁n", "hà", "x")


def floats(count: int, first: float) -> Tensor:
    return Tensor(memoryview((first + np.arange(count)).astype("<f4").tobytes()), 0, count)


def nibbles(count: int) -> Tensor:
    """Blocks with a scale of 2, and weights that are -8 and 7 in halves."""
    block = np.float16(2).tobytes() + b"\xf0" * (BLOCK_WEIGHTS // 2)
    return Tensor(memoryview(block * (count // BLOCK_WEIGHTS)), 1, count)


@pytest.fixture
def image() -> WeightImage:
    tensors = {"emb.word": nibbles(len(PIECES) * HIDDEN), "emb.pos": floats(PLACES * HIDDEN, 0)}
    tensors["emb.type"] = floats(2 * HIDDEN, 0)
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        tensors |= {f"{name}.w": floats(HIDDEN, 1), f"{name}.b": floats(HIDDEN, 2)}
    for name in ("q", "k", "v", "ao", "fi", "fo"):
        tensors[f"l0.{name}.w"] = nibbles(HIDDEN * (FEED_FORWARD if name[0] == "f" else HIDDEN))
        tensors[f"l0.{name}.b"] = floats(FEED_FORWARD if name == "fi" else HIDDEN, 3)
    scores = -np.arange(len(PIECES), dtype=np.float32)
    return WeightImage(HIDDEN, 1, 2, FEED_FORWARD, len(PIECES), 1e-12, PIECES, scores, tensors)


def test_the_weights_are_those_of_the_image_by_berts_names(image: WeightImage, tmp_path: Path) -> None:
    write_transformer(image, tmp_path / "model")
    written = (tmp_path / "model" / "model.safetensors").read_bytes()
    size = int.from_bytes(written[:8], "little")
    header, data = json.loads(written[8 : 8 + size]), written[8 + size :]
    assert header.pop("__metadata__") == {"format": "pt"}
    assert len(header) == 3 + 2 + 12 + 4
    assert max(one["data_offsets"][1] for one in header.values()) == len(data)

    def read(name: str) -> np.ndarray:
        start, end = header[name]["data_offsets"]
        return np.frombuffer(data[start:end], "<f4").reshape(header[name]["shape"])

    layer = "encoder.layer.0."
    assert read(layer + "output.dense.weight").shape == (HIDDEN, FEED_FORWARD)
    assert read(layer + "intermediate.dense.weight").shape == (FEED_FORWARD, HIDDEN)
    # Low nibbles first.
    assert read("embeddings.word_embeddings.weight")[5].tolist() == [-16.0] * 16 + [14.0] * 16
    assert read("embeddings.position_embeddings.weight")[1, 0] == HIDDEN
    assert read(layer + "attention.output.LayerNorm.bias")[0] == 2.0
    config = json.loads((tmp_path / "model" / "config.json").read_text("utf-8"))
    assert (config["num_hidden_layers"], config["vocab_size"], config["type_vocab_size"]) == (1, len(PIECES), 2)


def test_the_tokenizer_cuts_as_ours_between_special_pieces(image: WeightImage, tmp_path: Path) -> None:
    write_transformer(image, tmp_path / "model")
    made = tokenizers.Tokenizer.from_file(str(tmp_path / "model" / "tokenizer.json"))
    assert made.encode("nhà  nhàx").ids == [0, 5, 5, 8, 2]
