"""The LLM client against a real socket: retries, limits, deadlines, discovery, one error for each kind of trouble."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from service.answering.propose import compose_llm
from service.answering.writer import Writer
from service.llm.client import OpenAIChatModel
from service.llm.protocol import ChatTurn, Reply, SchemaRefusedError
from service.settings import LLMSettings
from service.values import Draft, Dropped
from service.verifying.render import render, verify_citations
from tests.service.answer_cases import as_json, as_lines, cases, key_of, passages
from tests.service.hostile import attack, unproven
from tests.service.scripted_llm import ScriptedLLM, Step, chat_body, scripted_llm
from trichdan.errors import LLMBadOutputError, LLMError, LLMTimeoutError, LLMUnreachableError
from trichdan.wire import FaultKind

TURNS = [ChatTurn("system", "s"), ChatTurn("user", "u")]
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
SECRET = "sk-very-secret"
WELL_BEFORE_THE_SERVER_S = 30
"""The servers of these tests hang for ever: whoever waits for one is ended by pytest, much later."""


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedLLM]:
    with scripted_llm() as running:
        yield running


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.llm.client.BACKOFF_S", 0.02)


def model_for(server: ScriptedLLM, **changes: Any) -> OpenAIChatModel:
    base = {"base_url": server.base_url, "model": "scripted", "api_key": SECRET, "timeout_s": 2.0}
    return OpenAIChatModel(LLMSettings(**(base | changes)))


def complete(model: OpenAIChatModel, *, schema: Any = None, seconds: float = 3.0) -> Reply:
    async def once() -> Reply:
        try:
            return await model.complete(TURNS, schema, time.monotonic() + seconds)
        finally:
            await model.aclose()

    model.warm()
    return asyncio.run(once())


def test_a_reply_with_its_usage(server: ScriptedLLM) -> None:
    server.script("xin chào")
    assert complete(model_for(server), schema=SCHEMA) == Reply("xin chào", (11, 7))
    (request,) = server.requests
    assert server.keys == [f"Bearer {SECRET}"]
    assert request["messages"] == [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    assert (request["temperature"], request["seed"], request["max_tokens"]) == (0.0, 7, 800)
    assert request["response_format"]["json_schema"]["schema"] == SCHEMA


def test_no_key_is_taken_from_elsewhere(server: ScriptedLLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    server.script("x")
    complete(model_for(server, api_key=None))
    assert server.keys == ["Bearer none"]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_tried_again(server: ScriptedLLM, status: int) -> None:
    server.script(Step(status=status), Step(status=status), "x")
    assert complete(model_for(server)).text == "x"
    assert len(server.requests) == 3


def test_retry_after_is_obeyed(server: ScriptedLLM) -> None:
    server.script(Step(status=429, headers={"retry-after": "0.5"}), "x")
    assert complete(model_for(server)).text == "x"
    assert server.times[1] - server.times[0] >= 0.5


def test_retry_after_beyond_the_deadline_is_not_waited_for(server: ScriptedLLM) -> None:
    server.script(Step(status=429, headers={"retry-after": "60"}))
    with pytest.raises(LLMUnreachableError, match="429"):  # waited for, it would be a time-out
        complete(model_for(server), seconds=2)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_will_not_pass_is_not_tried_again(server: ScriptedLLM, status: int) -> None:
    server.script(Step(status=status))
    with pytest.raises(LLMUnreachableError):
        complete(model_for(server))
    assert len(server.requests) == 1


def test_a_refused_schema_is_remembered(server: ScriptedLLM) -> None:
    refusal = json.dumps({"error": {"message": "response_format json_schema is not supported"}}).encode()
    server.script(Step(status=400, body=refusal), "x")
    model = model_for(server)
    with pytest.raises(SchemaRefusedError):
        complete(model, schema=SCHEMA)
    assert not model.structured


@pytest.mark.parametrize("name", ["max_tokens", "temperature", "seed"])
def test_a_refused_parameter_is_left_out(server: ScriptedLLM, name: str) -> None:
    refusal = json.dumps({"error": {"message": f"Unsupported parameter: '{name}'"}}).encode()
    server.script(Step(status=400, body=refusal), "x")
    model = model_for(server)
    assert complete(model).text == "x"
    changed = server.requests[1]
    assert changed.get(name) in (None, 1.0)
    assert (name == "max_tokens") == ("max_completion_tokens" in changed)


@pytest.mark.parametrize("kind", ["hang", "stall", "drip"])
def test_the_deadline_ends_everything(server: ScriptedLLM, kind: str) -> None:
    server.script(Step("x", kind=kind))
    started = time.monotonic()
    with pytest.raises(LLMTimeoutError):
        complete(model_for(server), seconds=0.6)
    assert time.monotonic() - started < WELL_BEFORE_THE_SERVER_S


def test_one_attempt_ends_at_its_own_timeout(server: ScriptedLLM) -> None:
    server.script(Step(kind="hang"))
    started = time.monotonic()
    with pytest.raises(LLMTimeoutError):
        complete(model_for(server, timeout_s=0.2, max_retries=0), seconds=60)
    assert time.monotonic() - started < WELL_BEFORE_THE_SERVER_S


@pytest.mark.parametrize("step", [Step("a" * 10_000_000), Step(kind="flood")])
def test_a_flood_is_cut_off_while_it_comes(server: ScriptedLLM, step: Step) -> None:
    server.script(step)
    with pytest.raises(LLMBadOutputError, match="too large"):
        complete(model_for(server))
    assert len(server.requests) == 1
    assert step.kind == "reply" or server.bytes_sent < 8_000_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [{"message": {}}]}',
        b"<html>hi</html>",
        b"\xff\xfe",
        chat_body(""),
        b'{"choices": [{"message": {"content": 5}}]}',
        b'{"choices": [{"message": null}]}',
    ],
)
def test_a_body_of_no_use_is_bad_output(server: ScriptedLLM, body: bytes) -> None:
    server.script(Step(body=body))
    with pytest.raises(LLMBadOutputError):
        complete(model_for(server))


def test_a_packed_body_is_refused(server: ScriptedLLM) -> None:
    server.script(Step(headers={"content-encoding": "gzip"}, body=b"\x1f\x8b"))
    with pytest.raises(LLMBadOutputError):
        complete(model_for(server))


def test_nobody_listens() -> None:
    model = OpenAIChatModel(LLMSettings(base_url="http://127.0.0.1:9/v1", model="m", timeout_s=1))
    with pytest.raises(LLMUnreachableError):
        complete(model)


def test_no_more_at_once_than_set(server: ScriptedLLM) -> None:
    server.script("x")
    model = model_for(server, concurrency=2)
    model.warm()

    async def many() -> None:
        await asyncio.gather(*(model.complete(TURNS, None, time.monotonic() + 5) for _ in range(12)))
        await model.aclose()

    asyncio.run(many())
    assert len(server.requests) == 12
    assert server.most_at_once <= 2


def test_the_key_is_in_no_message_and_no_log(server: ScriptedLLM, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(Step(status=500, body=b'{"error": "your key is wrong"}'))
    model = model_for(server, max_retries=1)
    with pytest.raises(LLMError) as error:
        complete(model)
    assert SECRET not in f"{error.value!r}{error.value}{model!r}{model._settings!r}{caplog.text}"


def test_nothing_heavy_is_imported_before_the_first_call() -> None:
    code = "import sys, service.llm.client, service.answering.propose as _; "
    code += "print([m for m in ('llama_index', 'openai') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_root())
    assert run.stdout.strip() == "[]"


def _root() -> str:
    from tests.service.answer_cases import SEEDS

    return str(SEEDS.parent)


def test_composing_falls_to_plain_text_where_a_schema_is_refused(server: ScriptedLLM) -> None:
    case = cases()[0]
    found = passages(case.article)
    item = (case.statement, key_of(case.quote, found), case.quote)
    refusal = json.dumps({"error": {"message": "grammar is not supported"}}).encode()
    server.script(Step(status=400, body=refusal), as_lines(item))
    model = model_for(server)
    draft = asyncio.run(compose_llm("Ai chủ trì?", "vi", found, Writer(model, time.monotonic() + 5)))
    assert isinstance(draft, Draft)
    assert [one.text for one in draft.statements] == [case.statement]
    assert draft.usage == (11, 7)
    assert ["response_format" in request for request in server.requests] == [True, False]


def test_a_reply_that_broke_off_is_known_as_such(server: ScriptedLLM) -> None:
    case = cases()[0]
    found = passages(case.article)
    whole = as_lines((case.statement, key_of(case.quote, found), case.quote))
    server.script(Step(body=chat_body(f"{whole}\n- Ông X", finish_reason="length")))
    draft = asyncio.run(compose_llm("Ai?", "vi", found, Writer(model_for(server), time.monotonic() + 60)))
    assert isinstance(draft, Draft)
    assert draft.dropped == (Dropped("Ông X", FaultKind.CUT_OFF),)


def test_the_hostile_model_over_the_socket(server: ScriptedLLM) -> None:
    """150 hostile replies and failures of the connection, through the real client: nothing false, nothing late."""
    rng = random.Random("socket")
    failures = [
        Step(kind="hang"),
        Step(kind="drip"),
        Step(kind="stall"),
        Step(kind="flood"),
        Step(status=500),
        Step(status=429),
        Step("a" * 2_000_000),
        Step(body=b"{"),
        Step(status=418),
        Step(body=chat_body("x")[:-9]),
    ]
    outcomes = {"draft": 0, "error": 0}

    async def run() -> None:
        model = model_for(server, max_retries=1, timeout_s=0.3)
        await asyncio.to_thread(model.warm)
        for number in range(150):
            made = attack(rng)
            server.script(failures[number // 5 % len(failures)] if number % 5 == 0 else Step(made.reply))
            started = time.monotonic()
            try:
                draft = await compose_llm("?", made.language, made.found, Writer(model, started + 0.8))
            except LLMError:
                outcomes["error"] += 1
            else:
                if isinstance(draft, Draft):
                    outcomes["draft"] += 1
                    assert unproven(draft, made) == []
                    rendered = render(draft.statements)
                    articles = {one.article.id: one.article for one in made.found}
                    assert verify_citations(rendered.text, rendered.citations, articles) == ()
            assert time.monotonic() - started < WELL_BEFORE_THE_SERVER_S
        await model.aclose()

    asyncio.run(run())
    assert outcomes["draft"] > 20
    assert outcomes["error"] > 20


def test_a_good_reply_over_the_socket_as_json(server: ScriptedLLM) -> None:
    case = cases()[5]
    found = passages(case.article)
    server.script(as_json((case.statement, key_of(case.quote, found), case.quote)))
    draft = asyncio.run(compose_llm("?", case.language, found, Writer(model_for(server), time.monotonic() + 5)))
    assert isinstance(draft, Draft)
    assert server.requests[0]["response_format"]["type"] == "json_schema"
