"""Whether an article is about something: it holds the words that name it, or renderings of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.analysis import accented, fold, syllables
from ingest.models import Article
from service.answerability.evidence import folded_run, folded_words, whole
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.stopwords import QUESTION_STOPWORDS

HELD, SIDE_BY_SIDE = 0.75, 0.5
"""Shares of the topic's words, and of its neighbouring words, that an article about it holds at least. By hand."""

OPENING = 200
"""Code points of an article that tell with its title what it's about."""


def holds(article: Article, topic: str, language: Language) -> bool:
    """Whether an article is about a topic. `language`: of the question that names it."""
    text = whole(article)
    known, run, spelling = folded_words(text), folded_run(text), spelt(text)
    english = language is Language.ENGLISH
    words = syllables(" ".join(word for word in topic.split() if not (english and word in QUESTION_STOPWORDS["en"])))
    common = " ".join(word for word in topic.split() if not word[0].isupper())  # "Van" of a name is no vehicle
    rendered = render(common) if english else ()
    meant = {word: one.held(spelling) for one in rendered for word in one.words.split()}
    exact = language is Language.VIETNAMESE

    def held(word: str) -> bool:
        return meant.get(word, False) or (f" {accented(word)} " in spelling if exact else fold(word) in known)

    beside = [(fold(one), fold(two)) for one, two in pairwise(words) if one not in meant and two not in meant]
    return (
        _share([held(word) for word in words]) >= HELD
        and _share([f" {one} {two} " in run for one, two in beside]) >= SIDE_BY_SIDE
    )


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
