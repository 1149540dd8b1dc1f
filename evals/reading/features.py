"""Whether the reader's scores tell near misses beside the embedder's cosine: a regression, whole corpora left out.

python -m evals.reading.features CHECKPOINT --beats evals/beats --news N --models M [--kept F]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.reading.asking import Asked
from evals.reading.score import Read, Scorer, add_folders, load_asked, load_reader
from evals.statistics import auroc, auroc_difference, auroc_interval
from ingest.embedding.base import Floats

COLUMNS = ("cosine", "cosine lead", "answerable", "answerable lead", "span", "span of the nearest")
VIEWS: dict[str, tuple[str, ...]] = {
    "cosine": ("cosine", "cosine lead"),
    "reader": ("answerable", "answerable lead", "span"),
    "both": COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Table:
    """A row a question: its features, whether it is answerable, its corpus and its typing."""

    values: Floats
    right: list[bool]
    corpora: list[str]
    typings: list[str]


def table(asked: Sequence[Asked], read: Sequence[Sequence[Read]], against: str = "near_miss") -> Table:
    """The rows of answerable questions and of one kind that isn't, over news."""
    kept = [
        at
        for at, one in enumerate(asked)
        # A lead needs a second window.
        if one.set.startswith("news:") and one.kind in ("answerable", against) and len(read[at]) > 1
    ]
    values = np.array([_row(asked[at], read[at]) for at in kept], np.float32)
    right = [asked[at].kind == "answerable" for at in kept]
    return Table(values, right, [asked[at].set for at in kept], [asked[at].typing for at in kept])


def _row(asked: Asked, read: Sequence[Read]) -> list[float]:
    answerable = sorted((one.answerable for one in read), reverse=True)
    best = max(read, key=lambda one: one.rank)
    cosines = sorted(asked.cosines, reverse=True)
    leads = cosines[0] - cosines[1], answerable[0] - answerable[1]
    return [cosines[0], leads[0], answerable[0], leads[1], best.span, read[0].span]


def left_out(rows: Table, columns: Sequence[str]) -> Floats:
    """Log odds of every row by a regression on the other corpora."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    values, right = rows.values[:, [COLUMNS.index(one) for one in columns]], np.array(rows.right)
    corpora = np.array(rows.corpora)
    found = np.zeros(len(right), np.float32)
    for corpus in sorted(set(rows.corpora)):
        out = corpora == corpus
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(values[~out], right[~out])
        found[out] = model.decision_function(values[out])
    return found


def compare(rows: Table) -> dict[str, object]:
    """AUROC of each view with its interval, the mean over corpora, and what the reader adds to the cosine."""
    odds = {name: left_out(rows, columns) for name, columns in VIEWS.items()}
    told: dict[str, object] = {"questions": len(rows.right), "answerable": sum(rows.right)}
    for name, scores in odds.items():
        told[name] = {
            "auroc": auroc(scores, rows.right),
            "interval": auroc_interval(scores, rows.right, rows.corpora),
            "corpora": _by(rows.corpora, scores, rows.right),
            **{typing: _by(rows.typings, scores, rows.right, typing) for typing in sorted(set(rows.typings))},
        }
    told["added"] = str(auroc_difference(odds["cosine"], odds["both"], rows.right, rows.corpora))
    return told


def _by(keys: Sequence[str], scores: Floats, right: Sequence[bool], only: str | None = None) -> float | None:
    found = []
    for key in {only} if only else set(keys):
        rows = [at for at, one in enumerate(keys) if one == key]
        found.append(auroc(scores[rows], [right[at] for at in rows]))
    known = [one for one in found if one is not None]
    return float(np.mean(known)) if known else None


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    add_folders(parser)
    options = parser.parse_args(arguments)
    model, tokenizer, _ = load_reader(options.checkpoint)
    asked, _ = load_asked(options, tokenizer)
    asked = [one for one in asked if one.set.startswith("news:")]
    read = Scorer(model, tokenizer).read(asked)
    for against in ("near_miss", "foreign"):
        print(json.dumps({against: compare(table(asked, read, against))}, indent=1))


if __name__ == "__main__":
    main()
