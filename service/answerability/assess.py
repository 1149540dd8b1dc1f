"""Does the evidence answer the question? A stage of its own between retrieval and answering, for every answerer.

Features of the retrieval, whose first quote is read with the question → logistic regression → calibrated confidence →
threshold of the caution → a reason in words. Deterministic, no LLM. What it is worth: docs/answerability.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.answerability.evidence import evidence_of
from service.answerability.features import READ, TOKENS, features
from service.answerability.findings import findings_of
from service.answerability.model import fits, in_context, regression
from service.answerability.reasons import NOTHING_LEFT, explain
from service.quoting.types import Retrieval
from service.values import Contribution
from trichdan.wire import Reason


@dataclass(frozen=True, slots=True)
class Assessment:
    """The probability that the evidence answers the question, and why it is refused if it is.

    `explanation` is a sentence in the language to answer in, empty where nothing can be said. `threshold` is the
    confidence from which an answer is given; None where no confidence was read. `contributions` tell what from.
    `uncertain`: what is quoted first seems to be no answer when it's read, and what else speaks for it isn't sure.
    """

    confidence: float
    reason: Reason | None
    explanation: str = ""
    threshold: float | None = None
    contributions: tuple[Contribution, ...] = ()
    uncertain: bool = False


THRESHOLDS = {"low": 0.35, "normal": 0.5, "high": 0.65}
"""By caution, the confidence from which on an answer is given: `normal` where it is likelier right than wrong."""

SURE, DOUBTED = 0.8, -0.5
"""The confidence and the reader's log-odds below both of which an answer by quotes says that it may be none. By hand:
of what is answered over news 36 % of near misses do, and 11 % of what is rightly quoted (docs/answerability.md)."""


def assess(retrieval: Retrieval, caution: str = "normal") -> Assessment:
    """Judge what was retrieved. `caution` is "low", "normal" or "high"."""
    # Told apart, since the reader can loosen filters but not fill an index.
    if not retrieval.searched and retrieval.filtered:
        return Assessment(0.0, Reason.NO_EVIDENCE, NOTHING_LEFT[retrieval.question.language.code])
    if not retrieval.searched:
        return Assessment(0.0, Reason.EMPTY_INDEX)
    if not retrieval.sentences or not retrieval.candidates:
        return Assessment(0.0, Reason.NO_EVIDENCE)
    context = retrieval.context
    # The same quotes, as an answer to what is asked where it was asked.
    joined = assess(replace(context.joined, quotes=retrieval.quotes), caution) if context else None
    evidence, language = evidence_of(retrieval), retrieval.question.language
    found = findings_of(evidence)
    numbers = features(evidence, found)
    fitted = regression(late={TOKENS, READ} <= numbers.keys() and fits(retrieval.embedder))
    # The text's own question is as near as can be, and no evidence.
    confidence = 0.0 if found.only_asked else fitted.confidence(language, numbers)
    if context and joined:
        confidence = in_context(confidence, joined.confidence, context)
    # What leans on the question before has to seem none as it is meant, too.
    doubted = confidence < SURE and numbers.get(READ, 0.0) < DOUBTED
    uncertain = doubted and (joined is None or joined.uncertain)
    threshold, contributions = THRESHOLDS[caution], fitted.contributions(language, numbers)
    reason, sentence = (None, "") if confidence >= threshold else explain(evidence, found)
    return Assessment(confidence, reason, sentence, threshold, contributions, uncertain)
