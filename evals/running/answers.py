"""Good answers of a language model: do they come through the checks whole?

Each case is what a strong model would reply, true and carried by its quotes. It is said to the service by a scripted
model, which reads all passages of the articles that it cites and says the same again when something is sent back.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ingest.chunking import chunk
from ingest.embedding.factory import load_embedder
from ingest.models import Article
from ingest.settings import load_settings
from service.answering.propose import Unanswerable, compose_llm
from service.answering.writer import Writer
from service.language.detection import detect_language
from service.llm.protocol import ChatTurn, Reply, Schema, UnusableReplyError
from service.settings import ServiceSettings
from service.values import Dropped, RetrievedPassage
from service.verifying.similarity import Similarity, similarity_by

PATIENCE = 600.0
"""Seconds for a reply that is there already."""

Case = Mapping[str, Any]


class ScriptedModel:
    """A `ChatModel` that always says the same, in the asked JSON."""

    name = "scripted"
    structured = True
    prose = False
    context_window = 1_000_000
    max_output_tokens = 4_000
    passages = 0

    def __init__(self, case: Case, passages: Sequence[RetrievedPassage]) -> None:
        self._reply = json.dumps(
            {
                "answerable": True,
                "statements": [_stated(one, passages) for one in case["statements"]],
                "nearest": [],
                "reason": "",
            },
            ensure_ascii=False,
        )

    async def complete(self, turns: Sequence[ChatTurn], schema: Schema | None, deadline: float) -> Reply:
        """The case's answer."""
        del turns, schema, deadline
        return Reply(self._reply)

    async def aclose(self) -> None:
        """Nothing is open."""


def ask_embedder() -> Similarity | None:
    """The configured embedder, asked as the service asks it; None if nothing was measured on it."""
    settings = load_settings(ServiceSettings)
    found = similarity_by(load_embedder(settings.embedding, settings.models_dir))
    return found and replace(found, cosine=cache(found.cosine))  # asked again for each threshold that is tried


def lost(case: Case, articles: Mapping[str, Article], similarity: Similarity | None) -> tuple[Dropped, ...]:
    """The statements of a good answer that the service drops, each with its reason."""
    cited = dict.fromkeys(quote["article"] for one in case["statements"] for quote in one["quotes"])
    passages = [RetrievedPassage(one, articles[name], 1.0) for name in cited for one in _passages(articles[name])]
    language = detect_language(case["question"]).code
    writer = Writer(ScriptedModel(case, passages), time.monotonic() + PATIENCE, similarity)
    try:
        draft = asyncio.run(compose_llm(case["question"], language, passages, writer))
    except UnusableReplyError as error:
        return error.dropped
    if isinstance(draft, Unanswerable):
        raise AssertionError("the reply says that there is an answer")
    return draft.dropped


@cache
def _passages(article: Article) -> tuple[Any, ...]:
    return tuple(chunk(article))


def _stated(one: Case, passages: Sequence[RetrievedPassage]) -> dict[str, object]:
    quotes = [{"key": _key(quote, passages), "quote": quote["quote"]} for quote in one["quotes"]]
    return {"statement": one["text"], "quotes": quotes}


def _key(quote: Case, passages: Sequence[RetrievedPassage]) -> str:
    """The key that the prompt issues for the passage that holds a quote, or for its article's first passage."""
    own = [at for at, found in enumerate(passages, 1) if found.article.id == quote["article"]]
    holds = [at for at in own if quote["quote"] in _text(passages[at - 1])]
    return f"P{(holds or own)[0]}"


def _text(found: RetrievedPassage) -> str:
    return found.article.text[found.passage.start : found.passage.end]
