"""Fits the ranking of what a sentence has of the kind asked for: `python -m evals.fitting.ranking --evalsets DIR`.

Writes service/quoting/ranking.json: one logistic regression (ridge) over the candidates of first quotes, and prints how
often the best of a question's is right where its corpus was left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.running.engine import open_engine
from evals.scorers.short import is_right
from evals.suites.build import Suite, build, news_suites
from service.answerability.assess import assess
from service.engine import Engine
from service.language.spans import wanted
from service.measured import told_of
from service.quoting.ranking import MODEL_FILE, Ranked, margin_of, ranking
from service.quoting.stage import select_quotes, tokens_of
from service.retrieval.retriever import Found
from service.values import QuoteSpan

PENALTY = 0.3
"""Inverse strength of the ridge: sklearn's C."""

TOP_K = 8

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate: of which question, corpus and genre, whether it is right, its features, and whether one may be."""

    case: str
    corpus: str
    genre: str
    right: bool
    features: dict[str, float]
    answerable: bool = True


def collect(suite: Suite, engine: Engine) -> Iterator[Row]:
    """The candidates of the first quotes of a suite's questions that are answered."""
    for case in suite.cases:
        if not case.expected:
            continue
        found = engine.retriever.retrieve(case.question)
        retrieval = select_quotes(found, TOP_K, engine.embedder)
        if retrieval.quotes and assess(retrieval).reason is None:
            text = retrieval.quotes[0].text
            for one, numbers in ranked(found, retrieval.quotes):
                right = is_right(text[one.start : one.end], case.expected)
                yield Row(case.id, suite.name, suite.dataset, right, dict(numbers))


def ranked(found: Found, quotes: Sequence[QuoteSpan]) -> Ranked:
    """What the first quote has of the kind asked for, with its features."""
    question, first = found.query.question, quotes[0]
    want = wanted(question.text, question.language)
    if want is None:
        return []
    scored = next(one for one in found.scored if one.scores.passage_id == first.passage_id)
    tokens = tokens_of(question, scored)
    return ranking(question, first, scored.stored.passage.sentences, tokens, want, margin_of(quotes))


def left_out(rows: Sequence[Row]) -> Floats:
    """The confidence of each candidate by what was fitted without its corpus, (n,)."""
    x, y, corpora = matrix(rows), rights(rows), np.array([row.corpus for row in rows])
    found = np.zeros(len(rows))
    for corpus in sorted(set(corpora)):
        own = corpora == corpus
        slope, intercept = regress(x[~own], y[~own])
        found[own] = 1 / (1 + np.exp(-(x[own] @ slope + intercept)))
    return found


def matrix(rows: Sequence[Row]) -> Floats:
    """Features of all candidates in the order of the first one's, (n, f)."""
    return np.array([[row.features[name] for name in rows[0].features] for row in rows])


def rights(rows: Sequence[Row]) -> Floats:
    """1 for each candidate that is right, (n,)."""
    return np.array([float(row.right) for row in rows])


def regress(x: Floats, y: Floats) -> tuple[Floats, float]:
    """Coefficients and intercept in units of the raw features."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    found = LogisticRegression(C=PENALTY, max_iter=2_000).fit((x - mean) / spread, y)
    slope = found.coef_[0] / spread
    return slope, float(found.intercept_[0] - slope @ mean)


def best_of(rows: Sequence[Row], confidence: Floats) -> list[int]:
    """The place of each question's best candidate, surest first."""
    best: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.case not in best or confidence[at] > confidence[best[row.case]]:
            best[row.case] = at
    return sorted(best.values(), key=lambda at: -confidence[at])


def fit(rows: Sequence[Row], embedder: Mapping[str, str]) -> dict[str, Any]:
    """The fitted numbers as they are written, with what decides the cosines of their `embedder`."""
    return {
        "command": "python -m evals.fitting.ranking --evalsets DIR",
        "embedder": dict(embedder),
        "questions": len({row.case for row in rows}),
        "candidates": len(rows),
        **numbers_of(rows),
    }


def numbers_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Intercept and coefficients of the regression over all rows, as `Regression.read` takes them."""
    slope, intercept = regress(matrix(rows), rights(rows))
    coefficients = {name: round(float(value), 6) for name, value in zip(rows[0].features, slope, strict=True)}
    return {"intercept": round(intercept, 6), "coefficients": coefficients}


def main(arguments: Sequence[str] | None = None) -> None:
    """Collect, fit, write, and print what corpora that were left out get."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evalsets", type=Path, required=True, help="folder of the evaluation sets")
    chosen = parser.parse_args(arguments)
    suites = [*build("xquad", chosen.evalsets), *news_suites()]
    rows: list[Row] = []
    for suite in (one for one in suites if isinstance(one, Suite)):
        with open_engine(suite.paths) as engine:
            rows += collect(suite, engine)
            embedder = told_of(engine.embedder.identity)
    fitted = fit(rows, embedder)
    MODEL_FILE.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    confidence = left_out(rows)
    right = rights([rows[at] for at in best_of(rows, confidence)])
    print(f"left out: of {len(right)} typed questions the best is right for {right.mean():.3f}")


if __name__ == "__main__":
    main()
