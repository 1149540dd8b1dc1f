"""Whether the expected strings are in what the reader is shown, within the budget."""

from __future__ import annotations

from collections.abc import Sequence

from evals.scorers.budget import answer_prose, budgeted
from evals.scorers.outcome import Metric, Outcome, Score, Unscored, yes_no
from evals.scorers.records import Record, Texts
from evals.scorers.text import best_f1, holds, words_until
from trichdan.wire import Answer

METRICS = (
    Metric("answer_correct", "the answer or its quotes hold every expected string"),
    Metric("answer_f1", "token F1 of the answer's own text with the expected strings"),
    Metric("words_read", "of the right answers: words until it is read", higher_is_better=False, unit="words"),
)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """Whether all groups of expected strings are met, where, and token F1; a refusal of an answerable question is 0.

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
        zero = Score(value=0.0, reason="refused")
        return {"answer_correct": zero, "answer_f1": zero, "words_read": Unscored(reason="refused")}
    missing = [group[0] for group in case.expected if not any(_shown(answer, string) for string in group)]
    reason = f"missing: {', '.join(missing)}" if missing else "all expected strings are there"
    scores = [best_f1([answer_prose(answer)], group, folded=True) for group in case.expected]
    return {
        "answer_correct": yes_no(not missing, reason),
        "answer_f1": Score(value=sum(scores) / len(scores), reason="mean over the groups of expected strings"),
        "words_read": _read(answer, case.expected),
    }


def _read(answer: Answer, expected: Sequence[Sequence[str]]) -> Score | Unscored:
    """How many words are read until all groups of expected strings are, the short answer first."""
    text = f"{answer.short_answer or ''} {answer_prose(answer)}"
    ends = [[words_until(text, one, folded=True) for one in group] for group in expected]
    read = [min((end for end in group if end is not None), default=None) for group in ends]
    if None in read:
        return Unscored(reason="not all expected strings are there")
    return Score(value=float(max(end for end in read if end is not None)), reason="words from the top")


def _shown(answer: Answer, string: str) -> bool:
    if any(holds(quote.text, string) for quote in budgeted(answer.citations)):
        return True
    # Only prose is matched folded: a quote with other accents isn't verbatim.
    return answer.mode == "llm" and holds(answer_prose(answer), string, folded=True)
