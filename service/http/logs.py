"""The log: a line for each request, with time and the request's id on every line, and never a query string."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from service.settings import ServiceSettings

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")
"""Id of the request that is being served; threads that work for it see it too."""

FIELDS = ("client", "method", "path", "status", "seconds")
"""What the record of a request has besides its message: `extra` of the call that logs it."""

PLAIN = "%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s"


class WithRequestId(logging.Filter):
    """Gives every record the id of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, labelled."""
        record.request_id = REQUEST_ID.get()
        return True


class JsonLines(logging.Formatter):
    """A JSON object a line: `time` (UTC), `level`, `logger`, `request_id`, `message`, a request's fields, an error."""

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        known = vars(record)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": known.get("request_id", "-"),
            "message": record.getMessage(),
        }
        line |= {name: known[name] for name in FIELDS if name in known}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        # One line whatever stands in it: JSON escapes the line breaks with which lines could be forged.
        return json.dumps(line, ensure_ascii=False, default=str)


def config(settings: ServiceSettings) -> dict[str, Any]:
    """For `logging.config.dictConfig`. uvicorn's own log of requests is left off: it holds query strings."""
    level = settings.log_level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": WithRequestId}},
        "formatters": {"text": {"format": PLAIN}, "json": {"()": JsonLines}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": settings.log_format,
                "filters": ["request_id"],
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {name: {"level": level} for name in ("uvicorn", "service", "ingest")},
    }
