"""Small talk in words that no list has: told by a regression over the message's vector, behind the search."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from evals.running.talk import HELD, load
from ingest.embedding.base import Embedder
from service.answering.follow_ups import in_conversation
from service.answering.small_talk import SmallTalk, is_reply, small_talk
from service.engine import Engine
from service.language.courtesies import read_courtesy
from trichdan.wire import AskRequest, Kind, Message, Mode


@pytest.mark.parametrize("message", ["tks b nhìu lắm", "bạn có phải người thật không", "what do you have in here"])
def test_what_no_list_knows_is_told_by_its_vector(seeds_engine: Engine, message: str) -> None:
    assert read_courtesy(message) is None
    answer = asyncio.run(seeds_engine.ask(AskRequest(question=message, mode=Mode.EXTRACTIVE)))
    assert answer.kind is Kind.SMALL_TALK
    assert answer.citations == []
    assert is_reply(answer.answer)


@pytest.mark.parametrize("question", ["Ai đồng chủ trì hội nghị?", "tỷ số?", "chào bạn, ai chủ trì hội nghị vậy?"])
def test_a_question_is_none(seeds_engine: Engine, question: str) -> None:
    answer = asyncio.run(seeds_engine.ask(AskRequest(question=question, mode=Mode.EXTRACTIVE)))
    assert answer.kind is not Kind.SMALL_TALK


def test_what_is_answered_has_to_be_small_talk_more_surely(seeds_engine: Engine) -> None:
    messages = [one for kind, texts in load(f"{HELD}/messages").items() if kind != "question" for one in texts]
    refused = {one for one in messages if seeds_engine.small_talk(one, answered=False)}
    answered = {one for one in messages if seeds_engine.small_talk(one, answered=True)}
    assert answered < refused
    assert len(refused) >= 0.65 * len(messages)


def test_questions_of_a_writer_that_nothing_was_fitted_with_stay_questions(seeds_engine: Engine) -> None:
    taken = [one for one in load(f"{HELD}/messages")["question"] if seeds_engine.small_talk(one, answered=False)]
    assert taken == []


def test_with_another_embedder_only_listed_phrases_are_known(seeds_engine: Engine) -> None:
    class Other:
        identity = replace(seeds_engine.embedder.identity, model="another")

        def encode_queries(self, *_: object, **__: object) -> None:
            raise AssertionError("its vectors mean nothing here")

    other: Embedder = Other()  # type: ignore[assignment]
    assert SmallTalk(other)("tks b nhìu lắm", answered=False) is None
    assert small_talk("cảm ơn", []) is not None


def test_a_long_message_is_a_question_whatever_it_sounds_like(seeds_engine: Engine) -> None:
    assert seeds_engine.small_talk("cảm ơn bạn nhiều lắm nha " * 3, answered=False) is None


def test_what_was_only_small_talk_is_no_question_before_the_next(seeds_engine: Engine) -> None:
    asked = "Ai đồng chủ trì hội nghị giữa Lâm Đồng và Mondulkiri?"
    said = asyncio.run(seeds_engine.ask(AskRequest(question="tks b nhìu lắm", mode=Mode.EXTRACTIVE))).answer
    history = [
        Message(role="user", content=asked),
        Message(role="assistant", content="Thiếu tướng Trương Minh Đương. [1]"),
        Message(role="user", content="tks b nhìu lắm"),
        Message(role="assistant", content=said),
    ]
    assert in_conversation("khi nào?", history).before == asked
