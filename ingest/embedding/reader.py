"""Does a text answer a question? The bundled encoder reads both at once, with additions of its own (`reader.npz`).

The question's tokens look at each other and at the text's, the text's at the text alone; a small head tells from the
question's states, and from the place in the text that they point to, the log-odds that the text answers. Trained by
`python -m evals.reading.train`; docs/decisions/0017-reader.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.adapter import Adapter
from ingest.embedding.base import Floats, Reading
from ingest.embedding.tokenizer import BEGIN, END, Tokenizer

Ints = NDArray[np.int64]

FILE = Path(__file__).with_name("reader.npz")
QUESTION, TEXT = "query: ", "passage: "
LONGEST_QUESTION, LONGEST_TEXT = 40, 300
"""Tokens that are read; what is longer is cut off."""

_EPSILON = 1e-5
_UNSEEN = -1e4
_HEIGHT = 4
"""The best scores of a place come in quarters, to be about as large as what stands beside them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A text and questions about it in one row of tokens.

    Attributes:
        ids, places: of the tokens; places begin anew with each question.
        owner: 0 for the text's tokens, 1 and on for each question's.
        starts, ends: the characters of the text's own tokens.
        first: where these begin.
    """

    ids: Ints
    places: Ints
    owner: Ints
    starts: Ints
    ends: Ints
    first: int

    @property
    def inputs(self) -> dict[str, NDArray[np.generic]]:
        """The same as the graph takes it."""
        seen = (self.owner[:, None] == self.owner) | (self.owner == 0)
        unseen = np.where(seen, np.float32(0), np.float32(_UNSEEN))
        return {"input_ids": self.ids[None], "position_ids": self.places[None], "attention_bias": unseen[None, None]}


def layout(tokenizer: Tokenizer, text: str, questions: Sequence[str]) -> Layout:
    """A text and questions about it, as the reader reads them."""
    cut, head, asks = tokenizer.tokenize(text), tokenizer.tokenize(TEXT).ids, tokenizer.tokenize(QUESTION).ids
    asked = [[*asks, *tokenizer.tokenize(one).ids[:LONGEST_QUESTION]] for one in questions]
    rows = [np.array([BEGIN, *one, END], np.int64) for one in ([*head, *cut.ids[:LONGEST_TEXT]], *asked)]
    return Layout(
        np.concatenate(rows),
        np.concatenate([np.arange(len(one)) for one in rows]),
        np.repeat(np.arange(len(rows)), [len(one) for one in rows]),
        np.array(cut.starts[:LONGEST_TEXT], np.int64),
        np.array(cut.ends[:LONGEST_TEXT], np.int64),
        1 + len(head),
    )


@dataclass(frozen=True)
class ReaderWeights:
    """What was learned, by the names that `evals.reading` gave."""

    stored: Mapping[str, Floats]

    @cached_property
    def adapter(self) -> Adapter:
        """What is added to the encoder's layers."""
        return {name: values for name, values in self.stored.items() if name[0] == "l" and name[1].isdigit()}

    def reading(self, states: Floats, laid: Layout) -> Reading:
        """What the last layer's states (t, d) tell of the text and its first question."""
        centred = states - states.mean(axis=-1, keepdims=True)
        states = centred / np.sqrt(states.var(axis=-1, keepdims=True) + _EPSILON)
        asked, text = states[laid.owner == 1], states[laid.owner == 0]
        question = asked.mean(axis=0)
        start, end = (text @ self._linear(name, question) / np.sqrt(len(question)) for name in ("start", "end"))
        place = _softmax((start + end) / 2) @ text
        heights = [start.max() / _HEIGHT, end.max() / _HEIGHT]
        inner = np.tanh(self._linear("inner", np.concatenate([question, asked[0], place, heights])))
        own = slice(laid.first, laid.first + len(laid.starts))
        begins, stops = (_softmax(one)[own] for one in (start, end))
        return Reading(float(self._linear("out", inner)[0]), laid.starts, laid.ends, begins, stops)

    def _linear(self, name: str, values: Floats) -> Floats:
        return np.asarray(self.stored[name + ".weight"] @ values + self.stored[name + ".bias"], np.float32)


def _softmax(scores: Floats) -> Floats:
    weight = np.exp(scores - scores.max())
    return np.asarray(weight / weight.sum(), np.float32)


@lru_cache(maxsize=1)
def load_reader() -> ReaderWeights:
    """What the file holds."""
    with np.load(FILE, allow_pickle=False) as stored:
        return ReaderWeights({name: stored[name].astype(np.float32) for name in stored.files})
