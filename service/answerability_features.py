"""A retrieval as numbers from which its answerability is judged. Pure; no number knows the corpus or its size.

Late interaction (ColBERT, Khattab & Zaharia 2020) says for each word of the question how well the best passage
covers it; the same word's cover in the next passages says how much that is worth here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from service.answerability_evidence import (
    folded_pairs,
    folded_triples,
    folded_words,
    holds,
    missing_names,
    missing_numbers,
    missing_words,
    share,
)
from service.answerability_question import (
    NEGATION_IN_EVIDENCE,
    Asking,
    Expects,
    WordKind,
    read_question,
)
from service.retrieval.types import Floats, PassageScores, Retrieval, ScoredSentence

KIN = 8
"""Passages among which it is looked whether the articles repeat each other."""

NEXT = slice(1, 6)
BACKGROUND = slice(5, 20)
"""Candidates that stand for what the corpus says about anything near the question."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question beside the passage and sentence that fit it best."""

    asking: Asking
    passage: str
    article: str
    sentence: str


def evidence_of(retrieval: Retrieval) -> Evidence:
    """The best passage of a retrieval that found something, and the best sentence of that passage."""
    best = retrieval.passages[0]
    quote = next(
        (one for one in retrieval.sentences if one.passage.passage.id == best.passage.id), retrieval.sentences[0]
    )
    asking = read_question(retrieval.understood or retrieval.question, retrieval.language)
    return Evidence(asking, best.passage.text, best.article.text, quote.text)


def features(retrieval: Retrieval) -> dict[str, float]:
    """All features by name. Those of tokens are absent where the embedder gives no token vectors.

    Raises:
        ValueError: nothing was found.
    """
    if not retrieval.candidates or not retrieval.sentences:
        raise ValueError("nothing was found to judge")
    seen = evidence_of(retrieval)
    return (
        _question_features(seen.asking)
        | _score_features(retrieval.candidates)
        | _text_features(seen)
        | _token_features(retrieval, seen.asking)
    )


def kinship(retrieval: Retrieval) -> float:
    """How much the articles found repeat each other: the mean share of runs of three words that two passages share.

    Where all articles are about one thing in the same words, as in a folder of one beat, no passage stands out by
    much, and what margins say elsewhere they do not say here.
    """
    found = [(one.article.id, folded_triples(one.passage.text)) for one in retrieval.passages[:KIN]]
    shares = [
        len(first & second) / max(1, min(len(first), len(second)))
        for place, (article, first) in enumerate(found)
        for other, second in found[:place]
        if article != other
    ]
    return sum(shares) / len(shares) if shares else 0.0


def best_cover(retrieval: Retrieval, start: int, end: int) -> float:
    """How well anything that may be quoted covers the question's word at `start` to `end`; 0 without tokens."""
    at = _tokens_of(start, end, retrieval.token_spans)
    return max((one.support[token] for one in retrieval.sentences if one.support for token in at), default=0.0)


def _question_features(asking: Asking) -> dict[str, float]:
    return {
        "question_words": float(np.log(max(1, len(asking.words)))),
        "question_content": float(np.log(1 + len(asking.content))),
        "question_names": float(bool(asking.of(WordKind.NAME))),
        "question_negated": float(asking.negated),
        "question_open": float(asking.expects is Expects.ANYTHING),
    }


def _score_features(candidates: Sequence[PassageScores]) -> dict[str, float]:
    """Scores of the best candidate and their margins, over the next and over the background."""
    top = candidates[0]
    columns = {
        "score": [one.score for one in candidates],
        "cosine": [one.cosine for one in candidates],
        "sentence": [one.sentence for one in candidates],
        "maxsim": [one.maxsim for one in candidates if one.maxsim is not None],
        "lexical": [one.lexical for one in candidates],
    }
    found = {"lexical": top.lexical, "lexical_best": max(columns["lexical"])}
    for name in ("score", "cosine", "sentence", "maxsim"):
        values = columns[name]
        if values:
            ordered = sorted(values, reverse=True)
            found[name] = values[0]
            found[f"{name}_margin"] = ordered[0] - ordered[min(1, len(ordered) - 1)]
            found[f"{name}_next"] = values[0] - _mean(values[NEXT], values[0])
            found[f"{name}_background"] = values[0] - _mean(values[BACKGROUND] or values[1:], values[0])
    found["lexical_margin"] = top.lexical - sorted(columns["lexical"], reverse=True)[min(1, len(candidates) - 1)]
    return found


def _text_features(seen: Evidence) -> dict[str, float]:
    """What stands in the passage, sentence and article of the question's words, and of the kind expected."""
    asking = seen.asking
    passage, sentence, article = map(folded_words, (seen.passage, seen.sentence, seen.article))
    pairs = [(a.folded, b.folded) for a, b in zip(asking.words, asking.words[1:], strict=False)]
    known = folded_pairs(seen.passage)
    return {
        "words_in_passage": share(asking.content, passage),
        "words_in_sentence": share(asking.content, sentence),
        "pairs_in_passage": sum(pair in known for pair in pairs) / max(1, len(pairs)),
        "names_missing": missing_words(asking, passage),
        "names_missing_article": missing_words(asking, article),
        "names_absent": float(min(3, len(missing_names(asking, passage)))),
        "numbers_missing": float(bool(missing_numbers(asking, seen.article))),
        "kind_in_sentence": 0.5 if asking.expects is Expects.ANYTHING else float(holds(asking.expects, seen.sentence)),
        "kind_in_passage": 0.5 if asking.expects is Expects.ANYTHING else float(holds(asking.expects, seen.passage)),
        "negation_missing": float(asking.negated and not NEGATION_IN_EVIDENCE.search(seen.sentence)),
    }


def _token_features(retrieval: Retrieval, asking: Asking) -> dict[str, float]:
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
    }


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


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
