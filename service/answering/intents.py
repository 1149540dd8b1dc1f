"""What a message asks for: a fact, a comparison, a summary, a list, something of the collection, or nothing; of what.

Told by a logistic regression over the message's n-grams and vector. Where it is no ordinary question, the words that
say of what are found by a conditional random field (Lafferty, McCallum and Pereira 2001). Both are learned from
messages by writers who saw neither code nor scores (`python -m evals.fitting.intents`, `evals/talk/intents`).
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite

from ingest.embedding.base import Embedder, Floats
from service.answering.collection import KINDS
from service.language.detection import detect_language
from service.language.intents import Intent, SmallTalk, features, keys_of, leading, ngrams, words_of
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.who_is import put_plainly
from service.measured import is_of

MODEL_FILE = Path(__file__).with_name("intents.npz")
WORDS_FILE = Path(__file__).with_name("intents_words.npz")
"""The same without a vector: for another embedder, and for what is so plainly a question that none is needed."""

SLOTS_FILE = Path(__file__).with_name("intents.crfsuite")

QUESTION = "question"
"""The kind of what asks for a fact."""

SURE = 0.35
"""Probability of another kind from which a message is no ordinary question. Of 1,250 questions that are only counted 47
have as much: most are taken for lists, which most of them are and which lose nothing by it."""

TALK = 0.55
"""Probability of small talk, of any kind, from which a message asks nothing: of 816 that do by five writers .80 have as
much (each judged by what was fitted without a third of the writers), of 559 questions by the same that look so 14."""

BEHIND = 0.3
"""Probability of small talk from which what follows some is no question. Of 496 made of some and a short question
of the same writers 46 are taken with it, 100 without; of small talk it costs .02 (both with a stronger ridge)."""

PLAIN = 0.9
"""Probability by the words alone from which a message is an ordinary question, whatever its vector says: three of four
are."""

MAY_LIST = 0.05
"""Odds of a list, against an ordinary question, from which on what articles hold decides. Of 1,250 questions that are
only counted 70 may be lists by it."""

MAY_COLLECT = 0.25
"""The same of the collection. Of that no article gives a sign, only that none answers: from .05 on three of our own
questions get a count of articles for one of something else ("Ông ấy viết bao nhiêu bài hát?")."""

LEAST = 1e-6
"""Probability of an ordinary question, at least."""

SMALL_TALK = tuple(SmallTalk)

LIST, LISTED = "list", "n"
"""The kind of what asks for all that are of a kind, and its slot that says of which."""

OUTSIDE = "-"
"""The tag of a word in no slot."""

REQUIRED = {"comparison": ("a", "b"), LIST: (LISTED,)}
"""Slots without which a kind can't be answered."""

WIDEST = 8
"""Words of a required slot that the field alone leaves empty, at most."""

TRIED = 100
"""Words at which such a slot may begin: each try reads the whole message, and nobody else's is read meanwhile."""

_IDLE = QUESTION_STOPWORDS["vi"] | QUESTION_STOPWORDS["en"]
_ALONE = threading.Lock()
"""A tagger holds the message that it was given last."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The regression.

    Attributes:
        about: the command that fitted it, and the embedder.
        classes: the k kinds.
        intercepts: (k,).
        mean: (d,), what is taken from a message's vector; without one, d is 0.
        coefficients: (k, d), of the vector.
        ngrams: the n-grams that count, each with its row of `weights`.
        weights: (n, k), what an n-gram adds.
        asking: words that ask for a list as such, whatever is listed ("nhắc", "kể", "mentioned"); folded.
    """

    about: dict[str, Any]
    classes: list[str]
    intercepts: Floats
    mean: Floats
    coefficients: Floats
    ngrams: dict[str, int]
    weights: Floats
    asking: frozenset[str]

    def write(self, file: Path) -> None:
        """Into a file; half the precision of floats is enough."""
        words = "\n".join(sorted(self.ngrams, key=lambda one: self.ngrams[one]))
        asking = " ".join(sorted(self.asking))
        text = "\n\n".join((json.dumps(self.about), " ".join(self.classes), words, asking))
        half = [one.astype(np.float16) for one in (self.intercepts, self.mean, self.coefficients, self.weights)]
        np.savez_compressed(file, np.frombuffer(text.encode(), np.uint8), *half)

    @classmethod
    def read(cls, file: Path) -> Fitted:
        """What `write` wrote."""
        with np.load(file) as held:
            text, *numbers = (held[f"arr_{at}"] for at in range(5))
        about, classes, words, asking = text.tobytes().decode().split("\n\n")
        intercepts, mean, coefficients, weights = (one.astype(np.float32) for one in numbers)
        ngrams = {gram: at for at, gram in enumerate(words.split("\n"))}
        kinds = classes.split()
        return cls(json.loads(about), kinds, intercepts, mean, coefficients, ngrams, weights, frozenset(asking.split()))


class Intents:
    """Reads what messages ask for. With another embedder than it was fitted with, by their words alone."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._fits = is_of(embedder.identity, _fitted(MODEL_FILE).about["embedder"])

    def __call__(self, message: str) -> Intent:
        """What `message` asks for; its slots are places in the message in NFC."""
        text = unicodedata.normalize("NFC", message)
        if text and not any(map(str.isalnum, text)):  # "?", "👍": without a word there is nothing to look for
            return Intent(SmallTalk.ABOUT, text, odds=inf)
        chances = self._chances(text) if text else {QUESTION: 1.0}
        kind = kind_of(chances) if text else QUESTION
        if kind in SMALL_TALK:
            goes_on = self._goes_on(text)
            # "Bạn là ai, làm được gì?": whom the question behind is asked, only what articles hold can tell.
            return Intent(QUESTION if goes_on and kind != SmallTalk.ABOUT else kind, text, odds=1.0 if goes_on else inf)
        if put_plainly(text, detect_language(text)) != text:  # one person's office, however like a list's its words
            return Intent(QUESTION, text)
        if kind == QUESTION:
            return Intent(QUESTION, text, other=_other(text, chances) if text else None)
        return _read(text, kind, chances[kind] / max(chances[QUESTION], LEAST))

    def _chances(self, text: str) -> dict[str, float]:
        chances = probabilities(text, None, _fitted(WORDS_FILE))
        if self._fits and chances[QUESTION] < PLAIN:
            (encoding,) = self._embedder.encode_queries([text])
            chances = probabilities(text, encoding.vector, _fitted(MODEL_FILE))
        return chances

    def _goes_on(self, text: str) -> bool:
        """Whether small talk goes on with a question ("chào bạn, ai thắng?"), which its vector may drown."""
        while lead := leading(text):
            text = text[len(lead) :]
            if talk_of(self._chances(text)) < BEHIND:
                return True
        return False


def _read(text: str, kind: str, odds: float) -> Intent:
    """A message of a kind, with its slots."""
    with _ALONE:
        found, guessed = slots(_tagger(), text, kind)
    names_only = kind == LIST and LISTED in found and asks_alone(text, found, _fitted(MODEL_FILE).asking)
    return Intent(kind, text, found, guessed, names_only, odds)


def _other(text: str, chances: Mapping[str, float]) -> Intent | None:
    """What an ordinary question may be as well, that an answer tells: a list, or a question about the collection.

    The kinds of those are one here: which of them it is doesn't matter to whether it's any.
    """
    of_collection = sum(chances[name] for name in KINDS)
    kind = LIST if chances[LIST] >= of_collection else max(KINDS, key=lambda name: chances[name])
    odds = max(chances[LIST], of_collection) / max(chances[QUESTION], LEAST)
    return _read(text, kind, odds) if odds >= (MAY_LIST if kind == LIST else MAY_COLLECT) else None


def talk_of(chances: Mapping[str, float]) -> float:
    """How probably it is small talk of any kind."""
    return sum(chances[name] for name in SMALL_TALK)


def kind_of(chances: Mapping[str, float]) -> str:
    """The likeliest kind of small talk, if it's that by `TALK` in all; else the likeliest other that is `SURE`."""
    talk = talk_of(chances) >= TALK
    names = SMALL_TALK if talk else [name for name in chances if name != QUESTION and name not in SMALL_TALK]
    likeliest = max(names, key=lambda name: chances[name])
    return likeliest if talk or chances[likeliest] >= SURE else QUESTION


def probabilities(message: str, vector: Floats | None, fitted: Fitted) -> dict[str, float]:
    """How probably a message is of each kind; without a vector, by what was fitted without."""
    held = sorted(fitted.ngrams[one] for one in ngrams(message) if one in fitted.ngrams)
    logits = fitted.intercepts + fitted.weights[held].sum(axis=0)
    if vector is not None:
        logits = logits + fitted.coefficients @ (vector - fitted.mean)
    weights = np.exp(logits - logits.max())
    return dict(zip(fitted.classes, (weights / weights.sum()).tolist(), strict=True))


def asks_alone(message: str, found: Mapping[str, tuple[int, int]], asking: Collection[str]) -> bool:
    """Whether the words outside the slots only ask: they are learned ones that do, or say nothing."""
    words = words_of(message)
    outside = (
        key
        for key, (start, end) in zip(keys_of(message, words), words, strict=True)
        if key[:1].isalnum() and not any(begin <= start and end <= stop for begin, stop in found.values())
    )
    return all(key in asking or key in _IDLE for key in outside)


def slots(tagger: pycrfsuite.Tagger, message: str, kind: str) -> tuple[dict[str, tuple[int, int]], frozenset[str]]:
    """The slots of a message by their names, each in one piece (of several the longest); and which are guessed.

    A required one is where the likeliest tags have it; where they have none, where the field finds it least unlikely.
    """
    words = words_of(message)
    tags = tagger.tag(features(message, words, kind))
    missing = frozenset(REQUIRED.get(kind, ())) - set(tags)
    for name in sorted(missing):
        tags = _with(tagger, tags, name)
    found: dict[str, tuple[int, int]] = {}
    for name, run in groupby(range(len(tags)), key=lambda at: tags[at]):
        places = list(run)
        start, end = words[places[0]][0], words[places[-1]][1]
        before = found.get(name, (0, 0))
        if name != OUTSIDE and end - start > before[1] - before[0]:
            found[name] = start, end
    return found, missing & set(found)


def _with(tagger: pycrfsuite.Tagger, tags: Sequence[str], name: str) -> Sequence[str]:
    """The likeliest tags that have a slot `name` in what is outside of others.

    A constraint on what is inferred, not on what is learned (Roth and Yih 2005, "Integer linear programming inference
    for conditional random fields"); one run of a short message can be looked for by trying all.
    """
    starts = range(min(len(tags), TRIED))
    spans = [(start, end) for start in starts for end in range(start + 1, min(start + WIDEST, len(tags)) + 1)]
    free = [(start, end) for start, end in spans if set(tags[start:end]) == {OUTSIDE}]
    tried = [[*tags[:start], *[name] * (end - start), *tags[end:]] for start, end in free]
    return max(tried, key=tagger.probability, default=tags)


@lru_cache(maxsize=2)
def _fitted(file: Path) -> Fitted:
    return Fitted.read(file)


@lru_cache(maxsize=1)
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(SLOTS_FILE))
    return tagger
