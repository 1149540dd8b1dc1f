"""What readers think of an answer."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from trichdan.wire.fields import ArticleId, Line, Question, Reply, Wire
from trichdan.wire.questions import Filters


class Verdict(StrEnum):
    """Whether an answer, or a refusal, was good."""

    UP = "up"
    DOWN = "down"


class Complaint(StrEnum):
    """What was not good."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    WRONG_SOURCE = "wrong_source"
    SHOULD_ANSWER = "should_answer"
    """It was refused, and the articles do say it."""
    SHOULD_REFUSE = "should_refuse"
    """It was answered, and the articles don't say it."""
    OTHER = "other"


class Place(Wire):
    """A span of an article, half open, in code points."""

    article_id: ArticleId
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class Feedback(Wire):
    """Body of `POST /v1/feedback`: what a reader thinks of an answer. All of it is kept, and only what is sent."""

    verdict: Verdict
    reason: Complaint | None = None
    comment: Line | None = None
    question: Question
    understood: Question | None = None
    answered: bool
    answer: str = Field(max_length=20_000)
    answer_id: Line = ""
    index: Line = ""
    filters: Filters | None = None
    citations: list[Place] = Field(default_factory=list, max_length=50)


class FeedbackStored(Reply):
    """That it was kept, and under which id."""

    id: str
