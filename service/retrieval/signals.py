"""Named measurements of a retrieval, from which the answerability stage judges. Pure.

Cosines and token similarities are comparable between questions; ranks and sums of weights are not, and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.retrieval.question import Query
from service.retrieval.scoring import Scored
from service.retrieval.types import ScoredSentence

BACKGROUND = slice(10, 40)
"""Candidates that stand for what the corpus says about anything near the question."""


def measure(query: Query, scored: Sequence[Scored], sentences: Sequence[ScoredSentence]) -> dict[str, float]:
    """Measurements by name; without token vectors, those of tokens are left out. Empty if nothing was found."""
    if not scored or not sentences:
        return {}
    top, quote = scored[0], sentences[0]
    rival = next((one for one in scored if one.stored.article.id != top.stored.article.id), None)
    signals = {
        "cosine": top.scores.cosine,
        "cosine_rival": rival.scores.cosine if rival else 0.0,
        "cosine_background": _mean([one.scores.cosine for one in scored[BACKGROUND]]),
        "sentence": top.scores.sentence,
        "sentence_rival": rival.scores.sentence if rival else 0.0,
        "sentence_background": _mean([one.scores.sentence for one in scored[BACKGROUND]]),
        "lexical": top.scores.lexical,
        "lexical_rival": rival.scores.lexical if rival else 0.0,
        "score_margin": top.scores.score - rival.scores.score if rival else 0.0,
        "quote_cosine": quote.cosine,
        "quote_overlap": quote.overlap,
        "quote_cue": quote.cue,
        "candidates": float(len(scored)),
        "question_words": float(len(query.text.split())),
    }
    return signals | _token_signals(scored, rival, quote)


def _token_signals(scored: Sequence[Scored], rival: Scored | None, quote: ScoredSentence) -> dict[str, float]:
    top = scored[0]
    if top.support is None or not quote.support:
        return {}
    tokens = top.support.max(axis=0)
    in_quote = np.array(quote.support)
    background = [one.scores.maxsim for one in scored[BACKGROUND] if one.scores.maxsim is not None]
    return {
        "maxsim": float(tokens.mean()),
        "maxsim_min": float(tokens.min()),
        "maxsim_low": float(np.quantile(tokens, 0.1)),
        "maxsim_rival": (rival.scores.maxsim or 0.0) if rival else 0.0,
        "maxsim_background": _mean(background),
        "quote_maxsim": float(in_quote.mean()),
        "quote_maxsim_min": float(in_quote.min()),
        "quote_maxsim_low": float(np.quantile(in_quote, 0.1)),
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
