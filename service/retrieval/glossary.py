"""What an English question means in Vietnamese words, by the table of general news language. Pure.

The embedder sees names across languages far better than verbs: it can't tell who *chaired* a meeting from who
*spoke* at it. A word of the question that the table knows, found in a sentence in one of its Vietnamese forms, can.
"""

from __future__ import annotations

from functools import lru_cache

from service.support_lexicon import Concept, mentions, words_of

_Meaning = frozenset[str]


@lru_cache(maxsize=2_048)
def meanings(question: str) -> tuple[_Meaning, ...]:
    """For each word of an English question that the table knows: the names of the concepts that it may mean."""
    found = (frozenset(_name(concept) for concept in one.concepts) for one in mentions(words_of(question), "en"))
    return tuple(meaning for meaning in dict.fromkeys(found) if meaning)


@lru_cache(maxsize=8_192)
def _held(sentence: str) -> frozenset[str]:
    """The concepts that a Vietnamese sentence may speak of."""
    return frozenset(_name(concept) for one in mentions(words_of(sentence), "vi") for concept in one.concepts)


def _name(concept: Concept) -> str:
    return concept.name


def share_meant(question: str, sentence: str) -> float | None:
    """The share of the question's known words that a Vietnamese sentence holds; None if none is known."""
    known = meanings(question)
    if not known:
        return None
    held = _held(sentence)
    return sum(not meaning.isdisjoint(held) for meaning in known) / len(known)
