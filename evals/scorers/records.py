"""What is kept of one case: the question, everything that came back, and its scores."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, Field

from evals.scorers.outcome import Outcome
from evals.suites.cases import Case
from trichdan.wire import Answer, Hit

Texts = Callable[[str], tuple[str, str]]
"""Text and SHA-256 of an article by id, as `Asker.article_text`; raises `LookupError`."""


class HitPlace(BaseModel):
    """A retrieved passage by its place; its text stays out, or a report would hold the corpus many times."""

    passage_id: str
    article_id: str
    start: int
    end: int
    score: float

    @classmethod
    def of(cls, hit: Hit) -> HitPlace:
        """The place of a hit."""
        return cls(**hit.model_dump(include=set(cls.model_fields)))


class Context(BaseModel):
    """A citation's quote as it stands in the article, with some text around it, for a reader of the report."""

    article_id: str
    before: str
    quote: str
    after: str


class Record(BaseModel):
    """One case of one suite, asked. `case` has its gold as offsets.

    Attributes:
        dataset: where case and corpus come from; curves pool the suites of one dataset.
        error: why asking crashed; then `answer` is None.
        ask_ms, search_ms: wall time as the asker's caller sees it; None where it crashed.
        contexts: one for each citation, in order.
    """

    model_config = ConfigDict(frozen=True)

    suite: str
    dataset: str
    case: Case
    answer: Answer | None
    hits: tuple[HitPlace, ...] = ()
    error: str | None = None
    ask_ms: float | None = None
    search_ms: float | None = None
    contexts: tuple[Context, ...] = ()
    scores: dict[str, Outcome] = Field(default_factory=dict)

    @property
    def key(self) -> str:
        """What identifies the case across reports."""
        return f"{self.suite}/{self.case.id}"

    def value(self, metric: str) -> float | None:
        """The score of a metric, or None if it has none here."""
        outcome = self.scores.get(metric)
        return outcome.value if outcome is not None and outcome.outcome == "score" else None
