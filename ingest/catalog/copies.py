"""Of passages, those that are worth citing once: an article and its copies count as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ingest.catalog.rows import StoredPassage

T = TypeVar("T")


def without_copies(items: Iterable[T], passage: Callable[[T], StoredPassage]) -> list[T]:
    """`items`, which come best first, without those from a copy of an article that came before."""
    first: dict[str, str] = {}

    def is_copy(one: StoredPassage) -> bool:
        return one.copy_key is not None and first.setdefault(one.copy_key, one.article.id) != one.article.id

    return [item for item in items if not is_copy(passage(item))]
