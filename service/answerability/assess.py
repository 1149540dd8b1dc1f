"""Does the evidence answer the question? A stage of its own between retrieval and answering, for every answerer.

Features of the retrieval → logistic regression → calibrated confidence → threshold of the caution → a reason in words.
Deterministic, two milliseconds, no LLM. What it is worth: docs/answerability.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.analysis import fold
from service.answerability.context import in_context
from service.answerability.evidence import Evidence, evidence_of, folded_words, missing_names, whole
from service.answerability.features import TOKENS, features
from service.answerability.lacks import lacking
from service.answerability.model import fits, regression
from service.answerability.reasons import NOTHING_LEFT, explain
from service.language.holders import tells_office
from service.quoting.subjects import named_in
from service.quoting.types import Retrieval
from service.values import Weighed
from trichdan.wire import Reason


@dataclass(frozen=True, slots=True)
class Assessment:
    """The probability that the evidence answers the question, and why it is refused if it is.

    `explanation` is a sentence in the language to answer in, empty where nothing can be said. `threshold` is the
    confidence from which an answer is given; None where no confidence was read. `weighed` is what it was read from.
    """

    confidence: float
    reason: Reason | None
    explanation: str = ""
    threshold: float | None = None
    weighed: tuple[Weighed, ...] = ()


THRESHOLDS = {"low": 0.35, "normal": 0.5, "high": 0.65}
"""By caution, the confidence from which on an answer is given: `normal` where it is likelier right than wrong."""

CREDIT_CONFIDENCE = 0.75
"""Confidence at least, where a credit is asked for and quoted, or an office: they share no words with the question."""


def answered_by_credit(evidence: Evidence) -> bool:
    """Whether a question about an article's origin gets such a line, of an article that all its names stand in."""
    retrieval = evidence.retrieval
    if not retrieval.quotes_credit or not evidence.asking.names():
        return False
    return not missing_names(evidence.asking, folded_words(whole(retrieval.quotes[0].article)))


def gives_office(retrieval: Retrieval) -> bool:
    """Whether the office of a person is asked for, and the first quote gives one right before the person's name."""
    if not retrieval.quotes:
        return False
    quote = retrieval.quotes[0]
    question = retrieval.understood or retrieval.question
    name = [fold(word) for word in named_in(question, quote.article).split()]
    return tells_office(question, name, quote.text)


def assess(retrieval: Retrieval, caution: str = "normal") -> Assessment:
    """Judge what was retrieved. `caution` is "low", "normal" or "high"."""
    # Told apart, since the reader can loosen filters but not fill an index.
    if not retrieval.searched and retrieval.filtered:
        return Assessment(0.0, Reason.NO_EVIDENCE, NOTHING_LEFT[retrieval.language.code])
    if not retrieval.searched:
        return Assessment(0.0, Reason.EMPTY_INDEX)
    if not retrieval.sentences or not retrieval.candidates:
        return Assessment(0.0, Reason.NO_EVIDENCE)
    evidence = evidence_of(retrieval)
    lacks = lacking(evidence)
    numbers = features(evidence, lacks)
    fitted = regression(late=TOKENS in numbers and fits(retrieval.embedder))
    confidence = fitted.confidence(retrieval.language, numbers)
    if retrieval.context is not None:
        # The same quotes, as an answer to what is asked where it was asked.
        joined = assess(replace(retrieval.context.joined, quotes=retrieval.quotes), caution)
        confidence = in_context(confidence, joined.confidence, retrieval.context)
    weighed = fitted.weighed(retrieval.language, numbers)
    threshold = THRESHOLDS[caution]
    # After the regression: credit lines share no words with the question, so every feature speaks against them.
    if not lacks and (answered_by_credit(evidence) or gives_office(retrieval)):
        confidence = max(confidence, CREDIT_CONFIDENCE)
    if confidence >= threshold:
        return Assessment(confidence, None, threshold=threshold, weighed=weighed)
    reason, explanation = explain(evidence, lacks)
    return Assessment(confidence, reason, explanation, threshold, weighed)
