"""Where a question asks for what holds now: the newest article that answers comes first, an older one behind. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import zip_longest

from service.language.currency import asks_today
from service.language.languages import Language
from service.quoting.stage import MAX_QUOTES
from service.quoting.types import Retrieval

TRIED = 3
"""Newer articles that are tried, at most."""

AS_GOOD, NEAR = 0.1, 0.25
"""How far the best sentence of a newer article may score below the best, to be taken, and to be asked by itself. Of the
newer articles in evals/talk/time.yaml, 18 of 21 that answer are within the second, and 2 of 40 others; within the first
13, and none."""


_LATEST = {"vi": "Bài mới nhất là ngày {date}.", "en": "The newest article is of {date}."}


def not_of_today(question: str, newest: str | None, language: Language, today: date) -> str:
    """What is said to a question about today where the `newest` article, by its ISO date, is older; else nothing."""
    if newest is None or not asks_today(question) or newest >= today.isoformat()[: len(newest)]:
        return ""
    written = "-".join(reversed(newest.split("-"))) if language.code == "vi" else newest
    return _LATEST[language.code].format(date=written)


def newer(found: Retrieval) -> list[tuple[str, float]]:
    """The articles that may answer and are newer than the one quoted first, the newest first; with their gap."""
    if not found.quotes:
        return []
    top, first = found.quotes[0].score, found.quotes[0].article
    best = {one.passage.article.id: one for one in sorted(found.sentences, key=lambda one: one.score)}
    # Articles without a date are never newer: nothing says so.
    later = [one for one in best.values() if (one.passage.article.published or "") > (first.published or "")]
    ordered = sorted(later, key=lambda one: one.passage.article.published or "", reverse=True)
    return [(one.passage.article.id, top - one.score) for one in ordered if top - one.score <= NEAR][:TRIED]


def newest_first(newest: Retrieval, found: Retrieval) -> Retrieval:
    """Both, in turns, as one retrieval: what the `newest` article says, then what was `found` in all of them."""
    passages = {one.passage.id: one for pair in zip_longest(newest.passages, found.passages) for one in pair if one}
    # One of the newest, then what was found: an older article may tell what the newest takes for known.
    taken = {(one.article.id, one.start, one.end): one for one in (*newest.quotes[:1], *found.quotes, *newest.quotes)}
    sentences = {(one.passage.passage.id, one.sentence): one for one in (*found.sentences, *newest.sentences)}
    ordered = sorted(sentences.values(), key=lambda one: -one.score)
    quotes = tuple(taken.values())[:MAX_QUOTES]
    return replace(
        found, passages=tuple(passages.values()), sentences=tuple(ordered), quotes=quotes, short=newest.short
    )
