"""How fast this core multiplies matrices, and how near to that the embedder comes: in turns, in one thread.

The shape is that of the embedder's largest layer over a passage. The fastest of many runs counts: what else the machine
does can only slow one down.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from pydantic import BaseModel

from ingest.embedding.base import Embedder

TOKENS, WIDTH, INNER, LAYERS = 160, 384, 1536, 12
"""Of a passage, and of multilingual-e5-small."""

PER_PASSAGE = 2 * TOKENS * LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER + 2 * TOKENS * WIDTH)
"""Operations: four products of its width, two of the feed-forward layer, and two of attention."""

ROUNDS = 25


class Limit(BaseModel):
    """Operations a processor second, in 1e9. `share`: of the embedder's against products in its own arithmetic."""

    fp32: float
    int8: float
    embedder: float
    precision: str
    share: float


def core_limit(embedder: Embedder, rounds: int = ROUNDS) -> Limit:
    """What this core does at most, and what of it embedding a passage gets."""
    # As many tokens as a passage has: words that each are one piece.
    text = " ".join(["nhà"] * (TOKENS - 4))
    product = 2 * TOKENS * WIDTH * INNER
    ways = {
        "fp32": (_fp32(), product),
        "int8": (_int8(), product),
        "embedder": (lambda: embedder.encode_passages([text]), PER_PASSAGE),
    }
    fastest = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, (call, _) in ways.items():
            fastest[name] = min(fastest[name], _seconds(call))
    rates = {name: operations / fastest[name] / 1e9 for name, (_, operations) in ways.items()}
    precision = embedder.identity.precision
    return Limit(
        **rates, precision=precision, share=rates["embedder"] / rates["fp32" if precision == "fp32" else "int8"]
    )


def to_sentence(limit: Limit) -> str:
    """The limit in a line."""
    return (
        f"This core multiplies matrices at {limit.fp32:.0f}e9 operations a second in fp32 and {limit.int8:.0f}e9 in "
        f"int8; the embedder ({limit.precision}) does {limit.embedder:.0f}e9, {limit.share:.0%} of that."
    )


def _seconds(call: Callable[[], object]) -> float:
    before = time.process_time()
    call()
    return time.process_time() - before


def _fp32() -> Callable[[], object]:
    draw = np.random.default_rng(0)
    rows, weights = (draw.standard_normal(shape).astype(np.float32) for shape in ((TOKENS, WIDTH), (WIDTH, INNER)))
    return lambda: rows @ weights


def _int8() -> Callable[[], object]:
    """ONNX Runtime's product of bytes: what the embedder's int8 layers are made of."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    weights = np.random.default_rng(0).integers(-127, 128, (WIDTH, INNER)).astype(np.int8)
    rows = helper.make_tensor_value_info("rows", TensorProto.UINT8, [TOKENS, WIDTH])
    products = helper.make_tensor_value_info("products", TensorProto.INT32, [TOKENS, INNER])
    node = helper.make_node("MatMulInteger", ["rows", "weights"], ["products"])
    graph = helper.make_graph([node], "product", [rows], [products], [numpy_helper.from_array(weights, "weights")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    given = {"rows": np.random.default_rng(1).integers(0, 256, (TOKENS, WIDTH)).astype(np.uint8)}
    return lambda: session.run(None, given)
