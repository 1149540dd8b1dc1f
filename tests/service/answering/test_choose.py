"""An LLM's verdict beside the evidence: what stands alone, what is supplemented, what is overruled."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Sequence

import pytest

from evals.reports.summary import mean_of
from evals.running.engine import EngineAsker
from evals.running.run import run_suite
from evals.suites.build import Suite, seeds_suite
from evals.suites.cases import Typing
from ingest.catalog.reading import Selection
from service.answerability.assess import Assessment
from service.answering.choose import FAR, NEAR, Composed, compose, fitting, shortfall, to_read
from service.answering.writer import Writer
from service.engine import Engine
from service.llm.protocol import ChatTurn
from service.quoting.types import Retrieval, ScoredSentence
from tests.service.fake_llm import FakeChatModel, Script
from trichdan.errors import LLMTimeoutError
from trichdan.wire import Degraded, FaultKind, Mode, Reason

QUESTION = "Ai đồng chủ trì hội nghị giữa Công an tỉnh Lâm Đồng và Công an tỉnh Mondulkiri?"
BLOCK = re.compile(r"<<<(P\d+)[^\n]*\n(.*?)\n\1>>>", re.DOTALL)


@pytest.fixture(scope="module")
def found(seeds_engine: Engine) -> Retrieval:
    return seeds_engine.retrieve(QUESTION, 8, Selection())


def key(found: Retrieval, passage_id: str) -> str:
    return next(f"P{n}" for n, one in enumerate(found.passages, 1) if one.passage.id == passage_id)


def says(found: Retrieval, *sentences: ScoredSentence, lie: bool = False) -> str:
    """A reply that states each sentence and quotes it; with a `lie` that will be dropped."""
    items = [(one.text, key(found, one.passage.passage.id), one.text) for one in sentences]
    items += [("Ông Nguyễn Văn X chủ trì hội nghị.", items[0][1], items[0][2])] if lie else []
    statements = [{"statement": " ".join(text.split()), "quotes": [{"key": k, "quote": q}]} for text, k, q in items]
    return json.dumps({"answerable": True, "statements": statements, "nearest": [], "reason": ""}, ensure_ascii=False)


def refuses(found: Retrieval, passage_id: str, quote: str) -> str:
    nearest = [{"key": key(found, passage_id), "quote": quote}] if quote else []
    return json.dumps({"answerable": False, "statements": [], "nearest": nearest, "reason": "r"}, ensure_ascii=False)


def composed(found: Retrieval, reply: Script, confidence: float = 0.7) -> Composed:
    model = FakeChatModel(reply, structured=True)
    deadline = time.monotonic() + 10
    return asyncio.run(compose(QUESTION, found, Assessment(confidence, None), Writer(model, deadline)))


def quotes_of(outcome: Composed) -> list[str]:
    return [quote.text for statement in outcome.draft.statements for quote in statement.quotes]


def best_and(found: Retrieval, low: float, high: float) -> tuple[ScoredSentence, ScoredSentence]:
    """The best sentence, and one that no quote holds and that scores between `low` and `high` below it."""
    best = found.sentences[0]
    for one in found.sentences:
        gap = shortfall([one.quote], found)
        if low < gap <= high and len(one.text) > 60 and all(quote.text not in one.text for quote in found.quotes):
            return best, one
    raise AssertionError("the seeds have no such sentence")


def test_a_clean_reply_near_the_evidence_stands_alone(found: Retrieval) -> None:
    outcome = composed(found, says(found, found.sentences[0]))
    assert (outcome.mode, quotes_of(outcome)) == ("llm", [found.sentences[0].text])


def test_what_was_said_twice_makes_no_reply_unclean(found: Retrieval) -> None:
    once = json.loads(says(found, found.sentences[0]))
    once["statements"] *= 2
    outcome = composed(found, json.dumps(once))
    assert [one.reason for one in outcome.draft.dropped] == [FaultKind.DUPLICATE]
    assert quotes_of(outcome) == [found.sentences[0].text]


def test_of_a_reply_with_a_lie_the_rest_stands_and_the_lie_is_counted(found: Retrieval) -> None:
    outcome = composed(found, says(found, found.sentences[0], lie=True))
    assert outcome.mode == "llm"
    assert quotes_of(outcome) == [found.sentences[0].text]
    assert [one.reason for one in outcome.draft.dropped] == [FaultKind.NAME]


def doubted(found: Retrieval, reply: Script | None) -> Composed:
    writer = Writer(FakeChatModel(reply, structured=True), time.monotonic() + 10) if reply is not None else None
    return asyncio.run(compose(QUESTION, found, Assessment(0.3, Reason.LOW_CONFIDENCE), writer))


def test_in_doubt_only_a_clean_answer_from_the_evidence_is_one(found: Retrieval) -> None:
    best, aside = best_and(found, NEAR, 9.0)
    answered = doubted(found, says(found, best))
    assert (answered.refused, answered.mode, quotes_of(answered)) == (False, "llm", [best.text])
    for reply in (None, says(found, aside), says(found, best, lie=True), "no form", LLMTimeoutError("slow")):
        outcome = doubted(found, reply)
        assert (outcome.refused, outcome.draft.statements) == (True, ())


def test_in_doubt_a_refusal_is_respected_shown_or_not(found: Retrieval) -> None:
    best = found.quotes[0]
    for quote in (best.text, ""):
        outcome = doubted(found, refuses(found, best.passage_id, quote))
        assert (outcome.refused, outcome.mode, outcome.degraded) == (True, "llm", None)


def test_a_model_that_reads_little_gets_the_passages_of_the_best_sentences_only(found: Retrieval) -> None:
    read = to_read(found, 2)
    assert 1 <= len(read) <= 2
    assert found.quotes[0].passage_id in {one.passage.id for one in read}
    assert to_read(found, 0) == found.passages
    near = {one.passage.passage.id for one in found.sentences if shortfall([one.quote], found) <= NEAR}
    assert {one.passage.id for one in read} <= near


def test_a_reply_beside_the_evidence_is_supplemented_and_kept(found: Retrieval) -> None:
    _, aside = best_and(found, NEAR, FAR)
    shown = quotes_of(composed(found, says(found, aside)))
    assert shown[:2] == [aside.text, found.quotes[0].text]
    unclean = quotes_of(composed(found, says(found, aside, lie=True)))
    assert unclean[0] == found.quotes[0].text
    assert unclean[-1] == aside.text


def test_far_from_the_evidence_the_best_quotes_come_first(found: Retrieval) -> None:
    _, far = best_and(found, FAR, 9.0)
    shown = quotes_of(composed(found, says(found, far)))
    assert shown[0] == found.quotes[0].text
    assert shown[-1] == far.text


def test_a_refusal_counts_if_it_shows_the_evidence(found: Retrieval) -> None:
    best = found.quotes[0]
    elsewhere = next(
        one for one in found.passages if one.passage.id not in {quote.passage_id for quote in found.quotes}
    )
    shown = composed(found, refuses(found, best.passage_id, best.text))
    assert (shown.refused, shown.mode, shown.degraded) == (True, "llm", None)
    for passage_id, quote in (
        (best.passage_id, ""),
        (best.passage_id, "..."),
        (elsewhere.passage.id, elsewhere.passage.text),
    ):
        outcome = composed(found, refuses(found, passage_id, quote))
        assert (outcome.refused, outcome.mode, outcome.degraded) == (False, "extractive", Degraded.LLM_BAD_OUTPUT)
        assert quotes_of(outcome) == [one.text for one in found.quotes]
    sure = composed(found, refuses(found, best.passage_id, best.text), confidence=0.96)
    assert (sure.refused, sure.mode) == (False, "extractive")


def test_fewer_passages_for_all_answerers(found: Retrieval) -> None:
    less = fitting(found, 1)
    only = found.passages[0].passage.id
    assert [one.passage.id for one in less.passages] == [only]
    assert {one.passage.passage.id for one in less.sentences} == {only}
    assert {one.passage_id for one in less.quotes} == {only}
    last = fitting(found, 0)
    assert last.passages == less.passages


Reader = Callable[[str, Sequence[tuple[str, str]]], tuple[str, str]]
"""From a question and the keyed passages to a sentence and its key."""


def reading(reader: Reader) -> Script:
    """A model that answers with one sentence of the passages, verbatim."""

    def reply(turns: Sequence[ChatTurn]) -> str:
        prompt = turns[-1].content
        blocks = [(match[1], match[2]) for match in BLOCK.finditer(prompt)]
        chosen, sentence = reader(prompt.splitlines()[-1], blocks)
        statement = {"statement": " ".join(sentence.split()), "quotes": [{"key": chosen, "quote": sentence}]}
        return json.dumps({"answerable": True, "statements": [statement], "nearest": [], "reason": ""})

    return reply


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.!?])\s+|\n+", text) if len(one.split()) >= 6]


def test_a_strong_reader_loses_nothing_and_a_blind_one_little(seeds_engine: Engine) -> None:
    """Two simulated models: one quotes what answers, one any sentence. Both cleanly."""
    suite = seeds_suite()
    cases = [one for one in suite.cases if one.answerable and one.gold and one.language is Typing.VI]
    suite = Suite("seeds", "seeds", suite.paths, tuple(cases[::2]))
    gold = {case.question: [piece.within or piece.quote or "" for piece in case.gold] for case in cases}
    rng = random.Random(3)

    def strong(last: str, blocks: Sequence[tuple[str, str]]) -> tuple[str, str]:
        wanted = next(quotes for question, quotes in gold.items() if question in last)
        for chosen, text in blocks:
            for quote in wanted:
                if quote in text:
                    return chosen, quote
        return blind(last, blocks)

    def blind(_: str, blocks: Sequence[tuple[str, str]]) -> tuple[str, str]:
        return rng.choice([(chosen, one) for chosen, text in blocks for one in sentences(text)])

    def measured(model: FakeChatModel | None) -> tuple[float, float]:
        engine = Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, model)
        run = run_suite(suite, EngineAsker(engine, Mode.LLM if model else Mode.EXTRACTIVE))
        assert not [record.error for record in run.records if record.error]
        return tuple(mean_of(run.records, metric).value or 0.0 for metric in ("evidence@1", "evidence@3"))  # type: ignore[return-value]

    plain, best, worst = (
        measured(None),
        measured(FakeChatModel(reading(strong))),
        measured(FakeChatModel(reading(blind))),
    )
    assert len(suite.cases) >= 25
    assert best[0] >= min(plain[0] + 0.05, 1.0), (plain, best)
    assert best[1] >= plain[1], (plain, best)
    assert worst[1] >= plain[1] - 0.1, (plain, worst)
