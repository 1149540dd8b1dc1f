"""The log: a line for each request, with time and the request's id on every line, and never a query string."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")
"""Id of the request that is being served; threads that work for it see it too."""


class WithRequestId(logging.Filter):
    """Gives every record the id of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, labelled."""
        record.request_id = REQUEST_ID.get()
        return True


CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": WithRequestId}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id"]}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {name: {"level": "INFO"} for name in ("uvicorn", "service", "ingest")},
}
"""For `logging.config.dictConfig`. uvicorn's own log of requests is left off: it holds query strings."""
