"""How the evidence covers a question's words, by the similarity of tokens. Pure.

Late interaction (ColBERT, Khattab & Zaharia 2020) says for each word of the question how well a passage covers it; the
same word's cover in other articles says how much that is worth here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from service.answerability.evidence import Evidence, folded_words, is_named
from service.language.asking import Word, WordKind
from service.quoting.types import Retrieval
from service.values import Floats

USUAL = 5
"""Passages of other articles that say how well a word is usually covered."""


def token_features(retrieval: Retrieval, seen: Evidence) -> dict[str, float]:
    """How the evidence covers the question's words, the least covered ones above all."""
    own = np.array([one.support for one in seen.sentences if one.support], np.float32)
    if not len(own) or own.shape[1] != len(retrieval.token_spans):
        return {}
    tokens = own.max(axis=0)
    places = [(word, tokens_of(word, retrieval.token_spans)) for word in seen.asking.words]
    places = [(word, at) for word, at in places if at]
    content = [at for word, at in places if word.kind is not WordKind.STOP] or [at for _, at in places]
    named = [at for word, at in places if word.kind in (WordKind.NAME, WordKind.NUMBER)]
    if not content:
        return {}
    cover = _cover(tokens, content)
    names = _cover(tokens, named) if named else np.array([cover.mean()])
    usual = _usual(retrieval, seen, tokens)
    excess = cover - _cover(usual, content)
    sentences = own.mean(axis=1)
    two = [float(np.maximum(a, b).mean()) for a, b in pairwise(own)]
    best = int(sentences.argmax())
    inside = _cover(own[best], content)
    return {
        "tokens_min": float(tokens.min()),
        "tokens_low": float(np.quantile(tokens, 0.1)),
        "tokens_quarter": float(np.quantile(tokens, 0.25)),
        "cover": float(cover.mean()),
        "cover_min": float(cover.min()),
        "cover_second": float(np.sort(cover)[min(1, len(cover) - 1)]),
        "cover_quarter": float(np.quantile(cover, 0.25)),
        "excess": float(excess.mean()),
        "excess_min": float(excess.min()),
        "excess_quarter": float(np.quantile(excess, 0.25)),
        "names_excess_min": float((names - _cover(usual, named)).min()) if named else float(excess.mean()),
        "names_cover": float(names.mean()),
        "names_cover_min": float(names.min()),
        "sentence_tokens": float(sentences.max()),
        "sentence_tokens_share": float(sentences.max() / max(0.05, tokens.mean())),
        "two_sentences_tokens": max([*two, float(sentences.max())]),
        "sentence_cover": float(inside.mean()),
        "sentence_cover_min": float(inside.min()),
        "in_one_sentence": float(np.mean(inside >= cover - 1e-6)),
    } | _beside_names(retrieval, seen, own)


def _usual(retrieval: Retrieval, seen: Evidence, otherwise: Floats) -> Floats:
    """For each token of the question the mean similarity of the best tokens of other articles' best passages."""
    best: dict[str, Floats] = {}
    for one in retrieval.sentences:
        if one.support and one.passage.article.id != seen.found.article.id:
            key, support = one.passage.passage.id, np.array(one.support, np.float32)
            if key in best or len(best) < USUAL:
                best[key] = np.maximum(best.get(key, support), support)
    return np.mean(list(best.values()), axis=0) if best else otherwise


def _beside_names(retrieval: Retrieval, seen: Evidence, own: Floats) -> dict[str, float]:
    """How well a sentence that holds one of the question's names, with the next, covers its other words.

    A passage may hold a name and say what is asked, of another.
    """
    names = seen.asking.of(WordKind.NAME) + seen.asking.of(WordKind.NUMBER)
    others = [at for word in seen.asking.of(WordKind.WORD) if (at := tokens_of(word, retrieval.token_spans))]
    if not others:
        return {"beside_names": 0.0, "beside_names_lost": 0.0}
    whole = float(_cover(own.max(axis=0), others).mean())
    sentences = [folded_words(one.text) for one in seen.sentences]
    beside = [
        float(_cover(own[at : at + 2].max(axis=0), others).mean())
        for at, known in enumerate(sentences)
        if any(is_named(word.folded, known) for word in names)
    ]
    best = max(beside, default=whole)
    return {"beside_names": best, "beside_names_lost": whole - best}


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
