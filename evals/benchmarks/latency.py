"""How long retrieval takes, everything included, beside plain LlamaIndex on Chroma: `trichdan eval latency`.

Passages are those of XQuAD and the Wikipedia haystack (TRICHDAN_EVALSETS), embedded once, which takes some minutes;
where more are wanted than there are, noisy copies of them. Both ways search the same passages through Chroma with
the same embedder, and are asked in turns: the ratio means something on a machine that others use too.
"""

from __future__ import annotations

import gc
import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from evals.benchmarks.corpus import prepare
from evals.benchmarks.peers.llama_chroma import LlamaChroma
from evals.benchmarks.peers.units import Unit
from evals.errors import SuiteError
from evals.running.engine import corpus_key, corpus_settings, open_engine_asker
from evals.settings import EvalSettings
from evals.suites.build import Suite, build, limited
from evals.suites.cases import Case
from ingest.embedding.llama import TrichdanEmbedding
from service.engine import Engine
from service.settings import ServiceSettings

TOP_K = 8
WARM_UP = 10
TYPINGS = 3

Search = Callable[[str], object]


@dataclass(slots=True)
class Timing:
    """Milliseconds that one way took for each question: on the clock, and of the processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def take(self, search: Search, question: str) -> None:
        """Ask once, and note how long it took."""
        clock, processor = time.perf_counter(), time.process_time()
        search(question)
        self.processor.append((time.process_time() - processor) * 1_000)
        self.clock.append((time.perf_counter() - clock) * 1_000)


def run(passages: int, questions: int) -> None:
    """Bring a corpus of that size about, ask, and print the table.

    Raises:
        SuiteError: the evaluation sets are not here.
    """
    found = build("xquad", EvalSettings().evalsets, haystack=True)[0]
    if not isinstance(found, Suite):
        raise SuiteError(f"The benchmark can't be run: {found.reason}.")
    suite = limited(found, questions * TYPINGS)
    # Below that a corpus is searched without Chroma, and it is Chroma that is timed.
    settings = corpus_settings(f"bench-{passages}").model_copy(update={"exact_below": 0})
    # In a process of its own, so that what preparing took is not counted as memory of asking.
    preparing = multiprocessing.get_context("spawn").Process(target=_prepare, args=(suite.paths, settings, passages))
    preparing.start()
    preparing.join()
    if preparing.exitcode:
        sys.exit(preparing.exitcode)
    engine = Engine.open(settings, serving=True)
    try:
        compare(engine, suite.cases)
    finally:
        engine.close()


def _prepare(paths: Iterable[Path], settings: ServiceSettings, wanted: int) -> None:
    with open_engine_asker(list(paths)):
        pass  # ingested now, if it wasn't before
    prepare(corpus_settings(corpus_key(list(paths))), settings, wanted)


def compare(engine: Engine, cases: Sequence[Case]) -> None:
    """Ask both ways in turns, and print quantiles of each, their ratio, and what memory ours takes."""
    before = resident_mb()
    ours: Search = lambda question: engine.retrieve(question, TOP_K)  # noqa: E731
    for case in cases[:WARM_UP]:
        ours(case.question)
    corpus = engine.corpus
    assert corpus.indexes.owned, "another process has the indexes; without them it would not be Chroma that is asked"
    articles, passages = corpus.catalog.count(corpus.catalog.published)
    print(
        f"{passages} passages of {articles} articles; {resident_mb():.0f} MB resident, {before:.0f} before a question"
    )
    peer = _peer(engine)
    theirs: Search = lambda question: peer.search(question, TOP_K)  # noqa: E731
    for case in cases[:WARM_UP]:
        theirs(case.question)
    print("| typing | n | p50 ms | p95 ms | processor p50 ms | plain p50 ms | plain p95 ms | ratio of p50 |")
    print("|---|---|---|---|---|---|---|---|")
    for language in dict.fromkeys(case.language for case in cases):
        asked = [case.question for case in cases if case.language is language]
        own, plain = Timing(), Timing()
        for question in asked:
            # In turns, so that whatever else the machine does slows both.
            own.take(ours, question)
            plain.take(theirs, question)
        ratio = np.median(own.clock) / np.median(plain.clock)
        numbers = [*_quantiles(own.clock), np.median(own.processor), *_quantiles(plain.clock)]
        shown = " | ".join(f"{number:.1f}" for number in numbers)
        print(f"| {language.value} | {len(asked)} | {shown} | {ratio:.1f} |")


def _quantiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    return float(np.quantile(milliseconds, 0.5)), float(np.quantile(milliseconds, 0.95))


def _peer(engine: Engine) -> LlamaChroma:
    """Plain LlamaIndex on Chroma over the very passages and vectors of the engine."""
    catalog = engine.corpus.catalog
    ids, vectors = catalog.vectors(catalog.published)
    units = []
    for start in range(0, len(ids), 500):
        for key, stored in catalog.passages(ids[start : start + 500], catalog.published).items():
            one = stored.passage
            units.append(Unit(key, one.article_id, one.start, one.end, one.text))
    # The very same vectors: both search one space, and nothing is embedded twice.
    by_id = dict(zip(ids, vectors, strict=True))
    peer = LlamaChroma(units, TrichdanEmbedding(engine.embedder), [by_id[unit.id].tolist() for unit in units])
    gc.collect()
    return peer


def resident_mb(pid: int | None = None) -> float:
    """Memory of a process, by default this one, as the system counts it (Linux), in megabytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid or 'self'}/status").read_text("utf-8"))
    return int(found[1]) / 1_000 if found else float("nan")
