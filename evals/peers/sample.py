"""Which questions: a fixed sample of held-out suites, in an order that is balanced wherever a run is cut off."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evals.benchmarks.peers.units import Unit
from evals.suites.build import Suite, news_suites, strangers_suite
from evals.suites.cases import Case, Typing
from evals.suites.own import read_articles
from evals.suites.places import resolve
from ingest.chunking import chunk
from ingest.models import Article

SEED = 20_261_128
NEWS = 3
"""Corpora of invented news beside the seeds: each is an index for each system."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Questions of each typing."""

    answerable: int
    unanswerable: int


SEEDS_QUOTA, NEWS_QUOTA = Quota(8, 3), Quota(7, 3)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles and their passages, cut for all systems alike."""

    suite: Suite
    articles: tuple[Article, ...]
    units: tuple[Unit, ...]

    @property
    def name(self) -> str:
        """The suite's name."""
        return self.suite.name

    def titles(self) -> dict[str, str]:
        """Titles by article."""
        return {article.id: article.title or "" for article in self.articles}


@dataclass(frozen=True, slots=True)
class Question:
    """A case, its gold as offsets, and the corpus that it is asked over."""

    corpus: str
    case: Case


def corpora() -> list[Corpus]:
    """The seeds, and news-held corpora drawn with the seed."""
    news = news_suites(held=True)
    drawn = random.Random(SEED).sample(news, NEWS)  # noqa: S311 - a sample, not a secret
    return [_corpus(suite) for suite in (strangers_suite(held=True), *drawn)]


def _corpus(suite: Suite) -> Corpus:
    articles = tuple(read_articles(suite.paths))
    passages = [one for article in articles for one in chunk(article)]
    units = tuple(Unit(one.id, one.article_id, one.start, one.end, one.text) for one in passages)
    return Corpus(suite, articles, units)


def questions(found: Sequence[Corpus]) -> list[Question]:
    """The sample over the corpora: quotas of each typing for the first and for all others together."""
    first, *others = found
    return balanced([*drawn([first], SEEDS_QUOTA), *drawn(others, NEWS_QUOTA)])


def drawn(found: Sequence[Corpus], quota: Quota) -> list[Question]:
    """A quota of each typing, no question in two typings, none that asks to leave articles out."""
    pool = [
        Question(corpus.name, case)
        for corpus in found
        for case in resolve(corpus.suite.cases, {one.id: one.text for one in corpus.articles}.__getitem__)
        if not case.exclude_articles
    ]
    random.Random(SEED).shuffle(pool)  # noqa: S311
    taken: list[Question] = []
    bases: set[tuple[str, str]] = set()
    left = {
        (typing, answers): quota.answerable if answers else quota.unanswerable
        for typing in Typing
        for answers in (True, False)
    }
    for one in pool:
        kind, base = (one.case.language, one.case.answerable), (one.corpus, one.case.base)
        if left[kind] and base not in bases:
            left[kind] -= 1
            bases.add(base)
            taken.append(one)
    return taken


def balanced(taken: Sequence[Question]) -> list[Question]:
    """In an order in which each beginning holds kinds and typings in about the shares of the whole."""
    strata: dict[tuple[bool, Typing, bool], list[Question]] = defaultdict(list)
    for one in taken:
        strata[one.case.answerable, one.case.language, one.corpus == taken[0].corpus].append(one)
    placed = [((at + 0.5) / len(members), one) for members in strata.values() for at, one in enumerate(members)]
    return [one for _, one in sorted(placed, key=lambda pair: (pair[0], pair[1].case.id))]
