"""What is stored, as a mapping from ids: a few are looked up, and only who asks for more reads the whole list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.catalog.reading import CatalogReader
from ingest.catalog.rows import Known

FEW = 100
"""Articles looked up one by one; the whole list of 50,000 takes as long as 600 of them."""


class KnownArticles(Mapping[str, Known]):
    """Hashes and origins of the articles at one sequence, by id."""

    def __init__(self, catalog: CatalogReader, sequence: int) -> None:
        self._catalog = catalog
        self._sequence = sequence
        self._found: dict[str, Known | None] = {}
        self._all: dict[str, Known] | None = None

    def __getitem__(self, article_id: str) -> Known:
        if self._all is None and len(self._found) < FEW:
            if article_id not in self._found:
                self._found[article_id] = self._catalog.known(article_id, self._sequence)
            known = self._found[article_id]
        else:
            known = self._every().get(article_id)
        if known is None:
            raise KeyError(article_id)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._every())

    def __len__(self) -> int:
        return len(self._every())

    def _every(self) -> dict[str, Known]:
        if self._all is None:
            self._all = self._catalog.content_keys(self._sequence)
        return self._all
