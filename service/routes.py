"""The HTTP API under `/v1`, exactly as in the contract. Thin: a route checks, calls the engine, and returns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.sse import format_sse_event

from ingest.catalog.reading import Selection
from ingest.catalog.rows import ArticleInfo
from ingest.errors import TrichdanError
from ingest.models import Article, normalise
from service.deps import CanRead, CanWrite, TheEngine, TheIngestor
from service.engine import Engine, Retrieved, Token
from service.errors import NotFoundError
from service.fingerprint import to_summary
from service.problems import problem
from service.schemas import (
    Answer,
    ArticleFull,
    ArticlePage,
    ArticlePut,
    ArticleWritten,
    AskRequest,
    PartialDate,
    SearchRequest,
    SearchResponse,
)

router = APIRouter(prefix="/v1", dependencies=[CanRead])
writes = APIRouter(prefix="/v1", dependencies=[CanWrite])

EVENT_STREAM = "text/event-stream"
ArticleId = Annotated[str, "may contain slashes"]


@router.post("/ask", response_model=Answer, responses={200: {"content": {EVENT_STREAM: {}}}})
async def ask(
    body: AskRequest, engine: TheEngine, request: Request, accept: Annotated[str, Header()] = ""
) -> Answer | StreamingResponse:
    """Answer a question with verified citations, at once or as a stream of events."""
    engine.check(body)
    if body.stream or EVENT_STREAM in accept:
        frames = _frames(engine, body, request.state.request_id)
        return StreamingResponse(frames, media_type=EVENT_STREAM, headers={"Cache-Control": "no-store"})
    return await engine.ask(body)


async def _frames(engine: Engine, body: AskRequest, request_id: str) -> AsyncIterator[bytes]:
    """The events of one question as server-sent events; the last one is always `answer` or `error`."""
    try:
        async for event in engine.events(body):
            if isinstance(event, Retrieved):
                yield _frame("retrieval", {"passages": [hit.model_dump(mode="json") for hit in event.hits]})
            elif isinstance(event, Token):
                yield _frame("token", {"text": event.text})
            else:
                yield _frame("answer", event.model_dump(mode="json"))
    except TrichdanError as error:
        yield _frame("error", problem(error, request_id).model_dump(mode="json"))


def _frame(name: str, data: dict[str, Any]) -> bytes:
    text = JSONResponse(data).body
    return format_sse_event(event=name, data_str=bytes(text).decode())


@router.post("/search")
def search(body: SearchRequest, engine: TheEngine) -> SearchResponse:
    """The passages that fit a query best; no LLM."""
    return engine.search(body)


@router.get("/articles")
def articles(
    engine: TheEngine,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str = "",
    published_from: PartialDate | None = None,
    published_to: PartialDate | None = None,
) -> ArticlePage:
    """A page of the articles, ordered by id."""
    catalog = engine.corpus.catalog
    selection = Selection(published_from, published_to)
    page, total = catalog.list_articles(catalog.published, selection, cursor, limit + 1)
    following = page[limit - 1].id if len(page) > limit else None
    return ArticlePage(articles=[to_summary(info) for info in page[:limit]], next_cursor=following, total=total)


@router.get("/articles/{article_id:path}")
def article(article_id: ArticleId, engine: TheEngine) -> ArticleFull:
    """One article with its text, which every offset refers to."""
    stored, info = find_article(engine, article_id)
    return ArticleFull(**to_summary(info).model_dump(), text=stored.text)


@writes.put("/articles/{article_id:path}")
def put_article(article_id: ArticleId, body: ArticlePut, engine: TheEngine, ingestor: TheIngestor) -> ArticleWritten:
    """Add or replace an article. The next question sees it."""
    given = Article(article_id, normalise(body.text), body.title, body.published, body.url, body.source)
    status = ingestor.put(given)
    _, info = find_article(engine, article_id)
    return ArticleWritten(**to_summary(info).model_dump(), status=status.value)


@writes.delete("/articles/{article_id:path}", status_code=204)
def delete_article(article_id: ArticleId, ingestor: TheIngestor) -> Response:
    """Remove an article. The next question no longer sees it."""
    if not ingestor.remove(article_id):
        raise NotFoundError(f"There is no article {article_id!r}.")
    return Response(status_code=204)


def find_article(engine: Engine, article_id: str) -> tuple[Article, ArticleInfo]:
    """The article as readers see it now.

    Raises:
        NotFoundError: there is none with this id.
    """
    found = engine.corpus.catalog.article(article_id, engine.corpus.catalog.published)
    if found is None:
        raise NotFoundError(f"There is no article {article_id!r}.")
    return found

