"""Why a question was answered as it was: what the stages left, in the wire's form. Nothing is judged again here."""

from __future__ import annotations

from service.answerability.assess import Assessment
from service.answerability.reasons import not_in_passages
from service.answering.choose import Composed
from service.answering.short import short_answer, threshold
from service.quoting.types import Retrieval
from service.values import ShortAnswer
from trichdan.wire import DroppedStatement, Explanation, Kind, Reason, ShortAnswerTried, Stage, WeighedFeature

_OF_KINDS = {Kind.SMALL_TALK: Stage.SMALL_TALK, Kind.COLLECTION: Stage.COLLECTION}
_DIGITS = 4


def explain(found: Retrieval, assessment: Assessment, composed: Composed, reason: Reason | None) -> Explanation:
    """What decided, and what it was decided by. `reason` is the answer's."""
    threshold, confidence = assessment.threshold, assessment.confidence
    draft = composed.draft
    return Explanation(
        decided_by=_stage(assessment, composed, reason),
        confidence=confidence,
        threshold=threshold,
        distance=None if threshold is None else round(confidence - threshold, _DIGITS),
        not_in_passages=list(not_in_passages(found)),
        features=[
            WeighedFeature(
                name=one.name, value=round(one.value, _DIGITS), weight=one.weight, usual=one.usual,
                counts=round(one.counts, _DIGITS),
            )
            for one in assessment.contributions
        ],
        dropped=[DroppedStatement(text=one.text, reason=one.reason) for one in draft.dropped],
        dropped_citations=draft.dropped_citations,
        short_answer=_tried(short) if (short := short_answer(found)) else None,
    )  # fmt: skip


def _stage(assessment: Assessment, composed: Composed, reason: Reason | None) -> Stage:
    if composed.kind in _OF_KINDS:
        return _OF_KINDS[composed.kind]
    if assessment.reason is not None:
        return Stage.RETRIEVAL if assessment.threshold is None else Stage.ANSWERABILITY
    if composed.mode == "llm" and reason is not Reason.CITATION_FAILED:
        return Stage.LLM
    unverified = bool(composed.draft.dropped) or reason is Reason.CITATION_FAILED
    return Stage.VERIFICATION if unverified else Stage.ANSWERABILITY


def _tried(short: ShortAnswer) -> ShortAnswerTried:
    confidence = round(short.confidence, _DIGITS)
    return ShortAnswerTried(text=short.span.text, confidence=confidence, threshold=threshold())
