"""Fits what tells small talk from questions: `python -m evals.fitting.small_talk`.

Writes service/answering/small_talk.json: one logistic regression over the vectors of messages, a class for each kind of
small talk and one for questions. Its data are the messages of `evals/talk` by several writers, and the questions about
the news corpora that may be fitted with. Printed is what each writer's messages get from what was fitted without them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.running.talk import HELD, load, names
from evals.suites.build import news_suites, strangers_suite
from ingest.embedding.base import Embedder, Floats
from ingest.embedding.factory import load_embedder
from ingest.settings import load_settings
from service.answering.small_talk import LIKELY, MODEL_FILE, SURE, probabilities
from service.measured import told_of
from service.settings import ServiceSettings

PENALTY = 100.0
"""Inverse strength of the ridge: sklearn's C. Of 10 to 300, the one with the best recall at no more mistakes."""

DIGITS = 3
TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages, what each is, who wrote it, and their vectors, (n, d)."""

    texts: Sequence[str]
    kinds: NDArray[np.str_]
    writers: NDArray[np.str_]
    vectors: Floats


def collect(embedder: Embedder) -> Messages:
    """All that there is to fit with."""
    rows = [
        (text, kind, name)
        for name in names()
        if name.endswith("messages") and not name.startswith(HELD)
        for kind, texts in load(name).items()
        for text in texts
    ]
    rows += [(case.question, "question", suite.name) for suite in news_suites() for case in suite.cases]
    texts = [text for text, _, _ in rows]
    vectors = embed(texts, embedder)
    kinds, writers = np.array([kind for _, kind, _ in rows]), np.array([by for _, _, by in rows])
    return Messages(texts, kinds, writers, vectors)


def embed(texts: Sequence[str], embedder: Embedder) -> Floats:
    """The vectors of messages, (n, d)."""
    starts = range(0, len(texts), TOGETHER)
    batches = (embedder.encode_queries(texts[start : start + TOGETHER]) for start in starts)
    return np.array([one.vector for batch in batches for one in batch])


def fit(vectors: Floats, kinds: NDArray[np.str_]) -> dict[str, Any]:
    """The fitted numbers."""
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=PENALTY, max_iter=3_000).fit(vectors, kinds)
    return {
        "classes": [str(one) for one in found.classes_],
        "intercepts": found.intercept_.round(DIGITS).tolist(),
        "coefficients": found.coef_.round(DIGITS).tolist(),
    }


def without(data: Messages, writer: str) -> str:
    """What a writer's messages get from what was fitted without them and without half of the other questions."""
    ours = data.writers == writer
    others = np.char.startswith(data.writers, "news-")
    half = others & (np.arange(len(ours)) % 2 == 0)
    fitted = fit(data.vectors[~ours & ~half], data.kinds[~ours & ~half])
    small = 1 - np.array([probabilities(one, fitted)["question"] for one in data.vectors])
    asks = data.kinds == "question"
    told = [
        f"from {least}: {np.mean(small[ours & ~asks] >= least):.2f} of {np.sum(ours & ~asks)} known, "
        f"{np.sum(small[(ours | half) & asks] >= least)} of {np.sum((ours | half) & asks)} questions taken"
        for least in (LIKELY, SURE)
    ]
    return f"{writer}: {'; '.join(told)}"


def counted(embedder: Embedder, fitted: Mapping[str, Any]) -> str:
    """How many questions about corpora that are only counted are taken for small talk."""
    suites = (*news_suites(held=True), strangers_suite(held=True))
    asked = sorted({case.question for suite in suites for case in suite.cases})
    small = [1 - probabilities(one, fitted)["question"] for one in embed(asked, embedder)]
    taken = sum(one >= LIKELY for one in small)
    return f"only counted: {taken} of {len(small)} questions taken, the likeliest {max(small):.2f}"


def main() -> None:
    """Collect, fit, write, and print what writers who were left out get."""
    settings = load_settings(ServiceSettings)
    embedder = load_embedder(settings.embedding, settings.models_dir)
    data = collect(embedder)
    for writer in sorted({one for one in data.writers.tolist() if not one.startswith("news-")}):
        print(without(data, writer))
    fitted = fit(data.vectors, data.kinds)
    print(counted(embedder, fitted))
    about = {
        "command": "python -m evals.fitting.small_talk",
        "embedder": told_of(embedder.identity),
        "messages": int(np.sum(data.kinds != "question")),
        "questions": int(np.sum(data.kinds == "question")),
    }
    MODEL_FILE.write_text(json.dumps(about | fitted) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
