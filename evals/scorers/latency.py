"""How long the caller waited, in milliseconds of wall time."""

from __future__ import annotations

from evals.scorers.outcome import Metric, Outcome, Score, Unscored
from evals.scorers.records import Record, Texts

METRICS = (
    Metric("ask_ms", "wall time of an answer", higher_is_better=False, unit="ms"),
    Metric("search_ms", "wall time of a search", higher_is_better=False, unit="ms"),
)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """The times as measured around the calls."""
    del texts
    return {"ask_ms": _time(record.ask_ms), "search_ms": _time(record.search_ms)}


def _time(value: float | None) -> Outcome:
    if value is None:
        return Unscored(reason="not measured")
    return Score(value=value, reason="wall time as the caller sees it")
