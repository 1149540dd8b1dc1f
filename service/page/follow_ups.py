"""What to ask next under an answer: questions that the cited articles really answer.

A route of its own, for the page: who asks over the API doesn't wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import Field

from ingest.models import Article
from service.engine import Engine
from service.http.deps import NeedsKey, QuestionTurn, TheEngine, guarded, may_read
from service.language.detection import detect_language
from service.page import view
from service.page.examples import Example, follow_ups
from trichdan.wire import Answer, AskRequest, Filters, Message, Mode, Place, Question, Reply, Wire

MOST = 3
TRIED = 5
"""Questions that are asked to see whether they are answered, at most."""

ARTICLES = 5
"""Cited articles that questions are made of, the first ones."""

router = APIRouter(include_in_schema=False, route_class=guarded(may_read), dependencies=[NeedsKey])


class FollowUpsRequest(Wire):
    """What was asked last and cited for it, and what a next question would be asked with: history and filters."""

    question: Question
    citations: list[Place] = Field(max_length=50)
    history: list[Message] = Field(default_factory=list, max_length=50)
    filters: Filters | None = None


class FollowUps(Reply):
    """Questions that are answered, with something that wasn't quoted yet."""

    questions: list[str]


@router.post("/follow-ups", dependencies=[QuestionTurn])
async def ask_next(body: FollowUpsRequest, engine: TheEngine) -> FollowUps:
    """At most three questions, in the language of the last one."""
    quoted = [(one.article_id, one.start, one.end) for one in body.citations]
    examples = await asyncio.to_thread(_examples, body, quoted, engine)
    asked = {message.content.casefold() for message in body.history} | {body.question.casefold()}
    found: list[str] = []
    for example in [one for one in examples if one.question.casefold() not in asked][:TRIED]:
        # By the quotes alone: what an LLM would make of it isn't asked for each.
        request = AskRequest(
            question=example.question, history=body.history, filters=body.filters, mode=Mode.EXTRACTIVE
        )
        if _tells_more(await engine.ask(request), example, quoted):
            found.append(example.question)
        if len(found) == MOST:
            break
    return FollowUps(questions=found)


def _examples(body: FollowUpsRequest, quoted: Sequence[tuple[str, int, int]], engine: Engine) -> list[Example]:
    vietnamese = detect_language(body.question).code == "vi"
    catalog = engine.corpus.catalog
    ids = list(dict.fromkeys(article_id for article_id, *_ in quoted))[:ARTICLES]
    stored = [catalog.article(one, catalog.published) for one in ids]
    articles: list[Article] = [one[0] for one in stored if one]
    return follow_ups(articles, quoted, view.strings("vi" if vietnamese else "en"), vietnamese=vietnamese)


def _tells_more(answer: Answer, example: Example, quoted: Sequence[tuple[str, int, int]]) -> bool:
    """Whether the question is answered from where it was made of, by what wasn't quoted before."""
    places = [(one.article_id, one.start, one.end) for one in answer.citations if answer.answered]
    return any(example.is_of(*place) and not any(_overlap(place, one) for one in quoted) for place in places)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
