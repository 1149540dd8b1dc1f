"""`POST /v1/files`: a file is read as `trichdan ingest` reads it, and its articles are stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from ingest.models import Failure
from ingest.pipeline import Ingestor
from ingest.sources.files import SourceItem, read_path
from service.engine import Engine
from service.http.deps import NeedsKey, RequestId, TheEngine, TheIngestor, WriteTurn, guarded, may_write
from service.http.openapi import stream_of
from service.http.routes import EVENT_STREAM, fault, pulsed, write
from service.wire import sse
from trichdan.errors import IdentityError, InvalidRequestError
from trichdan.wire import ArticleWritten, FileWritten, Unread

Taken = ArticleWritten | Unread

router = APIRouter(prefix="/v1", route_class=guarded(may_write), dependencies=[NeedsKey, WriteTurn], tags=["Articles"])

OCTETS = "application/octet-stream"
NAME_BYTES = 200
_BODY = {"required": True, "content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}}}


_STREAM = stream_of(
    "An event `article` or `failed` each, and last `done` with all or `error`.", "article", "failed", "done", "error"
)


@router.post(
    "/files",
    response_model=FileWritten,
    responses={200: {"content": {EVENT_STREAM: _STREAM}}},
    openapi_extra={"requestBody": _BODY},
)
async def post_file(
    request: Request,
    engine: TheEngine,
    ingestor: TheIngestor,
    request_id: RequestId,
    name: Annotated[str, Query(min_length=1, max_length=NAME_BYTES, description="Its name: ending and ids.")],
    replace: Annotated[bool, Query(description="Let it take the place of articles with other words.")] = False,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> FileWritten | StreamingResponse:
    """Read a file as `trichdan ingest` does, and store its articles; one that can't be read stops no other.

    With `Accept: text/event-stream` each is told as soon as it is stored: a file of many articles takes long.
    """
    if request.headers.get("content-type", "").startswith("multipart/"):
        # Its envelope would become text of the article.
        raise InvalidRequestError("The body has to be the file itself, not a form: with curl, --data-binary @FILE.")
    _check(name)
    data = await request.body()
    taken = _taken(name, data, engine, ingestor, replace=replace)
    if EVENT_STREAM in accept.lower():
        return StreamingResponse(pulsed(_frames(taken, request_id)), media_type=EVENT_STREAM, headers=sse.HEADERS)
    return await run_in_threadpool(_together, taken)


async def _frames(taken: Iterator[Taken], request_id: str) -> AsyncIterator[str]:
    """What becomes of each article as an event, at once; the last one is always `done` or `error`."""
    every: list[Taken] = []
    try:
        async for one in iterate_in_threadpool(taken):
            every.append(one)
            yield sse.event(one.model_dump(mode="json"), "article" if isinstance(one, ArticleWritten) else "failed")
        yield sse.event(_together(every).model_dump(mode="json"), "done")
    except Exception as error:
        yield fault(error, request_id)


def _together(taken: Iterable[Taken]) -> FileWritten:
    every = list(taken)
    return FileWritten(
        articles=[one for one in every if isinstance(one, ArticleWritten)],
        failed=[one for one in every if isinstance(one, Unread)],
    )


def _taken(name: str, data: bytes, engine: Engine, ingestor: Ingestor, *, replace: bool) -> Iterator[Taken]:
    """Each article when it is stored, and each fault."""
    for item in _read(name, data):
        if isinstance(item, Failure):
            yield Unread(where=item.where, reason=item.reason, code=item.code)
            continue
        # Two people may send two files of one name: the second is told, and replaces only if he says so.
        known = ingestor.info(item.article.id)
        if known is not None and known.sha256 != item.article.sha256 and not replace:
            reason = f"There is another article {item.article.id!r}."
            yield Unread(where=name, reason=reason, code=IdentityError.code)
        else:
            yield write(item.article, engine, ingestor)


def _check(name: str) -> None:
    """Raise InvalidRequestError where no file can have this name."""
    # The name becomes a path: nothing in it may lead out of the folder.
    if any(bad in name for bad in "/\\\0") or name.startswith(".") or len(name.encode()) > NAME_BYTES:
        raise InvalidRequestError(f"{name!r} is no name of a file.")


def _read(name: str, data: bytes) -> list[SourceItem]:
    """The articles of a file, and what of it can't be read, by its name, which was checked."""
    # Readers of formats take paths and go by their endings; the folder goes whatever happens.
    with TemporaryDirectory(prefix="trichdan-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        shown = f"{folder}/"
        return [_named(item, shown) for item in read_path(path)]


def _named(item: SourceItem, folder: str) -> SourceItem:
    """The same without the place where it lay for a moment."""
    return Failure(item.where.replace(folder, ""), item.reason, item.code) if isinstance(item, Failure) else item
