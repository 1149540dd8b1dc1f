"""The graph against the encoder written out in numpy from the same weights: the exact reference.

The wheel's own engine (test_embedder_e5) rounds activations to 8 bits, so it is itself .9999 from exact.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding.adapter import ADAPTER, FILE, Adapter, load_adapter
from ingest.embedding.base import Floats
from ingest.embedding.bundled import IMAGE_SHA256, ensure_model, find_damage, find_image
from ingest.embedding.e5 import E5Embedder
from ingest.embedding.graph import BYTES, FLOATS, Q4_PRODUCT
from ingest.embedding.image import WeightImage, parse_image
from ingest.embedding.precision import Precision
from ingest.embedding.tokenizer import Tokenizer

TEXT = "Sáng 27-6, Công an tỉnh Lâm Đồng giảm 50% số vụ."

erf = np.vectorize(math.erf)


@pytest.fixture(scope="module")
def image(wheel: None) -> WeightImage:
    return parse_image(find_image().read_bytes())


def norm(x: Floats, image: WeightImage, name: str) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + image.epsilon)
    return np.asarray(scaled * image.floats(name + ".w") + image.floats(name + ".b"))


def linear(x: Floats, image: WeightImage, name: str) -> Floats:
    return np.asarray(x @ image.matrix(name + ".w", x.shape[-1]).T + image.floats(name + ".b"))


def added(x: Floats, adapter: Adapter, name: str) -> Floats:
    """What the adapter adds to a linear layer's output; nothing without one."""
    return np.asarray(x @ adapter[name + ".a"].T @ adapter[name + ".b"].T) if adapter else np.zeros(1, np.float32)


def attention(x: Floats, image: WeightImage, layer: str, adapter: Adapter) -> Floats:
    size = image.hidden // image.heads
    whole = np.concatenate([linear(x, image, layer + part) for part in ("q", "k", "v")], axis=1)
    parts = np.split(whole + added(x, adapter, layer + "qkv"), 3, axis=1)
    heads = [part.reshape(-1, image.heads, size).swapaxes(0, 1) for part in parts]
    scores = heads[0] @ heads[1].swapaxes(1, 2) / math.sqrt(size)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = weights / weights.sum(axis=-1, keepdims=True) @ heads[2]
    return np.asarray(mixed.swapaxes(0, 1).reshape(-1, image.hidden))


def hidden_states(ids: list[int], image: WeightImage, adapter: Adapter | None = None) -> Floats:
    """(t, d) last hidden states of BERT (Devlin et al. 2019), in float64; with low-rank additions (Hu et al. 2021)."""
    more = adapter or {}
    places = image.floats("emb.pos").reshape(-1, image.hidden)[: len(ids)]
    kind = image.floats("emb.type").reshape(-1, image.hidden)[0]
    x = norm(image.matrix("emb.word", image.hidden)[ids].astype(np.float64) + places + kind, image, "emb.ln")
    for index in range(image.layers):
        layer = f"l{index}."
        mixed = attention(x, image, layer, more)
        x = norm(x + linear(mixed, image, layer + "ao") + added(mixed, more, layer + "ao"), image, layer + "aln")
        inner = linear(x, image, layer + "fi") + added(x, more, layer + "fi")
        inner = inner * (1 + erf(inner / math.sqrt(2))) / 2
        x = norm(x + linear(inner, image, layer + "fo") + added(inner, more, layer + "fo"), image, layer + "oln")
    return x


@pytest.fixture(scope="module")
def exact(image: WeightImage, tokenizer: Tokenizer) -> Floats:
    """Hidden states of TEXT as a passage, special tokens included."""
    ids = tokenizer.tokenize("passage: " + TEXT).ids
    return hidden_states([0, *ids, 2], image)


def test_the_wheel_holds_the_image_we_know(wheel: None) -> None:
    assert hashlib.sha256(find_image().read_bytes()).hexdigest() == IMAGE_SHA256


@pytest.mark.parametrize(("precision", "vector", "token"), [("int8s", 0.998, 0.98), ("fp32", 0.999999, 0.999999)])
def test_equals_the_encoder_in_numpy(
    exact: Floats, models_dir: Path, precision: Precision, vector: float, token: float
) -> None:
    found = E5Embedder(models_dir, precision=precision).encode_passages([TEXT], tokens=True)[0]
    mean = exact.mean(axis=0)
    assert found.vector @ mean / np.linalg.norm(mean) >= vector
    assert found.tokens is not None
    own = exact[-1 - len(found.tokens) : -1]
    cosines = (found.tokens * own).sum(axis=1) / np.linalg.norm(own, axis=1)
    assert cosines.min() >= token, cosines


def test_questions_are_read_in_bytes_and_as_near_as_no_matter(models_dir: Path, image: WeightImage) -> None:
    model = E5Embedder(models_dir, precision="fp32", threads=1)
    ids = model._tokenizer.tokenize("query: " + TEXT).ids
    mean = hidden_states([0, *ids, 2], image, load_adapter()).mean(axis=0)
    cosine = model.encode_queries([TEXT])[0].vector @ mean / np.linalg.norm(mean)
    assert 0.9998 <= cosine < 0.999999, cosine


@pytest.mark.parametrize(("precision", "least"), [("fp32", 0.9998), ("int8s", 0.998)])
def test_questions_are_read_with_the_adapter_and_passages_without(
    models_dir: Path, image: WeightImage, precision: Precision, least: float
) -> None:
    model = E5Embedder(models_dir, precision=precision, threads=1)
    ids = model._tokenizer.tokenize("query: " + TEXT).ids
    plain, adapted = (hidden_states([0, *ids, 2], image, one).mean(axis=0) for one in (None, load_adapter()))
    apart = E5Embedder(models_dir, precision=precision, threads=1, passage_prefix="query: ")

    found = [one([TEXT])[0].vector for one in (apart.encode_passages, model.encode_queries)]

    cosines = [[vector @ mean / np.linalg.norm(mean) for mean in (plain, adapted)] for vector in found]
    assert min(cosines[0][0], cosines[1][1]) >= least, cosines
    assert max(cosines[0][1], cosines[1][0]) < 0.99, cosines


def test_another_adapter_makes_another_conversion(tmp_path: Path, models_dir: Path) -> None:
    folder = tmp_path / ensure_model(models_dir, "fp32").folder.name
    shutil.copytree(ensure_model(models_dir, "fp32").folder, folder)
    assert find_damage(folder) is None
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"adapter": "0"}), "utf-8")

    assert find_damage(folder) == "it is another conversion"
    assert find_damage(ensure_model(tmp_path, "fp32").folder) is None


def test_the_adapter_is_the_one_that_is_named() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest()[:12] == ADAPTER


def test_both_graphs_stand_on_the_same_weights(models_dir: Path, wheel: None) -> None:
    import onnx

    files = ensure_model(models_dir, "fp32")
    graphs = [onnx.load(path, load_external_data=False).graph for path in (files.graph, files.questions)]
    places = [
        [(one.name, [(entry.key, entry.value) for entry in one.external_data]) for one in graph.initializer]
        for graph in graphs
    ]
    assert places[0] == [one for one in places[1] if one[0] not in load_adapter()]
    assert len(places[1]) - len(places[0]) == len(load_adapter())
    levels = [
        {onnx.helper.get_node_attr_value(one, "accuracy_level") for one in graph.node if one.op_type == Q4_PRODUCT}
        for graph in graphs
    ]
    assert levels == [{FLOATS}, {BYTES}]
    # 21 million weights of 4 bits and their scales, and 96 million of the words.
    assert sum(int(value) for _, entries in places[0] for key, value in entries if key == "length") < 80e6


def test_who_only_asks_opens_no_graph_for_passages(models_dir: Path) -> None:
    model = E5Embedder(models_dir, precision="fp32", threads=1)
    model.encode_queries(["Ai?"])
    assert [path.name for path in model._sessions] == ["questions.onnx"]
    model.encode_passages(["Đây."])
    assert [path.name for path in model._sessions] == ["questions.onnx", "model.onnx"]
    assert len(E5Embedder(models_dir, precision="int8s", threads=1)._sessions) == 1
