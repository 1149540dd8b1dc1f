"""The benchmark of ways over two seeds: every figure is there, and the table tells them."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.benchmarks.bench import OTHERS, OURS, WAYS, Bench, Costs, _growth, measure, to_drawing, to_markdown
from evals.benchmarks.drawing import draw
from evals.errors import EvalError
from evals.suites.build import seed_paths

SVG = "{http://www.w3.org/2000/svg}"


def test_each_way_is_measured_at_each_size(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHDAN_MODELS", str(models_dir))
    bench = measure(seed_paths(), ["Ai đồng chủ trì hội nghị?", "Where was the meeting?"], [2])
    assert [one.way for one in bench.costs] == list(OURS.values())
    for one in bench.costs:
        assert (one.passages >= 2, one.questions, round(one.cosine, 3)) == (True, 2, 1)
        assert min(one.start_s, one.ingest_s, one.ingest_wall_s, one.passages_per_s, one.peak_mb) > 0
        assert min(one.question_ms, one.question_wall_ms) > 0
    assert bench.costs[0].disk_mb
    assert bench.limit is not None
    assert min(bench.limit.fp32, bench.limit.int8, bench.limit.embedder) > 0
    assert set(bench.left_out) == set(OTHERS.values())
    shown = to_markdown(bench)
    assert shown.count("\n| ") == len(OURS)
    assert "Not run: txtai hybrid (no interpreter that has it was named)." in shown
    assert to_drawing(bench).count("<circle") == len(OURS)


def test_what_an_interpreter_lacks_is_told(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHDAN_MODELS", str(models_dir))
    monkeypatch.setattr("evals.benchmarks.peers.transformer.write_transformer", lambda image, folder: None)
    bench = measure(seed_paths(), [], [2], ways=list(OTHERS), python=Path(sys.executable))
    assert bench.costs == []
    lacking = {
        "LlamaIndex + Chroma + sentence-transformers": "llama_index.embeddings",
        "txtai hybrid": "txtai",
        "Haystack hybrid, in memory": "haystack",
    }
    assert set(bench.left_out) == set(lacking)
    for way, package in lacking.items():
        assert f"No module named '{package}" in bench.left_out[way]


def test_an_unknown_way_is_told() -> None:
    with pytest.raises(EvalError, match="no way 'bm25'"):
        measure(seed_paths(), ["Ai?"], [2], ways=["bm25"])


def test_too_few_passages_are_told() -> None:
    with pytest.raises(EvalError, match="fewer than 100000"):
        measure(seed_paths(), ["Ai?"], [100_000])


def test_growth_is_told_by_exponents() -> None:
    def cost(way: str, passages: int, ingest: float, question: float) -> Costs:
        same = (
            "start_s",
            "passages_per_s",
            "ingest_wall_s",
            "question_ms_p95",
            "question_wall_ms",
            "peak_mb",
            "cosine",
        )
        each = dict.fromkeys(same, 1.0)
        given = {"way": WAYS[way], "passages": passages, "ingest_s": ingest, "question_ms": question}
        return Costs(**given, **each, questions=1, disk_mb=None)

    costs = [cost(way, size, size / 10, 5.0 * size**0.5) for size in (100, 10_000) for way in WAYS]
    growth = _growth(costs)
    assert [(one.way, round(one.ingest, 6), round(one.question, 6)) for one in growth] == [
        (name, 1.0, 0.5) for name in WAYS.values()
    ]
    assert "trichdan: a question grows as passages^0.50, ingest as ^1.00." in to_markdown(
        Bench(costs=costs, growth=growth)
    )


def test_a_drawing_puts_sizes_and_costs_on_logarithmic_axes() -> None:
    drawn = ElementTree.fromstring(draw({"a <b>": [(100, 10), (10_000, 10)], "c": [(1_000, 100)]}, "size", "ms"))
    circles = [(float(one.get("cx", 0)), float(one.get("cy", 0))) for one in drawn.iter(f"{SVG}circle")]
    assert circles == [(60, 340), (580, 340), (320, 60)]
    assert "a <b>" in [one.text for one in drawn.iter(f"{SVG}text")]
