"""Whether the service answers exactly when it can.

The rates are NoMIRACL's (Thakur et al. 2024): hallucination rate = answers among the questions that nothing
answers; error rate = refusals among the questions that something answers. `supported` is the event whose
probability `confidence` claims to be, and what curves and calibration are computed on.
"""

from __future__ import annotations

from evals.scorers.budget import QUOTES
from evals.scorers.evidence import hit_at
from evals.scorers.gold import covered
from evals.scorers.outcome import Metric, Outcome, Score, Unscored, yes_no
from evals.scorers.records import Record, Texts
from trichdan.wire import Answer

METRICS = (
    Metric("hallucination", "unanswerable questions that were answered", higher_is_better=False),
    Metric("refusal_error", "answerable questions that were refused", higher_is_better=False),
    Metric("supported", "the evidence found answers the question"),
    Metric("uncertain_right", "of the answers that quote what answers: says that it may not", higher_is_better=False),
    Metric("uncertain_wrong", "of all other answers: says that it may be none"),
)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """The two rates, each on its own kind of question, the event behind `confidence`, and what is said of doubt."""
    del texts
    answer = record.answer
    if answer is None:
        return {metric.name: Unscored(reason="there is no answer") for metric in METRICS}
    said = "answered" if answer.answered else f"refused: {answer.reason}"
    reason = f"{said}, confidence {answer.confidence:.2f}"
    if record.case.answerable:
        quoted = supported(record)
        return {
            "hallucination": Unscored(reason="the question is answerable"),
            "refusal_error": yes_no(not answer.answered, reason),
            "supported": quoted,
            **_uncertain(answer, reason, right=quoted.value == 1.0),
        }
    return {
        "hallucination": yes_no(answer.answered, reason),
        "refusal_error": Unscored(reason="the question is unanswerable"),
        "supported": yes_no(False, "nothing answers the question"),
        **_uncertain(answer, reason, right=False),
    }


def _uncertain(answer: Answer, reason: str, *, right: bool) -> dict[str, Outcome]:
    """Whether the answer says that it may be none: a fault where it's right, and what it should where it isn't."""
    counted, other = ("uncertain_right", "uncertain_wrong") if right else ("uncertain_wrong", "uncertain_right")
    said: Outcome = yes_no(answer.uncertain, reason) if answer.answered else Unscored(reason="refused")
    return {counted: said, other: Unscored(reason="it is right" if right else "it isn't right")}


def supported(record: Record) -> Score:
    """For an answer: its quotes cover the gold. For a refusal: the passages it was refused on do.

    A refused question shows no quotes, so the first passages retrieved (`nearest`, else the search hits) stand in.
    """
    answer = record.answer
    if answer is not None and answer.answered:
        return hit_at(record, QUOTES)
    # What a reader of the refusal is shown; the hits where that is nothing.
    nearest = answer.nearest if answer else []
    places = [(p.article_id, p.start, p.end) for p in (nearest or record.hits)[:QUOTES]]
    pieces = covered(
        record.case, lambda article, start, end: any(a == article and s <= start and end <= e for a, s, e in places)
    )
    return yes_no(all(pieces), f"refused; {sum(pieces)} of {len(pieces)} pieces in the nearest passages")
