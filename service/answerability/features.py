"""A retrieval as numbers from which its answerability is judged. Pure; no number knows the corpus or its size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from service.answerability.evidence import (
    Evidence,
    evidence_of,
    folded_pairs,
    folded_words,
    holds_kind,
    missing_names,
    missing_numbers,
    missing_words,
    share,
)
from service.answerability.tokens import token_features
from service.answerability.words import support_features
from service.language.asking import (
    NEGATION_IN_EVIDENCE,
    Asking,
    Expects,
    WordKind,
)
from service.language.glossary import holds
from service.language.typing import Language
from service.quoting.types import Retrieval
from service.retrieval.scoring import PassageScores

_WHY = re.compile(r"\b(?:(?:vì|tại) sao|lý do|nguyên nhân|why)\b", re.IGNORECASE)
_REASON = re.compile(r"\b(?:vì|do|bởi|nhằm|để|nhờ|nguyên nhân|lý do|giúp|góp phần|tạo)\b", re.IGNORECASE)

NEXT = slice(1, 6)
_HELD = (
    "held",
    "held_missing",
    "held_words",
    "held_here",
    "held_sentence",
    "held_two",
    "held_next",
    "held_margin",
)

MOST_MISSING = 4
"""Missing words beyond so many say nothing more."""

BACKGROUND = slice(5, 20)
"""Candidates that stand for what the corpus says about anything near the question."""


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
        | _held_features(retrieval, seen)
        | token_features(retrieval, seen)
        | support_features(retrieval, seen)
        | _agreement_features(retrieval, seen)
        | _quoted_features(retrieval, seen)
        | _asked_features(retrieval, seen)
    )


def _question_features(asking: Asking) -> dict[str, float]:
    return {
        "question_words": float(np.log(max(1, len(asking.words)))),
        "question_content": float(np.log(1 + len(asking.content))),
        "question_names": float(bool(asking.of(WordKind.NAME))),
        "question_negated": float(asking.negated),
        "question_open": float(asking.expects is Expects.ANYTHING),
    }


def _asked_features(retrieval: Retrieval, seen: Evidence) -> dict[str, float]:
    """What kind of answer is asked for, and whether a reason is; what such questions are worth differs by corpus."""
    found = {f"asks_{kind}": float(seen.asking.expects is kind) for kind in Expects if kind is not Expects.ANYTHING}
    why = _WHY.search(retrieval.understood or retrieval.question) is not None
    given = any(_REASON.search(quote.text) for quote in retrieval.quotes[:1])
    return found | {"asks_reason": float(why), "asks_reason_given": float(why and given)}


def _score_features(candidates: Sequence[PassageScores]) -> dict[str, float]:
    """Scores of the best candidate and their margins, over those of other articles that come next, and further off.

    Other passages of its own article are near the question as well, and the more so the longer the article is.
    """
    best = candidates[0]
    compared = [best, *(one for one in candidates if one.article_id != best.article_id)]
    columns = {
        "score": [one.score for one in compared],
        "cosine": [one.cosine for one in compared],
        "sentence": [one.sentence for one in compared],
        "maxsim": [one.maxsim for one in compared if one.maxsim is not None],
    }
    found = {"lexical": best.lexical}
    for name in ("score", "cosine", "sentence", "maxsim"):
        values = columns[name]
        if values:
            ordered = sorted(values, reverse=True)
            found[name] = values[0]
            found[f"{name}_margin"] = ordered[0] - ordered[min(1, len(ordered) - 1)]
            found[f"{name}_next"] = values[0] - _mean(values[NEXT], values[0])
            found[f"{name}_background"] = values[0] - _mean(values[BACKGROUND] or values[1:], values[0])
    return found


def _agreement_features(retrieval: Retrieval, seen: Evidence) -> dict[str, float]:
    """Whether the passage quoted first is the best one, or of its article."""
    best = retrieval.passages[0]
    return {
        "agrees": float(best.passage.id == seen.found.passage.id),
        "agrees_article": float(best.article.id == seen.found.article.id),
    }


def _quoted_features(retrieval: Retrieval, seen: Evidence) -> dict[str, float]:
    """Of the article quoted first the scores of its best sentences, and how far they stand out over other articles'."""
    own = [one for one in retrieval.sentences if one.passage.article.id == seen.found.article.id]
    others = [one for one in retrieval.sentences if one.passage.article.id != seen.found.article.id]
    best = max(own, key=lambda one: one.score)
    found = {"quoted_overlap": best.overlap, "quoted_cue": best.cue}
    for name in ("score", "cosine", "maxsim"):
        values = [getattr(one, name) or 0.0 for one in own]
        beyond = sorted((getattr(one, name) or 0.0 for one in others), reverse=True)
        found[f"quoted_{name}"] = max(values)
        found[f"quoted_{name}_background"] = max(values) - _mean(beyond[: NEXT.stop - NEXT.start], min(values))
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
        "numbers_missing_passage": float(bool(missing_numbers(asking, seen.passage))),
        "kind_in_sentence": _kind_held(asking.expects, seen.sentence),
        "kind_in_passage": _kind_held(asking.expects, seen.passage),
        "negation_missing": float(asking.negated and not NEGATION_IN_EVIDENCE.search(seen.sentence)),
    }


def _kind_held(expects: Expects, text: str) -> float:
    return 0.5 if expects is Expects.ANYTHING else float(holds_kind(expects, text))


def _held_features(retrieval: Retrieval, seen: Evidence) -> dict[str, float]:
    """Where the renderings of an English question's words stand. Vietnamese words need none: these are all 0 then."""
    if retrieval.language is not Language.ENGLISH:
        return dict.fromkeys(_HELD, 0.0)
    held = partial(holds, retrieval.question)
    whole = held(seen.passage)
    rows = [held(one.text) for one in seen.sentences]
    pairs = [tuple(map(max, first, second)) for first, second in pairwise(rows)]
    shares = [_held_share(held(one.passage.text)) for one in seen.others[: NEXT.stop - NEXT.start]]
    own = _held_share(whole)
    found = (
        own,
        float(min(MOST_MISSING, whole.count(False))) if whole else 1.0,
        float(np.log(1 + len(whole))),
        _held_share(held(seen.sentence)),
        max(map(_held_share, rows), default=0.5),
        max(map(_held_share, pairs or rows), default=0.5),
        own - _mean(shares, own),
        own - max(shares, default=own),
    )
    return dict(zip(_HELD, found, strict=True))


def _held_share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else 0.5


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
