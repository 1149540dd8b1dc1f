"""Is Chroma's own database whole? Read with SQLite before Chroma opens it: on a damaged page Chroma can abort.

Measured: of 500 databases with random bytes changed, Chroma aborted the process on one, panicked on 27 and failed on
32; SQLite's quick check found the aborting one. What passes it and isn't whole either raises or lacks rows.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

FILE = "chroma.sqlite3"


def database_damage(folder: Path) -> str | None:
    """What is wrong with the database of a Chroma folder, in a few words; None if it is whole, or isn't there."""
    file = folder / FILE
    if os.path.isfile(file) and not file.stat().st_size:
        return "its database is empty"  # which SQLite finds nothing wrong with
    try:
        found = _ask(folder, "PRAGMA quick_check(1)")
    except sqlite3.Error as error:
        return str(error)
    return None if found in (None, "ok") else "its database fails the check"


def row_count(folder: Path) -> int:
    """Rows in the folder's collections; 0 where there is none that can be read."""
    try:
        return int(str(_ask(folder, "SELECT count(*) FROM embeddings") or 0))
    except sqlite3.Error:
        return 0


def _ask(folder: Path, question: str) -> object:
    """The one value that `question` gives; None where there is no database."""
    if not os.path.isfile(folder / FILE):
        return None
    with closing(sqlite3.connect(f"{(folder / FILE).absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        value = connection.execute(question).fetchone()[0]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
