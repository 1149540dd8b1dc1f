"""The way of a question through the engine, with and without a (scripted) LLM."""

from __future__ import annotations

import asyncio
import json

import pytest

from service.app import create_app
from service.engine import Engine
from service.llm.client import OpenAIChatModel
from service.settings import LLMSettings, ServiceSettings
from service.wire import answers
from service.wire.answers import empty_answer
from service.wire.events import Retrieved, Token
from tests.servers import in_process
from tests.service.fake_llm import FakeChatModel, Script
from tests.service.scripted_llm import scripted_llm
from trichdan.errors import LLMNotConfiguredError, LLMTimeoutError, LLMUnreachableError
from trichdan.wire import Answer, AskRequest, Degraded, FaultKind, Filters, Kind, Mode, Reason, Stage

QUESTION = "Ai đồng chủ trì hội nghị giữa Công an tỉnh Lâm Đồng và Công an tỉnh Mondulkiri?"
QUOTE = (
    "Thiếu tướng Trương Minh Đương, Giám đốc Công an tỉnh Lâm Đồng và Trung tướng Lor Sô Kha, "
    "Giám đốc Công an tỉnh Mondulkiri đồng chủ trì hội nghị."
)


def with_llm(engine: Engine, *replies: Script) -> tuple[Engine, FakeChatModel]:
    model = FakeChatModel(*replies, structured=True)
    return Engine(engine.settings, engine.corpus, engine.embedder, model), model


def ask(engine: Engine, question: str = QUESTION, **options: object) -> Answer:
    return asyncio.run(engine.ask(AskRequest.model_validate({"question": question, **options})))


def reply(text: str, quote: str, key: str = "P1") -> str:
    statements = [{"statement": text, "quotes": [{"key": key, "quote": quote}]}]
    return json.dumps({"answerable": True, "reason": "", "statements": statements}, ensure_ascii=False)


def test_extractive_answer_has_every_field(seeds_engine: Engine) -> None:
    answer = ask(seeds_engine)
    assert (answer.answered, answer.reason, answer.mode, answer.model) == (True, None, "extractive", None)
    assert (answer.language, answer.degraded, answer.dropped_citations, answer.usage) == ("vi", None, 0, None)
    first = answer.citations[0]
    assert (first.article_id, first.published) == ("000_544130b2d21242ad", "2025-10-17")
    assert QUOTE in first.quote
    assert set(answer.timings_ms) == {"retrieve", "answer", "verify", "total"}
    assert answer.index == seeds_engine.corpus.fingerprint()
    assert 0 < answer.confidence <= 1


def test_events_come_in_order_and_tokens_add_up_to_the_answer(seeds_engine: Engine) -> None:
    async def collect() -> list[object]:
        return [event async for event in seeds_engine.events(AskRequest(question=QUESTION))]

    events = asyncio.run(collect())
    assert isinstance(events[0], Retrieved)
    assert isinstance(events[-1], Answer)
    tokens = [event.text for event in events if isinstance(event, Token)]
    assert len(tokens) == len(events) - 2
    assert "".join(tokens) == events[-1].answer


def test_verified_statement_of_an_llm_is_cited(seeds_engine: Engine) -> None:
    text = "Thiếu tướng Trương Minh Đương và Trung tướng Lor Sô Kha đồng chủ trì hội nghị."
    engine, model = with_llm(seeds_engine, reply(text, QUOTE))
    answer = ask(engine)
    assert (answer.mode, answer.model, answer.degraded) == ("llm", "fake", None)
    assert answer.answer == f"{text} [1]"
    assert answer.citations[0].quote == QUOTE
    assert answer.citations[0].answer_spans == [(0, len(text))]
    assert answer.usage is not None
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    ("script", "degraded"),
    [
        (LLMUnreachableError("down"), Degraded.LLM_UNREACHABLE),
        (LLMTimeoutError("slow"), Degraded.LLM_TIMEOUT),
        ("not json at all", Degraded.LLM_BAD_OUTPUT),
        # Of a general whom no article names: that Tô Lâm chaired a conference is true of another seed.
        (
            reply("Đại tướng Lê Văn X chủ trì hội nghị.", "Đại tướng Lê Văn X chủ trì một mình."),
            Degraded.LLM_BAD_OUTPUT,
        ),
        (reply("Trung tướng Nguyễn Văn A chủ trì hội nghị.", QUOTE), Degraded.LLM_BAD_OUTPUT),
    ],
)
def test_failing_or_lying_llm_gives_an_extractive_answer(
    seeds_engine: Engine, script: Script, degraded: Degraded
) -> None:
    engine, _ = with_llm(seeds_engine, script)
    answer = ask(engine)
    plain = ask(seeds_engine)
    assert (answer.mode, answer.degraded, answer.model) == ("extractive", degraded, None)
    assert (answer.answer, answer.citations) == (plain.answer, plain.citations)


def test_mode_extractive_does_not_call_the_llm(seeds_engine: Engine) -> None:
    engine, model = with_llm(seeds_engine, "unused")
    assert ask(engine, mode="extractive").mode == "extractive"
    assert model.asked == []


def test_mode_llm_without_one_is_refused(seeds_engine: Engine) -> None:
    with pytest.raises(LLMNotConfiguredError):
        ask(seeds_engine, mode=Mode.LLM)


def test_follow_up_is_understood_by_rules(seeds_engine: Engine) -> None:
    history = [
        {"role": "user", "content": "Ai đồng chủ trì hội nghị giữa Lâm Đồng và Mondulkiri?"},
        {"role": "assistant", "content": "Thiếu tướng Trương Minh Đương và Trung tướng Lor Sô Kha."},
    ]
    answer = ask(seeds_engine, "còn hội nghị giữa Đắk Lắk và Mondulkiri thì sao?", history=history)
    assert answer.question == "còn hội nghị giữa Đắk Lắk và Mondulkiri thì sao?"
    assert answer.citations[0].article_id == "002_7250f2549ea7f7f7"


def test_a_follow_up_says_how_it_was_understood_and_nothing_else_does(seeds_engine: Engine) -> None:
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": f"{QUOTE} [1]"},
    ]
    answer = ask(seeds_engine, "ở đâu?", history=history)
    assert answer.understood is not None
    assert answer.understood.startswith("ở đâu? (")
    assert "hỏi tiếp" not in answer.answer
    assert ask(seeds_engine).understood is None


def test_what_stands_alone_after_a_question_takes_nothing_from_it(seeds_engine: Engine) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": f"{QUOTE} [1]"}]
    asked = "Giám đốc Công an tỉnh Long An là ai?"
    first, later = ask(seeds_engine, asked), ask(seeds_engine, asked, history=history)
    assert (later.understood, later.citations[0].quote) == (None, first.citations[0].quote)


def test_small_talk_gets_a_reply_without_a_citation(seeds_engine: Engine) -> None:
    engine, model = with_llm(seeds_engine, "unused")
    answer = ask(engine, "Cảm ơn bạn nhiều nhé!")
    assert (answer.kind, answer.answered, answer.citations, answer.nearest) == (Kind.SMALL_TALK, False, [], [])
    assert answer.answer == "Không có gì. Bạn cứ hỏi tiếp về các bài báo."
    assert model.asked == []


def test_the_collection_is_counted_from_the_catalog_and_each_article_cited(seeds_engine: Engine) -> None:
    answer = ask(seeds_engine, "Có bao nhiêu bài báo?")
    assert (answer.kind, answer.answered, answer.answer[:13]) == (Kind.COLLECTION, True, "Có 5 bài báo:")
    assert len({one.article_id for one in answer.citations}) == 5
    for one in answer.citations:
        stored = seeds_engine.corpus.catalog.article(one.article_id, seeds_engine.corpus.catalog.published)
        assert stored is not None
        assert stored[0].text[one.start : one.end] == one.quote
    only = ask(seeds_engine, "Có bao nhiêu bài?", filters={"published_from": "2023", "published_to": "2023-12"})
    assert {one.published[:4] for one in only.citations if one.published} == {"2023"}
    none = ask(seeds_engine, "Liệt kê các bài năm 1999")
    assert (none.kind, none.answered, none.reason) == (Kind.COLLECTION, False, Reason.NO_EVIDENCE)


def test_statements_that_were_dropped_are_named_also_where_none_is_left(seeds_engine: Engine) -> None:
    lie = "Trung tướng Nguyễn Văn A chủ trì hội nghị."
    engine, _ = with_llm(seeds_engine, reply(lie, QUOTE))
    answer = ask(engine)
    assert (answer.mode, answer.degraded) == ("extractive", Degraded.LLM_BAD_OUTPUT)
    assert [(one.text, one.reason) for one in answer.dropped_statements] == [(lie, FaultKind.NAME)]


def test_filters_narrow_what_is_found(seeds_engine: Engine) -> None:
    answer = ask(seeds_engine, filters=Filters(published_from="2023", published_to="2023-12").model_dump())
    assert {one.article_id for one in answer.citations} <= {"004_c73600a27f5e9e5f"}
    nothing = ask(seeds_engine, filters=Filters(article_ids=["no-such-article"]).model_dump())
    assert (nothing.answered, nothing.citations) == (False, [])


def test_nfd_and_nfc_get_the_same_answer(seeds_engine: Engine) -> None:
    import unicodedata

    composed, decomposed = ask(seeds_engine), ask(seeds_engine, unicodedata.normalize("NFD", QUESTION))
    assert (composed.answer, composed.citations) == (decomposed.answer, decomposed.citations)


def test_no_corpus_is_an_answer_too() -> None:
    answer = empty_answer(AskRequest(question="Who signed it?"))
    assert (answer.answered, answer.reason, answer.language) == (False, Reason.EMPTY_INDEX, "en")
    assert answer.answer == "There are no articles to search yet."


def test_each_part_of_a_question_gets_its_quote(seeds_engine: Engine) -> None:
    question = "Ai đồng chủ trì hội nghị Lâm Đồng và Mondulkiri, còn Công an TPHCM tặng gì cho Công an Svay Riêng?"
    answer = ask(seeds_engine, question)
    assert answer.answered
    first, second = (one.quote for one in answer.citations[:2])
    assert "Trương Minh Đương" in first
    assert "trao tặng" in second  # motorcycles, or keepsakes: both were given


def test_a_part_that_is_not_covered_is_named(seeds_engine: Engine) -> None:
    question = "Ai đồng chủ trì hội nghị Lâm Đồng và Mondulkiri, còn giá vàng tại Hà Nội hôm nay là bao nhiêu?"
    answer = ask(seeds_engine, question)
    assert answer.answered
    open_part = "Các bài báo không cho biết: giá vàng tại Hà Nội hôm nay là bao nhiêu?"
    assert answer.answer.endswith(f"{open_part} Bài mới nhất là ngày 23-10-2025.")
    assert (answer.answer.count("Hà Nội"), answer.unmentioned) == (1, ["Hà Nội"])
    assert "Trương Minh Đương" in answer.citations[0].quote


def test_closing_closes_the_connections_to_the_llm(seeds_engine: Engine) -> None:
    async def ask_and_disconnect(base_url: str) -> list[bool]:
        model = OpenAIChatModel(LLMSettings(base_url=base_url, model="scripted"))
        engine = Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, model)
        answer = await engine.ask(AskRequest(question=QUESTION))
        assert answer.mode == "llm"
        client = model._loops[asyncio.get_running_loop()][0]._async_http_client
        states = [client.is_closed]
        await engine.disconnect()
        return [*states, client.is_closed]

    with scripted_llm() as server:
        server.script(reply("Thiếu tướng Trương Minh Đương và Trung tướng Lor Sô Kha đồng chủ trì hội nghị.", QUOTE))
        assert asyncio.run(ask_and_disconnect(server.base_url)) == [False, True]


def test_shutting_down_the_service_closes_the_llm(settings: ServiceSettings) -> None:
    model = FakeChatModel("unused")
    app = create_app(settings)
    with in_process(app):
        app.state.engine.model = model
        assert model.closed == 0
    assert model.closed == 1


def test_asking_without_a_loop_leaves_no_connection(seeds_engine: Engine) -> None:
    engine, model = with_llm(seeds_engine, LLMTimeoutError("slow"))
    assert engine.ask_blocking(AskRequest(question=QUESTION)).degraded == Degraded.LLM_TIMEOUT
    assert model.closed == 1


def test_a_short_answer_is_verbatim_inside_a_quote(seeds_engine: Engine) -> None:
    answer = ask(seeds_engine, "Who co-chaired the Lâm Đồng–Mondulkiri meeting?")
    span = answer.short_answer_span
    assert span is not None
    article = seeds_engine.corpus.catalog.article(span.article_id, seeds_engine.corpus.catalog.published)
    assert article is not None
    assert article[0].text[span.start : span.end] == answer.short_answer
    assert any(one.start <= span.start < span.end <= one.end for one in answer.citations)


def test_no_short_answer_is_given_where_it_is_unsure_or_an_llm_answers(
    seeds_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "threshold", lambda: 1.01)
    plain = ask(seeds_engine)
    assert (plain.short_answer, plain.short_answer_span) == (None, None)
    assert "short_answer" not in plain.model_dump()
    monkeypatch.setattr(answers, "threshold", lambda: 0.0)
    text = "Thiếu tướng Trương Minh Đương và Trung tướng Lor Sô Kha đồng chủ trì hội nghị."
    engine, _ = with_llm(seeds_engine, reply(text, QUOTE))
    assert ask(engine).short_answer is None


def test_the_sentence_that_decides_is_told_where_the_first_quote_has_others(seeds_engine: Engine) -> None:
    answer = ask(seeds_engine, "Hai bên Lâm Đồng và Mondulkiri giải quyết các vấn đề phát sinh trên tinh thần nào?")
    first, span = answer.citations[0], answer.deciding_span
    assert span is not None
    told = first.quote[span.start - first.start : span.end - first.start]
    assert told.startswith("Hai bên đã thường xuyên trao đổi tình hình")
    assert told.endswith("lãnh thổ của nhau.")
    assert len(told) < len(first.quote)
    assert "deciding_span" not in ask(seeds_engine).model_dump(), "its first quote is one sentence"


def test_what_decided_is_told_only_where_it_is_asked_for(seeds_engine: Engine) -> None:
    assert "explanation" not in ask(seeds_engine).model_dump()
    answer = ask(seeds_engine, explain=True)
    why = answer.explanation
    assert why is not None
    assert (why.decided_by, why.confidence, why.threshold) == (Stage.ANSWERABILITY, answer.confidence, 0.5)
    assert why.distance == pytest.approx(answer.confidence - 0.5, abs=1e-4)
    assert (why.not_in_passages, why.dropped, why.dropped_citations) == ([], [], 0)
    strengths = [abs(one.counts) for one in why.features]
    assert strengths == sorted(strengths, reverse=True)
    for one in why.features:
        assert one.counts == pytest.approx(one.weight * (one.value - one.usual), abs=0.01)


def test_a_refusal_names_the_words_that_no_passage_has(seeds_engine: Engine) -> None:
    why = ask(seeds_engine, "Ai đồng chủ trì hội nghị ở Ulaanbaatar?", explain=True).explanation
    assert why is not None
    assert (why.decided_by, why.not_in_passages) == (Stage.ANSWERABILITY, ["Ulaanbaatar"])
    assert why.distance is not None
    assert why.distance < 0
    english = ask(seeds_engine, "Who co-chaired the meeting about whales in Ulaanbaatar?", explain=True).explanation
    assert english is not None
    assert "Ulaanbaatar" in english.not_in_passages
    assert "meeting" not in english.not_in_passages


def test_each_stage_that_decides_is_told(seeds_engine: Engine) -> None:
    def decided(engine: Engine, question: str = QUESTION) -> tuple[Stage, float | None]:
        why = ask(engine, question, explain=True).explanation
        assert why is not None
        return why.decided_by, why.threshold

    assert decided(seeds_engine, "Xin chào") == (Stage.SMALL_TALK, None)
    assert decided(seeds_engine, "Có bao nhiêu bài báo?") == (Stage.COLLECTION, None)
    right, _ = with_llm(seeds_engine, reply("Thiếu tướng Trương Minh Đương đồng chủ trì hội nghị.", QUOTE))
    assert decided(right) == (Stage.LLM, 0.5)
    wrong = reply("Ông Nguyễn Văn Sai chủ trì hội nghị ở Paris.", QUOTE)
    lying, _ = with_llm(seeds_engine, wrong, wrong, wrong)
    assert decided(lying) == (Stage.VERIFICATION, 0.5)
    empty = empty_answer(AskRequest(question="Ai?", explain=True)).explanation
    assert empty is not None
    assert empty.decided_by is Stage.RETRIEVAL


def test_parts_of_an_english_question_are_answered_together(seeds_engine: Engine) -> None:
    """Sentences of each part were compared with its own words: a remark on a name mustn't mix them up."""
    asked = "In which hotel did Gia Lai police receive the Cambodians, and in which town did Long An do so?"
    answer = ask(seeds_engine, asked)
    assert answer.answered
    assert answer.short_answer is None
