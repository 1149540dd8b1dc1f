"""How the catalog's database is opened; what SQLite needs to be told."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite catalog; None for other databases."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


FILE = "file"
"""What a connection's `info` calls the file that it has open."""


def file_identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none, or an empty one."""
    try:
        found = file.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_size else None


def open_engine(url: str) -> Engine:
    """An SQLAlchemy engine for the catalog; SQLite in write-ahead mode, so that readers never wait."""
    file = sqlite_file(url)
    if file is None:
        return create_engine(url, pool_pre_ping=True)
    fixed = file.exists() and not os.access(file.parent, os.W_OK)
    engine = create_engine(_read_only(file) if fixed else url)
    event.listen(engine, "connect", _read_leniently if fixed else partial(_prepare, file))
    return engine


def _read_only(file: Path) -> str:
    """A URL for a folder that can't be written: SQLite then can't make the files that write-ahead mode needs.

    A log that a writer left there holds rows, so it must be read; without one the file may be taken as unchanging.
    """
    log = file.with_name(file.name + "-wal")
    immutable = "" if log.exists() and log.stat().st_size else "&immutable=1"
    return f"sqlite:///file:{quote(str(file))}?mode=ro{immutable}&uri=true"


def _read_leniently(connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - DBAPI connection
    """One byte that isn't UTF-8 must not hide every article; the hash of its text tells that it is damaged."""
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")


def _prepare(file: Path, connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401
    _read_leniently(connection, record)
    cursor = connection.cursor()
    # FULL: what was acknowledged survives a power cut. NORMAL may lose the last transactions, and saves 5 ms on each.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    record.info[FILE] = file_identity(file)
