"""`trichdan ask --explain`, as a person reads it."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from scripts.explain_view import FEATURES, show_explanation
from service.answerability.model import regression
from tests.evals.fakes import answer_of
from trichdan.wire import DroppedStatement, Explanation, FaultKind, ShortAnswerTried, Stage, WeighedFeature

WHY = Explanation(
    decided_by=Stage.ANSWERABILITY,
    confidence=0.42,
    threshold=0.5,
    distance=-0.08,
    not_in_passages=["Ulaanbaatar"],
    features=[
        WeighedFeature(name="lacks_name", value=1.0, weight=-0.85, usual=0.02, counts=-0.83),
        WeighedFeature(name="kind_in_sentence", value=1.0, weight=0.15, usual=0.9, counts=0.015),
    ],
    dropped=[DroppedStatement(text="Ông [A] ký.", reason=FaultKind.NAME)],
    dropped_citations=1,
    short_answer=ShortAnswerTried(text="ông An", confidence=0.3, threshold=0.6),
)


def text_of(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_everything_is_said_in_lines() -> None:
    console = Console(width=120, file=StringIO())
    show_explanation(answer_of([], explanation=WHY, timings_ms={"retrieve": 20.4, "total": 25.0}), console)
    lines = [" ".join(line.split()) for line in text_of(console).splitlines() if line.strip()]
    assert lines == [
        "Why",
        "decided by the confidence against the threshold",
        "confidence 0.42, 0.08 below the threshold 0.50",
        "in no passage found: Ulaanbaatar",
        "for (+) or against (-) value usually what",
        "-0.83 1.00 0.02 a name stands nowhere near",
        "short answer, not given: ông An (confidence 0.30, threshold 0.60)",
        "dropped, name: Ông [A] ký.",
        "dropped quotes: 1",
        "milliseconds: retrieve 20, total 25",
    ]


def test_nothing_is_said_without_an_explanation() -> None:
    console = Console(file=StringIO())
    show_explanation(answer_of([]), console)
    assert text_of(console) == ""


def test_every_feature_has_words() -> None:
    assert set(FEATURES) == {*regression(late=True).coefficients, *regression(late=False).coefficients}
