"""The retriever: one question against the corpus. Analyse → find → read → score → (rerank).

Formulas, constants and what failed: docs/decisions/0004-retrieval.md.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.catalog.copies import without_copies
from ingest.catalog.reading import Selection
from ingest.embedding.base import Embedder
from ingest.lexical_reading import LexicalReader
from service.retrieval.candidates import Candidate, find
from service.retrieval.corpus import Corpus
from service.retrieval.query import Query, analyse
from service.retrieval.reranking import load_reranker, rerank
from service.retrieval.scoring import Scored, score
from service.values import RetrievedPassage
from trichdan.errors import IndexUnavailableError

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
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

    @cached_property
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
        return self.retrieve_together([question], selection)[0]

    def retrieve_together(self, questions: Sequence[str], selection: Selection | None = None) -> list[Found]:
        """For each question all passages that any of them finds, by how well they fit it."""
        try:
            return self._at_rest(questions, selection or Selection(), self.corpus.lexical)
        except IndexUnavailableError as error:  # it is being replaced, by this process or another one
            log.warning("Searching by vectors alone: %s", error)
            return self._at_rest(questions, selection or Selection(), None)

    def _at_rest(self, questions: Sequence[str], selection: Selection, lexicon: LexicalReader | None) -> list[Found]:
        """What is found at one published state; looked up again where another was published meanwhile."""
        queries = [analyse(question, self.embedder, lexicon) for question in questions]
        # A write published in between may have taken away what was found; under steady writes the third look has to do.
        for _ in range(3):
            sequence = self.corpus.catalog.published
            found = self._retrieve(queries, lexicon, selection, sequence)
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

    def _retrieve(
        self, queries: Sequence[Query], lexicon: LexicalReader | None, selection: Selection, sequence: int
    ) -> list[Found]:
        total = self._total(sequence)
        each = [find(self.corpus, lexicon, query, selection, sequence, total) for query in queries]
        ids = list(dict.fromkeys(one.passage_id for candidates in each for one in candidates.best))
        stored = self.corpus.catalog.passages(ids, sequence, tokens=True)
        found = []
        for query, candidates in zip(queries, each, strict=True):
            best = [*candidates.best, *self._others(query, candidates.best, ids, sequence)]
            # Copies go before anything is compared: they would cost a citation, and the margin that confidence is read
            # from.
            scored = without_copies(score(query, best, stored), lambda one: one.stored)
            if self.reranker is not None:
                scored = rerank(self.reranker, query.question.text, scored)
            found.append(Found(query, tuple(scored), sequence, candidates.searched, not selection.is_empty))
        return found

    def _others(self, query: Query, best: Sequence[Candidate], ids: Sequence[str], sequence: int) -> list[Candidate]:
        """What other questions found, as candidates for this one."""
        own = {one.passage_id for one in best}
        if not (others := [key for key in ids if key not in own]):
            return []
        visible, vectors = self.corpus.catalog.vectors(sequence, others)
        return [Candidate(key, float(vector @ query.vector), 0.0) for key, vector in zip(visible, vectors, strict=True)]
