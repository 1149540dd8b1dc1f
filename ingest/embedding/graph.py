"""Writes the encoder of a weight image as an ONNX graph for ONNX Runtime. Imports onnx: only for converting.

Two variants. `fp32`: the 4-bit weights as they are, made floats as they are multiplied: 13 MB that stay in the
processor's cache where floats are 85, equal vectors to 1e-6, and no slower from 40 tokens on. For questions, which
are shorter, the same weights times activations in 8 bits (a scale for 32 of a token: cosine .9999) take .8 of that.
`int8s`: linear layers as int8 with two measures that need no calibration data and together make the loss unmeasurable
(cosine .9992 instead of .997):

- smoothing (Xiao et al. 2023, "SmoothQuant", with the layer norm's own gain and bias in place of observed
  activations), for the layers right behind a layer norm;
- a scale per token before the second feed-forward layer, whose input varies most from token to token.

There an adapter is multiplied into the weights, which are the questions' own then: reading one takes as long as
without it (apart a third longer). Activations are quantised per call, so a text must be alone in its call to get the
same vector every time: there is no attention mask. The word embeddings stay in 4 bits, lossless.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from ingest.embedding.adapter import Adapter
from ingest.embedding.base import Floats
from ingest.embedding.image import BLOCK_WEIGHTS, WeightImage
from ingest.embedding.precision import Precision

INPUT, OUTPUT = "input_ids", "last_hidden_state"
PLACES, UNSEEN = "position_ids", "attention_bias"
"""Inputs of a graph that is told where tokens stand and which look at which."""
CONTRIB = "com.microsoft"
Q4_PRODUCT = "MatMulNBits"
FLOATS, BYTES = 1, 4
"""Activations of a `Q4_PRODUCT`, as ONNX Runtime counts levels of accuracy."""
_SMOOTHING = 0.5
_LEAST = 1e-3
# GELU never falls below -0.17, so the row's maximum is its range; 0.2 keeps rows near zero finite.
_LEAST_ROW_SCALE = 0.2


class _Graph:
    """Nodes and constants in the making; tensors go by their names."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add an operation and return the name of its output."""
        return self.nodes_out(kind, 1, *inputs, domain=domain, **attributes)[0]

    def nodes_out(self, kind: str, outputs: int, *inputs: str, domain: str = "", **attributes: Any) -> list[str]:
        """Add an operation with several outputs and return their names."""
        name = f"{kind}_{len(self.nodes)}"
        names = [f"{name}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name=name, domain=domain, **attributes))
        return names


def build_graph(
    image: WeightImage,
    precision: Precision,
    *,
    activations: int = FLOATS,
    adapter: Adapter | None = None,
    laid_out: bool = False,
) -> onnx.ModelProto:
    """The encoder: int64 `input_ids` (1, t) in, float32 `last_hidden_state` (1, t, d) out; t up to 512.

    Args:
        image: the weights.
        precision: the variant.
        activations: of 4-bit products, `FLOATS` or `BYTES`.
        adapter: what is added to the weights; nothing by default.
        laid_out: whether it is told, by int64 `position_ids` (1, t), where tokens stand, and by float32
            `attention_bias` (1, 1, t, t), added to attention, which (last axis) each looks at. Else they stand in order
            and see all.

    Raises:
        ModelImageError: a tensor is missing or of the wrong shape.
    """
    writer = EncoderWriter(image, precision, activations, adapter, laid_out=laid_out)
    state = writer.embeddings()
    for layer in range(image.layers):
        state = writer.layer(state, layer)
    graph = writer.graph
    graph.nodes.append(helper.make_node("Identity", [state], [OUTPUT]))
    inputs = [helper.make_tensor_value_info(INPUT, onnx.TensorProto.INT64, ["batch", "tokens"])]
    if laid_out:
        inputs += [
            helper.make_tensor_value_info(PLACES, onnx.TensorProto.INT64, ["batch", "tokens"]),
            helper.make_tensor_value_info(UNSEEN, onnx.TensorProto.FLOAT, ["batch", 1, "tokens", "tokens"]),
        ]
    hidden = helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, ["batch", "tokens", image.hidden])
    proto = helper.make_graph(graph.nodes, "multilingual-e5-small", inputs, [hidden], graph.constants)
    operators = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(proto, opset_imports=operators, ir_version=10, producer_name="trichdan")


def share_weights(model: onnx.ModelProto, saved: onnx.ModelProto) -> None:
    """Let `model` read from the files of `saved` what both hold under one name."""
    stored = {one.name: one for one in saved.graph.initializer if one.data_location == onnx.TensorProto.EXTERNAL}
    for one in model.graph.initializer:
        if one.name in stored:
            one.CopyFrom(stored[one.name])


class EncoderWriter:
    """Writes the parts of a post-norm BERT encoder (Devlin et al. 2019)."""

    def __init__(
        self,
        image: WeightImage,
        precision: Precision,
        activations: int = FLOATS,
        adapter: Adapter | None = None,
        *,
        laid_out: bool = False,
    ) -> None:
        self.image = image
        self._activations = activations
        self._adapter = adapter or {}
        self._laid_out = laid_out
        self.int8 = precision == "int8s"
        self.graph = _Graph()
        self._zero = self.graph.constant("zero", np.array([0], np.int64))
        self._last = self.graph.constant("last_axis", np.array([-1], np.int64))

    def embeddings(self) -> str:
        """Word, position and type embeddings, summed and normalised."""
        image, graph = self.image, self.graph
        values, scales = image.nibbles("emb.word", image.hidden)
        signed = values ^ 8  # offset binary to two's complement
        packed = (signed[:, 0::2] | (signed[:, 1::2] << 4)).astype(np.uint8)
        shape = [image.vocabulary, image.hidden]
        words = helper.make_tensor("words", onnx.TensorProto.INT4, shape, packed.tobytes(), raw=True)
        graph.constants.append(words)
        state = graph.node(
            "GatherBlockQuantized",
            "words",
            INPUT,
            graph.constant("words.scale", scales),
            domain=CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK_WEIGHTS,
        )
        places = image.floats("emb.pos").reshape(-1, image.hidden)
        kind = image.floats("emb.type").reshape(-1, image.hidden)[0]
        stands = graph.constant("places", places + kind)
        if self._laid_out:
            place = graph.node("Gather", stands, PLACES, axis=0)
        else:
            place = graph.node("Slice", stands, self._zero, graph.node("Shape", INPUT, start=1, end=2), self._zero)
        return self._norm(graph.node("Add", state, place), "emb.ln")

    def layer(self, state: str, index: int) -> str:
        """One block: attention and feed-forward, each added to its input and normalised."""
        image, graph = self.image, self.graph
        name = f"l{index}."
        before = f"l{index - 1}.oln" if index else "emb.ln"
        qkv = self._linear(state, [name + "q", name + "k", name + "v"], image.hidden, norm_before=before)
        query, key, value = graph.nodes_out("Split", 3, qkv, axis=-1, num_outputs=3)
        attended = self._linear(self.attention(query, key, value), [name + "ao"], image.hidden)
        state = self._norm(graph.node("Add", state, attended), name + "aln")
        inner = self._linear(state, [name + "fi"], image.hidden, norm_before=name + "aln")
        inner = graph.node("Gelu", inner, approximate="none")
        outer = self._linear(inner, [name + "fo"], image.feed_forward, scale_rows=True)
        return self._norm(graph.node("Add", state, outer), name + "oln")

    def attention(self, query: str, key: str, value: str) -> str:
        """What each token takes from those it looks at."""
        inputs = (query, key, value, *(("", "", UNSEEN) if self._laid_out else ()))
        return self.graph.node("MultiHeadAttention", *inputs, domain=CONTRIB, num_heads=self.image.heads)

    def _norm(self, state: str, name: str) -> str:
        weight = self.graph.constant(name + ".w", self.image.floats(name + ".w"))
        bias = self.graph.constant(name + ".b", self.image.floats(name + ".b"))
        return self.graph.node("LayerNormalization", state, weight, bias, axis=-1, epsilon=self.image.epsilon)

    def _linear(
        self,
        state: str,
        names: Sequence[str],
        inputs: int,
        *,
        norm_before: str | None = None,
        scale_rows: bool = False,
    ) -> str:
        """`state` times the weights of `names` (stacked on the output axis) plus their biases, adapted."""
        values = np.concatenate([self.image.floats(name + ".b") for name in names])
        name = "+".join(names)
        bias = self.graph.constant(name + ".bias", values)
        added = self._added(names)
        if not self.int8:
            found = self.graph.node("Add", self.product(state, names, inputs), bias)
            return self._adapted(found, state, *added) if added else found
        weight = np.concatenate([self.image.matrix(one + ".w", inputs) for one in names])
        if added:  # multiplied out: no product more than without
            (_, down), (_, up) = added
            name, weight = name + ".adapted", weight + up @ down
        if norm_before is not None:
            state, weight = self._smooth(state, weight, name, norm_before)
        if not scale_rows:
            return self._int8_product(state, weight, name, bias)
        scale = self._row_scale(state, name)
        product = self._int8_product(self.graph.node("Div", state, scale), weight, name)
        return self.graph.node("Add", self.graph.node("Mul", product, scale), bias)

    def _added(self, names: Sequence[str]) -> list[tuple[str, Floats]]:
        """What the adapter adds to the weights of `names`, by its names: down to its rank and up; maybe nothing."""
        layer, _ = names[0].split(".")
        name = layer + "." + "".join(one.removeprefix(layer + ".") for one in names)
        return [(one, self._adapter[one]) for one in (name + ".a", name + ".b") if one in self._adapter]

    def _adapted(self, found: str, state: str, *added: tuple[str, Floats]) -> str:
        for name, weight in added:
            state = self.graph.node("MatMul", state, self.graph.constant(name, weight.T))
        return self.graph.node("Add", found, state)

    def product(self, state: str, names: Sequence[str], inputs: int) -> str:
        """`state` times 4-bit weights (outputs, inputs): blocks of 32 with a scale each, low nibbles first.

        Without int8; who has other weights than the image's multiplies otherwise.
        """
        values, scales = map(
            np.concatenate, zip(*(self.image.nibbles(one + ".w", inputs) for one in names), strict=True)
        )
        packed = (values[:, 0::2] | (values[:, 1::2] << 4)).astype(np.uint8)
        name = "+".join(names)
        blocks = packed.reshape(len(values), -1, BLOCK_WEIGHTS // 2)
        return self.graph.node(
            Q4_PRODUCT,
            state,
            self.graph.constant(name + ".weight", blocks),
            self.graph.constant(name + ".scale", scales),
            domain=CONTRIB,
            K=inputs,
            N=len(values),
            bits=4,
            block_size=BLOCK_WEIGHTS,
            accuracy_level=self._activations,
        )

    def _smooth(self, state: str, weight: Floats, name: str, norm: str) -> tuple[str, Floats]:
        """Move range from the activations to the weights, channel by channel; the product stays the same."""
        expected = np.hypot(self.image.floats(norm + ".w"), self.image.floats(norm + ".b"))
        largest = np.abs(weight).max(axis=0)
        factor = np.maximum(expected, _LEAST) ** _SMOOTHING / np.maximum(largest, _LEAST) ** (1 - _SMOOTHING)
        factor /= np.exp(np.log(factor).mean())
        inverse = self.graph.constant(name + ".smooth", (1 / factor).astype(np.float32))
        return self.graph.node("Mul", state, inverse), np.asarray(weight * factor, dtype=np.float32)

    def _row_scale(self, state: str, name: str) -> str:
        """A (1, t, 1) scale: the largest activation of each token."""
        largest = self.graph.node("ReduceMax", state, self._last, keepdims=1)
        least = self.graph.constant(name + ".least", np.array(_LEAST_ROW_SCALE, np.float32))
        return self.graph.node("Max", largest, least)

    def _int8_product(self, state: str, weight: Floats, name: str, bias: str | None = None) -> str:
        """`state` quantised per call times `weight` (outputs, inputs) quantised symmetrically per output."""
        scale = np.abs(weight).max(axis=1) / 127
        rounded = np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8)
        inputs = [
            self.graph.constant(name + ".weight", rounded.T),
            self.graph.constant(name + ".scale", scale.astype(np.float32)),
            self.graph.constant(name + ".zero", np.zeros(len(scale), np.int8)),
        ]
        if bias is not None:
            inputs.append(bias)
        return self.graph.node("DynamicQuantizeMatMul", state, *inputs, domain=CONTRIB)
