"""Follow-up questions made to stand alone, with and without an LLM."""

from __future__ import annotations

import asyncio
import time

import pytest

from service.answering.follow_ups import condense, condense_by_rules, follows_up
from tests.service.fake_llm import FakeChatModel
from trichdan.errors import LLMTimeoutError
from trichdan.wire import Message

BEFORE = "Hội nghị tổng kết năm 2024 giữa Đắk Lắk và Mondulkiri diễn ra ở đâu?"
DIRECTOR = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"


def said(*turns: str) -> list[Message]:
    return [Message(role="assistant" if at % 2 else "user", content=turn) for at, turn in enumerate(turns)]


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        (BEFORE, "còn năm 2023 thì sao?", BEFORE.replace("2024", "2023")),
        (BEFORE, "con nam 2023 thi sao", BEFORE.replace("2024", "2023")),
        (BEFORE, "what about 2023?", BEFORE.replace("2024", "2023")),
        (DIRECTOR, "Thế còn Gia Lai?", DIRECTOR.replace("Lâm Đồng", "Gia Lai")),
        (DIRECTOR, "Thế còn tỉnh Gia Lai thì sao?", DIRECTOR.replace("Lâm Đồng", "Gia Lai")),
        (DIRECTOR.replace("Lâm Đồng", "Gia Lai"), "Còn tỉnh Lâm Đồng thì sao?", DIRECTOR),
        ("Who is the director of Gia Lai police?", "how about Lam Dong?", "Who is the director of Lam Dong police?"),
    ],
)
def test_one_thing_is_replaced(before: str, question: str, alone: str) -> None:
    assert condense_by_rules(question, said(before, "…")) == alone


@pytest.mark.parametrize(
    "question",
    [
        "ai ký?",
        "Ai chủ trì hội nghị đó?",
        "and who signed it?",
        "When was it held?",
        "Vì sao?",
        "Ông ấy nói gì?",
        "Hai bên thống nhất gì?",
    ],
)
def test_what_points_back_gets_the_question_before(question: str) -> None:
    alone = condense_by_rules(question, said(BEFORE, "Tại Senmonorom."))
    assert BEFORE in alone
    assert question.removeprefix("and ") in alone


@pytest.mark.parametrize(
    "question",
    [
        "Giám đốc Công an tỉnh Gia Lai là ai?",
        "Ai tặng 2 xe mô tô cho Công an tỉnh Svay Riêng?",
        "Who co-chaired the 2023 conference in Senmonorom?",
        "Vì sao giá vàng trong nước giảm trong phiên sáng?",
        "Việt Nam và Campuchia thiết lập quan hệ ngoại giao ngày nào?",
    ],
)
def test_what_stands_alone_is_not_changed(question: str) -> None:
    assert not follows_up(question)
    assert condense_by_rules(question, said(BEFORE, "…")) == question


def test_a_chain_of_follow_ups() -> None:
    history = said(BEFORE, "…", "còn năm 2023 thì sao?", "…")
    assert condense_by_rules("ai ký?", history) == f"ai ký? (hỏi tiếp câu: {BEFORE.replace('2024', '2023')})"


def test_the_one_new_name_of_the_answer_is_kept() -> None:
    alone = condense_by_rules("Ông ấy nói gì?", said(DIRECTOR, "Là Thiếu tướng Trương Minh Đương. [1]"))
    assert alone.endswith("; Trương Minh Đương)")


def test_without_history_nothing_changes() -> None:
    assert condense_by_rules("còn năm 2023 thì sao?", []) == "còn năm 2023 thì sao?"


def test_no_longer_than_a_question_may_be() -> None:
    assert len(condense_by_rules("ai ký?", said("x" * 19_000, "…"))) <= 2_000


def ask(model: FakeChatModel | None, question: str = "ai ký?") -> str:
    return asyncio.run(condense(question, said(BEFORE, "…"), model, time.monotonic() + 1))


def test_the_llm_rewrites() -> None:
    assert ask(FakeChatModel("Ai ký biên bản của hội nghị năm 2024 giữa Đắk Lắk và Mondulkiri?")).startswith(
        "Ai ký biên bản"
    )


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "một\nhai",
        "x" * 500,
        "Who signed the minutes of the meeting in the city?",
        "会议由谁签署?",
        LLMTimeoutError("slow"),
    ],
)
def test_a_useless_rewriting_falls_back_to_rules(reply: str | Exception) -> None:
    assert ask(FakeChatModel(reply)) == ask(None) == f"ai ký? (hỏi tiếp câu: {BEFORE})"


def test_the_llm_is_not_asked_about_what_stands_alone() -> None:
    model = FakeChatModel("x")
    assert ask(model, DIRECTOR) == DIRECTOR
    assert model.asked == []
