"""What the evals need of the thing they measure. The engine, an HTTP client and the tests' fake all fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from trichdan.wire import Answer, SearchResponse


class Asker(Protocol):
    """Answers questions over a corpus that is already ingested. Has to be safe to call from several threads."""

    @property
    def fingerprint(self) -> str:
        """What identifies corpus and index settings: `Answer.index`."""

    def describe(self) -> Mapping[str, str]:
        """What else the results depend on: `model`, `mode`, `settings` and `prompt:<name>` hashes, as known."""

    def ask(self, question: str, *, exclude_articles: Sequence[str] = ()) -> Answer:
        """The answer as a user gets it, as though the excluded articles had never been ingested."""

    def search(self, query: str, *, top_k: int = 10, exclude_articles: Sequence[str] = ()) -> SearchResponse:
        """The passages retrieved, best first."""

    def article_text(self, article_id: str) -> tuple[str, str]:
        """Text and SHA-256 of an article, from the truth and not from an answer.

        Raises:
            LookupError: if there is no such article.
        """


AskerFactory = Callable[[Sequence[Path]], AbstractContextManager[Asker]]
"""Opens an asker over exactly the articles in these files and folders, ingesting what is not yet ingested."""
