"""Whether what is cited is the evidence: a quote within the budget covers a gold span."""

from __future__ import annotations

from evals.scorers.budget import QUOTES, budgeted
from evals.scorers.gold import covered
from evals.scorers.outcome import Metric, Outcome, Score, Unscored, yes_no
from evals.scorers.records import Record, Texts

METRICS = (
    Metric("evidence@1", "the first quote covers a gold span"),
    Metric("evidence@3", "the first three quotes cover every needed gold span"),
)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """1 or 0 at one and at three quotes; a refusal of an answerable question is 0."""
    del texts
    if not record.case.answerable:
        return {metric.name: Unscored(reason="no gold: the question is unanswerable") for metric in METRICS}
    if len(record.case.pieces) > 1:
        # Unscored and not 0: it would say of retrieval what is only so by counting.
        one: Outcome = Unscored(reason="one quote can't cover the several pieces that are needed")
    else:
        one = hit_at(record, 1)
    return {"evidence@1": one, "evidence@3": hit_at(record, QUOTES)}


def hit_at(record: Record, quotes: int) -> Score:
    """Whether the first `quotes` quotes, cut to the budget, cover all pieces of the gold."""
    answer = record.answer
    if answer is None or not answer.answered:
        return yes_no(False, f"refused: {answer.reason if answer else 'no answer'}")
    found = budgeted(answer.citations, quotes)
    pieces = covered(record.case, lambda *span: any(quote.covers(*span) for quote in found))
    return yes_no(all(pieces), f"{sum(pieces)} of {len(pieces)} pieces covered by {len(found)} quotes")
