"""Whether the expected strings are in what the reader is shown, within the budget."""

from __future__ import annotations

from evals.scorers.budget import answer_prose, budgeted
from evals.scorers.outcome import Metric, Outcome, Score, Unscored, yes_no
from evals.scorers.records import Record, Texts
from evals.scorers.text import best_f1, holds
from trichdan.wire import Answer

METRICS = (
    Metric("answer_correct", "the answer or its quotes hold every expected string"),
    Metric("answer_f1", "token F1 of the answer's own text with the expected strings"),
)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """Whether all groups of expected strings are met, and token F1; a refusal of an answerable question is 0.

    Quotes are matched with their accents, since they are verbatim. What an LLM writes may name people and places
    without them, so it is matched folded. An extractive answer is nothing but its quotes, so only they count.
    """
    del texts
    case, answer = record.case, record.answer
    if not case.answerable:
        return {metric.name: Unscored(reason="the question is unanswerable") for metric in METRICS}
    if not case.expected:
        return {metric.name: Unscored(reason="the case expects no string") for metric in METRICS}
    if answer is None or not answer.answered:
        return {metric.name: Score(value=0.0, reason="refused") for metric in METRICS}
    missing = [group[0] for group in case.expected if not any(_shown(answer, string) for string in group)]
    reason = f"missing: {', '.join(missing)}" if missing else "all expected strings are there"
    scores = [best_f1([answer_prose(answer)], group, folded=True) for group in case.expected]
    return {
        "answer_correct": yes_no(not missing, reason),
        "answer_f1": Score(value=sum(scores) / len(scores), reason="mean over the groups of expected strings"),
    }


def _shown(answer: Answer, string: str) -> bool:
    if any(holds(quote.text, string) for quote in budgeted(answer.citations)):
        return True
    # Only prose is matched folded: a quote with other accents isn't verbatim.
    return answer.mode == "llm" and holds(answer_prose(answer), string, folded=True)
