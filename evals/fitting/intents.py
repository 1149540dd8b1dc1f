"""Fits what tells kinds of messages apart, and their slots: `python -m evals.fitting.intents`.

Writes service/answering/intents.npz (a logistic regression over n-grams and the vector), intents_words.npz (one over
n-grams alone) and intents.crfsuite (a conditional random field). Their data are the messages of `evals/talk/intents`, a
file for each writer, our own and a stranger's of `evals/talk`, and the questions about the news corpora that may be
fitted with. Printed is what each writer's messages get from what was fitted without them.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from evals.fitting.grams import held_by
from evals.running.talk_sets import FOLDER, TYPINGS, load
from evals.suites.build import beat_suites, news_suites, seeds_suite, strangers_suite
from ingest.embedding.base import Embedder, Floats
from ingest.embedding.factory import load_embedder
from ingest.settings import load_settings
from service.answering.intents import (
    LIST,
    MODEL_FILE,
    OUTSIDE,
    QUESTION,
    SLOTS_FILE,
    SMALL_TALK,
    WORDS_FILE,
    Fitted,
    kind_of,
    probabilities,
    slots,
)
from service.language.intents import features, keys_of, leading, words_of
from service.measured import told_of
from service.settings import ServiceSettings

PENALTY = 2.0
"""Inverse strength of the ridge: sklearn's C."""

WEIGHT = 5.0
"""What a component of the vector counts beside an n-gram, whose value is 1: unit vectors have small ones."""

IDLE = 0.2
"""An n-gram whose greatest coefficient is less is left out."""

ASKING = 16.0
"""Worth from which on a word asks for a list as such: "liệt" has 19, "thiếu" (what is lacking) 10."""

FIELD = {"c1": 0.5, "c2": 0.02, "max_iterations": 100, "feature.minfreq": 2}
"""Of the conditional random field: the weights of the two penalties, and how often a feature has to occur."""

FOLDS = 3
"""Parts that the writers are in; each is judged by what was fitted with the others."""

ANY = "text"
"""The typing of a message that was written once, as its writer types."""

TURNS = (("follow_ups", "own"), ("conversations", "own"), ("strangers/conversations", "stranger"))
"""Conversations, and who wrote them: what is asked after the first turn is short, and may look like small talk."""

TOGETHER = 64
"""Messages that are embedded at a time."""

_MARK = re.compile(r"\{([a-z]):([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A message, by whom, of what kind, and where its slots are."""

    writer: str
    kind: str
    typing: str
    text: str
    slots: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """What came of messages: writer, kind, and what it's taken for; and of those with slots whether all are right."""

    taken: list[tuple[str, str, str]]
    slots: list[bool]


def unmarked(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text of "giá ở {a:Huế}" without its marks, and where what they mark stands in it."""
    text, places, at = "", {}, 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        places[mark.group(1)] = len(text), len(text) + len(mark.group(2))
        text += mark.group(2)
        at = mark.end()
    return text + marked[at:], places


def collect() -> list[Message]:
    """All messages that there are to fit with."""
    found = []
    for file in sorted((FOLDER / "intents").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            for typing in (*TYPINGS, ANY):
                if row.get(typing):
                    text, places = unmarked(unicodedata.normalize("NFC", row[typing]))
                    found.append(Message(file.stem, row["kind"], typing, text, places))
    for name, told in (("kinds", lambda case: case["kind"]), ("collections", _of_collection)):
        found += [
            Message("own", told(case), typing, unicodedata.normalize("NFC", case[typing]), {})
            for case in load(name)["cases"]
            for typing in TYPINGS
            if typing in case
        ]
    found += [
        Message(writer, kind, ANY, unicodedata.normalize("NFC", text), {})
        for name, writer in (("messages", "own"), ("strangers/messages", "stranger"))
        for kind, texts in load(name).items()
        for text in texts
    ]
    found += [
        Message(writer, QUESTION, typing, unicodedata.normalize("NFC", turn[typing]), {})
        for name, writer in TURNS
        for case in load(name)["cases"]
        for turn in case["turns"][1:]
        for typing in TYPINGS
        if typing in turn and not turn.get("small_talk")
    ]
    suites = (*news_suites(), *beat_suites(), strangers_suite())
    asked = sorted({case.question for suite in suites for case in suite.cases})
    # What a question begins with asks nothing by itself, and is no small talk either ("In 2005, …").
    asked += sorted({lead.strip() for one in asked if (lead := leading(one))})
    return found + [Message(QUESTION, QUESTION, ANY, unicodedata.normalize("NFC", one), {}) for one in asked]


def _of_collection(case: Mapping[str, Any]) -> str:
    """The kind of a question of `evals/talk/collections.yaml`."""
    if case.get("ordinary"):
        return QUESTION
    usual = "newest_articles" if "first" in case else "count_articles" if "count" in case else "list_articles"
    return str(case.get("kind", usual))


def embed(texts: Sequence[str], embedder: Embedder) -> Floats:
    """The vectors of messages, (n, d)."""
    starts = range(0, len(texts), TOGETHER)
    batches = (embedder.encode_queries(texts[start : start + TOGETHER]) for start in starts)
    return np.array([one.vector for batch in batches for one in batch])


def fit(messages: Sequence[Message], vectors: Floats, about: Mapping[str, Any]) -> Fitted:
    """The regression; by the words alone where vectors have no components, (n, 0)."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    known, held = held_by([(one.writer, one.text) for one in messages])
    mean = vectors.mean(axis=0)
    found = LogisticRegression(C=PENALTY, max_iter=200).fit(
        hstack([held, csr_matrix((vectors - mean) * WEIGHT)]).tocsr(), [one.kind for one in messages]
    )
    words = found.coef_[:, : len(known)].T
    counting = np.flatnonzero(np.abs(words).max(axis=1) >= IDLE)
    places = {known[row]: at for at, row in enumerate(counting)}
    kinds, meaning = [str(one) for one in found.classes_], found.coef_[:, len(known) :] * WEIGHT
    return Fitted(dict(about), kinds, found.intercept_, mean, meaning, places, words[counting], asking(messages))


def asking(messages: Sequence[Message]) -> frozenset[str]:
    """The words that ask for a list, whatever is listed: many writers use them in lists, and hardly elsewhere.

    A word's worth is how much oftener it stands in lists, outside of their slots, than in other messages (the logarithm
    of the ratio), once for each writer who uses it so: what a few use is their subject.
    """
    lists = [one for one in messages if one.kind == LIST and one.slots]
    others = [one for one in messages if one.kind != LIST]
    theirs = [(one.writer, key) for one in lists for key in _outside(one)]
    listed, else_used = (Counter(key for one in of for key in _outside(one)) for of in (lists, others))
    by: dict[str, set[str]] = defaultdict(set)
    for writer, key in theirs:
        by[key].add(writer)
    ratio = {key: listed[key] / len(lists) / ((else_used[key] + 1) / max(1, len(others))) for key in listed}
    return frozenset(key for key in listed if len(by[key]) * log(max(ratio[key], 1.0)) >= ASKING)


def _outside(message: Message) -> set[str]:
    """The words of a message that stand in no slot, folded."""
    words = words_of(message.text)
    keys = zip(keys_of(message.text, words), words, strict=True)
    return {key for key, word in keys if _tag(message, word) == OUTSIDE and key.isalpha()}


def fit_slots(messages: Sequence[Message], file: Path) -> None:
    """The conditional random field, into a file."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(FIELD)
    for one in messages:
        if one.slots:
            words = words_of(one.text)
            tags = [_tag(one, span) for span in words]
            trainer.append(features(one.text, words, one.kind), tags)
    trainer.train(str(file))


def _tag(one: Message, word: tuple[int, int]) -> str:
    inside = (name for name, (start, end) in one.slots.items() if start <= word[0] and word[1] <= end)
    return next(inside, OUTSIDE)


def judged(messages: Sequence[Message], vectors: Floats, fitted: Fitted) -> list[str]:
    """What each message is taken for."""
    return [kind_of(probabilities(one.text, vector, fitted)) for one, vector in zip(messages, vectors, strict=True)]


def without(messages: Sequence[Message], vectors: Floats, writers: set[str]) -> Found:
    """What some writers' messages get from what was fitted without them."""
    theirs = np.array([one.writer in writers for one in messages])
    others = [one for one in messages if one.writer not in writers]
    own = [one for one in messages if one.writer in writers]
    taken = judged(own, vectors[theirs], fit(others, vectors[~theirs], {}))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "slots"
        fit_slots(others, file)
        tagger = pycrfsuite.Tagger()
        tagger.open(str(file))
        slotted = [slots(tagger, one.text, one.kind)[0] == one.slots for one in own if one.slots]
    return Found([(one.writer, one.kind, kind) for one, kind in zip(own, taken, strict=True)], slotted)


def _share(of: Sequence[bool] | NDArray[np.bool_]) -> str:
    return f"{np.mean(of):.2f} of {len(of)}"


def talked(taken: Sequence[tuple[str, str, str]]) -> str:
    """How much of the small talk that writers typed is known as such, of whatever kind, and how much else is taken."""
    known = [seen in SMALL_TALK for _, kind, seen in taken if kind in SMALL_TALK]
    others = [seen in SMALL_TALK for _, kind, seen in taken if kind not in SMALL_TALK]
    return f"small talk: {_share(known)} known, {sum(others)} of {len(others)} other messages taken for it"


def counted(embedder: Embedder, fitted: Fitted) -> str:
    """How many questions that nothing is fitted with are taken for another kind, and for what.

    Also of those in `evals/talk/held`: `ordinary`, which hold the words of other kinds ("bài", "tin", "mới nhất"), and
    `requests` for what no article gives ("viết giùm tui bài thơ").
    """
    suites = (*news_suites(held=True), strangers_suite(held=True), seeds_suite())
    asked = sorted({unicodedata.normalize("NFC", case.question) for suite in suites for case in suite.cases})
    held = ([row["text"] for row in load(f"held/{name}")] for name in ("ordinary", "requests"))
    return "; ".join(
        f"only counted: {len(of)} questions, taken {_others(of, embedder, fitted)}" for of in (asked, *held)
    )


def _others(questions: Sequence[str], embedder: Embedder, fitted: Fitted) -> dict[str, int]:
    """How many questions are taken for which other kinds."""
    messages = [Message(QUESTION, QUESTION, ANY, unicodedata.normalize("NFC", one), {}) for one in questions]
    seen = Counter(judged(messages, embed([one.text for one in messages], embedder), fitted))
    return {kind: count for kind, count in seen.most_common() if kind != QUESTION}


def main() -> None:
    """Collect, fit, write, and print what writers who were left out get."""
    settings = load_settings(ServiceSettings)
    embedder = load_embedder(settings.embedding, settings.models_dir)
    messages = collect()
    vectors = embed([one.text for one in messages], embedder)
    writers = sorted({one.writer for one in messages} - {QUESTION})
    folds = [without(messages, vectors, set(writers[fold::FOLDS])) for fold in range(FOLDS)]
    taken = [one for each in folds for one in each.taken]
    for at, named in ((0, writers), (1, sorted({kind for _, kind, _ in taken}))):
        for name in named:
            print(f"{name}: {_share([kind == seen for *who, seen in taken for kind in who[1:] if who[at] == name])}")
    right = _share([kind == seen for _, kind, seen in taken])
    print(f"all: right {right}, slots {_share([one for each in folds for one in each.slots])}")
    print(talked(taken))
    about = {"command": "python -m evals.fitting.intents", "embedder": told_of(embedder.identity)}
    fitted = fit(messages, vectors, about)
    print(counted(embedder, fitted))
    fitted.write(MODEL_FILE)
    fit(messages, vectors[:, :0], about).write(WORDS_FILE)
    fit_slots(messages, SLOTS_FILE)


if __name__ == "__main__":
    main()
