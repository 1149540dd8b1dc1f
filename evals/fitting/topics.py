"""Fits what tells which articles are about a topic: `python -m evals.fitting.topics`.

Its data are the questions about the collection of `evals/talk` that name a topic and nothing else, with the articles
that people said are about it. Printed are the weights for `service/answering/topics.py`, and how many questions of each
writer get exactly their articles by what was fitted without that writer's, and by the rule that holds elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evals.running.talk_sets import TYPINGS, Case, Corpora, corpora, load
from ingest.catalog.reading import Selection
from service.answering.topics import holds, signs
from service.language.detection import detect_language

SETS = ("collections", "strangers/collections", "further/collections")
PENALTY = 10.0
"""Inverse strength of the ridge over standardised signs: sklearn's C."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, by whom, and of each article found its signs, whether it's about the topic and holds it."""

    writer: str
    values: Sequence[Sequence[float]]
    right: Sequence[bool]
    held: Sequence[bool]


def collect(opened: Corpora) -> Iterator[Asked]:
    """The questions that name a topic alone, as they are read."""
    for name in SETS:
        for case in load(name)["cases"]:
            writer = f"{name} {case['id'].partition('.')[0]}" if "." in case["id"] else name
            if "articles" in case or case.get("none"):
                yield from _asked(opened, case, writer)


def _asked(opened: Corpora, case: Case, writer: str) -> Iterator[Asked]:
    engine = opened.engine(tuple(case["corpus"]))
    for question in (case[typing] for typing in TYPINGS if typing in case):
        intent = engine.lookup.intents(question)
        topic = intent.said("t")
        if not topic or intent.said("p") or intent.said("s"):
            continue
        language = detect_language(question)
        passages = engine.lookup.near(topic, Selection())
        articles = {one.article.id: one.article for one in passages}
        told = signs(topic, passages, language)
        yield Asked(
            writer,
            [told[key].values for key in articles],
            [key in case.get("articles", ()) for key in articles],
            [holds(one, topic, language) for one in articles.values()],
        )


def fit(asked: Sequence[Asked]) -> Any:  # noqa: ANN401 - sklearn has no types
    """The regression over all articles of some questions."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [row for one in asked for row in one.values]
    labels = [label for one in asked for label in one.right]
    return make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY)).fit(rows, labels)


def exact(asked: Sequence[Asked], told: Sequence[Sequence[bool]]) -> str:
    """How many questions get exactly their articles."""
    right = sum(list(found) == list(one.right) for one, found in zip(asked, told, strict=True))
    return f"{right} of {len(asked)}"


def main() -> None:
    """Collect, print what left-out writers get, and the weights."""
    with corpora() as opened:
        asked = list(collect(opened))
    for writer in sorted({one.writer for one in asked}):
        model = fit([one for one in asked if one.writer != writer])
        own = [one for one in asked if one.writer == writer]
        fitted = [model.predict(one.values) for one in own]
        print(f"{writer}: {exact(own, fitted)}; by `holds` {exact(own, [one.held for one in own])}")
    scaler, regression = (one for _, one in fit(asked).steps)
    weights = regression.coef_[0] / scaler.scale_
    bias = regression.intercept_[0] - weights @ scaler.mean_
    print(f"WEIGHTS, BIAS = {tuple(float(one) for one in np.round(weights, 2))}, {bias:.2f}")


if __name__ == "__main__":
    main()
