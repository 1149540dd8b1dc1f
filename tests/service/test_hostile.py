"""The hostile model: whatever it says, nothing false and nothing unquoted is shown, and nothing breaks."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter

import pytest

from service.answering.propose import Unanswerable, compose_llm
from service.answering.writer import Writer
from service.values import Draft
from service.verifying.render import render, verify_citations
from tests.clocks import growth
from tests.service.answer_cases import as_json, cases, key_of, passages
from tests.service.fake_llm import FakeChatModel
from tests.service.hostile import FLOOD, Attack, attack, unproven
from tests.service.lies import lies
from trichdan.errors import LLMError

REPLIES = 2_000
BATCH = 250


async def answer(made: Attack) -> Draft | Unanswerable | LLMError:
    """What composing makes of one scripted reply; errors of other kinds are not caught."""
    model = FakeChatModel(made.reply)
    try:
        return await compose_llm("Câu hỏi?", made.language, made.found, Writer(model, time.monotonic() + 60))
    except LLMError as error:
        return error


@pytest.mark.parametrize("batch", range(REPLIES // BATCH))
def test_nothing_false_is_shown(batch: int) -> None:
    rng = random.Random(f"hostile-{batch}")
    outcomes: Counter[str] = Counter()
    for _ in range(BATCH):
        made = attack(rng)
        outcome = asyncio.run(answer(made))
        outcomes[type(outcome).__name__] += 1
        if isinstance(outcome, Draft):
            assert outcome.statements, made.kinds
            assert unproven(outcome, made) == [], made.kinds
            rendered = render(outcome.statements)
            articles = {one.article.id: one.article for one in made.found}
            assert verify_citations(rendered.text, rendered.citations, articles) == ()
    assert outcomes["Draft"] > BATCH * 0.1, outcomes
    assert outcomes["UnusableReplyError"] > BATCH * 0.1, outcomes


@pytest.mark.parametrize(
    ("start", "piece"),
    [("", FLOOD), ("", "- a\n"), ('{"statements": ', "["), ("", '{"statement": "a", '), ("<think>", "a b ")],
)
def test_an_endless_reply_takes_no_longer_than_its_length(start: str, piece: str) -> None:
    case = cases()[0]

    def read(times: int) -> object:
        made = Attack(case.language, passages(case.article), start + piece * times, [])
        return asyncio.run(answer(made))

    assert growth(read, 2_000, 20_000) < 40


def test_every_kind_of_lie_is_dropped() -> None:
    """Each lie alone, with its real quote: none is shown, of several hundred."""
    rng = random.Random(4)
    told: Counter[str] = Counter()
    shown = []
    for case in cases():
        found = passages(case.article)
        for kind, lie in lies(case.statement, case.quote, rng):
            if lie == case.statement:
                continue
            told[kind] += 1
            model = FakeChatModel(as_json((lie, key_of(case.quote, found), case.quote)))
            try:
                draft = asyncio.run(compose_llm("?", case.language, found, Writer(model, time.monotonic() + 60)))
            except LLMError:
                continue
            shown.append((kind, lie, draft))
    assert shown == []
    assert sum(told.values()) >= 900, told
