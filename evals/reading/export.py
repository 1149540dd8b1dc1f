"""The trained layers and the head as an ONNX graph, in the embedder's arithmetic, and what a window costs.

    python -m evals.reading.export CHECKPOINT OUT.onnx [--precision int8s]

in:   question (1, q, 384) and window (1, p, 384): states after the frozen layers, marks included, each text alone
out:  span (1, p, 2): start and end logits of the window's tokens; answerable (1, 1)
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper

from evals.reading.model import SHARPER, load_image
from ingest.embedding.base import Floats
from ingest.embedding.graph import CONTRIB, INPUT, OUTPUT, EncoderWriter
from ingest.embedding.image import WeightImage
from ingest.embedding.precision import Precision

QUESTION, WINDOW, SPAN, ANSWERABLE = "question", "window", "span", "answerable"
_RUNS = 30


@dataclass(frozen=True, slots=True)
class TrainedImage(WeightImage):
    """A weight image, some of whose tensors were learned anew."""

    learned: Mapping[str, Floats]

    @classmethod
    def of(cls, image: WeightImage, weights: Mapping[str, torch.Tensor]) -> TrainedImage:
        """The image with a checkpoint's weights."""
        learned: dict[str, Floats] = {}
        for name, value in weights.items():
            place = name.split(".")
            if place[0] != "layers":
                continue
            kind = "w" if place[3] == "weight" else "b"
            # Training has the three stacked in one matrix, the image apart.
            parts = "qkv" if place[2] == "qkv" else [place[2]]
            for part, piece in zip(parts, np.split(value.float().numpy(), len(parts)), strict=True):
                learned[f"l{place[1]}.{part}.{kind}"] = piece
        shape = {name: getattr(image, name) for name in WeightImage.__dataclass_fields__}
        return cls(**shape, learned=learned)

    def matrix(self, name: str, columns: int) -> Floats:
        """The learned matrix, or the image's."""
        return self.learned[name] if name in self.learned else WeightImage.matrix(self, name, columns)

    def floats(self, name: str) -> Floats:
        """The learned vector, or the image's."""
        return self.learned[name] if name in self.learned else WeightImage.floats(self, name)


class _ReaderWriter(EncoderWriter):
    """Question and window stand in one row of tokens, the question first; the window sees itself only."""

    def begin(self, weights: Mapping[str, Floats]) -> str:
        """Both texts' states, joined, the question's shifted as `model.Aligner` has it."""
        graph = self.graph
        self.middle = graph.node("Shape", QUESTION, start=1, end=2)
        self._first = graph.constant("first", np.array([0], np.int64))
        self._far = graph.constant("far", np.array([2**31], np.int64))
        self._tokens = graph.constant("tokens_axis", np.array([1], np.int64))
        self._sharper = graph.constant("sharper", np.array(SHARPER, np.float32))
        self._weights = weights
        means = [graph.node("ReduceMean", one, self._tokens, keepdims=1) for one in (QUESTION, WINDOW)]
        centred = [graph.node("Sub", one, mean) for one, mean in zip((QUESTION, WINDOW), means, strict=True)]
        first, second = (graph.node("LpNormalization", one, axis=-1, p=2) for one in centred)
        near = graph.node("MatMul", first, graph.node("Transpose", second, perm=[0, 2, 1]))
        best = graph.node("ReduceMax", near, self._last, keepdims=1)
        nearest = graph.node("ReduceMax", near, self._tokens, keepdims=1)
        self._closeness = graph.node("Transpose", nearest, perm=[0, 2, 1])
        self._coverage = [graph.node(kind, best, self._tokens, keepdims=1) for kind in ("ReduceMean", "ReduceMin")]
        found = graph.node("Softmax", graph.node("Mul", near, self._sharper), axis=-1)
        found = graph.node("MatMul", found, WINDOW)
        told = graph.node("Concat", found, graph.node("Sub", QUESTION, found), best, axis=-1)
        shifted = graph.node("Add", QUESTION, self._plain(told, "aligner.shift"))
        return graph.node("Concat", shifted, WINDOW, axis=1)

    def _plain(self, state: str, name: str) -> str:
        """A linear layer in floats: head and aligner are small."""
        weight = self.graph.constant(f"{name}.weight", self._weights[f"{name}.weight"].T)
        product = self.graph.node("MatMul", state, weight)
        return self.graph.node("Add", product, self.graph.constant(f"{name}.bias", self._weights[f"{name}.bias"]))

    def product(self, state: str, names: Sequence[str], inputs: int) -> str:
        """By weights as floats: what was learned stands in no blocks of 4 bits."""
        weight = np.concatenate([self.image.matrix(f"{name}.w", inputs) for name in names])
        return self.graph.node("MatMul", state, self.graph.constant("+".join(names) + ".weight", weight.T))

    def apart(self, states: str) -> tuple[str, str]:
        """The question's tokens and the window's."""
        question = self.graph.node("Slice", states, self._first, self.middle, self._tokens)
        return question, self.graph.node("Slice", states, self.middle, self._far, self._tokens)

    def attention(self, query: str, key: str, value: str) -> str:
        """The question's tokens take from all, the window's from the window's."""
        asked, read = self.apart(query)
        _, keys = self.apart(key)
        _, values = self.apart(value)
        options: dict[str, Any] = {"domain": CONTRIB, "num_heads": self.image.heads}
        first = self.graph.node("MultiHeadAttention", asked, key, value, **options)
        # Without the question: so a window's states can be kept for every question.
        second = self.graph.node("MultiHeadAttention", read, keys, values, **options)
        return self.graph.node("Concat", first, second, axis=1)

    def head(self, states: str) -> None:
        """What `model.Head` says."""
        graph = self.graph
        question, window = self.apart(states)
        key, token = graph.nodes_out("Split", 2, self._plain(window, "head.window"), axis=-1, num_outputs=2)
        asked, carried = graph.nodes_out("Split", 2, self._plain(question, "head.question"), axis=-1, num_outputs=2)
        width = self._weights["head.first.bias"].size
        scale = graph.constant("head.scale", np.array(width**-0.5, np.float32))
        near = graph.node("Mul", graph.node("MatMul", key, graph.node("Transpose", asked, perm=[0, 2, 1])), scale)
        back = graph.node("MatMul", graph.node("Softmax", near, axis=-1), carried)
        whole, mean = (graph.node("ReduceMean", one, self._tokens, keepdims=1) for one in (question, window))
        first = self._plain(whole, "head.first")
        told = [token, back, graph.node("Mul", token, back), graph.node("Mul", token, first), self._closeness]
        joined = graph.node("Add", self._plain(graph.node("Concat", *told, axis=-1), "head.join"), first)
        joined = graph.node("Gelu", joined)
        best = graph.node("ReduceMax", joined, self._tokens, keepdims=1)
        span = self._plain(joined, "head.span")
        agreeing = graph.node("Mul", *(graph.node("LpNormalization", one, axis=-1, p=2) for one in (whole, mean)))
        agreeing = graph.node("Mul", agreeing, self._sharper)
        reach = graph.node("ReduceMax", span, self._tokens, keepdims=1)
        pooled = graph.node("Tanh", self._plain(whole, "head.pool"))
        everything = graph.node("Concat", pooled, best, agreeing, reach, *self._coverage, axis=-1)
        answerable = graph.node("Squeeze", self._plain(everything, "head.answerable"), self._tokens)
        for state, name in ((span, SPAN), (answerable, ANSWERABLE)):
            graph.nodes.append(helper.make_node("Identity", [state], [name]))


def build_reader(weights: Mapping[str, torch.Tensor], lower: int, depth: int, precision: Precision) -> onnx.ModelProto:
    """The layers above the frozen ones, and the head."""
    image = TrainedImage.of(load_image(), weights)
    writer = _ReaderWriter(image, precision)
    small = {name: one.float().numpy() for name, one in weights.items() if name.startswith(("head.", "aligner."))}
    states = writer.begin(small)
    for index in range(lower, depth):
        states = writer.layer(states, index)
    writer.head(states)
    inputs = [(QUESTION, [1, "q", image.hidden]), (WINDOW, [1, "p", image.hidden])]
    return _model(writer, "reader", inputs, [(SPAN, [1, "p", 2]), (ANSWERABLE, [1, 1])], onnx.TensorProto.FLOAT)


def build_lower(lower: int, precision: Precision) -> onnx.ModelProto:
    """The embedder's lowest layers: int64 `input_ids` (1, t) in, states (1, t, d) out."""
    image = load_image()
    writer = EncoderWriter(image, precision)
    states = writer.embeddings()
    for index in range(lower):
        states = writer.layer(states, index)
    writer.graph.nodes.append(helper.make_node("Identity", [states], [OUTPUT]))
    return _model(writer, "lower", [(INPUT, [1, "t"])], [(OUTPUT, [1, "t", image.hidden])], onnx.TensorProto.INT64)


def _model(
    writer: EncoderWriter,
    name: str,
    inputs: list[tuple[str, list[Any]]],
    outputs: list[tuple[str, list[Any]]],
    kind: int,
) -> onnx.ModelProto:
    taken = [helper.make_tensor_value_info(one, kind, shape) for one, shape in inputs]
    given = [helper.make_tensor_value_info(one, onnx.TensorProto.FLOAT, shape) for one, shape in outputs]
    proto = helper.make_graph(writer.graph.nodes, name, taken, given, writer.graph.constants)
    operators = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(proto, opset_imports=operators, ir_version=10, producer_name="trichdan")


def open_model(model: onnx.ModelProto | Path) -> Any:  # noqa: ANN401 - untyped library
    """A session of one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Lengths differ from call to call, and each pattern would be kept.
    options.enable_mem_pattern = False
    source = str(model) if isinstance(model, Path) else model.SerializeToString()
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def cpu_milliseconds(session: Any, inputs: dict[str, np.ndarray]) -> float:  # noqa: ANN401
    """Processor time of a call, the mean of some."""
    session.run(None, inputs)
    begun = time.process_time()
    for _ in range(_RUNS):
        session.run(None, inputs)
    return (time.process_time() - begun) / _RUNS * 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--precision", choices=("int8s", "fp32"), default="int8s")
    options = parser.parse_args(arguments)
    state = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    lower, depth = state["about"]["lower"], state["about"]["depth"]
    onnx.save(build_reader(state["weights"], lower, depth, options.precision), options.out)
    chance = np.random.default_rng(0)
    asked, read = (chance.standard_normal((1, size, 384)).astype(np.float32) for size in (22, 90))
    took = cpu_milliseconds(open_model(options.out), {QUESTION: asked, WINDOW: read})
    below = open_model(build_lower(lower, options.precision))
    lengths = {size: cpu_milliseconds(below, {INPUT: chance.integers(5, 9999, (1, size))}) for size in (22, 90)}
    print(f"{options.out.stat().st_size / 1e6:.1f} MB; a window of 90 tokens, question of 22: {took:.1f} ms")
    print("frozen layers of the embedder:", ", ".join(f"{size} tokens {one:.1f} ms" for size, one in lengths.items()))


if __name__ == "__main__":
    main()
