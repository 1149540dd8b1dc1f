"""All scorers and metrics, and how they are applied to a record."""

from __future__ import annotations

from collections.abc import Callable

from evals.scorers import abstention, answer, citations, evidence, latency, quotes, retrieval, short, wire
from evals.scorers.outcome import Failed, Metric, Outcome
from evals.scorers.records import Record, Texts

Scorer = Callable[[Record, Texts], dict[str, Outcome]]

_MODULES = (quotes, wire, retrieval, evidence, answer, short, citations, abstention, latency)
SCORERS: tuple[Scorer, ...] = tuple(module.score for module in _MODULES)
METRICS: dict[str, Metric] = {metric.name: metric for module in _MODULES for metric in module.METRICS}
INVARIANTS = tuple(name for name, metric in METRICS.items() if metric.invariant)
HEADLINES = ("evidence@1", "evidence@3", "answer_correct", "r@1", "r@5", "hallucination", "refusal_error")
"""What the terminal shows and the gate guards."""

SHORT = ("short_given", "short_right", "short_f1")
DOUBT = ("uncertain_right", "uncertain_wrong")
"""What the terminal shows besides."""


def score_record(record: Record, texts: Texts) -> Record:
    """The record with every metric; all of them failed if asking crashed."""
    if record.error is not None:
        # Of every metric, so that no mean is taken over fewer cases unsaid.
        failed = Failed(reason=record.error)
        return record.model_copy(update={"scores": dict.fromkeys(METRICS, failed)})
    scores: dict[str, Outcome] = {}
    for scorer in SCORERS:
        scores |= scorer(record, texts)
    return record.model_copy(update={"scores": scores})
