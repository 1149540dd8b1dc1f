"""Questions in their conversation, with and without an LLM."""

from __future__ import annotations

import asyncio
import time

import pytest

from ingest.catalog.reading import Selection
from ingest.models import Article
from service.answerability.assess import Assessment
from service.answering.follow_up_lookup import look_up_follow_up
from service.answering.follow_ups import Asked, follows_up, in_conversation, rewrite
from service.engine import Engine
from service.language.languages import Language
from service.language.question import read_question
from service.quoting.types import Retrieval
from service.values import QuoteSpan
from tests.service.fake_llm import FakeChatModel
from trichdan.errors import LLMTimeoutError
from trichdan.wire import AskRequest, Message

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
    assert in_conversation(question, said(before, "…")) == Asked(alone, changed=True)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("ai ký?", "ai ký?"),
        ("Tỷ số?", "Tỷ số?"),
        ("tong muc dau tu", "tong muc dau tu"),
        ("Ai chủ trì hội nghị đó?", "Ai chủ trì hội nghị đó?"),
        ("and who signed it?", "who signed it?"),
        ("còn khi nào chạy?", "khi nào chạy?"),
        ("con khi nao chay", "khi nao chay"),
        ("họ là ai?", "họ là ai?"),
        ("Ông ấy nói gì?", "Ông ấy nói gì?"),
        ("ong ay noi gi", "ong ay noi gi"),
        ("giá vé thì sao?", "giá vé?"),
        (
            "Còn đại tá Lò Văn Bỉnh thì sao, bị gạt ra ngoài rồi hả?",
            "đại tá Lò Văn Bỉnh thì sao, bị gạt ra ngoài rồi hả?",
        ),
        ("Cảm ơn. Thế còn khi nào chạy?", "khi nào chạy?"),
    ],
)
def test_what_leans_leans_on_the_question_before_and_its_answer(question: str, text: str) -> None:
    history = said(BEFORE, "Tại Senmonorom. [1] Hai bên gặp nhau. [2]")
    kinds = {"Cảm ơn.": "thanks"}
    told = in_conversation(question, history, lambda text: kinds.get(text, "question"))
    assert told == Asked(text, BEFORE, "Tại Senmonorom.", leans=True)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Còn thời tiết Gia Lai thì sao?", "thời tiết Gia Lai?"),
        ("and the budget for 2025?", "the budget for 2025?"),
        ("and week 39? still Gia Lai", "week 39? still Gia Lai"),
    ],
)
def test_nothing_is_replaced_where_something_else_is_asked(question: str, text: str) -> None:
    before = "How many cases were there in Lam Dong in 2024?" if question[0] == "a" else DIRECTOR
    asked = in_conversation(question, said(before, "…"))
    assert (asked.text, asked.before, asked.leans, asked.changed) == (text, before, True, False)


def test_a_word_that_joins_is_known_without_diacritics_only_where_all_are_typed_so() -> None:
    assert in_conversation("con của bà ấy làm gì?", said(DIRECTOR, "…")).text == "con của bà ấy làm gì?"
    assert in_conversation("con gia lai thi sao", said(DIRECTOR, "…")).text == "gia lai"
    assert not follows_up("con robot của đội Cua Đồng ở Gia Lai làm hết bao nhiêu tiền?")


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
def test_what_stands_alone_is_not_changed_but_knows_what_was_asked_before(question: str) -> None:
    assert not follows_up(question)
    assert in_conversation(question, said(BEFORE, "Tại A. [1]")) == Asked(question, BEFORE, "Tại A.")
    assert in_conversation("ai ký?", said(BEFORE, "…", question, "…")) == Asked("ai ký?", question, leans=True)


def test_a_chain_of_follow_ups_leans_on_the_last_question_that_stands_alone() -> None:
    history = said(BEFORE, "…", "còn năm 2023 thì sao?", "Tại Buôn Ma Thuột. [1]", "ai ký?", "Ông A. [1]")
    asked = in_conversation("vì sao?", history)
    assert asked == Asked("vì sao?", BEFORE.replace("2024", "2023"), "Ông A.", leans=True)


def test_a_year_may_belong_to_the_question_that_was_leant_on() -> None:
    asked = in_conversation("còn năm 2023?", said(BEFORE, "…", "ai ký?", "…"))
    assert asked == Asked("ai ký?", BEFORE.replace("2024", "2023"), leans=True, changed=True)


def test_small_talk_and_questions_about_the_collection_are_never_leant_on() -> None:
    history = said(BEFORE, "Tại Senmonorom. [1]", "cảm ơn", "Không có gì.", "Có bao nhiêu bài?", "Có 5 bài:")
    kinds = {"cảm ơn": "thanks", "Có bao nhiêu bài?": "count_articles", "Chào bạn": "greeting"}
    told = in_conversation("ai ký?", history, lambda text: kinds.get(text, "question"))
    assert told == Asked("ai ký?", BEFORE, "Tại Senmonorom.", leans=True)
    greeted = in_conversation("ai ký?", said("Chào bạn", "Chào bạn!"), lambda text: kinds.get(text, "question"))
    assert greeted == Asked("ai ký?")


def test_without_history_nothing_changes() -> None:
    assert in_conversation("còn năm 2023 thì sao?", []) == Asked("còn năm 2023 thì sao?")


def test_of_what_was_said_no_more_is_used_than_a_question_may_have() -> None:
    asked = in_conversation("ai ký?", said("x" * 19_000, "y" * 19_000 + "[1]", "ai?", "y" * 1_000 + "[1]"))
    assert (len(asked.before), len(asked.said)) == (2_000, 600)


ARTICLE = Article("a", "Tuyến metro số 4 Cửa Lục dài 17,6 km. Tuyến chạy từ quý III.", "Metro Cửa Lục")
OTHER = Article("b", "Sân bay Nà Pạc khai thác năm 2028.", "Nà Pạc")


def quoted(article: Article) -> Retrieval:
    quote = QuoteSpan(article, f"{article.id}-0", 0, len(article.text), 1.0)
    return Retrieval(read_question("?", Language.VIETNAMESE), (), (), 1, 1, quotes=(quote,))


def understood(asked: Asked, article: Article) -> str:
    """How a question is said to have been understood where this article answers it."""
    judged = []

    def judge(text: str, where: Selection) -> tuple[Retrieval, Assessment]:
        judged.append(text)
        return quoted(article), Assessment(0.8, None)

    looked = look_up_follow_up(asked, Selection(), judge)
    assert judged == [asked.text]
    return looked.understood


LEANT_ON = "Metro số 4 Cửa Lục dài bao nhiêu?"


@pytest.mark.parametrize(
    ("text", "before", "article", "shown"),
    [
        ("khi nào chạy?", LEANT_ON, ARTICLE, "khi nào chạy? (Metro số 4 Cửa Lục dài bao nhiêu)"),
        ("khi nao chay", LEANT_ON.lower(), ARTICLE, "khi nao chay? (metro số 4 cửa lục dài bao nhiêu)"),
        ("metro số 4 Cửa Lục chạy khi nào?", LEANT_ON, ARTICLE, ""),
        ("khi nào chạy?", "Tuyến nào dài nhất?", ARTICLE, "khi nào chạy? (Tuyến nào dài nhất)"),
        ("còn sân bay Nà Pạc?", LEANT_ON, OTHER, ""),
    ],
)
def test_what_was_understood_shows_the_question_that_it_leans_on(
    text: str, before: str, article: Article, shown: str
) -> None:
    assert understood(Asked(text, before, leans=True), article) == shown


def ask(model: FakeChatModel) -> str | None:
    return asyncio.run(rewrite("ai ký?", said(BEFORE, "…"), model, time.monotonic() + 1))


def test_the_llm_rewrites() -> None:
    alone = "Ai ký biên bản của hội nghị năm 2024 giữa Đắk Lắk và Mondulkiri?"
    assert ask(FakeChatModel(f"“{alone}”")) == alone


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
def test_a_useless_rewriting_is_none(reply: str | Exception) -> None:
    assert ask(FakeChatModel(reply)) is None


def test_a_name_that_begins_the_question_is_replaced_whole() -> None:
    history = [
        Message(role="user", content="Võ Minh Thư sinh năm nào?"),
        Message(role="assistant", content="Võ Minh Thư sinh năm 1990. [1]"),
    ]
    assert in_conversation("còn Thoa?", history).text == "Thoa sinh năm nào?"


@pytest.mark.parametrize("question", ["Ai vô địch World Cup 2022?", "Thủ đô của Pháp là gì?", "cach nau pho bo"])
def test_what_was_spoken_of_makes_no_answer_to_what_is_foreign(seeds_engine: Engine, question: str) -> None:
    """Beside a foreign question, the sentences of the article that was quoted stand out, and say nothing of it."""
    history = said("Ai là giám đốc công an Lâm Đồng?", "Thiếu tướng Trương Minh Đương. [1]")
    answer = seeds_engine.ask_blocking(AskRequest(question=question, history=history), ())
    assert not answer.answered
