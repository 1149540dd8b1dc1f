"""What to ask first, and next under an answer: questions that the articles really answer, since each was asked.

Routes of their own, for the page: who asks over the API doesn't wait for them.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import Field

from ingest.models import Article
from service.engine import Engine
from service.http.deps import NeedsKey, QuestionTurn, TheEngine, guarded, may_read
from service.language.detection import detect_language
from service.page import view
from service.page.examples import Example, follow_ups, openers
from service.quoting.subjects import named_in
from trichdan.wire import (
    Answer,
    AskRequest,
    Filters,
    Message,
    Mode,
    Place,
    Question,
    Reply,
    SearchRequest,
    Wire,
)

FIRST, FIRST_TRIED = 4, 8
"""Questions to begin with: how many are offered, and how many are asked for that, at most."""

NEWEST = 40
"""Articles that these are made of."""

NEXT, NEXT_TRIED = 3, 6
"""The same for questions to go on with, by each of their two sources."""

ARTICLES = 5
"""Cited articles that these are made of, the first ones; and as many others that are near the question."""

KEPT = 4
"""Sets of first questions that are kept: both languages, for this corpus and the one before a write."""

router = APIRouter(include_in_schema=False, route_class=guarded(may_read), dependencies=[NeedsKey])
Spans = Sequence[tuple[str, int, int]]


class Suggestions(Reply):
    """Questions that are answered."""

    questions: list[str]


class FollowUpsRequest(Wire):
    """What was asked last and cited for it, and what a next question would be asked with: history and filters."""

    question: Question
    citations: list[Place] = Field(max_length=50)
    history: list[Message] = Field(default_factory=list, max_length=50)
    filters: Filters | None = None


class Openers:
    """The first questions that were found, by the state of the corpus and the language; asked once for all readers."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str], list[str]] = OrderedDict()
        self._asking = asyncio.Lock()

    async def of(self, engine: Engine, lang: Literal["vi", "en"]) -> list[str]:
        """At most four, about the newest articles."""
        key = (engine.corpus.fingerprint(), lang)
        async with self._asking:
            if key not in self._found:
                candidates = (await asyncio.to_thread(_openers, engine, lang))[:FIRST_TRIED]
                self._found[key] = [one async for one in _answered(engine, candidates, FIRST)]
                if len(self._found) > KEPT:
                    self._found.popitem(last=False)
        return self._found.get(key, [])


@router.get("/suggestions", dependencies=[QuestionTurn])
async def ask_first(request: Request, engine: TheEngine, lang: Literal["vi", "en"] = "vi") -> Suggestions:
    """At most four questions about the newest articles, in the language of the page."""
    return Suggestions(questions=await request.app.state.openers.of(engine, lang))


@router.post("/follow-ups", dependencies=[QuestionTurn])
async def ask_next(body: FollowUpsRequest, engine: TheEngine) -> Suggestions:
    """At most three questions, in the language of the last one: of the cited articles, else of others that are near."""
    quoted = [(one.article_id, one.start, one.end) for one in body.citations]
    found: list[str] = []
    for articles in (_cited, _near):
        if quoted and len(found) < NEXT:
            candidates = await asyncio.to_thread(_candidates, articles(body, engine), body, quoted)
            new = [one for one in candidates if one.question not in found][:NEXT_TRIED]
            found += [one async for one in _answered(engine, new, NEXT - len(found), body, quoted)]
    return Suggestions(questions=found)


async def _answered(
    engine: Engine, candidates: Iterable[Example], most: int, body: FollowUpsRequest | None = None, quoted: Spans = ()
) -> AsyncIterator[str]:
    """Those that are answered from where they were made of, by what isn't quoted yet; `body`: asked after what."""
    context = {"history": body.history, "filters": body.filters} if body else {}
    left = most
    for example in candidates:
        if not left:
            return
        # By the quotes alone: what an LLM would make of it isn't asked for each.
        request = AskRequest(question=example.question, mode=Mode.EXTRACTIVE, **context)
        if _tells_more(await engine.ask(request), example, quoted):
            left -= 1
            yield example.question


def _openers(engine: Engine, lang: Literal["vi", "en"]) -> list[Example]:
    catalog = engine.corpus.catalog
    infos, _ = catalog.list_articles(catalog.published, limit=NEWEST, newest=True)
    return openers(_articles(engine, [info.id for info in infos]), view.strings(lang))


def _cited(body: FollowUpsRequest, engine: Engine) -> Iterator[Article]:
    """The articles of the answer."""
    return _articles(engine, list(dict.fromkeys(one.article_id for one in body.citations))[:ARTICLES])


def _near(body: FollowUpsRequest, engine: Engine) -> Iterator[Article]:
    """Other articles with passages near the question that speak of something it names, too."""
    cited = {one.article_id for one in body.citations}
    hits = engine.search(SearchRequest(query=body.question, filters=body.filters, top_k=20)).hits
    others = _articles(engine, [one for one in dict.fromkeys(hit.article_id for hit in hits) if one not in cited])
    return islice((one for one in others if named_in(body.question, one)), ARTICLES)


def _articles(engine: Engine, ids: Iterable[str]) -> Iterator[Article]:
    stored = (engine.corpus.catalog.article(one, engine.corpus.catalog.published) for one in ids)
    return (one[0] for one in stored if one)


def _candidates(articles: Iterator[Article], body: FollowUpsRequest, quoted: Spans) -> list[Example]:
    """Questions that weren't asked yet."""
    vietnamese = detect_language(body.question).code == "vi"
    asked = {message.content.casefold() for message in body.history} | {body.question.casefold()}
    made = follow_ups(list(articles), quoted, view.strings("vi" if vietnamese else "en"), vietnamese=vietnamese)
    return [one for one in made if one.question.casefold() not in asked]


def _tells_more(answer: Answer, example: Example, quoted: Spans) -> bool:
    """Whether the question is answered from where it was made of, by what wasn't quoted before."""
    places = [(one.article_id, one.start, one.end) for one in answer.citations if answer.answered]
    of_it = [place for place in places if example.is_of(*place)]
    if not any(example.is_of(*place) for place in quoted):  # then what was quoted may stand beside it in one quote
        return bool(of_it)
    return any(not any(_overlap(place, one) for one in quoted) for place in of_it)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
