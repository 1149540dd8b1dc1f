"""The HTTP API under `/v1`, exactly as in the contract. Thin: a route checks, calls the engine, and returns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator

from ingest.catalog.reading import Selection
from ingest.catalog.rows import ArticleInfo
from ingest.models import Article, Status
from ingest.pipeline import Ingestor
from ingest.sources import checks
from service.engine import Engine
from service.http.deps import (
    NeedsKey,
    QuestionTurn,
    RequestId,
    TheEngine,
    TheIngestor,
    TheMetrics,
    WriteTurn,
    guarded,
    may_read,
    may_write,
)
from service.http.openapi import stream_of
from service.http.problems import problem
from service.wire import sse
from service.wire.articles import to_summary
from service.wire.events import Event, Retrieved, Token
from trichdan.errors import NotFoundError, TrichdanError, UnpublishedError
from trichdan.ids import composed
from trichdan.wire import (
    LINE_MAX,
    Answer,
    ArticleFull,
    ArticlePage,
    ArticlePut,
    ArticleWritten,
    AskRequest,
    PartialDate,
    SearchRequest,
    SearchResponse,
    Timeline,
    TimelineRequest,
)

log = logging.getLogger(__name__)

router = APIRouter(prefix="/v1", route_class=guarded(may_read), dependencies=[NeedsKey])
writes = APIRouter(prefix="/v1", route_class=guarded(may_write), dependencies=[NeedsKey, WriteTurn], tags=["Articles"])

EVENT_STREAM = "text/event-stream"
PULSE = 10.0
"""Seconds of silence after which a comment is sent, so that nothing on the way takes a slow LLM for a dead line."""

LATER = "but questions see it only once the indexes can take it up."
_LOG_HINT = "Something went wrong here; the log has the details."
_STREAM = stream_of(
    "Events `retrieval`, `token`, and last `answer` or `error`.", "retrieval", "token", "answer", "error"
)
ArticleId = Annotated[str, AfterValidator(composed), Path(description="Id of the article; may contain slashes.")]


@router.post(
    "/ask",
    response_model=Answer,
    dependencies=[QuestionTurn],
    responses={200: {"content": {EVENT_STREAM: _STREAM}}},
    tags=["Questions"],
)
async def ask(
    body: AskRequest,
    engine: TheEngine,
    metrics: TheMetrics,
    request_id: RequestId,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Answer | StreamingResponse:
    """Answer a question with verified citations, at once or as a stream of events."""
    engine.check(body)
    if body.stream or EVENT_STREAM in accept.lower():
        frames = _frames(metrics.watch(engine.events(body)), request_id)
        return StreamingResponse(pulsed(frames), media_type=EVENT_STREAM, headers=sse.HEADERS)
    answer = await engine.ask(body)
    metrics.count_answer(answer)
    return answer


async def _frames(events: AsyncIterator[Event], request_id: str) -> AsyncIterator[str]:
    """The events of one question as server-sent events; the last one is always `answer` or `error`."""
    try:
        async for event in events:
            if isinstance(event, Retrieved):
                yield sse.event({"passages": [hit.model_dump(mode="json") for hit in event.hits]}, "retrieval")
            elif isinstance(event, Token):
                yield sse.event({"text": event.text}, "token")
            else:
                yield sse.event(event.model_dump(mode="json"), "answer")
    except Exception as error:
        yield fault(error, request_id)


def fault(error: Exception, request_id: str) -> str:
    """What ends a stream before its time, as its last event."""
    told = as_told(error, f"the stream of request {request_id}")
    return sse.event(problem(told, request_id).model_dump(mode="json"), "error")


def as_told(error: Exception, where: str) -> TrichdanError:
    """What a reader is told of an error; one that isn't of ours goes to the log."""
    if isinstance(error, TrichdanError):
        return error
    log.error("Unexpected error in %s", where, exc_info=error)
    return TrichdanError(_LOG_HINT)


async def pulsed(frames: AsyncIterator[str]) -> AsyncIterator[str]:
    """The same frames, with a comment wherever none came for a while."""
    coming = asyncio.ensure_future(anext(frames, None))
    try:
        while True:
            # Not `wait_for`, which would cancel the frame that is being made.
            done, _ = await asyncio.wait({coming}, timeout=PULSE)
            if not done:
                yield sse.comment()
                continue
            frame = coming.result()
            if frame is None:
                return
            yield frame
            coming = asyncio.ensure_future(anext(frames, None))
    finally:
        coming.cancel()


@router.post("/search", dependencies=[QuestionTurn], tags=["Questions"])
def search(body: SearchRequest, engine: TheEngine) -> SearchResponse:
    """The passages that fit a query best; no LLM."""
    return engine.search(body)


@router.post("/timeline", dependencies=[QuestionTurn], tags=["Questions"])
def timeline(body: TimelineRequest, engine: TheEngine) -> Timeline:
    """What the articles say of a subject, or those of a source or period, in order of time; no LLM."""
    return engine.timeline(body)


@router.get("/articles", tags=["Articles"])
def articles(
    engine: TheEngine,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str, Query(max_length=checks.MAX_ID)] = "",
    published_from: PartialDate | None = None,
    published_to: PartialDate | None = None,
    source: Annotated[str | None, Query(max_length=LINE_MAX)] = None,
    order: Annotated[Literal["id", "newest"], Query(description="`newest`: by date, the undated last.")] = "id",
) -> ArticlePage:
    """A page of the articles, ordered by id or date."""
    catalog = engine.corpus.catalog
    selection = Selection(published_from, published_to, source=source)
    # One more than asked for tells whether another page follows.
    page, total = catalog.list_articles(catalog.published, selection, cursor, limit + 1, newest=order == "newest")
    following = page[limit - 1].id if len(page) > limit else None
    # What has no title is called by its first words, here as on the page.
    texts = {info.id: catalog.article(info.id, catalog.published) for info in page[:limit] if not info.title}
    listed = [to_summary(info, found[0].text if (found := texts.get(info.id)) else "") for info in page[:limit]]
    return ArticlePage(articles=listed, next_cursor=following, total=total)


@router.get("/articles/{article_id:path}", tags=["Articles"])
def article(article_id: ArticleId, engine: TheEngine) -> ArticleFull:
    """One article with its text, which every offset refers to."""
    stored, info = find_article(engine, article_id)
    return ArticleFull(**to_summary(info, stored.text).model_dump(), text=stored.text)


@writes.put(
    "/articles/{article_id:path}", responses={202: {"model": ArticleWritten, "description": f"Stored, {LATER}"}}
)
def put_article(
    article_id: ArticleId, body: ArticlePut, engine: TheEngine, ingestor: TheIngestor, response: Response
) -> ArticleWritten:
    """Add or replace an article. The next question sees it, unless the status is 202."""
    written = write(_to_article(article_id, body), engine, ingestor)
    if not written.searchable:
        response.status_code = 202
    return written


def write(given: Article, engine: Engine, ingestor: Ingestor) -> ArticleWritten:
    """Store an article and make it searchable, or say that the latter is yet to come."""
    catalog, searchable = engine.corpus.catalog, True
    try:
        status = ingestor.put(given)
    except UnpublishedError as error:
        log.warning("%s", error)
        searchable = False
        # `put` raised instead of saying it: what readers still see tells.
        status = Status.UPDATED if catalog.article(given.id, catalog.published) else Status.ADDED
    _, info = find_article(engine, given.id, catalog.head)
    return ArticleWritten(**to_summary(info).model_dump(), status=status.value, searchable=searchable)


def _to_article(article_id: str, body: ArticlePut) -> Article:
    """What was sent, held to the same rules as an article from a file.

    Raises:
        SourceError: the id, the text or the metadata can't be stored.
    """
    title, url, source = (checks.one_line(value) for value in (body.title, body.url, body.source))
    return Article(checks.article_id(article_id), checks.article_text(body.text), title, body.published, url, source)


@writes.delete("/articles/{article_id:path}", status_code=204, responses={202: {"description": f"Removed, {LATER}"}})
def delete_article(article_id: ArticleId, ingestor: TheIngestor) -> Response:
    """Remove an article. The next question no longer sees it, unless the status is 202."""
    try:
        # Looked up first: removing takes the write lock, and what isn't there needn't wait for it.
        if ingestor.info(article_id) is None or not ingestor.remove(article_id):
            raise NotFoundError(f"There is no article {article_id!r}.")
    except UnpublishedError as error:
        log.warning("%s", error)
        return Response(status_code=202)
    return Response(status_code=204)


def find_article(engine: Engine, article_id: str, sequence: int | None = None) -> tuple[Article, ArticleInfo]:
    """The article as readers see it now, or as it is stored at `sequence`.

    Raises:
        NotFoundError: there is none with this id.
    """
    catalog = engine.corpus.catalog
    found = catalog.article(article_id, catalog.published if sequence is None else sequence)
    if found is None:
        raise NotFoundError(f"There is no article {article_id!r}.")
    return found
