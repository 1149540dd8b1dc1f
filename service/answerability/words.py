"""How far the evidence holds the words of an English question, each weighed by how few other passages hold it. Pure.

The embedder sees what a text is about, across languages, better than what exactly it says. A word that the dictionary
knows is held where one of its renderings stands, or the word itself; of any other the best token's similarity tells. A
word that all passages hold says little of any (inverse document frequency: Spärck Jones 1972), here among those found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.answerability.evidence import Evidence, folded_words, is_named
from service.answerability.tokens import tokens_of
from service.language.asking import Word, WordKind
from service.language.glossary import Rendered, render, spelt
from service.language.typing import Language
from service.quoting.types import Retrieval, ScoredSentence

NAMES = ("support", "support_rare", "support_lost", "support_least", "support_sentence", "support_alone")
"""Mean; weighed by rarity; sum of what is lost; the least; in the best sentence; share that only the evidence holds."""

MOST_LOST = 4.0
"""Words lacking beyond so many say nothing more."""

LEAST_RARE = 0.05
"""Of a word that all other passages hold."""

UNLIKE, ALIKE = 0.2, 0.8
"""Similarities of tokens from which a word begins to count as held, and fully does."""

UNTOLD = 0.4
"""What a word counts that neither the dictionary nor a token tells of."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """A word of the question as it is looked for.

    Attributes:
        rendered: its renderings, if the dictionary knows it.
        tokens: its tokens, by which it is told otherwise.
    """

    word: Word
    rendered: Rendered | None
    tokens: Sequence[int]

    def stands_in(self, text: str) -> bool:
        """Whether the word or a rendering of it stands in a text."""
        if self.word.folded in folded_words(text):
            return True
        return self.rendered is not None and self.rendered.held(spelt(text))

    def held(self, sentence: ScoredSentence) -> float:
        """How far a sentence holds it, 0 to 1."""
        if self.stands_in(sentence.text):
            return 1.0
        if self.rendered is not None:
            return 0.0
        alike = max((sentence.support[at] for at in self.tokens if sentence.support), default=None)
        return UNTOLD if alike is None else min(1.0, max(0.0, (alike - UNLIKE) / (ALIKE - UNLIKE)))


def support_features(retrieval: Retrieval, seen: Evidence) -> dict[str, float]:
    """How far the evidence holds the question's words; all 0 for a Vietnamese one, whose words need no dictionary."""
    words = _looked_for(retrieval, seen) if retrieval.language is Language.ENGLISH else []
    if not words:
        return dict.fromkeys(NAMES, 0.0)
    others = [one.passage.text for one in seen.others]
    rare = np.array([_rare(one, others) for one in words])
    sentences = np.array([[one.held(sentence) for one in words] for sentence in seen.sentences])
    held = np.maximum(sentences.max(axis=0), [_misspelt(one.word, seen.passage) for one in words])
    lost = (1 - held) * rare
    found = (
        float(held.mean()),
        float(1 - lost.sum() / rare.sum()),
        float(min(MOST_LOST, lost.sum())),
        float(1 - lost.max()),
        float((sentences @ rare).max() / rare.sum()),
        float(np.mean((held == 1) & (rare == 1))),
    )
    return dict(zip(NAMES, found, strict=True))


def _looked_for(retrieval: Retrieval, seen: Evidence) -> list[_Looked]:
    rendered = {word: one for one in render(retrieval.question) for word in one.words.split()}
    return [
        _Looked(word, rendered.get(word.text.lower()), tokens_of(word, retrieval.token_spans))
        for word in seen.asking.content
    ]


def _rare(word: _Looked, others: Sequence[str]) -> float:
    """The share of the other passages that lack a word."""
    held = [word.stands_in(text) for text in others]
    return max(LEAST_RARE, 1 - sum(held) / max(1, len(held)))


def _misspelt(word: Word, text: str) -> float:
    """1 for a name that stands in a text but for one letter."""
    return float(word.kind is WordKind.NAME and is_named(word.folded, folded_words(text)))
