"""Where a question asks for what holds now: the newest article that answers comes first, an older one behind. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from ingest.analysis import fold
from ingest.models import Article
from service.language.currency import asks_today
from service.language.date_reading import as_written
from service.language.languages import Language
from service.language.question import Question
from service.quoting.rows import IN_CELLS, ROW_WEIGHT, has_item, row_weight
from service.quoting.stage import MAX_QUOTES
from service.quoting.subjects import Subject, named_in, subjects_of
from service.quoting.types import Retrieval
from service.values import QuoteSpan

TRIED = 3
"""Newer articles that are tried, at most."""

AS_GOOD, PER_ODDS, NEAR = 0.1, 0.15, 0.25
"""How far the best sentence of a newer article may score below the best: the first where it's as likely as not that
the question asks for what holds now, and with each e-fold of the odds as much more as the second says, to the third.
Beyond the first the article has to answer when it is asked by itself. Of 778 ordinary questions over dated articles 20
get another first quote by it, 6 of them the right one and 7 a wrong one (`python -m evals.benchmarks.newest`)."""

_LATEST = {"vi": "Bài mới nhất là ngày {date}.", "en": "The newest article is of {date}."}


def not_of_today(question: str, newest: str | None, language: Language, today: date) -> str:
    """What is said to a question about today where the `newest` article, by its ISO date, is older; else nothing."""
    if newest is None or not asks_today(question) or newest >= today.isoformat()[: len(newest)]:
        return ""
    return _LATEST[language.code].format(date=as_written(newest, language.code))


def newer(found: Retrieval, odds: float) -> list[tuple[str, float]]:
    """The articles that may answer and are newer than the one quoted first, the newest first; with their gap.

    `odds` are those, as their logarithm, that the question asks for what holds now. An article that lacks a name of the
    question that the first one has is about another thing. One with a row about such a name may lie further
    behind than `NEAR`, by what a row counts: a table is the less like a question the more rows it has.
    """
    if not found.quotes:
        return []
    top, first = found.quotes[0].score, found.quotes[0].article
    far = AS_GOOD + PER_ODDS * odds
    subjects = subjects_of(found.question.text, (one.passage.article for one in found.sentences))
    rows = [_by_row(one.text, subjects[one.passage.article.id], found.question) for one in found.sentences]
    ordered = sorted(zip(found.sentences, rows, strict=True), key=lambda each: each[0].score + each[1])
    best = {one.passage.article.id: (one, row) for one, row in ordered}
    asked = _names(found, first)
    # Articles without a date are never newer: nothing says so.
    later = [
        one
        for one, row in best.values()
        if (one.passage.article.published or "") > (first.published or "")
        and top - one.score <= min(far, NEAR + row)
        and asked <= _names(found, one.passage.article)
    ]
    newest = sorted(later, key=lambda one: one.passage.article.published or "", reverse=True)
    return [(one.passage.article.id, top - one.score) for one in newest[:TRIED]]


def _by_row(text: str, subjects: Collection[Subject], question: Question) -> float:
    """What a text counts by its rows; an item of a list counts as one."""
    by_row = row_weight(text, subjects, question)
    return ROW_WEIGHT if not by_row and question.expected.kind in IN_CELLS and has_item(text, subjects) else by_row


def _names(found: Retrieval, article: Article) -> frozenset[str]:
    """The words of the question that name what an article speaks of."""
    return frozenset(fold(named_in(found.question.text, article)).split())


def newest_first(newest: Retrieval, found: Retrieval) -> Retrieval:
    """Both, in turns, as one retrieval: what the `newest` article says, then what was `found` in all of them."""
    passages = {one.passage.id: one for pair in zip_longest(newest.passages, found.passages) for one in pair if one}
    # What was chosen beside other articles fits better than what only its own sentences were weighed against.
    fitting = [one for one in found.quotes if one.article.id == newest.quotes[0].article.id]
    # Not the first of these: behind a quote of another article stands what adds to that one.
    first = max(fitting or newest.quotes, key=lambda one: one.score)
    # One of the newest, then what was found: an older article may tell what the newest takes for known.
    taken = {_place(one): one for one in (first, *found.quotes, *newest.quotes)}
    sentences = {(one.passage.passage.id, one.sentence): one for one in (*found.sentences, *newest.sentences)}
    ordered = sorted(sentences.values(), key=lambda one: -one.score)
    quotes = tuple(taken.values())[:MAX_QUOTES]
    return replace(found, passages=tuple(passages.values()), sentences=tuple(ordered), quotes=quotes)


def _place(quote: QuoteSpan) -> tuple[str, int, int]:
    return quote.article.id, quote.start, quote.end
