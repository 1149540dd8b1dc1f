"""The wire: what goes in and out of the HTTP API, as in the contract. Also what the Python client returns.

Offsets are half-open spans in Unicode code points of the article's text (`start`, `end`) or of the answer
(`answer_spans`). Import-light on purpose: scripts load this without FastAPI, Chroma or a model.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

QUESTION_MAX = 2_000
"""Longest question or query, in code points after trimming."""

TOP_K_MAX = 50
TIMELINE_MAX = 200
LINE_MAX = 2_000
"""Longest title, address or name, in code points."""

ID_MAX = 512
TEXT_MAX = 10_000_000

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=QUESTION_MAX)]

# Strings without a limit of length would let lone surrogates through too, which can't be stored.
Line = Annotated[str, StringConstraints(max_length=LINE_MAX)]
ArticleId = Annotated[str, StringConstraints(max_length=ID_MAX)]

_WHOLE = len("2023-10-27")


_PARTIAL_DATE = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")


def _in_form(value: object) -> object:
    if isinstance(value, str) and not _PARTIAL_DATE.search(value):
        raise ValueError("a date is written 2025-10-17, 2025-10 or 2025")
    return value


def _of_the_calendar(value: str) -> str:
    date.fromisoformat(value + "-01-01"[len(value) - _WHOLE :] if len(value) < _WHOLE else value)
    return value


# By pattern and calendar: "2023-02-30" has the form of a date and is none.
PartialDate = Annotated[
    str,
    StringConstraints(pattern=_PARTIAL_DATE.pattern),
    BeforeValidator(_in_form),  # the pattern alone would be told as a regular expression
    AfterValidator(_of_the_calendar),
]


class Mode(StrEnum):
    """Who writes the answer."""

    AUTO = "auto"
    EXTRACTIVE = "extractive"
    LLM = "llm"


class Reason(StrEnum):
    """Why a question was not answered."""

    EMPTY_INDEX = "empty_index"
    NO_EVIDENCE = "no_evidence"
    LOW_CONFIDENCE = "low_confidence"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    CITATION_FAILED = "citation_failed"


class Degraded(StrEnum):
    """Why the LLM's answer was not used, and the answer is extractive instead."""

    LLM_UNREACHABLE = "llm_unreachable"
    LLM_TIMEOUT = "llm_timeout"
    LLM_BAD_OUTPUT = "llm_bad_output"


class Kind(StrEnum):
    """What a message was taken for."""

    QUESTION = "question"
    SMALL_TALK = "small_talk"
    """A greeting, thanks, a goodbye, a reaction, or a question about the service: a reply that cites nothing."""
    COLLECTION = "collection"
    COMPARISON = "comparison"
    """Answered with one quote a side."""
    SUMMARY = "summary"
    """Answered with whole sentences of one article, in its order."""
    LIST = "list"
    """Answered with items of several articles."""
    SIDE_TASK = "side_task"
    """What a chat program has written besides: a title, tags, a summary. Never by `/v1/ask`."""


class Stage(StrEnum):
    """What decided whether and how a message was answered."""

    SMALL_TALK = "small_talk"
    """Nothing was asked."""
    COLLECTION = "collection"
    """The catalog of the articles, without reading them."""
    RETRIEVAL = "retrieval"
    """Nothing was found that could be judged."""
    ANSWERABILITY = "answerability"
    """The confidence, against the threshold."""
    LLM = "llm"
    """What the LLM wrote or refused, once it was verified."""
    VERIFICATION = "verification"
    """Nothing of what the LLM wrote, or no citation, could be verified."""


class FaultKind(StrEnum):
    """Why a statement of the LLM isn't shown: what its quotes don't carry, or why that wasn't even looked at."""

    FIGURE = "figure"
    """A number, a unit or a date."""
    NAME = "name"
    """A name, or a title of its bearer."""
    ROLE = "role"
    """Who did it to whom, or what is whose."""
    DIRECTION = "direction"
    """Up for down, before for after."""
    NEGATION = "negation"
    """A negation added or lost."""
    QUANTIFIER = "quantifier"
    """All for some."""
    MODALITY = "modality"
    """A plan told as done."""
    CAUSE = "cause"
    """Another cause than the quotes give."""
    NOT_STATED = "not_stated"
    """Too little of it, or of a part, is in the quotes."""
    FORM = "form"
    """Markup, a link, an order to the reader or to a model."""
    UNQUOTED = "unquoted"
    """It quotes nothing, or nothing that may be quoted: what stands in no passage, or gives orders."""
    LANGUAGE = "language"
    """Another language than the answer's."""
    TOO_LONG = "too_long"
    """More code points than a statement may have."""
    MALFORMED = "malformed"
    """Not in the form that the LLM was asked for; the text is what can be made out."""
    DUPLICATE = "duplicate"
    """The answer says the same already, word for word."""
    BEYOND_LIMIT = "beyond_limit"
    """More statements than an answer may have."""
    CUT_OFF = "cut_off"
    """The reply broke off in it."""


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


class Reply(BaseModel):
    """Base of replies. Validators are built at first use, not when a script imports this."""

    model_config = ConfigDict(defer_build=True)


class Wire(BaseModel):
    """Base of requests: unknown fields are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


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
    top_k: int = Field(default=8, ge=1, le=TOP_K_MAX)
    filters: Filters | None = None
    mode: Mode = Mode.AUTO
    stream: StrictBool = False
    explain: StrictBool = False


class SearchRequest(Wire):
    """Body of `POST /v1/search`."""

    query: Question
    top_k: int = Field(default=8, ge=1, le=TOP_K_MAX)
    filters: Filters | None = None


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
    """Two citations that give two numbers for the same thing, the newer article's first.

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

    `short_answer`: a few words of the first quote that probably answer: a name, a number, a date, a reason.
    `short_answer_span`: their place, inside a quote that is cited: `article.text[start:end] == short_answer`.
    `deciding_span`: the sentence of the first quote that answers best, where that has others too.
    `unmentioned`: names and numbers of the question that no cited article mentions: it may take for granted what isn't
    so; `answer` ends with a sentence about them. `explanation`: with `explain` alone. Each is left out where there is
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


class SearchResponse(Reply):
    """Body of the response to `POST /v1/search`, hits best first."""

    query: str
    hits: list[Hit]
    timings_ms: dict[str, float]


class TimelineRequest(Wire):
    """Body of `POST /v1/timeline`. Without a query: all articles that the filters leave."""

    query: Question | None = None
    filters: Filters | None = None
    limit: int = Field(default=50, ge=1, le=TIMELINE_MAX)


class Moment(Reply):
    """What one article says of a subject: `article.text[start:end] == quote` for the version with `article_sha256`.

    `opening`: the first words of an article that has no title; else left out.
    """

    article_id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None
    quote: str
    start: int
    end: int
    article_sha256: str
    opening: str | None = Field(default=None, exclude_if=lambda opening: opening is None)


class Timeline(Reply):
    """Body of the response to `POST /v1/timeline`: the oldest first, what has no date last.

    `total`: how many articles fit; where that is more than `limit`, the newest of them are told.
    """

    query: str | None
    moments: list[Moment]
    total: int
    timings_ms: dict[str, float]


class ArticleSummary(Reply):
    """An article without its text. `characters` are code points.

    `opening`: the first words of an article that has no title; else left out.
    """

    id: str
    title: str | None
    published: str | None
    url: str | None
    source: str | None
    language: str | None
    article_sha256: str
    characters: int
    passages: int
    opening: str | None = Field(default=None, exclude_if=lambda opening: opening is None)


class ArticleFull(ArticleSummary):
    """An article with its text, which every offset refers to."""

    text: str


class ArticlePage(Reply):
    """One page of articles, ordered by id. `next_cursor` is null on the last page."""

    articles: list[ArticleSummary]
    next_cursor: str | None
    total: int


class ArticlePut(Wire):
    """Body of `PUT /v1/articles/{id}`."""

    text: str = Field(max_length=TEXT_MAX)
    title: Line | None = None
    published: PartialDate | None = None
    url: Line | None = None
    source: Line | None = None


class ArticleWritten(ArticleSummary):
    """What a write did. `searchable` is there, and false, with status 202, where the indexes have yet to take it up."""

    status: Literal["added", "updated", "unchanged"]
    # Left out where it is true, as in the contract.
    searchable: bool = Field(default=True, exclude_if=bool)


class Unread(Reply):
    """A file, or a line of one ("name:3"), that is no article, and why."""

    where: str
    reason: str
    code: str


class FileWritten(Reply):
    """What became of a file: its articles, and what of it can't be read."""

    articles: list[ArticleWritten]
    failed: list[Unread]


class Problem(Reply):
    """An error as RFC 9457 `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    request_id: str
