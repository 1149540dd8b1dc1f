"""Whether an article is about something: it holds the words that name it, or renderings of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from ingest.analysis import accented, fold, syllables
from ingest.models import Article
from service.answerability.evidence import whole
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import folded_run, folded_words
from service.values import RetrievedPassage

HELD, SIDE_BY_SIDE = 0.75, 0.5
"""Shares of the topic's words, and of its neighbouring words, that an article about it holds at least. By hand."""

OPENING = 200
"""Code points of an article that tell with its title what it's about."""

RUN = 4
"""Words of a topic side by side in an article, from which on more say nothing more: a name has as many."""

RARE = 0.05
"""What a word of a topic weighs that all articles hold, at least."""

WEIGHTS, BIAS = (4.43, 8.03, 5.29, 8.88), -7.11
"""Of `Signs.values`, as `python -m evals.fitting.topics` finds them: of 115 questions 100 get exactly their articles by
what was fitted without their writer's, 88 by `holds`."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an article's being about a topic.

    Attributes:
        held: the share of the topic's words that it holds, rarer ones counting more (inverse document frequency).
        run: how many of them it holds side by side, of `RUN`.
        opening: the share that its title and beginning hold.
        below: how far its best passage scores below the best of all.
    """

    held: float
    run: float
    opening: float
    below: float

    @property
    def values(self) -> tuple[float, float, float, float]:
        """All of them."""
        return self.held, self.run, self.opening, self.below


def about(topic: str, passages: Sequence[RetrievedPassage], language: Language) -> set[str]:
    """The articles found that are about a topic, rather than not: by a logistic regression over its signs."""
    told = signs(topic, passages, language)
    return {key for key, one in told.items() if BIAS + sum(map(float.__mul__, WEIGHTS, one.values)) >= 0}


def signs(topic: str, passages: Sequence[RetrievedPassage], language: Language) -> Mapping[str, Signs]:
    """What speaks for each of the articles found, by its key. `language`: of the question that names the topic."""
    articles = {one.article.id: one.article for one in passages}
    scores = {key: max(one.score for one in passages if one.article.id == key) for key in articles}
    stop = QUESTION_STOPWORDS[language.code]
    words = [word for word in syllables(topic) if fold(word) not in stop] or syllables(topic)
    held = {key: _held(words, topic, article, language) for key, article in articles.items()}
    counts = [sum(one[at] for one in held.values()) for at in range(len(words))]
    rarity = [max(RARE, log((len(articles) + 1) / (count + 0.5))) for count in counts]
    total = sum(rarity) or 1.0
    return {
        key: Signs(
            sum(weight for weight, is_held in zip(rarity, held[key], strict=True) if is_held) / total,
            min(_longest_run(topic, article, language), RUN) / RUN,
            _share(_held(words, topic, replace(article, title=None, text=opening(article)), language)),
            scores[key] - max(scores.values()),
        )
        for key, article in articles.items()
    }


def _held(words: Sequence[str], topic: str, article: Article, language: Language) -> list[bool]:
    """Whether an article holds each of the words of a topic, or a rendering."""
    text = whole(article)
    known, spelling = folded_words(text), spelt(text)
    meant = _rendered(topic, spelling) if language is Language.ENGLISH else {}
    exact = language is Language.VIETNAMESE
    return [
        meant.get(word, False) or (f" {accented(word)} " in spelling if exact else fold(word) in known)
        for word in words
    ]


def _rendered(topic: str, spelling: str) -> dict[str, bool]:
    """The words of an English topic that the dictionary knows: whether a text holds a rendering of them."""
    common = " ".join(word for word in topic.split() if not word[0].isupper())  # "Van" of a name is no vehicle
    return {word: one.held(spelling) for one in render(common) for word in one.words.split()}


def _longest_run(topic: str, article: Article, language: Language) -> int:
    """How many words of a topic stand side by side in an article, at most."""
    exact = language is Language.VIETNAMESE
    text = spelt(whole(article)) if exact else folded_run(whole(article))
    words = [accented(word) if exact else fold(word) for word in syllables(topic)]
    sizes = range(len(words), 0, -1)
    runs = ((size, " ".join(words[at : at + size])) for size in sizes for at in range(len(words) - size + 1))
    return next((size for size, run in runs if f" {run} " in text), 0)


def holds(article: Article, topic: str, language: Language) -> bool:
    """Whether an article is about a topic. `language`: of the question that names it."""
    text = whole(article)
    english = language is Language.ENGLISH
    words = syllables(" ".join(word for word in topic.split() if not (english and word in QUESTION_STOPWORDS["en"])))
    meant = _rendered(topic, spelt(text)) if english else {}
    run = folded_run(text)
    beside = [(fold(one), fold(two)) for one, two in pairwise(words) if one not in meant and two not in meant]
    return (
        _share(_held(words, topic, article, language)) >= HELD
        and _share([f" {one} {two} " in run for one, two in beside]) >= SIDE_BY_SIDE
    )


def naming(topic: str, passages: Sequence[RetrievedPassage], language: Language) -> set[str]:
    """The articles found that hold the words of a topic, or of a source: more than are `about` it."""
    articles = {one.article.id: one.article for one in passages}
    return {key for key, article in articles.items() if holds(article, topic, language)}


def numbered_right(article: Article, topic: str) -> bool:
    """Whether the numbers of a topic stand in an article behind the word that they number ("bão số 9")."""
    run = folded_run(whole(article))
    words = [fold(word) for word in syllables(topic)]
    return all(f" {one} {two} " in run for one, two in pairwise(words) if two.isdigit())


def opening(article: Article) -> str:
    """An article's title and what its text begins with."""
    return f"{article.title or ''} {article.text[:OPENING]}"


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else 1.0
