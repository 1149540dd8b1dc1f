"""The benchmark of ways over two seeds: every figure is there, and the table tells them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.benchmarks.bench import WAYS, Bench, Costs, _growth, measure, to_drawing, to_markdown
from evals.benchmarks.drawing import draw
from evals.errors import EvalError
from evals.suites.build import seed_paths

SVG = "{http://www.w3.org/2000/svg}"


def test_each_way_is_measured_at_each_size(models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path))
    (tmp_path / "models").symlink_to(models_dir, target_is_directory=True)
    bench = measure(seed_paths(), ["Ai đồng chủ trì hội nghị?", "Where was the meeting?"], [2])
    assert [one.way for one in bench.costs] == list(WAYS)
    for one in bench.costs:
        assert (one.passages >= 2, one.questions) == (True, 2)
        assert min(one.ingest_s, one.passages_per_s, one.question_ms, one.peak_mb) > 0
    assert bench.costs[0].disk_mb
    assert list((tmp_path / "evals").iterdir()) == []
    assert bench.limit is not None
    assert min(bench.limit.fp32, bench.limit.int8, bench.limit.embedder) > 0
    assert to_markdown(bench).count("\n| ") == 2
    assert to_drawing(bench).count("<circle") == len(WAYS)


def test_too_few_passages_are_told() -> None:
    with pytest.raises(EvalError, match="fewer than 100000"):
        measure(seed_paths(), ["Ai?"], [100_000])


def test_growth_is_told_by_exponents() -> None:
    def cost(way: str, passages: int, ingest: float, question: float) -> Costs:
        each = {"questions": 1, "passages_per_s": 1.0, "question_ms_p95": 1.0, "peak_mb": 1.0, "disk_mb": None}
        return Costs(way=way, passages=passages, ingest_s=ingest, question_ms=question, **each)

    costs = [cost(way, size, size / 10, 5.0 * size**0.5) for size in (100, 10_000) for way in WAYS]
    growth = _growth(costs)
    assert [(one.way, round(one.ingest, 6), round(one.question, 6)) for one in growth] == [(w, 1.0, 0.5) for w in WAYS]
    assert "trichdan: a question grows as passages^0.50, ingest as ^1.00." in to_markdown(
        Bench(costs=costs, growth=growth)
    )


def test_a_drawing_puts_sizes_and_costs_on_logarithmic_axes() -> None:
    drawn = ElementTree.fromstring(draw({"a <b>": [(100, 10), (10_000, 10)], "c": [(1_000, 100)]}, "size", "ms"))
    circles = [(float(one.get("cx", 0)), float(one.get("cy", 0))) for one in drawn.iter(f"{SVG}circle")]
    assert circles == [(60, 340), (580, 340), (320, 60)]
    assert "a <b>" in [one.text for one in drawn.iter(f"{SVG}text")]
