"""What a question and an article cost, ours beside others' ways: `trichdan eval bench`.

Each way is a process of its own over the same passages and the same embedding model, one ingests after the other, and
they are asked in turns. Processor time first, since the clock tells as much of what else the machine does.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from pydantic import BaseModel

from evals.benchmarks.drawing import draw
from evals.benchmarks.limit import Limit, core_limit, to_sentence
from evals.errors import EvalError
from evals.running.programs import Program, program, started
from evals.suites.own import read_articles
from ingest.chunking import chunk
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.models import Article
from ingest.settings import load_settings
from service.settings import ServiceSettings

WARM_UP = 3

OURS = {"trichdan": "trichdan", "llama-chroma": "LlamaIndex + Chroma, our embedder"}
"""Ways that this interpreter runs, by their keys; see `ways`."""

OTHERS = {
    "llama-transformers": "LlamaIndex + Chroma + sentence-transformers",
    "txtai": "txtai hybrid",
    "haystack": "Haystack hybrid, in memory",
}
"""Ways for an interpreter that has their packages; see `peers.worker`."""

WAYS = OURS | OTHERS


class Costs(BaseModel):
    """What one way took at one size. Seconds are the processor's, those named `wall` the clock's.

    Attributes:
        start_s: to load its libraries and the model.
        disk_mb: None where it keeps nothing.
        cosine: the least between its vectors and those of our embedder here.
    """

    way: str
    passages: int
    questions: int
    start_s: float
    ingest_s: float
    ingest_wall_s: float
    passages_per_s: float
    question_ms: float
    question_ms_p95: float
    question_wall_ms: float
    peak_mb: float
    disk_mb: float | None
    cosine: float


class Growth(BaseModel):
    """How one way grows from the smallest size to the largest: exponents of what it takes over passages."""

    way: str
    ingest: float
    question: float


class Bench(BaseModel):
    """All that was measured in one run; `limit` is what this core does at most, `left_out` why a way wasn't run."""

    costs: list[Costs]
    growth: list[Growth]
    limit: Limit | None = None
    left_out: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Corpus:
    """Articles in a file, and the passages that they are cut into in another."""

    articles: Path
    passages: Path
    count: int


@dataclass(frozen=True, slots=True)
class _Running:
    """A way that holds the passages, and what that took."""

    program: Program
    start_s: float
    ingested: Mapping[str, Any]


def measure(
    corpus: Sequence[Path],
    questions: Sequence[str],
    sizes: Sequence[int],
    *,
    ways: Sequence[str] = tuple(WAYS),
    python: Path | None = None,
) -> Bench:
    """Ingest the first articles of `corpus` that have so many passages, and ask, for each size and way.

    Args:
        corpus: files of articles.
        questions: asked at each size.
        sizes: passages.
        ways: keys of `WAYS`.
        python: an interpreter with what `OTHERS` need; without it they are left out.

    Raises:
        EvalError: the corpus has too few passages, or there is no such way.
    """
    if unknown := [one for one in ways if one not in WAYS]:
        raise EvalError(f"There is no way {unknown[0]!r}.", help="There are " + ", ".join(WAYS) + ".")
    articles, settings = read_articles(corpus), load_settings(ServiceSettings)
    embedder = load_embedder(settings.embedding, settings.models_dir)
    left_out = {} if python else {WAYS[one]: "no interpreter that has it was named" for one in ways if one in OTHERS}
    costs = list[Costs]()
    with TemporaryDirectory() as folder:
        commands = _Commands(Path(folder), python)
        for size in sorted(sizes):
            taken = _taken(articles, size, Path(folder))
            run = [one for one in ways if WAYS[one] not in left_out]
            costs += _at(taken, questions, run, commands, embedder, left_out)
    return Bench(costs=costs, growth=_growth(costs), limit=core_limit(embedder), left_out=left_out)


class _Commands:
    """What starts each way."""

    def __init__(self, folder: Path, python: Path | None) -> None:
        self._folder, self._python = folder, python

    def of(self, way: str, corpus: _Corpus, kept: Path) -> list[str]:
        """The command that starts a way, whose files go to `kept`."""
        if way in OURS or self._python is None:
            return program(Path(sys.executable), "evals.benchmarks.ways", way, str(corpus.articles), str(kept))
        model = str(self._model())
        return program(self._python, "evals.benchmarks.peers.worker", way, str(corpus.passages), model, str(kept))

    def _model(self) -> Path:
        """The weights that others load, written once."""
        from evals.benchmarks.peers.transformer import write_transformer
        from ingest.embedding.bundled import find_image
        from ingest.embedding.image import parse_image

        model = self._folder / "model"
        if not model.is_dir():
            write_transformer(parse_image(find_image().read_bytes()), model)
        return model


def _at(
    corpus: _Corpus,
    questions: Sequence[str],
    ways: Sequence[str],
    commands: _Commands,
    embedder: Embedder,
    left_out: dict[str, str],
) -> list[Costs]:
    """Each way at one size; what can't be run is told in `left_out`."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        running = dict[str, _Running]()
        for way in ways:
            kept = Path(folder) / way
            kept.mkdir()
            found = stack.enter_context(_holding(way, commands.of(way, corpus, kept)))
            if isinstance(found, str):
                left_out[WAYS[way]] = found
            else:
                running[way] = found
        taken: dict[str, list[Mapping[str, float]]] = {way: [] for way in running}
        warm = questions[:WARM_UP]
        for number, question in enumerate([*warm, *questions]):
            for way in sorted(running, reverse=bool(number % 2)):
                took = running[way].program.tell({"question": question})
                if number >= len(warm):
                    taken[way].append(took)
        return [
            _costs(way, corpus.count, one, taken[way], _cosine(one, warm, embedder)) for way, one in running.items()
        ]


@contextmanager
def _holding(way: str, command: list[str]) -> Iterator[_Running | str]:
    """A way that holds the passages, or why it can't be run."""
    # One thread each, whatever a library would take: they spin while they wait, and seconds would count that.
    environment = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    with started(WAYS[way], command, environment) as running:
        ready = running.hear()
        if "missing" in ready:
            yield str(ready["missing"])
        else:
            yield _Running(running, ready["start_s"], running.hear())


def _cosine(running: _Running, questions: Sequence[str], embedder: Embedder) -> float:
    """The least between a way's vectors and the embedder's; at 1 they have one model."""
    found = [
        (np.array(running.program.tell({"embed": one})["vector"]), embedder.encode_queries([one])[0].vector)
        for one in questions
    ]
    return min(float(theirs @ ours / np.linalg.norm(theirs)) for theirs, ours in found)


def _costs(way: str, passages: int, running: _Running, taken: Sequence[Mapping[str, float]], cosine: float) -> Costs:
    processor, wall = (np.array([one[name] for one in taken]) * 1_000 for name in ("seconds", "wall_s"))
    return Costs(
        way=WAYS[way],
        passages=passages,
        questions=len(taken),
        start_s=running.start_s,
        ingest_s=running.ingested["seconds"],
        ingest_wall_s=running.ingested["wall_s"],
        passages_per_s=passages / running.ingested["seconds"],
        question_ms=float(np.median(processor)),
        question_ms_p95=float(np.quantile(processor, 0.95)),
        question_wall_ms=float(np.median(wall)),
        peak_mb=running.program.tell({})["peak_mb"],
        disk_mb=running.ingested["disk_mb"],
        cosine=cosine,
    )


def _taken(articles: Sequence[Article], size: int, folder: Path) -> _Corpus:
    """The first articles that have at least `size` passages."""
    chunking, count = ServiceSettings(_env_file=None).chunk, 0
    files = folder / f"articles-{size}.jsonl", folder / f"passages-{size}.jsonl"
    with files[0].open("w", encoding="utf-8") as whole, files[1].open("w", encoding="utf-8") as cut:
        for article in articles:
            whole.write(json.dumps({"id": article.id, "title": article.title, "text": article.text}) + "\n")
            found = chunk(article, chunking)
            cut.writelines(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in found)
            count += len(found)
            if count >= size:
                return _Corpus(*files, count)
    raise EvalError(f"The articles have {count} passages, fewer than {size}.", help="Name more with --corpus.")


def _growth(costs: Sequence[Costs]) -> list[Growth]:
    found = []
    for way in dict.fromkeys(one.way for one in costs):
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
        "| way | passages | n | question ms: p50, p95 | on the clock | passages a second | on the clock | to load s "
        "| peak MB | disk MB | cosine |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in bench.costs:
        disk = "–" if one.disk_mb is None else f"{one.disk_mb:.0f}"
        lines.append(
            f"| {one.way} | {one.passages} | {one.questions} | {one.question_ms:.1f}, {one.question_ms_p95:.1f} "
            f"| {one.question_wall_ms:.1f} | {one.passages_per_s:.1f} | {one.passages / one.ingest_wall_s:.1f} "
            f"| {one.start_s:.1f} | {one.peak_mb:.0f} | {disk} | {one.cosine:.4f} |"
        )
    for grown in bench.growth:
        lines.append("")
        lines.append(f"{grown.way}: a question grows as passages^{grown.question:.2f}, ingest as ^{grown.ingest:.2f}.")
    for way, why in bench.left_out.items():
        lines += ["", f"Not run: {way} ({why})."]
    if bench.limit is not None:
        lines += ["", to_sentence(bench.limit)]
    return "\n".join(lines)


def to_drawing(bench: Bench) -> str:
    """What a question costs at each size, as SVG."""
    points: dict[str, list[tuple[float, float]]] = {}
    for one in bench.costs:
        points.setdefault(one.way, []).append((one.passages, one.question_ms))
    return draw(points, "passages", "processor milliseconds of a question (median)")
