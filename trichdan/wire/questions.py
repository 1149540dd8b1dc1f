"""What is asked: a question in its conversation, or a search, over the articles that filters leave."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool

from trichdan.wire.fields import TOP_K_MAX, ArticleId, Line, PartialDate, Question, Wire
from trichdan.wire.kinds import Mode


class Message(Wire):
    """One turn of the conversation before the question."""

    role: Literal["user", "assistant"]
    # Longer than a question: earlier answers come along as they were given.
    content: str = Field(max_length=20_000)


class Filters(Wire):
    """Which articles may be used. Dates may be partial and are inclusive at both ends."""

    published_from: PartialDate | None = None
    published_to: PartialDate | None = None
    article_ids: list[ArticleId] | None = Field(default=None, max_length=1_000)
    source: Line | None = None


class AskRequest(Wire):
    """Body of `POST /v1/ask`."""

    question: Question
    history: list[Message] = Field(default_factory=list, max_length=50)
    top_k: int = Field(
        default=8,
        ge=1,
        le=TOP_K_MAX,
        description="Passages that a language model reads, and that are sent before the answer. It doesn't bound the "
        "citations: whether there is an answer is judged on 8 at least, and quotes come from the best 12.",
    )
    filters: Filters | None = None
    mode: Mode = Mode.AUTO
    stream: StrictBool = False
    explain: StrictBool = False


class SearchRequest(Wire):
    """Body of `POST /v1/search`."""

    query: Question
    top_k: int = Field(default=8, ge=1, le=TOP_K_MAX)
    filters: Filters | None = None
