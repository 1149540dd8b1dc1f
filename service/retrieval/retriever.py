"""The retriever: one question against the corpus. Analyse → find → read → score → (rerank) → choose what to quote.

Formulas, constants and what failed: docs/decisions/0004-retrieval.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.catalog.copies import without_copies
from ingest.catalog.reading import Selection
from ingest.embedding.base import Embedder
from service.corpus import Corpus
from service.models import RetrievedPassage
from service.retrieval.candidates import find
from service.retrieval.kinship import OF_ONE_BEAT, kinship
from service.retrieval.question import Query, analyse
from service.retrieval.quotes import score_sentences
from service.retrieval.reranking import load_reranker, rerank
from service.retrieval.scoring import score
from service.retrieval.selection import begins_with_credit, choose_quotes, quotable
from service.retrieval.subjects import subjects_of, without
from service.retrieval.types import Floats, Retrieval

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

MAX_QUOTES = 3


class Retriever:
    """Finds passages for questions. Safe to share between threads."""

    def __init__(self, corpus: Corpus, embedder: Embedder, reranker: BaseNodePostprocessor | None = None) -> None:
        self.corpus = corpus
        self.embedder = embedder
        self._counted = (-1, 0)
        self.reranker = reranker or load_reranker(corpus.settings.rerank)

    def retrieve(self, question: str, top_k: int = 8, selection: Selection | None = None) -> Retrieval:
        """The passages that fit `question` best, of the articles that `selection` leaves."""
        query = analyse(question, self.embedder, self.corpus.lexical)
        selection = selection or Selection()
        for _ in range(3):
            sequence = self.corpus.catalog.published
            found = self._retrieve(query, top_k, selection, sequence)
            if self.corpus.catalog.published == sequence:
                break
        return found

    def _bare(self, query: Query, passages: Sequence[RetrievedPassage]) -> Floats | None:
        """The vector of the question without what its best article speaks of: most of its sentences leave that out."""
        if not passages:
            return None
        article = passages[0].article
        text = without(query.understood, subjects_of(query, [article])[article.id])
        return None if text is None else self.embedder.encode_queries([text])[0].vector

    def _total(self, sequence: int) -> int:
        """Passages at `sequence`, counted once for each: 20 ms where there are 10,000."""
        counted, total = self._counted
        if counted != sequence:
            total = self.corpus.catalog.count(sequence)[1]
            self._counted = sequence, total
        return total

    def _retrieve(self, query: Query, top_k: int, selection: Selection, sequence: int) -> Retrieval:
        candidates = find(self.corpus, query, selection, sequence, self._total(sequence))
        ids = [one.passage_id for one in candidates.best]
        stored = self.corpus.catalog.passages(ids, sequence, tokens=True)
        scored = without_copies(score(query, candidates.best, stored), lambda one: one.stored)
        if self.reranker is not None:
            scored = rerank(self.reranker, query.understood, scored)
        passages = [RetrievedPassage(one.stored.passage, one.stored.article, one.scores.score) for one in scored]
        repeated = kinship(scored)
        # names draw a question to the sentences that repeat them
        bare = self._bare(query, passages) if repeated >= OF_ONE_BEAT else None
        quoted = score_sentences(query, scored, quotable(query, passages), bare)
        quotes = choose_quotes(query, scored, quoted, MAX_QUOTES)
        return Retrieval(
            question=query.text,
            language=query.language,
            passages=tuple(passages[:top_k]),
            sentences=tuple(quoted),
            sequence=sequence,
            searched=candidates.searched,
            kinship=repeated,
            understood=query.understood,
            quotes=quotes,
            candidates=tuple(one.scores for one in scored),
            token_spans=query.token_spans,
            narrowed=not selection.is_empty,
            unheard=query.unheard,
            parted=query.parted,
            credited=bool(quotes) and begins_with_credit(query, quoted, quotes[0]),
        )
