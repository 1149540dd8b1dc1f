"""The wire's view of what the engine has: filters, hits, the answer from a draft, and the answer without a corpus."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.catalog.reading import Selection
from ingest.catalog.rows import ArticleInfo
from service.answerability.assess import Assessment
from service.answering.choose import Composed
from service.answering.short import short_answer, threshold
from service.language.detection import detect_language
from service.language.question import read_question
from service.quoting.types import Retrieval
from service.values import Draft, QuoteSpan, RetrievedPassage
from service.verifying.render import Rendered, render, source_of, verify_citations, without_markers
from service.wire.explaining import explain
from service.wire.wording import refusal, uncertain
from trichdan.wire import (
    QUESTION_MAX,
    Answer,
    ArticleSpan,
    AskRequest,
    Citation,
    Conflict,
    Copy,
    DroppedStatement,
    Filters,
    Hit,
    Kind,
    Reason,
    Usage,
)

log = logging.getLogger(__name__)

NEAREST = 3
"""Passages shown with a refusal."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an answer says of how it came to be. `timings_ms`: milliseconds of each stage; `started`: `perf_counter`.

    `understood`: the question as it was looked up, where that isn't as it was asked.
    """

    model: str | None
    index: str
    timings_ms: dict[str, float]
    started: float
    understood: str | None = None


def finish(
    request: AskRequest,
    found: Retrieval,
    assessment: Assessment,
    composed: Composed,
    how: Circumstances,
    copies: Mapping[str, Sequence[ArticleInfo]],
) -> Answer:
    """Render the draft, check every citation against its article once more, and fill in the wire's fields.

    `copies` are those of the cited articles, by id.
    """
    verifying = time.perf_counter()
    draft, code = composed.draft, found.question.language.code
    rendered = render(draft.statements)
    for citation in rendered.citations:
        citation.also_in = [_to_copy(one) for one in copies.get(citation.article_id, ())]
    reason = assessment.reason or _late_reason(composed, rendered)
    # An LLM has said it in its own words; a second short answer beside them could contradict.
    plain = reason is None and composed.mode != "llm" and composed.kind is Kind.QUESTION
    short = _short(found, rendered.citations) if plain else None
    # A short answer is given only where it's surely one.
    unsure = plain and short is None and assessment.uncertain
    # What the service says itself may repeat a question or a title, in which "[1]" cites nothing.
    remarks = (uncertain(code) if unsure else "", without_markers(draft.missing))
    beside = "".join(f" {one}" for one in remarks if one)
    return Answer(
        id=_new_id(),
        question=request.question,
        answered=reason is None,
        reason=reason,
        reason_text=assessment.explanation or None,
        answer=(without_markers(composed.said) or refusal(reason, code)) if reason else rendered.text + beside,
        mode=composed.mode,
        model=how.model if composed.mode == "llm" else None,
        language=code,
        confidence=assessment.confidence,
        degraded=composed.degraded,
        citations=[] if reason else rendered.citations,
        nearest=[to_hit(one) for one in found.passages[:NEAREST]] if reason else [],
        conflicts=[] if reason else _conflicts(draft, rendered, beside),
        unmentioned=[] if reason else list(draft.unmentioned),
        uncertain=unsure,
        dropped_citations=draft.dropped_citations,
        dropped_statements=[DroppedStatement(text=one.text, reason=one.reason) for one in draft.dropped],
        kind=composed.kind,
        understood=how.understood,
        short_answer=short.text if short else None,
        short_answer_span=ArticleSpan(article_id=short.article.id, start=short.start, end=short.end) if short else None,
        deciding_span=None if reason or composed.mode == "llm" else _deciding(found, rendered.citations),
        explanation=explain(found, assessment, composed, reason) if request.explain else None,
        usage=Usage(prompt_tokens=draft.usage[0], completion_tokens=draft.usage[1]) if draft.usage else None,
        index=how.index,
        timings_ms=how.timings_ms | {"verify": milliseconds(verifying), "total": milliseconds(how.started)},
    )


def _conflicts(draft: Draft, rendered: Rendered, beside: str) -> list[Conflict]:
    """Where cited articles contradict each other; the sentence about it stands in what follows the statements."""
    markers = {(one.article_id, one.start, one.end): one.marker for one in rendered.citations}
    found = []
    for one in draft.disagreements:
        start = len(rendered.text) + beside.index(without_markers(one.said))
        first, second = (markers[quote.article.id, quote.start, quote.end] for quote in one.quotes)
        span = (start, start + len(one.said))
        found.append(Conflict(markers=(first, second), numbers=one.numbers, span=span))
    return found


def _short(found: Retrieval, citations: Sequence[Citation]) -> QuoteSpan | None:
    """The short answer, where it is sure enough and what it is part of is cited."""
    short = short_answer(found)
    if short is None or short.confidence < threshold():
        return None
    span = short.span
    cited = any(
        one.article_id == span.article.id and one.start <= span.start and span.end <= one.end for one in citations
    )
    return span if cited else None


def _deciding(found: Retrieval, citations: Sequence[Citation]) -> ArticleSpan | None:
    """The best sentence of the first quote; None where it's the only one."""
    if not citations:
        return None
    quote = citations[0]
    inside = [
        one
        for one in found.sentences
        if one.passage.article.id == quote.article_id
        and quote.start <= one.sentence.start
        and one.sentence.end <= quote.end
    ]
    # A quote has the score of the sentence that it was chosen for, which need not be the highest: others count too.
    inside.sort(key=lambda one: (one.score != quote.score, -one.score))
    if not inside[1:]:
        return None
    best = inside[0].sentence
    return ArticleSpan(article_id=quote.article_id, start=best.start, end=best.end)


def _late_reason(composed: Composed, rendered: Rendered) -> Reason | None:
    """Why there is no answer although the evidence was judged sufficient, or None."""
    if composed.refused:
        return Reason.INSUFFICIENT_EVIDENCE
    articles = {quote.article.id: quote.article for one in composed.draft.statements for quote in one.quotes}
    faults = verify_citations(rendered.text, rendered.citations, articles)
    for fault in faults:
        # This can't happen but by a fault of ours, so it is an error and the answer isn't sent.
        log.error("A citation failed the last check: %s", fault)
    return Reason.CITATION_FAILED if faults or not rendered.citations else None


def empty_answer(request: AskRequest) -> Answer:
    """The answer where there is no corpus at all."""
    language = detect_language(request.question)
    nothing = Retrieval(read_question(request.question, language), (), (), 0, searched=0)
    refused = Assessment(0.0, Reason.EMPTY_INDEX)
    return Answer(
        id=_new_id(),
        question=request.question,
        answered=False,
        reason=Reason.EMPTY_INDEX,
        answer=refusal(Reason.EMPTY_INDEX, language.code),
        mode="extractive",
        model=None,
        language=language.code,
        confidence=0.0,
        degraded=None,
        citations=[],
        explanation=explain(nothing, refused, Composed(Draft(())), Reason.EMPTY_INDEX) if request.explain else None,
        index="",
        timings_ms={"total": 0.0},
    )


def on_the_side(asked: str, reply: str) -> Answer:
    """The reply to what a chat program asks for besides questions, such as a title: nothing was looked up for it."""
    return Answer(
        id=_new_id(),
        question=asked[:QUESTION_MAX],
        answered=False,
        reason=Reason.NO_EVIDENCE,
        answer=reply,
        mode="extractive",
        model=None,
        language=detect_language(reply).code,
        confidence=0.0,
        degraded=None,
        citations=[],
        kind=Kind.SIDE_TASK,
        index="",
        timings_ms={},
    )


def _to_copy(info: ArticleInfo) -> Copy:
    return Copy(article_id=info.id, title=info.title, published=info.published, url=info.url, source=info.source)


def to_selection(filters: Filters | None, exclude: tuple[str, ...] = ()) -> Selection:
    """The wire's filters as the catalog understands them."""
    if filters is None:
        return Selection(excluded_ids=exclude)
    ids = None if filters.article_ids is None else tuple(filters.article_ids)
    return Selection(filters.published_from, filters.published_to, ids, filters.source, exclude)


def to_hit(found: RetrievedPassage) -> Hit:
    """A retrieved passage as the wire shows it."""
    article, passage = found.article, found.passage
    return Hit(
        passage_id=passage.id,
        **source_of(article),
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=found.score,
    )


def milliseconds(since: float, until: float | None = None) -> float:
    """Milliseconds from one `perf_counter` reading to another, or to now."""
    return round(((time.perf_counter() if until is None else until) - since) * 1000, 3)


def _new_id() -> str:
    return f"ans_{uuid.uuid4().hex}"
