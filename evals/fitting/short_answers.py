"""Fits how sure a short answer is: `python -m evals.fitting.short_answers --evalsets DIR --reading DIR`.

Writes service/answering/short.json: one logistic regression (ridge) over where the reader points in the first quotes of
answered questions, near misses and foreign questions among them, whose spans are all wrong; and the least confidence
from which, over news and elsewhere, `RIGHT` of the short answers of corpora that were left out are right, if nothing
answers one answered question in ten. Asked are the corpora that `evals.fitting.data` gives: no article that the reader
was trained on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.fitting.data import Corpus, corpora
from evals.fitting.ranking import Floats, Row, left_out, numbers_of, rights
from evals.running.engine import open_engine
from evals.scorers.short import is_right
from service.answerability.assess import assess
from service.answering.premises import leaves_nothing_open
from service.answering.short import MODEL_FILE, point
from service.engine import Engine
from service.measured import told_of
from service.quoting.stage import select_quotes

RIGHT = 0.85
"""Share of the short answers given that should be right."""

UNANSWERABLE = 0.1
"""Share of the answered questions that nothing answers. By hand: in the corpora it's a quarter, as their writers were
asked for near misses."""

TOP_K = 8


def collect(corpus: Corpus, engine: Engine) -> Iterator[Row]:
    """Where the reader points for each question of a corpus that is answered and leaves nothing open."""
    for case in corpus.cases:
        if not case.expected and case.unanswerable_kind is None:
            continue
        retrieval = select_quotes(engine.retriever.retrieve(case.question), TOP_K, engine.embedder)
        if not retrieval.quotes or assess(retrieval).reason is not None:
            continue
        if not leaves_nothing_open(retrieval, retrieval.quotes[0].article):
            continue
        if (pointed := point(retrieval)) is not None:
            answerable = case.unanswerable_kind is None
            right = answerable and is_right(pointed.span.text, case.expected)
            yield Row(case.id, corpus.name, corpus.genre, right, dict(pointed.features), answerable)


def threshold(rows: Sequence[Row], confidence: Floats) -> float:
    """The least confidence, at most 1, from which `RIGHT` are right over news, and over all else."""
    # The strictest decides: on the mean, an easy genre would pay for a hard one.
    return max(_threshold([at for at, row in enumerate(rows) if (row.genre == "news") is news], rows, confidence)
               for news in {row.genre == "news" for row in rows})  # fmt: skip


def _threshold(which: Sequence[int], rows: Sequence[Row], confidence: Floats) -> float:
    ordered = sorted(which, key=lambda at: -confidence[at])
    answerable = np.array([rows[at].answerable for at in ordered])
    share = answerable.mean()
    weight = np.where(answerable, (1 - UNANSWERABLE) / share, UNANSWERABLE / max(1 - share, 1 / len(rows)))
    shares = np.cumsum(weight * rights([rows[at] for at in ordered])) / np.cumsum(weight)
    enough = np.flatnonzero(shares >= RIGHT)
    return float(confidence[ordered[enough[-1]]]) if len(enough) else 1.0


def fit(rows: Sequence[Row], confidence: Floats, embedder: Mapping[str, str]) -> dict[str, Any]:
    """The fitted numbers as they are written, with what decides the vectors of their `embedder`.

    `confidence` is that of each row by what was fitted without its corpus.
    """
    return {
        "command": "python -m evals.fitting.short_answers --evalsets DIR --reading DIR",
        "embedder": dict(embedder),
        "questions": len(rows),
        "corpora": len({row.corpus for row in rows}),
        "threshold": round(threshold(rows, confidence), 3),
        **numbers_of(rows),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Collect, fit, write, and print what corpora that were left out get."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evalsets", type=Path, required=True, help="folder of the evaluation sets")
    parser.add_argument("--reading", type=Path, required=True, help="folder of the reading set")
    chosen = parser.parse_args(arguments)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for corpus in corpora(chosen.evalsets, chosen.reading, Path(folder)):
            if not any(case.expected for case in corpus.cases):  # the reading set doesn't say which words answer
                continue
            with open_engine(corpus.paths) as engine:
                rows += collect(corpus, engine)
                embedder = told_of(engine.embedder.identity)
            print(f"{corpus.name}: {len(rows)}", flush=True)
    confidence = left_out(rows)
    fitted = fit(rows, confidence, embedder)
    MODEL_FILE.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _tell(rows, confidence, fitted["threshold"])


def _tell(rows: Sequence[Row], confidence: Floats, least: float) -> None:
    for genre in sorted({row.genre for row in rows}):
        for answerable in (True, False):
            own = [at for at, row in enumerate(rows) if (row.genre, row.answerable) == (genre, answerable)]
            given = [rows[at] for at in own if confidence[at] >= least]
            right = int(rights(given).sum()) if given else 0
            words = "answered" if answerable else "answered though nothing answers"
            print(f"left out, {genre}: {len(given)} of {len(own)} {words} get one, {right} right")


if __name__ == "__main__":
    main()
