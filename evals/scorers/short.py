"""The short answer above the quotes: how often there is one, and whether it is what was expected."""

from __future__ import annotations

from collections.abc import Sequence

from evals.scorers.outcome import Metric, Outcome, Score, Unscored, yes_no
from evals.scorers.records import Record, Texts
from evals.scorers.text import best_f1, holds

METRICS = (
    Metric("short_given", "of the answered questions: there is a short answer"),
    Metric("short_right", "of the short answers: it holds every expected string, or is a part of one"),
    Metric("short_f1", "of the short answers: token F1 with the expected strings"),
    Metric("short_words", "of the short answers: their length", higher_is_better=False, unit="words"),
)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """What there is to say of a short answer; unscored where no string is expected, or nothing was answered."""
    del texts
    case, answer = record.case, record.answer
    if not case.expected or answer is None or not answer.answered:
        return _all(Unscored(reason="nothing is expected, or nothing was answered"))
    short = answer.short_answer
    given = yes_no(short is not None, short or "none")
    if short is None:
        return {**_all(Unscored(reason="there is no short answer")), "short_given": given}
    f1 = [best_f1([short], group) for group in case.expected]
    return {
        "short_given": given,
        "short_right": yes_no(is_right(short, case.expected), short),
        "short_f1": Score(value=sum(f1) / len(f1), reason="mean over the groups of expected strings"),
        "short_words": Score(value=float(len(short.split())), reason=short),
    }


def is_right(short: str, expected: Sequence[Sequence[str]]) -> bool:
    """Whether a short answer holds one of each group of expected strings, or is a part of one."""
    return all(any(holds(short, one) or holds(one, short) for one in group) for group in expected)


def _all(outcome: Outcome) -> dict[str, Outcome]:
    return {metric.name: outcome for metric in METRICS}
