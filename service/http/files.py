"""`POST /v1/files`: a file is read as `trichdan ingest` reads it, and its articles are stored."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from ingest.models import Failure
from ingest.pipeline import Ingestor
from ingest.sources.files import SourceItem, read_path
from service.engine import Engine
from service.http.deps import NeedsKey, TheEngine, TheIngestor, WriteTurn, guarded, may_write
from service.http.routes import write
from trichdan.errors import IdentityError, InvalidRequestError
from trichdan.wire import ArticleWritten, FileWritten, Unread

router = APIRouter(prefix="/v1", route_class=guarded(may_write), dependencies=[NeedsKey, WriteTurn], tags=["Articles"])

OCTETS = "application/octet-stream"
NAME_BYTES = 200
_BODY = {"required": True, "content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}}}


@router.post("/files", openapi_extra={"requestBody": _BODY})
async def post_file(
    request: Request,
    engine: TheEngine,
    ingestor: TheIngestor,
    name: Annotated[str, Query(min_length=1, max_length=NAME_BYTES, description="Its name: ending and ids.")],
    replace: Annotated[bool, Query(description="Let it take the place of articles with other words.")] = False,
) -> FileWritten:
    """Read a file as `trichdan ingest` does, and store its articles; one that can't be read stops no other."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        # Its envelope would become text of the article.
        raise InvalidRequestError("The body has to be the file itself, not a form: with curl, --data-binary @FILE.")
    data = await request.body()
    return await run_in_threadpool(_take, name, data, engine, ingestor, replace=replace)


def _take(name: str, data: bytes, engine: Engine, ingestor: Ingestor, *, replace: bool) -> FileWritten:
    written: list[ArticleWritten] = []
    failed: list[Unread] = []
    for item in _read(name, data):
        if isinstance(item, Failure):
            failed.append(Unread(where=item.where, reason=item.reason, code=item.code))
            continue
        # Two people may send two files of one name: the second is told, and replaces only if he says so.
        known = ingestor.info(item.article.id)
        if known is not None and known.sha256 != item.article.sha256 and not replace:
            reason = f"There is another article {item.article.id!r}."
            failed.append(Unread(where=name, reason=reason, code=IdentityError.code))
        else:
            written.append(write(item.article, engine, ingestor))
    return FileWritten(articles=written, failed=failed)


def _read(name: str, data: bytes) -> list[SourceItem]:
    """The articles of a file, and what of it can't be read, by its name.

    Raises:
        InvalidRequestError: no file can have this name.
    """
    # The name becomes a path: nothing in it may lead out of the folder.
    if any(bad in name for bad in "/\\\0") or name.startswith(".") or len(name.encode()) > NAME_BYTES:
        raise InvalidRequestError(f"{name!r} is no name of a file.")
    # Readers of formats take paths and go by their endings; the folder goes whatever happens.
    with TemporaryDirectory(prefix="trichdan-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        shown = f"{folder}/"
        return [_named(item, shown) for item in read_path(path)]


def _named(item: SourceItem, folder: str) -> SourceItem:
    """The same without the place where it lay for a moment."""
    return Failure(item.where.replace(folder, ""), item.reason, item.code) if isinstance(item, Failure) else item
