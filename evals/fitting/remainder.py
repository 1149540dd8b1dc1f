"""Fits how the vector of what is left of a question is read off its tokens: `python -m evals.fitting.remainder`.

Writes service/quoting/remainder.npz. Its data are the questions over our invented news and the seeds, none of those
that are only counted, in all typings; of each a few words are left out, names rather than others, and what is left is
embedded by itself: nothing is learned of what answers. Printed is how near the vectors come for corpora left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.suites.build import beat_suites, news_suites, seeds_suite, strangers_suite
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.settings import IngestSettings, load_settings
from service.quoting.remainder import MODEL_FILE, signs
from service.quoting.subjects import LEAST_WORDS, cut_out, outside

PENALTY = 0.005
"""Of squared coefficients. From .003 to .01 makes no difference, more loses."""

RANK = 32
"""Of the regression. Of full rank it is no better for corpora left out (cosine .887), and ten times as large."""

MOST = 4
"""Words that are left out of a question."""

NAMES = 0.7
"""Share of the questions with capitals of which what is left out begins with one."""

SEED = 20_251_017

Floats = NDArray[np.float64]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Cut:
    """A question without some of its words: what was read of the whole one, and the vector of what is left."""

    corpus: str
    read: Floats
    left: Floats


def collect(embedder: Embedder) -> Iterator[Cut]:
    """Each question once, cut."""
    draw, seen = random.Random(SEED), set[str]()  # noqa: S311 - a sample, not a secret
    for suite in (*news_suites(), *beat_suites(), seeds_suite(), strangers_suite()):
        for question in (case.question for case in suite.cases):
            if question in seen or not (spans := _left_out(question, draw)):
                continue
            seen.add(question)
            if cut := _cut(question, spans, embedder):
                yield Cut(suite.name, *cut)


def _left_out(question: str, draw: random.Random) -> list[tuple[int, int]]:
    """The places of some neighbouring words; none of a question that is too short to be cut."""
    words = list(_WORD.finditer(question))
    capitals = [at for at, word in enumerate(words) if at and word.group()[0].isupper()]
    first = draw.choice(capitals) if capitals and draw.random() < NAMES else draw.randrange(max(len(words), 1))
    out = words[first : first + draw.randint(1, MOST)]
    return [word.span() for word in out] if len(words) - len(out) >= LEAST_WORDS else []


def _cut(question: str, spans: Sequence[tuple[int, int]], embedder: Embedder) -> tuple[Floats, Floats] | None:
    (whole,) = embedder.encode_queries([question], tokens=True)
    kept = outside(() if whole.spans is None else whole.spans, spans)
    if not kept.any():
        return None
    (alone,) = embedder.encode_queries([cut_out(question, spans)])
    return signs(whole, kept).astype(np.float64), alone.vector.astype(np.float64)


def fit(cuts: Sequence[Cut]) -> tuple[Floats, Floats, Floats]:
    """The regression of what is left less the mean of its tokens: (2 d, r), (r, d) and (d,)."""
    read, left = np.stack([one.read for one in cuts]), np.stack([one.left for one in cuts])
    wanted = left - read[:, : left.shape[1]]
    origin, offset = read.mean(axis=0), wanted.mean(axis=0)
    x = read - origin
    slope = np.linalg.solve(x.T @ x + PENALTY * np.eye(x.shape[1]), x.T @ (wanted - offset))
    wide = np.linalg.svd(x @ slope, full_matrices=False)[2][:RANK]
    narrow = slope @ wide.T
    return narrow, wide, offset - origin @ narrow @ wide


def nearness(fitted: tuple[Floats, Floats, Floats], cuts: Sequence[Cut]) -> Floats:
    """Cosines (n, 2), the mean vector taken away: of what is read by the regression, and of the tokens' mean."""
    narrow, wide, offset = fitted
    left, read = np.stack([one.left for one in cuts]), np.stack([one.read for one in cuts])
    mean = read[:, : left.shape[1]]
    centre = left.mean(axis=0)
    told = [_unit(_unit(found) - centre) for found in (mean + read @ narrow @ wide + offset, mean)]
    return np.stack([(one * _unit(left - centre)).sum(axis=1) for one in told], axis=1)


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def main() -> None:
    """Collect, print what left-out corpora get, fit on all and write."""
    settings = load_settings(IngestSettings)
    cuts = list(collect(load_embedder(settings.embedding, settings.models_dir)))
    names = sorted({one.corpus for one in cuts})
    folds = [set(names[at::5]) for at in range(5)]
    found = np.concatenate(
        [
            nearness(fit([one for one in cuts if one.corpus not in fold]), [one for one in cuts if one.corpus in fold])
            for fold in folds
        ]
    )
    print(f"{len(found)} questions: cosine {found[:, 0].mean():.3f}, of the tokens' mean {found[:, 1].mean():.3f}")
    narrow, wide, offset = (one.astype(np.float16) for one in fit(cuts))
    np.savez(MODEL_FILE, narrow=narrow, wide=wide, offset=offset)
    print(f"{MODEL_FILE.name}: {MODEL_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
