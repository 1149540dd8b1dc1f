"""What is answered: quotes with their places, what else is said of them, and why."""

from __future__ import annotations

from typing import Literal, Protocol, TypeVar

from pydantic import Field

from trichdan.wire.fields import Reply
from trichdan.wire.kinds import Degraded, FaultKind, Kind, Reason, Stage


class Hit(Reply):
    """A retrieved passage. `score` orders hits of one query, best first; it is not comparable across queries.

    `opening`: the first words of an article that has no title; else left out.
    """

    passage_id: str
    article_id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None = None
    text: str
    start: int
    end: int
    score: float
    opening: str | None = Field(default=None, exclude_if=lambda opening: opening is None)


class SearchResponse(Reply):
    """Body of the response to `POST /v1/search`, hits best first."""

    query: str
    hits: list[Hit]
    timings_ms: dict[str, float]


class Copy(Reply):
    """Another article with the same words as one that is cited, as other papers print an agency's report."""

    article_id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None


class TellsDay(Reply):
    """A stretch of a quote that tells a day by its distance from the publication ("hôm qua"), and which it is.

    `start`, `end`: half open, in code points of the article's text. `date`: a partial ISO date. `until`: the last day,
    inclusive, where `date` is the first of a week.
    """

    start: int
    end: int
    text: str
    date: str
    until: str | None = Field(default=None, exclude_if=lambda until: until is None)


class TableHeader(Reply):
    """The header of a table: `article.text[start:end] == text`."""

    start: int
    end: int
    text: str


class Citation(Reply):
    """A verbatim quote: `article.text[start:end] == quote` for the version with `article_sha256`.

    `title_span`: half open, in code points of `title`: what is quoted of a title that isn't part of the text, where it
    tells what the text doesn't. `opening`: the first words of an article that has no title. `also_in`: where the same
    article stands too. `dates`: what the quote tells by its distance from the publication. `table_header`: where the
    quote is rows of a table without its header. Each is left out where there is nothing.
    """

    marker: int
    article_id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None = None
    quote: str
    start: int
    end: int
    article_sha256: str
    passage_id: str
    score: float
    answer_spans: list[tuple[int, int]]
    title_span: tuple[int, int] | None = Field(default=None, exclude_if=lambda span: span is None)
    opening: str | None = Field(default=None, exclude_if=lambda opening: opening is None)
    also_in: list[Copy] = Field(default_factory=list, exclude_if=lambda copies: not copies)
    dates: list[TellsDay] = Field(default_factory=list, exclude_if=lambda dates: not dates)
    table_header: TableHeader | None = Field(default=None, exclude_if=lambda header: header is None)


class Conflict(Reply):
    """Two citations that give two values for the same thing: numbers, days or names; the newer article's first.

    `span`: half open, in code points of `answer`: the sentence that says so.
    """

    markers: tuple[int, int]
    numbers: tuple[str, str]
    span: tuple[int, int]


class Usage(Reply):
    """Tokens that the LLM reports to have used for this answer."""

    prompt_tokens: int
    completion_tokens: int


class DroppedStatement(Reply):
    """What the LLM wrote and isn't shown, with the reason: for whoever wants to know what is missing; not verified."""

    text: str
    reason: FaultKind


class ArticleSpan(Reply):
    """A half-open stretch of an article's text, in code points."""

    article_id: str
    start: int
    end: int


class WeighedFeature(Reply):
    """A number that the confidence was read from.

    `usual` is its mean over answerable questions. `counts` is what it moves the log-odds of an answer by, against a
    question where it is as usual: `weight * (value - usual)`.
    """

    name: str
    value: float
    weight: float
    usual: float
    counts: float


class ShortAnswerTried(Reply):
    """The stretch that came nearest to a short answer; it is given from the threshold on."""

    text: str
    confidence: float
    threshold: float


class Explanation(Reply):
    """Why a question was answered as it was, or not.

    Attributes:
        decided_by: the stage that decided.
        threshold: the confidence from which an answer is given; null where no confidence was read.
        distance: of the confidence from it; negative for a refusal.
        not_in_passages: words of the question that no passage found has, in the question's spelling.
        features: what moved the confidence, the strongest first.
        dropped: what an LLM wrote and isn't shown, as in `dropped_statements`.
        dropped_citations: quotes that an LLM gave and that stand nowhere.
        short_answer: what came nearest to one, given or not.
    """

    decided_by: Stage
    confidence: float
    threshold: float | None
    distance: float | None
    not_in_passages: list[str]
    features: list[WeighedFeature]
    dropped: list[DroppedStatement]
    dropped_citations: int
    short_answer: ShortAnswerTried | None


Checked_co = TypeVar("Checked_co", covariant=True)


class Verifier(Protocol[Checked_co]):
    """Whoever can check an answer against the articles: a client."""

    def verify(self, answer: Answer, /) -> Checked_co:
        """Check every quote."""


class Answer(Reply):
    """Body of the response to `POST /v1/ask`; the contract describes each field.

    `short_answer`: a few words of the first quote that probably answer: a name, a number, a place, a clause.
    `short_answer_span`: their place, inside a quote that is cited: `article.text[start:end] == short_answer`.
    `deciding_span`: the sentence of the first quote that answers best, where that has others too.
    `unmentioned`: names and numbers of the question that no cited article mentions: it may take for granted what isn't
    so; `answer` ends with a sentence about them. `uncertain`: the quotes are near the question, and may be no answer to
    it; `answer` says so behind them. `explanation`: with `explain` alone. Each is left out where there is
    nothing.
    """

    id: str
    question: str
    answered: bool
    reason: Reason | None
    reason_text: str | None = None
    answer: str
    mode: Literal["extractive", "llm"]
    model: str | None
    language: str
    confidence: float = Field(ge=0, le=1)
    degraded: Degraded | None
    citations: list[Citation]
    nearest: list[Hit] = Field(default_factory=list)
    conflicts: list[Conflict] = Field(default_factory=list, exclude_if=lambda found: not found)
    unmentioned: list[str] = Field(default_factory=list, exclude_if=lambda lost: not lost)
    uncertain: bool = Field(default=False, exclude_if=lambda uncertain: not uncertain)
    dropped_citations: int = 0
    # Fields that the contract doesn't have are left out where there is nothing, so that its JSON stays to the letter.
    dropped_statements: list[DroppedStatement] = Field(default_factory=list, exclude_if=lambda lost: not lost)
    kind: Kind = Field(default=Kind.QUESTION, exclude_if=lambda kind: kind is Kind.QUESTION)
    understood: str | None = Field(default=None, exclude_if=lambda understood: understood is None)
    short_answer: str | None = Field(default=None, exclude_if=lambda short: short is None)
    short_answer_span: ArticleSpan | None = Field(default=None, exclude_if=lambda span: span is None)
    deciding_span: ArticleSpan | None = Field(default=None, exclude_if=lambda span: span is None)
    explanation: Explanation | None = Field(default=None, exclude_if=lambda explanation: explanation is None)
    usage: Usage | None = None
    index: str
    timings_ms: dict[str, float]

    def verify(self, client: Verifier[Checked_co]) -> Checked_co:
        """Check every quote against its article again; with an asynchronous client, await the result."""
        return client.verify(self)
