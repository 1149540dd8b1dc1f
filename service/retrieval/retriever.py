"""The retriever: one question against the corpus. Analyse → find → read → score → (rerank).

Formulas, constants and what failed: docs/decisions/0004-retrieval.md.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.catalog.copies import without_copies
from ingest.catalog.reading import Selection
from ingest.embedding.base import Embedder
from ingest.lexical_reading import LexicalReader
from service.retrieval.candidates import find
from service.retrieval.corpus import Corpus
from service.retrieval.query import Query, analyse
from service.retrieval.reranking import load_reranker, rerank
from service.retrieval.scoring import Scored, score
from service.values import RetrievedPassage
from trichdan.errors import IndexUnavailableError

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What retrieval found for one question, best first.

    Attributes:
        query: the question as it was searched with.
        scored: the candidates, read and scored.
        sequence: the catalog's sequence that was read: everything found is visible at it.
        searched: how many passages there were to search, after filters.
        filtered: whether there were filters.
    """

    query: Query
    scored: tuple[Scored, ...]
    sequence: int
    searched: int
    filtered: bool

    @property
    def passages(self) -> tuple[RetrievedPassage, ...]:
        """The passages, best first."""
        return tuple(RetrievedPassage(one.stored.passage, one.stored.article, one.scores.score) for one in self.scored)


class Retriever:
    """Finds passages for questions. Safe to share between threads."""

    def __init__(self, corpus: Corpus, embedder: Embedder, reranker: BaseNodePostprocessor | None = None) -> None:
        self.corpus = corpus
        self.embedder = embedder
        self._counted = (-1, 0)
        self.reranker = reranker or load_reranker(corpus.settings.rerank)

    def retrieve(self, question: str, selection: Selection | None = None) -> Found:
        """The passages that fit `question` best, of the articles that `selection` leaves."""
        try:
            return self._at_rest(question, selection or Selection(), self.corpus.lexical)
        except IndexUnavailableError as error:  # it is being replaced, by this process or another one
            log.warning("Searching by vectors alone: %s", error)
            return self._at_rest(question, selection or Selection(), None)

    def _at_rest(self, question: str, selection: Selection, lexicon: LexicalReader | None) -> Found:
        """What is found at one published state; looked up again where another was published meanwhile."""
        query = analyse(question, self.embedder, lexicon)
        # A write published in between may have taken away what was found; under steady writes the third look has to do.
        for _ in range(3):
            sequence = self.corpus.catalog.published
            found = self._retrieve(query, lexicon, selection, sequence)
            if self.corpus.catalog.published == sequence:
                break
        return found

    def _total(self, sequence: int) -> int:
        """Passages at `sequence`, counted once for each: 20 ms where there are 10,000."""
        counted, total = self._counted
        if counted != sequence:
            total = self.corpus.catalog.count(sequence)[1]
            self._counted = sequence, total
        return total

    def _retrieve(self, query: Query, lexicon: LexicalReader | None, selection: Selection, sequence: int) -> Found:
        candidates = find(self.corpus, lexicon, query, selection, sequence, self._total(sequence))
        ids = [one.passage_id for one in candidates.best]
        stored = self.corpus.catalog.passages(ids, sequence, tokens=True)
        # Copies go before anything is compared: they would cost a citation, and the margin that confidence is read
        # from.
        scored = without_copies(score(query, candidates.best, stored), lambda one: one.stored)
        if self.reranker is not None:
            scored = rerank(self.reranker, query.understood, scored)
        return Found(query, tuple(scored), sequence, candidates.searched, not selection.is_empty)
