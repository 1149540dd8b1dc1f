"""What a question is held against: passages and full wordings as the embedder reads them, which doesn't learn. Padded.

Scores are those of retrieval (`service/retrieval/scoring.py`): MaxSim over centred tokens, and the best sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from evals.adapter.data import Asked, Data
from ingest.embedding.base import Embedder, Floats
from ingest.late_interaction import centre
from ingest.sentences import split_sentences
from ingest.token_mean import document_mean
from service.retrieval.scoring import SENTENCE_WEIGHT

Array = NDArray[Any]

_TOGETHER = 64
_NEVER = -9.0
"""Below every cosine."""


@dataclass(frozen=True, slots=True)
class _Passage:
    tokens: Array
    sentence_of: Array
    sentences: Floats
    begins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passages:
    """Some passages: tokens (p, t, d), the sentence of each (p, t) or -1, and vectors of sentences (p, s, d)."""

    tokens: Tensor
    sentence_of: Tensor
    sentences: Tensor
    no_sentence: Tensor


@dataclass(frozen=True, slots=True)
class Questions:
    """Some questions: vectors (q, d), centred tokens (q, n, d), and which of them are real (q, n)."""

    vectors: Tensor
    tokens: Tensor
    real: Tensor


@dataclass(frozen=True, slots=True)
class Scores:
    """Of questions and passages (q, p); of the tokens of both (q, n, p, t); of questions and sentences (q, p, s)."""

    passages: Tensor
    similarities: Tensor
    sentences: Tensor


class Targets:
    """Passages and full wordings, read once."""

    def __init__(self, data: Data, embedder: Embedder) -> None:
        self._mean = document_mean(embedder.identity.model, embedder.identity.dimension)
        self._passages = dict(self._read(data.passages, embedder))
        self._full: dict[str, tuple[Floats, Array]] = {}

    def _read(self, texts: Mapping[str, str], embedder: Embedder) -> Iterator[tuple[str, _Passage]]:
        for ids in _batches(list(texts)):
            spans = [split_sentences(texts[one]) for one in ids]
            parts = [texts[one][span.start : span.end] for one, found in zip(ids, spans, strict=True) for span in found]
            vectors = iter(embedder.encode_passages(parts))
            encoded = embedder.encode_passages([texts[one] for one in ids], tokens=True)
            for one, found, whole in zip(ids, spans, encoded, strict=True):
                assert whole.tokens is not None
                assert whole.spans is not None
                begins = tuple(span.start for span in found)
                of = np.searchsorted(begins, whole.spans.mean(axis=1), side="right") - 1
                own = np.stack([next(vectors).vector for _ in found])
                tokens = centre(whole.tokens, self._mean).astype(np.float16)
                yield one, _Passage(tokens, np.maximum(of, 0), own, begins)

    def keep(self, read: Callable[[Sequence[str]], Questions], texts: Iterable[str]) -> None:
        """Read these full wordings, and keep what is made of them."""
        for some in _batches(sorted(set(texts))):
            found = read(some)
            for text, vector, tokens, real in zip(some, found.vectors, found.tokens, found.real, strict=True):
                self._full[text] = (vector.numpy(), tokens[real.bool()].half().numpy())

    def passages(self, ids: Sequence[str]) -> Passages:
        """These passages."""
        some = [self._passages[one] for one in ids]
        sentences = [one.sentences for one in some]
        return Passages(
            _stacked([one.tokens for one in some], 0.0),
            _stacked([one.sentence_of for one in some], -1),
            _stacked(sentences, 0.0),
            _stacked([np.zeros(len(one)) for one in sentences], 1.0).bool(),
        )

    def full(self, questions: Sequence[Asked]) -> Questions:
        """The full wordings of these questions."""
        found = [self._full[one.full] for one in questions]
        tokens = [tokens for _, tokens in found]
        real = _stacked([np.ones(len(one), np.float32) for one in tokens], 0.0)
        return Questions(
            torch.from_numpy(np.stack([vector for vector, _ in found])), _stacked(tokens, 0.0).float(), real
        )

    def sentence(self, question: Asked) -> int:
        """The sentence of its passage that answers."""
        return bisect_right(self._passages[question.passage].begins, question.answer) - 1


def score(questions: Questions, passages: Passages) -> Scores:
    """How well each passage and each of its sentences answers each question."""
    (q, n, d), (p, t) = questions.tokens.shape, passages.sentence_of.shape
    # The largest product of all; the cosines of bfloat16 differ by .002.
    flat = questions.tokens.reshape(-1, d).bfloat16() @ passages.tokens.reshape(-1, d).bfloat16().T
    blank = passages.sentence_of < 0
    similar = flat.view(q, n, p, t).masked_fill(blank, _NEVER)
    maxsim = _over_tokens(similar.amax(-1).float(), questions.real)
    sentences = torch.einsum("qd,psd->qps", questions.vectors, passages.sentences)
    sentences = sentences.masked_fill(passages.no_sentence, _NEVER)
    return Scores(maxsim + SENTENCE_WEIGHT * sentences.amax(-1), similar, sentences)


def score_sentences(found: Scores, real: Tensor, passages: Passages, home: Tensor) -> Tensor:
    """What each sentence (q, s) of a question's own passage is worth, as quotes are chosen; `home` (q,) names it."""
    rows = torch.arange(len(home))
    similar, of = found.similarities[rows, :, home].float(), passages.sentence_of[home]
    each = [
        _over_tokens(similar.masked_fill((of != one)[:, None], -1.0).amax(-1)[..., None], real)
        for one in range(passages.sentences.shape[1])
    ]
    return torch.cat(each, 1) + SENTENCE_WEIGHT * found.sentences[rows, home]


def _over_tokens(values: Tensor, real: Tensor) -> Tensor:
    """The mean over a question's tokens of values (q, n, p)."""
    return (values * real[..., None]).sum(1) / real.sum(1)[:, None]


def _stacked(rows: Sequence[Array], filler: float) -> Tensor:
    """Arrays of different lengths as one tensor."""
    longest = max(map(len, rows))
    whole = np.full((len(rows), longest, *rows[0].shape[1:]), filler, rows[0].dtype)
    for row, one in zip(whole, rows, strict=True):
        row[: len(one)] = one
    return torch.from_numpy(whole)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _TOGETHER):
        yield texts[start : start + _TOGETHER]
