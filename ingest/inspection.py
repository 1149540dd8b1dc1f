"""Is what the catalog holds what was stored? Its file by SQLite's own check, articles by their hashes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from ingest.catalog.reading import CatalogReader, Selection
from ingest.catalog.rows import StoredPassage
from ingest.models import passage_id
from trichdan.errors import ArticleDamagedError, CatalogError, StorageError

UNIT = 1e-3
"""How far from 1 the length of a stored vector may be."""


def file_damage(file: Path) -> str | None:
    """What is wrong with an SQLite file, in a few words; None if it is whole."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    return None if found == "ok" else " ".join(found.split())


def refuse_unopenable(file: Path) -> None:
    """What can't even be opened isn't damaged, nor in use: nothing of it is known.

    Raises:
        StorageError: it is a folder, or another user's.
    """
    try:
        with file.open("rb"):
            pass
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError(
            f"The catalog {file} can't be opened: {error.strerror}.",
            help="See who may read it (TRICHDAN_DATA), or move it away, then run this again.",
        ) from error


def damaged_articles(catalog: CatalogReader) -> list[str]:
    """Ids of the articles whose text, metadata or passages aren't what was stored."""
    return [article_id for article_id in catalog.content_keys(catalog.head) if not _is_sound(catalog, article_id)]


def _is_sound(catalog: CatalogReader, article_id: str) -> bool:
    head = catalog.head
    ids = catalog.passage_ids(head, Selection(article_ids=(article_id,)))
    try:
        found = catalog.article(article_id, head)
        passages = catalog.passages(ids, head, vectors=True)
    except (ArticleDamagedError, CatalogError):
        return False
    return found is not None and len(passages) == found[1].passages and all(map(_is_intact, passages.values()))


def _is_intact(one: StoredPassage) -> bool:
    """Whether a passage is where and what its id says, and its vector still has the length of one."""
    passage, vector = one.passage, one.vector
    expected = passage_id(passage.article_id, passage.start, passage.end, f"{passage.context}\n{passage.text}")
    return passage.id == expected and vector is not None and abs(float(np.linalg.norm(vector)) - 1) < UNIT
