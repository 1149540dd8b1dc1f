"""Is the process alive, can it answer, and what does it do: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from service.deps import TheEngine

router = APIRouter()


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(engine: TheEngine) -> JSONResponse:
    """Questions can be answered: the index is open and not empty. Else 503 with reasons."""
    reasons = engine.not_ready()
    body = {"status": "unavailable" if reasons else "ok", "reasons": reasons}
    return JSONResponse(body, status_code=503 if reasons else 200)
