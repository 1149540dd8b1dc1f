"""The two arms: passages that are near by vector or hold the question's terms, before any of their text is read."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.catalog.reading import Selection
from ingest.exact import nearest
from ingest.lexical_reading import LexicalReader
from service.language.glossary import render
from service.language.languages import Language
from service.retrieval.corpus import Corpus
from service.retrieval.query import Query

EACH_ARM = 100
"""Passages taken from each arm."""

RESCORED = 40
"""Candidates that go on to be read and scored by sentences and tokens."""

LEXICAL_WEIGHT = 0.2
"""Of the lexical score beside the cosine, where the question is Vietnamese."""

TRANSLATED_WEIGHT = 0.05
"""Of what the dictionary's renderings find, as a share of the best, where the question is English."""

NAMED = 5
"""For an English question: the best passages by names and numbers go on, however far they are by vector."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage by its id, with what each arm says of it."""

    passage_id: str
    cosine: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best candidates, best first, and how many passages were searched for them."""

    best: list[Candidate]
    searched: int


def find(
    corpus: Corpus, lexicon: LexicalReader | None, query: Query, selection: Selection, sequence: int, total: int
) -> Candidates:
    """The best candidates among the passages that `selection` leaves of the `total` at `sequence`."""
    only, hidden, searched = _narrow(corpus, selection, sequence, total)
    lexical = _lexical(lexicon, query, only, len(hidden))
    if only is None:
        dense = dict(corpus.nearest(query.vector, EACH_ARM + len(hidden), sequence))
    else:
        # Chroma's own filters take 75 to 300 ms at 100,000 passages; numpy over what is left takes a few
        # (decisions/0003).
        dense = dict(nearest(*corpus.catalog.vectors(sequence, only), query.vector, EACH_ARM))
    translated = _translated(lexicon, query, only, len(hidden)) if query.question.language is Language.ENGLISH else {}
    ids = [key for key in dict.fromkeys([*dense, *lexical, *translated]) if key not in hidden]
    # Indexes may lag behind: only what the catalog shows at this sequence counts, and lexical hits need a cosine as
    # well.
    visible, vectors = corpus.catalog.vectors(sequence, ids)
    cosines = (vectors @ query.vector).tolist() if visible else []
    found = [Candidate(key, cosine, lexical.get(key, 0.0)) for key, cosine in zip(visible, cosines, strict=True)]
    return Candidates(_first(found, query.question.language, translated), searched)


def _narrow(corpus: Corpus, selection: Selection, sequence: int, total: int) -> tuple[list[str] | None, set[str], int]:
    """The passages to search (None: all), those of them to leave out, and how many that makes."""
    if selection.is_empty:
        return None, set(), total
    if selection == Selection(excluded_ids=selection.excluded_ids):
        # Nearly everything is left: search it all and look further, instead of listing what is left.
        hidden = set(corpus.catalog.passage_ids(sequence, Selection(article_ids=selection.excluded_ids)))
        return None, hidden, total - len(hidden)
    only = corpus.catalog.passage_ids(sequence, selection)
    return only, set(), len(only)


def _lexical(index: LexicalReader | None, query: Query, only: list[str] | None, more: int) -> dict[str, float]:
    """BM25 as a share of what the question's terms could give at most, by passage."""
    if index is None:
        return {}
    hits = index.search(query.terms, EACH_ARM + more, only)
    # A share of what could be had, terms that the corpus lacks included: such a question gets little lexical weight by
    # itself.
    ceiling = index.ceiling(query.terms) or 1.0
    return {key: score / ceiling for key, score in hits}


def _translated(index: LexicalReader | None, query: Query, only: list[str] | None, more: int) -> dict[str, float]:
    """BM25 over the renderings of an English question's words, as a share of the best passage's, by passage."""
    if index is None:
        return {}
    words = [[rendering.split() for rendering in sorted(one.renderings)] for one in render(query.question.typed)]
    hits = index.search_renderings(words, EACH_ARM + more, only)
    return {key: score / hits[0][1] for key, score in hits}


def _first(found: list[Candidate], language: Language, translated: dict[str, float]) -> list[Candidate]:
    def worth(one: Candidate) -> float:
        if language is Language.ENGLISH:
            return one.cosine + TRANSLATED_WEIGHT * translated.get(one.passage_id, 0.0)
        return one.cosine + LEXICAL_WEIGHT * one.lexical

    # Ties go by id, so that the same corpus gives the same answer whatever order its indexes were filled in.
    ordered = sorted(found, key=lambda one: (-worth(one), one.passage_id))
    best = ordered[:RESCORED]
    if language is Language.ENGLISH:
        # Names survive translation where the embedder doesn't see them, but BM25 of names added on top costs up to 2
        # points.
        by_name = sorted((one for one in ordered if one.lexical), key=lambda one: (-one.lexical, one.passage_id))
        best += [one for one in by_name[:NAMED] if one not in best]
    return best
