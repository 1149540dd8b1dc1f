"""Small talk, learned with the other kinds: what is tested is in nobody's training data, but where it says so."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from evals.running.talk import HELD
from evals.running.talk_sets import load
from ingest.embedding.base import Embedder
from service.answering.follow_ups import in_conversation
from service.answering.intents import SMALL_TALK, Intents
from service.answering.small_talk import LEAD_WORDS, reply, without_small_talk
from service.engine import Engine
from service.language.intents import Intent, SmallTalk
from trichdan.wire import Answer, AskRequest, Kind, Message, Mode, Reason

ASKED = "Ai đồng chủ trì hội nghị giữa Lâm Đồng và Mondulkiri?"


def ask(engine: Engine, message: str, *said: str) -> Answer:
    """The answer after what was said before, by turns."""
    history = [Message(role="assistant" if at % 2 else "user", content=one) for at, one in enumerate(said)]
    return asyncio.run(engine.ask(AskRequest(question=message, history=history, mode=Mode.EXTRACTIVE)))


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("chào buổi chiều bạn nhé", SmallTalk.GREETING),
        ("chao buoi chieu ban nhe", SmallTalk.GREETING),
        ("cám ơn bạn nhiều lắm luôn", SmallTalk.THANKS),
        ("thank you so so much", SmallTalk.THANKS),
        ("thôi chào bạn, mình đi ngủ đây nha", SmallTalk.GOODBYE),
        ("bạn là con bot hay là người vậy", SmallTalk.ABOUT),
        ("?", SmallTalk.ABOUT),
        ("… 👍", SmallTalk.ABOUT),
        ("hay quá trời luôn", SmallTalk.REACTION),
        ("ủa vậy sao", SmallTalk.REACTION),
        ("để mình xem lại", SmallTalk.REACTION),
        ("wow, so sad", SmallTalk.REACTION),
        ("sai rồi, không phải vậy", SmallTalk.COMPLAINT),
        ("that's not what I wanted", SmallTalk.COMPLAINT),
    ],
)
def test_what_asks_nothing_gets_a_reply_and_no_citation(seeds_engine: Engine, message: str, kind: SmallTalk) -> None:
    intent = seeds_engine.intents(message)
    assert intent.kind == kind
    answer = ask(seeds_engine, message)
    assert (answer.kind, answer.answered, answer.reason) == (Kind.SMALL_TALK, False, Reason.NO_EVIDENCE)
    assert (answer.citations, answer.nearest, answer.confidence) == ([], [], 0)
    assert answer.answer == reply(intent).composed.said


@pytest.mark.parametrize(
    "question",
    [
        ASKED,
        "tỷ số?",
        "chào bạn, ai chủ trì hội nghị vậy?",
        "chào bạn, ai ghi bàn?",
        "sai rồi, mình hỏi giá vàng cơ mà, bao nhiêu một lượng?",
        "ủa vậy hả, mấy người bị bắt",
    ],
)
def test_a_question_is_none_whatever_it_begins_with(seeds_engine: Engine, question: str) -> None:
    assert ask(seeds_engine, question).kind is not Kind.SMALL_TALK


def test_the_reply_is_in_the_language_of_the_message() -> None:
    for kind in SmallTalk:
        replies = {reply(Intent(kind, text)).composed.said for text in ("bạn ơi", "ban oi nhe", "what is this")}
        assert len(replies) == 2


def test_to_what_is_called_wrong_it_says_what_it_knows() -> None:
    said = reply(Intent(SmallTalk.COMPLAINT, "sai rồi")).composed.said
    assert said == "Tôi chỉ biết những gì các bài báo viết; bạn thử hỏi lại cách khác nhé."


def test_most_messages_of_a_writer_that_nothing_was_fitted_with_are_known(seeds_engine: Engine) -> None:
    messages = [one for kind, texts in load(f"{HELD}/messages").items() if kind != "question" for one in texts]
    known = [one for one in messages if seeds_engine.intents(one).kind in SMALL_TALK]
    assert len(known) >= 0.65 * len(messages)


def test_questions_of_a_writer_that_nothing_was_fitted_with_stay_questions(seeds_engine: Engine) -> None:
    taken = [one for one in load(f"{HELD}/messages")["question"] if seeds_engine.intents(one).kind in SMALL_TALK]
    assert taken == []


def test_with_another_embedder_words_alone_tell_it(seeds_engine: Engine) -> None:
    class Other:
        identity = replace(seeds_engine.embedder.identity, model="another")

        def encode_queries(self, *_: object, **__: object) -> None:
            raise AssertionError("its vectors mean nothing here")

    other: Embedder = Other()  # type: ignore[assignment]
    intents = Intents(other)
    assert intents("cảm ơn bạn nhiều nhé").kind == SmallTalk.THANKS
    assert intents(ASKED).kind == "question"


def test_nothing_is_searched_for_what_asks_nothing(seeds_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(seeds_engine.lookup), "__call__", lambda *_: pytest.fail("something was looked up"))
    assert ask(seeds_engine, "cảm ơn bạn nhiều nhé").kind is Kind.SMALL_TALK


@pytest.mark.parametrize("between", ["cảm ơn bạn nhiều nhé", "hay quá", "ủa vậy hả", "sai rồi bạn ơi"])
def test_a_follow_up_leans_on_the_question_before_the_small_talk(seeds_engine: Engine, between: str) -> None:
    said = ("user", ASKED), ("assistant", "Thiếu tướng Trương Minh Đương. [1]"), ("user", between)
    history = [Message(role=role, content=text) for role, text in said]
    history.append(Message(role="assistant", content=ask(seeds_engine, between).answer))
    assert in_conversation("khi nào?", history, lambda text: seeds_engine.intents(text).kind).before == ASKED


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Cảm ơn. Thế còn khi nào chạy?", "Thế còn khi nào chạy?"),
        ("Hi, thanks! When?", "When?"),
        ("Chào bạn!", "Chào bạn!"),
        ("Ông Nam, ai?", "Ông Nam, ai?"),
        ("hay quá, thế ai thắng", "thế ai thắng"),
        ("Năm 2022, ai thắng?", "Năm 2022, ai thắng?"),
    ],
)
def test_the_small_talk_that_a_question_begins_with_is_left_out(seeds_engine: Engine, message: str, rest: str) -> None:
    assert without_small_talk(message, lambda text: seeds_engine.intents(text).kind) == rest


def test_what_a_question_begins_with_is_read_only_where_it_is_short() -> None:
    def fails(_: str) -> str:
        pytest.fail("it was read")

    message = f"{'rất ' * LEAD_WORDS}vui, ai thắng?"
    assert without_small_talk(message, fails) == message
