"""A retrieval as numbers from which its answerability is judged. Pure; no number knows the corpus or its size.

These are what was left of 90 when features were taken out one by one while whole corpora, left out of the fit, were
judged no worse: docs/answerability.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.answerability.evidence import Evidence, missing_numbers
from service.answerability.lacks import Lacking
from service.answerability.tokens import token_features
from service.language.answer_types import AnswerType, expected
from service.language.asking import NEGATION_IN_EVIDENCE
from service.language.glossary import share_held
from service.language.languages import Language
from service.retrieval.scoring import PassageScores

NEXT = 5
"""Sentences of other articles that the quoted article's best one is held against."""

BACKGROUND = slice(5, 20)
"""Candidates that stand for what the corpus says about anything near the question."""

TOKENS = "names_cover_min"
"""A feature that there is where the embedder gives token vectors, and only there."""

UNTOLD = 0.5
"""Of what can't be told, and must speak for neither: another kind, English words where the dictionary knows none."""

TOLD_KINDS = {AnswerType.NUMBER, AnswerType.MONEY, AnswerType.DATE, AnswerType.PERSON, AnswerType.PLACE}
"""Kinds of answers that the regression was fitted with."""


def features(evidence: Evidence, lacks: Lacking) -> dict[str, float]:
    """All features by name. Those of token vectors are absent where the embedder gives none."""
    return (
        _text_features(evidence)
        | _lacks_features(lacks)
        | _score_features(evidence.retrieval.candidates)
        | _quoted_features(evidence)
        | token_features(evidence)
    )


def _text_features(evidence: Evidence) -> dict[str, float]:
    """What stands in the article quoted first and its best sentence of what is asked."""
    asking = evidence.asking
    asked = expected(evidence.question, evidence.language)
    english = evidence.language is Language.ENGLISH
    rendered = share_held(evidence.retrieval.question, evidence.sentence) if english else 0.0
    return {
        "numbers_missing": float(bool(missing_numbers(asking, evidence.article))),
        "negation_missing": float(asking.negated and not NEGATION_IN_EVIDENCE.search(evidence.sentence)),
        "kind_in_sentence": asked.held(evidence.sentence) if asked.kind in TOLD_KINDS else UNTOLD,
        "rendered_in_sentence": UNTOLD if rendered is None else rendered,
    }


def _lacks_features(lacks: Lacking) -> dict[str, float]:
    return {
        "lacks_name": float(bool(lacks.names)),
        "lacks_number": float(bool(lacks.numbers)),
        "lacks_counted": float(lacks.counted),
        "lacks_office": float(lacks.office),
        "lacks_fact": float(lacks.fact),
    }


def _score_features(candidates: Sequence[PassageScores]) -> dict[str, float]:
    """Scores of the best candidate over those of other articles, the next one or further off.

    Other passages of its own article are near the question as well, and the more so the longer the article is.
    """
    best = candidates[0]
    compared = [best, *(one for one in candidates if one.article_id != best.article_id)]
    found = {"cosine": best.cosine}
    for name in ("score", "cosine"):
        values = [float(getattr(one, name)) for one in compared]
        found[f"{name}_background"] = values[0] - _mean(values[BACKGROUND] or values[1:], values[0])
    covers = sorted((one.maxsim for one in compared if one.maxsim is not None), reverse=True)
    if covers:
        found["maxsim_margin"] = covers[0] - covers[min(1, len(covers) - 1)]
    return found


def _quoted_features(evidence: Evidence) -> dict[str, float]:
    """How far the best sentence of the article quoted first stands out over other articles' sentences."""
    own, sentences = evidence.found.article.id, evidence.retrieval.sentences
    scores = [one.score for one in sentences if one.passage.article.id == own]
    others = [one.score for one in sentences if one.passage.article.id != own]
    beyond = sorted(others, reverse=True)[:NEXT]
    return {"quoted_score_background": max(scores) - _mean(beyond, min(scores))}


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
