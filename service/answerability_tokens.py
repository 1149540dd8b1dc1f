"""How the best passage covers a question's words, by the similarity of tokens. Pure.

Late interaction (ColBERT, Khattab & Zaharia 2020) says for each word of the question how well the best passage
covers it; the same word's cover in the next passages says how much that is worth here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from service.answerability_evidence import folded_words, is_named
from service.answerability_question import Asking, WordKind
from service.retrieval.types import Floats, Retrieval, ScoredSentence


def token_features(retrieval: Retrieval, asking: Asking) -> dict[str, float]:
    """How the best passage covers the question's words, the least covered ones above all."""
    by_passage = _supports(retrieval.sentences)
    own = by_passage.get(retrieval.passages[0].passage.id)
    if own is None or own.shape[1] != len(retrieval.token_spans):
        return {}
    tokens = own.max(axis=0)
    others = [rows.max(axis=0) for key, rows in by_passage.items() if key != retrieval.passages[0].passage.id]
    background = np.mean(others, axis=0) if others else tokens
    places = [(word, _tokens_of(word.start, word.end, retrieval.token_spans)) for word in asking.words]
    places = [(word, at) for word, at in places if at]
    content = [at for word, at in places if word.kind is not WordKind.STOP] or [at for _, at in places]
    named = [at for word, at in places if word.kind in (WordKind.NAME, WordKind.NUMBER)]
    if not content:
        return {}
    cover, usual = _cover(tokens, content), _cover(background, content)
    names = _cover(tokens, named) if named else np.array([cover.mean()])
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
        "excess": float((cover - usual).mean()),
        "excess_min": float((cover - usual).min()),
        "excess_quarter": float(np.quantile(cover - usual, 0.25)),
        "excess_share": float(((cover - usual) / (1.02 - usual)).mean()),
        "names_cover": float(names.mean()),
        "names_cover_min": float(names.min()),
        "names_excess_min": float((names - _cover(background, named)).min())
        if named
        else float((cover - usual).mean()),
        "sentence_tokens": float(sentences.max()),
        "sentence_tokens_share": float(sentences.max() / max(0.05, tokens.mean())),
        "two_sentences_tokens": max([*two, float(sentences.max())]),
        "sentence_cover": float(inside.mean()),
        "sentence_cover_min": float(inside.min()),
        "in_one_sentence": float(np.mean(inside >= cover - 1e-6)),
    } | _beside_names(retrieval, asking, own)


def _beside_names(retrieval: Retrieval, asking: Asking, own: Floats) -> dict[str, float]:
    """How well a sentence that holds one of the question's names, with the next, covers its other words.

    A passage may hold a name and say what is asked, of another.
    """
    names = asking.of(WordKind.NAME) + asking.of(WordKind.NUMBER)
    spans = retrieval.token_spans
    others = [at for word in asking.of(WordKind.WORD) if (at := _tokens_of(word.start, word.end, spans))]
    if not others:
        return {"beside_names": 0.0, "beside_names_lost": 0.0}
    whole = float(_cover(own.max(axis=0), others).mean())
    sentences = [folded_words(one.text) for one in sentences_of(retrieval, retrieval.passages[0].passage.id)]
    beside = [
        float(_cover(own[at : at + 2].max(axis=0), others).mean())
        for at, known in enumerate(sentences)
        if any(is_named(word.folded, known) for word in names)
    ]
    best = max(beside, default=whole)
    return {"beside_names": best, "beside_names_lost": whole - best}


def _supports(sentences: Sequence[ScoredSentence]) -> dict[str, Floats]:
    """Of each passage: for its sentences in order, the similarity of the best token to each token of the question."""
    rows: dict[str, list[ScoredSentence]] = {}
    for one in sentences:
        if one.support:
            rows.setdefault(one.passage.passage.id, []).append(one)
    return {
        key: np.array([one.support for one in sorted(found, key=lambda each: each.sentence.start)], np.float32)
        for key, found in rows.items()
    }


def _tokens_of(start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[int]:
    return [at for at, (low, high) in enumerate(spans) if low < end and high > start]


def _cover(tokens: Floats, words: Sequence[Sequence[int]]) -> Floats:
    """For each word, the similarity of its best covered token."""
    return np.array([tokens[list(at)].max() for at in words], np.float32)


def best_cover(retrieval: Retrieval, start: int, end: int) -> float:
    """How well anything that may be quoted covers the question's word at `start` to `end`; 0 without tokens."""
    at = _tokens_of(start, end, retrieval.token_spans)
    return max((one.support[token] for one in retrieval.sentences if one.support for token in at), default=0.0)


def sentences_of(retrieval: Retrieval, passage_id: str) -> list[ScoredSentence]:
    """The sentences of one passage, in their order."""
    own = [one for one in retrieval.sentences if one.passage.passage.id == passage_id]
    return sorted(own, key=lambda one: one.sentence.start)
