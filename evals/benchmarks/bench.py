"""What a question and an article cost, ours beside plain LlamaIndex on Chroma: `trichdan eval bench`.

Each way is a process of its own over the same articles and the same embedding model, and they are asked in turns.
Processor time, since the clock tells as much of what else the machine does.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from pydantic import BaseModel

from evals.benchmarks.drawing import draw
from evals.benchmarks.limit import Limit, core_limit, to_sentence
from evals.errors import EvalError
from evals.running.engine import corpus_settings
from evals.suites.own import read_articles
from ingest.chunking import chunk
from ingest.embedding.factory import load_embedder
from ingest.models import Article
from ingest.settings import load_settings
from service.settings import ServiceSettings

TOP_K = 8
WARM_UP = 3

Ask = Callable[[str], object]


class Costs(BaseModel):
    """What one way took at one size; `disk_mb` is None where it keeps nothing."""

    way: str
    passages: int
    questions: int
    ingest_s: float
    passages_per_s: float
    question_ms: float
    question_ms_p95: float
    peak_mb: float
    disk_mb: float | None


class Growth(BaseModel):
    """How one way grows from the smallest size to the largest: exponents of what it takes over passages."""

    way: str
    ingest: float
    question: float


class Bench(BaseModel):
    """All that was measured in one run; `limit` is what this core does at most."""

    costs: list[Costs]
    growth: list[Growth]
    limit: Limit | None = None


def measure(corpus: Sequence[Path], questions: Sequence[str], sizes: Sequence[int]) -> Bench:
    """Ingest the first articles of `corpus` that have so many passages, and ask, for each size and way.

    Raises:
        EvalError: the corpus has too few passages.
    """
    articles = read_articles(corpus)
    costs = [one for size in sorted(sizes) for one in _at(articles, questions, size)]
    settings = load_settings(ServiceSettings)
    limit = core_limit(load_embedder(settings.embedding, settings.models_dir))
    return Bench(costs=costs, growth=_growth(costs), limit=limit)


def _at(articles: Sequence[Article], questions: Sequence[str], size: int) -> list[Costs]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        file, passages = _taken(articles, size, Path(folder))
        ways = {name: stack.enter_context(_process(name, file)) for name in WAYS}
        ingested = {name: one.recv() for name, one in ways.items()}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        warm = questions[:WARM_UP]
        for number, question in enumerate([*warm, *questions]):
            for name in sorted(ways, reverse=bool(number % 2)):
                ways[name].send(question)
                took = ways[name].recv()
                if number >= len(warm):
                    taken[name].append(took)
        return [_costs(name, passages, ingested[name], taken[name], one) for name, one in ways.items()]


def _costs(name: str, passages: int, ingested: dict[str, Any], taken: Sequence[float], way: Connection) -> Costs:
    way.send(None)
    return Costs(
        way=name,
        passages=passages,
        questions=len(taken),
        ingest_s=ingested["seconds"],
        passages_per_s=passages / ingested["seconds"],
        question_ms=float(np.median(taken)) * 1_000,
        question_ms_p95=float(np.quantile(taken, 0.95)) * 1_000,
        peak_mb=way.recv(),
        disk_mb=ingested["disk_mb"],
    )


def _taken(articles: Sequence[Article], size: int, folder: Path) -> tuple[Path, int]:
    """A file with the first articles that have at least `size` passages, and how many they have."""
    chunking, passages = ServiceSettings(_env_file=None).chunk, 0
    file = folder / "articles.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for article in articles:
            lines.write(json.dumps({"id": article.id, "title": article.title, "text": article.text}) + "\n")
            passages += len(chunk(article, chunking))
            if passages >= size:
                return file, passages
    raise EvalError(f"The articles have {passages} passages, fewer than {size}.", help="Name more with --corpus.")


@contextmanager
def _process(name: str, file: Path) -> Iterator[Connection]:
    """A way in a process of its own: it tells what ingesting took, then answers each question with seconds."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(name, file, there))
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.join()


def _serve(name: str, file: Path, pipe: Connection) -> None:
    settings = corpus_settings(f"bench-{'-'.join(name.split())}-{file.parent.name}").model_copy(
        update={"exact_below": 0}
    )
    try:
        before = time.process_time()
        with WAYS[name](file, settings) as ask:
            pipe.send({"seconds": time.process_time() - before, "disk_mb": _disk_mb(settings)})
            while (question := pipe.recv()) is not None:
                before = time.process_time()
                ask(question)
                pipe.send(time.process_time() - before)
            unit = 1_000_000 if sys.platform == "darwin" else 1_000
            pipe.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    finally:
        shutil.rmtree(settings.data, ignore_errors=True)


def _disk_mb(settings: ServiceSettings) -> float | None:
    """Megabytes in the data folder, without the model."""
    files = [one for one in settings.data.rglob("*") if one.is_file() and not one.is_symlink()]
    return sum(one.stat().st_size for one in files) / 1e6 if files else None


@contextmanager
def _ours(file: Path, settings: ServiceSettings) -> Iterator[Ask]:
    from ingest.pipeline import Ingestor
    from service.engine import Engine

    Ingestor(settings).run([file])
    engine = Engine.open(settings)
    try:
        yield lambda question: engine.retrieve(question, TOP_K)
    finally:
        engine.close()


@contextmanager
def _llama_chroma(file: Path, settings: ServiceSettings) -> Iterator[Ask]:
    from evals.benchmarks.peers.llama_chroma import LlamaChroma
    from evals.benchmarks.peers.units import Unit
    from ingest.embedding.llama import TrichdanEmbedding

    passages = [one for article in read_articles([file]) for one in chunk(article, settings.chunk)]
    units = [Unit(one.id, one.article_id, one.start, one.end, one.text) for one in passages]
    peer = LlamaChroma(units, TrichdanEmbedding(load_embedder(settings.embedding, settings.models_dir)))
    yield lambda question: peer.search(question, TOP_K)


WAYS = {"trichdan": _ours, "plain LlamaIndex + Chroma": _llama_chroma}
"""By name, what ingests a file into a data folder and then finds passages for questions."""


def _growth(costs: Sequence[Costs]) -> list[Growth]:
    found = []
    for way in WAYS:
        own = [one for one in costs if one.way == way]
        first, last = own[0], own[-1]  # they come by size
        if first.passages < last.passages:
            of = math.log(last.passages / first.passages)
            ingest = math.log(last.ingest_s / first.ingest_s) / of
            found.append(Growth(way=way, ingest=ingest, question=math.log(last.question_ms / first.question_ms) / of))
    return found


def to_markdown(bench: Bench) -> str:
    """The tables of a run."""
    lines = [
        "| way | passages | n | question p50 ms | p95 | passages a processor second | peak MB | disk MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in bench.costs:
        numbers = (one.question_ms, one.question_ms_p95, one.passages_per_s, one.peak_mb, one.disk_mb)
        shown = " | ".join("–" if number is None else f"{number:.1f}" for number in numbers)
        lines.append(f"| {one.way} | {one.passages} | {one.questions} | {shown} |")
    for grown in bench.growth:
        lines.append("")
        lines.append(f"{grown.way}: a question grows as passages^{grown.question:.2f}, ingest as ^{grown.ingest:.2f}.")
    if bench.limit is not None:
        lines += ["", to_sentence(bench.limit)]
    return "\n".join(lines)


def to_drawing(bench: Bench) -> str:
    """What a question costs at each size, as SVG."""
    points: dict[str, list[tuple[float, float]]] = {}
    for one in bench.costs:
        points.setdefault(one.way, []).append((one.passages, one.question_ms))
    return draw(points, "passages", "processor milliseconds of a question (median)")
