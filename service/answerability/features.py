"""A question and its evidence as numbers from which answerability is judged. Pure; none knows the corpus or its size.

These are what was left of 90 when features were taken out one by one while whole corpora, left out of the fit, were
judged no worse: docs/answerability.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.answerability.evidence import Evidence
from service.answerability.findings import Findings
from service.language.answer_types import AnswerType
from service.language.glossary import share_held
from service.language.languages import Language
from service.language.question import NEGATION_IN_EVIDENCE, WordKind
from service.quoting.reading import read_first
from service.values import Floats

NEXT = 5
"""Sentences of other articles that the quoted article's best one is held against."""

BACKGROUND = slice(5, 20)
"""Candidates that stand for what the corpus says about anything near the question."""

USUAL = 5
"""Passages of other articles that say how well a word is usually covered."""

TOKENS = "names_cover_min"
"""A feature that there is where the embedder gives token vectors, and only there."""

READ = "read"
"""A feature that there is where the embedder reads questions with texts, and only there."""

UNTOLD = 0.5
"""Of what can't be told, and must speak for neither: another kind, English words where the dictionary knows none."""

TOLD_KINDS = {
    AnswerType.NUMBER,
    AnswerType.MONEY,
    AnswerType.DATE,
    AnswerType.PERSON,
    AnswerType.PLACE,
    AnswerType.OFFICE,
    AnswerType.LONG_FORM,
}
"""Kinds of answers that the regression was fitted with, and the two that are told as surely."""


def features(evidence: Evidence, found: Findings) -> dict[str, float]:
    """All features by name. Those of token vectors, and of reading, are absent where the embedder gives none."""
    question, best = evidence.question, evidence.retrieval.candidates[0]
    # Other passages of its own article are near the question as well, and the more so the longer the article is.
    compared = [best, *(one for one in evidence.retrieval.candidates if one.article_id != best.article_id)]
    negated = question.negated and not NEGATION_IN_EVIDENCE.search(evidence.sentence)
    told_kind = question.expected.kind in TOLD_KINDS
    return {
        "cosine": best.cosine,
        "cosine_background": _beyond_background([one.cosine for one in compared]),
        "score_background": _beyond_background([one.score for one in compared]),
        "quoted_score_background": _quoted_beyond(evidence),
        "kind_in_sentence": question.expected.held(evidence.sentence) if told_kind else UNTOLD,
        "negation_missing": float(negated),
        "numbers_missing": float(found.quoted_number),
        "lacks_name": float(bool(found.names)),
        "lacks_number": float(found.number),
        "lacks_counted": float(found.counted),
        "lacks_office": float(found.office),
        "lacks_fact": float(found.fact),
        **_maxsim_margin([one.maxsim for one in compared if one.maxsim is not None]),
        **_coverage(evidence),
        "rendered_in_sentence": _rendered(evidence),
        **_read(evidence),
    }


def _beyond_background(scores: Sequence[float]) -> float:
    """How far the best candidate's score, the first, stands out over those of other articles further off."""
    return scores[0] - _mean(scores[BACKGROUND] or scores[1:], scores[0])


def _maxsim_margin(scores: Sequence[float]) -> dict[str, float]:
    """How far the best MaxSim stands out over the next one."""
    first, *others = sorted(scores, reverse=True) or (0.0,)
    return {"maxsim_margin": first - max(others, default=first)} if scores else {}


def _quoted_beyond(evidence: Evidence) -> float:
    """How far the best sentence of the article quoted first stands out over other articles' sentences."""
    article, sentences = evidence.passage.article.id, evidence.retrieval.sentences
    own = [one.score for one in sentences if one.passage.article.id == article]
    others = sorted((one.score for one in sentences if one.passage.article.id != article), reverse=True)
    return max(own) - _mean(others[:NEXT], min(own))


def _rendered(evidence: Evidence) -> float:
    """The share of an English question's words of which the best sentence holds a rendering."""
    if evidence.question.language is not Language.ENGLISH:
        return 0.0
    held = share_held(evidence.question.typed, evidence.sentence)
    return UNTOLD if held is None else held


def _read(evidence: Evidence) -> dict[str, float]:
    """The log-odds that what is quoted first answers, as the reader says."""
    read = read_first(evidence.retrieval)
    return {} if read is None else {READ: read.reading.log_odds}


def _coverage(evidence: Evidence) -> dict[str, float]:
    """How the evidence covers a question's names and numbers, the least covered one above all; else its words.

    Late interaction (ColBERT, Khattab & Zaharia 2020) says for each word of the question how well a passage covers it,
    by its best token; the same word's cover in other articles says how much that is worth here.
    """
    support = [one.support for one in evidence.sentences if one.support]
    spans = evidence.question.token_spans
    # A question in parts is compared part by part: its sentences have columns of other tokens than its own.
    if not support or len(support[0]) != len(spans):
        return {}
    tokens = {word: at for word in evidence.question.words if (at := word.within(spans))}
    named = [at for word, at in tokens.items() if word.kind in (WordKind.NAME, WordKind.NUMBER)]
    content = [at for word, at in tokens.items() if word.kind is not WordKind.STOP]
    judged = named or content or list(tokens.values())
    if not judged:
        return {}
    best = np.array(support, np.float32).max(axis=0)
    usual = _usual_support(evidence)
    cover = _by_word(best, judged)
    beyond = cover - _by_word(best if usual is None else usual, judged)
    least = np.min if named else np.mean
    return {TOKENS: float(least(cover)), "names_beyond_min": float(least(beyond))}


def _usual_support(evidence: Evidence) -> Floats | None:
    """For each token of the question the mean similarity of the best tokens of other articles' best passages."""
    best: dict[str, Floats] = {}
    for one in evidence.retrieval.sentences:
        if one.support and one.passage.article.id != evidence.passage.article.id:
            key, support = one.passage.passage.id, np.array(one.support, np.float32)
            # Sentences come best first, so these are the best passages of others.
            if key in best or len(best) < USUAL:
                best[key] = np.maximum(best.get(key, support), support)
    return np.mean(list(best.values()), axis=0) if best else None


def _by_word(tokens: Floats, words: Sequence[Sequence[int]]) -> Floats:
    """For each word, the similarity of its best covered token."""
    return np.array([tokens[list(at)].max() for at in words], np.float32)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
