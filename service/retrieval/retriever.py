"""The retriever: one question against the corpus. First version: dense plus folded lexical."""

from __future__ import annotations

import unicodedata
from collections import Counter

from ingest.analysis import fold, folded_terms, syllables
from ingest.catalog.reading import Selection
from ingest.catalog.rows import StoredPassage
from ingest.embedding.base import Embedder
from ingest.exact import nearest
from ingest.models import SentenceKind
from service.corpus import Corpus
from service.models import RetrievedPassage
from service.retrieval.language import detect_language
from service.retrieval.types import Retrieval, ScoredSentence

CANDIDATES = 50


class Retriever:
    """Finds passages for questions. Safe to share between threads."""

    def __init__(self, corpus: Corpus, embedder: Embedder) -> None:
        self.corpus = corpus
        self.embedder = embedder

    def retrieve(self, question: str, top_k: int = 8, selection: Selection | None = None) -> Retrieval:
        """The passages that fit `question` best, of the articles that `selection` leaves."""
        question = " ".join(unicodedata.normalize("NFC", question).split())
        selection = selection or Selection()
        for _ in range(3):
            sequence = self.corpus.catalog.published
            found = self._retrieve(question, top_k, selection, sequence)
            if self.corpus.catalog.published == sequence:
                break
        return found

    def _retrieve(self, question: str, top_k: int, selection: Selection, sequence: int) -> Retrieval:
        vector = self.embedder.encode_queries([question])[0].vector
        terms = {term: float(count) for term, count in Counter(folded_terms(question)).items()}
        only = None if selection.is_empty else self.corpus.catalog.passage_ids(sequence, selection)
        lexical_index = self.corpus.lexical
        lexical = dict(lexical_index.search("folded", terms, CANDIDATES, only) if lexical_index else [])
        if only is None:
            dense = dict(self.corpus.nearest(vector, CANDIDATES))
            searched = self.corpus.catalog.count(sequence)[1]
        else:
            dense = dict(nearest(*self.corpus.catalog.vectors(sequence, only), vector, CANDIDATES))
            searched = len(only)
        ids = list(dict.fromkeys([*dense, *lexical]))
        stored = self.corpus.catalog.passages(ids, sequence, vectors=True)
        top = max(lexical.values(), default=1.0)
        scored = sorted(
            (
                RetrievedPassage(one.passage, one.article, self._cosine(one, vector) + 0.1 * lexical.get(key, 0) / top)
                for key, one in stored.items()
            ),
            key=lambda found: (-found.score, found.passage.id),
        )[:top_k]
        language = detect_language(question)
        return Retrieval(question, language, tuple(scored), self._sentences(question, scored), sequence, searched)

    def _cosine(self, one: StoredPassage, vector: object) -> float:
        assert one.vector is not None
        return float(one.vector @ vector)  # type: ignore[operator]

    def _sentences(self, question: str, passages: list[RetrievedPassage]) -> tuple[ScoredSentence, ...]:
        words = {fold(word) for word in syllables(question)}
        found = []
        for one in passages:
            for sentence in one.passage.sentences:
                text = one.article.text[sentence.start : sentence.end]
                share = len(words & {fold(word) for word in syllables(text)}) / max(1, len(words))
                prose = 0.0 if sentence.kind is SentenceKind.PROSE else -1.0
                found.append(ScoredSentence(one, sentence, one.score + 0.3 * share + prose))
        return tuple(sorted(found, key=lambda s: -s.score))
