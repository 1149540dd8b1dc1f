"""Whose is an article id? A file may not take the id of another one that is still there, in this run or across runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ingest.catalog.rows import Known
from ingest.models import Article
from trichdan.errors import IdentityError

KEEP_BOTH = "To keep both, ingest it with --id-prefix; to put it in the other's place, with --replace."


class Owners:
    """Which place each id belongs to: one that was read earlier in this run, or what the catalog says.

    Args:
        stored: what the catalog holds.
        replace: let files take over what is stored from others; within a run the first still keeps an id.
    """

    def __init__(self, stored: Mapping[str, Known] | None = None, *, replace: bool = False) -> None:
        self._stored = {} if replace or stored is None else stored
        self._taken: dict[str, str] = {}
        self._places: set[str] = set()

    def is_new(self, where: str) -> bool:
        """Whether this file or line wasn't read earlier in this run; a path may be given twice."""
        new = where not in self._places
        self._places.add(where)
        return new

    def take(self, article: Article, where: str, origin: str) -> None:
        """Take the id for an article from the file or line `where`.

        Raises:
            IdentityError: it is another one's.
        """
        first, stored = self._taken.get(article.id), self._stored.get(article.id)
        if first is not None:
            raise _conflict(article.id, first)
        if stored and stored.content_key != article.content_key and not _is_from(stored.origin, origin):
            raise _conflict(article.id, stored.origin or "an article that came from no file", KEEP_BOTH)
        self._taken[article.id] = where


def _conflict(article_id: str, owner: str, help: str = "") -> IdentityError:
    return IdentityError(f"The id {article_id!r} is already that of {owner}; this one was left out.", help=help)


def _is_from(stored: str | None, origin: str) -> bool:
    """Whether `origin` is the file `stored`, or took the place of one that is gone."""
    if not stored:
        return False
    try:
        return not Path(stored).exists() or Path(stored).samefile(origin)
    except OSError:
        return False
