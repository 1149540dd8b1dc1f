"""Runs suites: asks every case, keeps what comes back, scores it. A crash is one failed case, not the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from evals.running.askers import Asker, AskerFactory
from evals.scorers.records import Context, HitPlace, Record, Texts
from evals.scorers.registry import score_record
from evals.scorers.retrieval import DEPTH
from evals.suites.build import Suite
from evals.suites.cases import Case
from evals.suites.places import resolve
from trichdan.wire import Answer, Citation

CONTEXT = 160
"""Code points of the article that a report shows on either side of a quote."""

Progress = Callable[[Record], None]


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """The records of a suite, and what they were measured on."""

    suite: str
    records: tuple[Record, ...]
    fingerprint: str
    description: dict[str, str]
    seconds: float


def run_suites(
    suites: Iterable[Suite], open_asker: AskerFactory, *, threads: int = 1, progress: Progress | None = None
) -> list[SuiteRun]:
    """Run suites in the order given; those over the same corpus share one asker."""
    by_corpus: dict[tuple[Path, ...], list[Suite]] = {}
    for suite in suites:
        # Opening an engine loads a model; suites over one corpus share it.
        by_corpus.setdefault(suite.paths, []).append(suite)
    runs = []
    for paths, members in by_corpus.items():
        with open_asker(paths) as asker:
            runs += [run_suite(suite, asker, threads=threads, progress=progress) for suite in members]
    return runs


def run_suite(suite: Suite, asker: Asker, *, threads: int = 1, progress: Progress | None = None) -> SuiteRun:
    """Ask and score every case, in the suite's order whatever the number of threads.

    Raises:
        CaseError: if a case's gold is not in the corpus: then the case is wrong, not the answer.
    """
    started = time.perf_counter()
    # From the truth, and once: a fault in an answer's own text mustn't pass for right.
    texts = lru_cache(maxsize=4_096)(asker.article_text)
    cases = resolve(suite.cases, lambda article_id: texts(article_id)[0])

    def one(case: Case) -> Record:
        record = score_record(ask_case(suite, case, asker, texts), texts)
        if progress is not None:
            progress(record)
        return record

    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            records = tuple(pool.map(one, cases))
    else:
        records = tuple(map(one, cases))
    seconds = time.perf_counter() - started
    return SuiteRun(suite.name, records, asker.fingerprint, dict(asker.describe()), seconds)


def ask_case(suite: Suite, case: Case, asker: Asker, texts: Texts) -> Record:
    """Search and ask once; whatever is raised becomes the record's `error`."""
    excluded = case.exclude_articles
    try:
        started = time.perf_counter()
        found = asker.search(case.question, top_k=DEPTH, exclude_articles=excluded)
        searched = time.perf_counter()
        answer = asker.ask(case.question, exclude_articles=excluded)
        ended = time.perf_counter()
    except Exception as error:  # the runner has to outlive any fault of what it measures
        fault = f"{type(error).__name__}: {error}"
        return Record(suite=suite.name, dataset=suite.dataset, case=case, answer=None, error=fault)
    return Record(
        suite=suite.name,
        dataset=suite.dataset,
        case=case,
        answer=answer,
        hits=tuple(HitPlace.of(hit) for hit in found.hits),
        search_ms=(searched - started) * 1_000,
        ask_ms=(ended - searched) * 1_000,
        contexts=_contexts(answer, texts),
    )


def _contexts(answer: Answer, texts: Texts) -> tuple[Context, ...]:
    return tuple(_context(citation, texts) for citation in answer.citations)


def _context(citation: Citation, texts: Texts) -> Context:
    try:
        text, _ = texts(citation.article_id)
    except LookupError:
        return Context(article_id=citation.article_id, before="", quote=citation.quote, after="")
    # A wrong offset is what the report has to show, not what ends it.
    start, end = max(citation.start, 0), max(citation.end, 0)
    return Context(
        article_id=citation.article_id,
        before=text[max(0, start - CONTEXT) : start],
        quote=text[start:end],
        after=text[end : end + CONTEXT],
    )


def records_of(runs: Sequence[SuiteRun]) -> list[Record]:
    """All records of several runs, in order."""
    return [record for run in runs for record in run.records]
