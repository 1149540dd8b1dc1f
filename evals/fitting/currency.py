"""Fits what tells whether a message asks for what holds now: `python -m evals.fitting.currency`.

Writes service/answering/currency.json: a logistic regression over n-grams. Its data are the messages of
`evals/talk/now`, a file for each writer, our own of `evals/talk/time.yaml`, and the questions about the news corpora
that may be fitted with, which hardly ask for it. Printed is what each writer's messages get from what was fitted
without them, and how many questions are taken for it by what was fitted without them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evals.fitting.grams import held_by
from evals.running.talk_sets import FOLDER, TYPINGS, load
from evals.suites.build import beat_suites, news_suites, strangers_suite
from service.answering.currency import MODEL_FILE, Fitted, log_odds

PENALTY = 0.3
"""Inverse strength of the ridge: sklearn's C. From .3 to 3 the same order, within .03."""

IDLE = 0.05
"""An n-gram whose coefficient is less is left out."""

ORDINARY = "ordinary"
WEIGHT = 0.025
"""Of an ordinary question beside a message: there are four times as many, and many of them may well mean today
("Giá vé bao nhiêu?"). At none nearly half of them are taken for it, and half as many messages of a stranger at .2."""

FOLDS = 5
"""Parts of the ordinary questions; each is judged by what was fitted with the others."""

DIGITS = 3


@dataclass(frozen=True, slots=True)
class Message:
    """A message, by whom, and whether it asks for what holds now."""

    writer: str
    text: str
    now: bool


def messages() -> Iterator[Message]:
    """The messages by strangers and our own."""
    for file in sorted((FOLDER / "now").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Message(file.stem, unicodedata.normalize("NFC", row["text"]), row["now"])
    for case in load("time")["cases"]:
        for typing in TYPINGS:
            if typing in case:  # the others name a date
                yield Message("own", unicodedata.normalize("NFC", case[typing]), case["id"].startswith("t"))


def ordinary() -> list[Message]:
    """The questions of the suites that may be fitted with."""
    suites = (*news_suites(), *beat_suites(), strangers_suite())
    asked = sorted({unicodedata.normalize("NFC", case.question) for suite in suites for case in suite.cases})
    return [Message(ORDINARY, one, now=False) for one in asked]


def fit(of: Sequence[Message]) -> Fitted:
    """The regression."""
    from sklearn.linear_model import LogisticRegression

    known, held = held_by([(one.writer, one.text) for one in of])
    weights = [WEIGHT if one.writer == ORDINARY else 1.0 for one in of]
    found = LogisticRegression(C=PENALTY, max_iter=500).fit(held, [one.now for one in of], sample_weight=weights)
    counting = {gram: round(float(one), DIGITS) for gram, one in zip(known, found.coef_[0], strict=True)}
    return Fitted(
        "python -m evals.fitting.currency",
        round(float(found.intercept_[0]), DIGITS),
        {gram: one for gram, one in counting.items() if abs(one) >= IDLE},
    )


def _share(of: Sequence[Message], fitted: Fitted) -> str:
    return f"{np.mean([log_odds(one.text, fitted) >= 0 for one in of]):.2f} of {len(of)}"


def main() -> None:
    """Fit, write, and print what messages get from what was fitted without them."""
    theirs, asked = list(messages()), ordinary()
    for writer in sorted({one.writer for one in theirs}):
        fitted = fit([*(one for one in theirs if one.writer != writer), *asked])
        for now in (True, False):
            own = [one for one in theirs if one.writer == writer and one.now == now]
            print(f"{writer}, {'for now' if now else 'others'}: {_share(own, fitted)} taken for it")
    taken = []
    for fold in range(FOLDS):
        fitted = fit([*theirs, *(one for at, one in enumerate(asked) if at % FOLDS != fold)])
        taken += [log_odds(one.text, fitted) >= 0 for one in asked[fold::FOLDS]]
    print(f"ordinary questions: {np.mean(taken):.2f} of {len(taken)} taken for it")
    fit([*theirs, *asked]).write(MODEL_FILE)


if __name__ == "__main__":
    main()
