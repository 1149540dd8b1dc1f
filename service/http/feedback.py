"""`POST /v1/feedback`: a reader's word on an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from service.feedback import FeedbackFile
from service.http.deps import NeedsKey, guarded, may_read
from trichdan.wire import Feedback, FeedbackStored

router = APIRouter(prefix="/v1", route_class=guarded(may_read), dependencies=[NeedsKey], tags=["Questions"])


async def _file(request: Request) -> FeedbackFile:
    file: FeedbackFile = request.app.state.feedback
    return file


@router.post("/feedback", status_code=201)
def feedback(body: Feedback, file: Annotated[FeedbackFile, Depends(_file)]) -> FeedbackStored:
    """Keep what a reader thinks of an answer, for whoever runs the service; `trichdan feedback` lists it."""
    return FeedbackStored(id=file.add(body).id)
