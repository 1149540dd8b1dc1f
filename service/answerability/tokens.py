"""How the evidence covers a question's words, by the similarity of tokens. Pure.

Late interaction (ColBERT, Khattab & Zaharia 2020) says for each word of the question how well a passage covers it; the
same word's cover in other articles says how much that is worth here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.answerability.evidence import Evidence
from service.language.asking import Word, WordKind
from service.quoting.types import Retrieval
from service.values import Floats

USUAL = 5
"""Passages of other articles that say how well a word is usually covered."""


def token_features(evidence: Evidence) -> dict[str, float]:
    """How the evidence covers the question's names and numbers, the least covered one above all; else its words."""
    own = np.array([one.support for one in evidence.sentences if one.support], np.float32)
    spans = evidence.retrieval.token_spans
    # A question in parts is compared part by part: its sentences have columns of other tokens than its own.
    if not len(own) or own.shape[1] != len(spans):
        return {}
    places = [(word, tokens_of(word, spans)) for word in evidence.asking.words]
    places = [(word, at) for word, at in places if at]
    named = [at for word, at in places if word.kind in (WordKind.NAME, WordKind.NUMBER)]
    content = [at for word, at in places if word.kind is not WordKind.STOP] or [at for _, at in places]
    if not content:
        return {}
    tokens = own.max(axis=0)
    cover = _cover(tokens, named or content)
    beyond = cover - _cover(_usual(evidence, tokens), named or content)
    return {
        "names_cover_min": float(cover.min() if named else cover.mean()),
        "names_beyond_min": float(beyond.min() if named else beyond.mean()),
    }


def _usual(evidence: Evidence, otherwise: Floats) -> Floats:
    """For each token of the question the mean similarity of the best tokens of other articles' best passages."""
    best: dict[str, Floats] = {}
    for one in evidence.retrieval.sentences:
        if one.support and one.passage.article.id != evidence.found.article.id:
            key, support = one.passage.passage.id, np.array(one.support, np.float32)
            # Sentences come best first, so these are the best passages of others.
            if key in best or len(best) < USUAL:
                best[key] = np.maximum(best.get(key, support), support)
    return np.mean(list(best.values()), axis=0) if best else otherwise


def tokens_of(word: Word, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The tokens of one of the question's words."""
    return [at for at, (low, high) in enumerate(spans) if low < word.end and high > word.start]


def _cover(tokens: Floats, words: Sequence[Sequence[int]]) -> Floats:
    """For each word, the similarity of its best covered token."""
    return np.array([tokens[list(at)].max() for at in words], np.float32)


def best_cover(retrieval: Retrieval, word: Word) -> float:
    """How well anything that may be quoted covers one of the question's words; 0 without tokens."""
    at = tokens_of(word, retrieval.token_spans)
    return max((one.support[token] for one in retrieval.sentences if one.support for token in at), default=0.0)
