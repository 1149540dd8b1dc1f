"""The measured table of the README: retrieval of ours and of the usual ways, per typing, over the same questions.

The unit is the article, since ways of retrieving cut articles differently and longer chunks would win by length.
In XQuAD an article is one paragraph.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel

from evals.benchmarks.peers.units import Peer, Unit, split
from evals.reports.report import decimal, percent
from evals.reports.summary import Mean, languages_of, mean_of
from evals.running.askers import Asker, AskerFactory
from evals.scorers.records import HitPlace, Record
from evals.scorers.retrieval import score as score_retrieval
from evals.suites.build import Suite
from evals.suites.cases import Case
from evals.suites.own import read_articles
from evals.suites.places import resolve

SHOWN = ("article_r@1", "article_r@5")
OURS = "trichdan"
DEPTH = 50
"""Passages asked for: enough that several of one article leave room for others."""

PeerMaker = Callable[[Sequence[Unit]], list[Peer]]


class Row(BaseModel):
    """One way of retrieving on one suite in one typing."""

    engine: str
    suite: str
    language: str
    means: dict[str, Mean]
    search_ms_p50: float | None


class _Ours:
    """Our own retrieval, seen as a peer."""

    name = OURS

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def search(self, question: str, top_k: int) -> list[HitPlace]:
        """The hits of a search."""
        return [HitPlace.of(hit) for hit in self._asker.search(question, top_k=top_k).hits]


def default_peers(units: Sequence[Unit]) -> list[Peer]:
    """Plain LlamaIndex on Chroma with our embedder, BM25, and both fused by reciprocal ranks."""
    from evals.benchmarks.peers.lexical import BM25, ReciprocalRanks
    from evals.benchmarks.peers.llama_chroma import LlamaChroma
    from ingest.embedding.factory import load_embedder
    from ingest.embedding.llama import TrichdanEmbedding
    from ingest.settings import IngestSettings, load_settings

    settings = load_settings(IngestSettings)
    embedder = load_embedder(settings.embedding, settings.models_dir)
    dense, lexical = LlamaChroma(units, TrichdanEmbedding(embedder)), BM25(units)
    return [dense, lexical, ReciprocalRanks([dense, lexical])]


def measure(suites: Sequence[Suite], open_asker: AskerFactory, make_peers: PeerMaker = default_peers) -> list[Row]:
    """Every way of retrieving over the answerable cases of every suite."""
    rows = []
    for suite in suites:
        articles = read_articles(suite.paths)
        texts = {article.id: article.text for article in articles}
        cases = resolve([case for case in suite.cases if case.answerable], texts.__getitem__)
        peers = make_peers(split(articles))
        with open_asker(suite.paths) as asker:
            for peer in [*peers, _Ours(asker)]:
                rows += _rows(peer, suite, cases)
    return rows


def _rows(peer: Peer, suite: Suite, cases: Sequence[Case]) -> list[Row]:
    records = [_record(peer, suite, case) for case in cases]
    rows = []
    for language in languages_of(records):
        typed = [record for record in records if record.case.language.value == language]
        means = {name: mean_of(typed, name) for name in SHOWN}
        times = sorted(record.search_ms for record in typed if record.search_ms is not None)
        p50 = times[len(times) // 2] if times else None
        rows.append(Row(engine=peer.name, suite=suite.name, language=language, means=means, search_ms_p50=p50))
    return rows


def _record(peer: Peer, suite: Suite, case: Case) -> Record:
    started = time.perf_counter()
    hits = tuple(peer.search(case.question, DEPTH))
    milliseconds = (time.perf_counter() - started) * 1_000
    record = Record(suite=suite.name, dataset=suite.dataset, case=case, answer=None, hits=hits, search_ms=milliseconds)
    return record.model_copy(update={"scores": score_retrieval(record, _no_text)})


def _no_text(article_id: str) -> tuple[str, str]:
    raise LookupError(article_id)


def to_markdown(rows: Sequence[Row]) -> str:
    """The table as the README shows it: a line for each engine, a column for each suite and typing."""
    columns = list(dict.fromkeys((row.suite, row.language) for row in rows))
    cells: Mapping[tuple[str, str, str], Row] = {(row.engine, row.suite, row.language): row for row in rows}
    lines = []
    for metric in SHOWN:
        title = metric.removeprefix("article_").upper()
        lines.append(f"| {title} | " + " | ".join(f"{suite} {language}" for suite, language in columns) + " |")
        lines.append("|---" * (len(columns) + 1) + "|")
        for engine in dict.fromkeys(row.engine for row in rows):
            found = [cells.get((engine, *column)) for column in columns]
            lines.append(f"| {engine} | " + " | ".join(_cell(row, metric) for row in found) + " |")
        lines.append("")
    return "\n".join(lines)


def _cell(row: Row | None, metric: str) -> str:
    return percent(row.means[metric]) if row is not None else decimal(None)
