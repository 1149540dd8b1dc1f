"""The OpenAI-compatible routes: sources that people see, OpenAI's errors, requests on the side, other origins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from ingest.embedding.base import Embedder
from service.app import create_app
from service.engine import Engine
from service.http.admission import Admission
from service.settings import ServiceSettings
from tests.servers import InProcess, in_process, sse
from trichdan.errors import BusyError, IndexUnavailableError

QUESTION = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"
CHAT = {"model": "trichdan", "messages": [{"role": "user", "content": QUESTION}]}
PUBLIC = "https://ask.example/base"
ORIGIN = "https://chat.example"
READER = {"Authorization": "Bearer key"}
TITLE = (
    'Generate a concise title.\nJSON format: { "title": "…" }\n<chat_history>\nUSER: Ai ký biên bản?\n</chat_history>'
)


@pytest.fixture(scope="module")
def api(seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[InProcess]:
    with in_process(create_app(seeds_settings)) as call:
        yield call


@pytest.fixture(scope="module")
def public(seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[InProcess]:
    """The same articles, closed, behind a public address, for pages of one other origin."""
    chosen = ServiceSettings(
        **seeds_settings.model_dump(include={"data", "models", "database_url"}), _env_file=None, api_keys="key",
        public_url=f"{PUBLIC}/", cors_origins=f"{ORIGIN}, http://localhost:3000", max_body_bytes=50_000,
    )  # fmt: skip
    with in_process(create_app(chosen)) as call:
        yield call


def content(reply: Any) -> str:
    found: str = reply.json()["choices"][0]["message"]["content"]
    return found


def test_numbers_are_links_to_the_public_address_whatever_the_host(public: InProcess) -> None:
    reply = public("POST", "/v1/chat/completions", json=CHAT, headers=READER | {"Host": "evil.example"})
    cited = reply.json()["trichdan"]["citations"]
    for one in cited:
        link = f"{PUBLIC}/articles/{one['article_id']}#span={one['start']}-{one['end']}"
        assert f"[[{one['marker']}]]({link})" in content(reply)
    assert "\n\nNguồn:\n- 1" in content(reply)
    assert "evil" not in reply.text


def test_sources_can_be_turned_off_by_request_and_by_setting(
    api: InProcess, seeds_settings: ServiceSettings, embedder: Embedder
) -> None:
    whole = api("POST", "/v1/chat/completions", json=CHAT | {"sources": "links"})
    told = whole.json()["trichdan"]["citations"]
    assert [one for one in told if one["quote"] in content(whole)] == told
    assert "\n\nNguồn:\n- 1" in content(whole)
    bare = api("POST", "/v1/chat/completions", json=CHAT)
    assert content(bare) == bare.json()["trichdan"]["answer"], "the contract's content, without a public address"
    changed = {"public_url": PUBLIC, "chat_sources": "none"}
    with in_process(create_app(seeds_settings.model_copy(update=changed))) as off:
        reply = off("POST", "/v1/chat/completions", json=CHAT)
        assert content(reply) == reply.json()["trichdan"]["answer"]
        assert "\n\nNguồn:" in content(off("POST", "/v1/chat/completions", json=CHAT | {"sources": "links"}))


def test_a_model_is_looked_up_by_name(api: InProcess) -> None:
    assert api("GET", "/v1/models/trichdan").json() == api("GET", "/v1/models").json()["data"][0]
    missing = api("GET", "/v1/models/gpt-4o")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "param"),
    [
        ("POST", "/v1/chat/completions", {}, 422, "invalid_request", "messages"),
        ("POST", "/v1/chat/completions", {"messages": []}, 422, "invalid_request", "messages"),
        ("POST", "/v1/chat/completions", {"messages": [{"role": 5}]}, 422, "invalid_request", "messages"),
        ("POST", "/v1/chat/completions", CHAT | {"sources": "all"}, 422, "invalid_request", "sources"),
        (
            "POST", "/v1/chat/completions", {"messages": [{"role": "system", "content": "x"}]}, 422,
            "invalid_request", "messages",
        ),
        ("POST", "/v1/responses", {}, 422, "invalid_request", "input"),
        ("POST", "/v1/responses", {"input": "a" * 2_001}, 422, "invalid_request", "input"),
        (
            "POST", "/v1/responses", {"input": "a", "previous_response_id": "resp_1"}, 422, "invalid_request",
            "previous_response_id",
        ),
        ("GET", "/v1/responses/resp_1", None, 404, "not_found", None),
        ("GET", "/v1/chat/nothing", None, 404, "not_found", None),
        ("GET", "/v1/models/nothing/here", None, 404, "model_not_found", None),
        ("DELETE", "/v1/models", None, 405, "method_not_allowed", None),
        ("POST", "/v1/chat/completions", CHAT | {"user": "a" * 60_000}, 413, "too_large", None),
    ],
)  # fmt: skip
def test_faults_are_told_in_openais_form(
    public: InProcess, method: str, path: str, body: dict[str, Any] | None, status: int, code: str, param: str | None
) -> None:
    response = public(method, path, headers=READER, **({} if body is None else {"json": body}))
    whole = response.json()
    fault = whole["error"]
    assert (response.status_code, fault["code"], fault["param"]) == (status, code, param)
    assert set(fault) == {"message", "type", "param", "code"}
    assert fault["type"] == "invalid_request_error"
    assert (whole["code"], whole["detail"]) == (fault["code"], fault["message"]), "a problem document as well"
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"]


def test_a_key_is_asked_for_in_openais_form(public: InProcess) -> None:
    for method, path in [("POST", "/v1/chat/completions"), ("POST", "/v1/responses"), ("GET", "/v1/models/trichdan")]:
        response = public(method, path, json=CHAT if method == "POST" else None)
        assert (response.status_code, response.json()["error"]["code"]) == (401, "unauthorized")
        assert response.headers["www-authenticate"] == "Bearer"


def test_other_routes_keep_their_form(public: InProcess) -> None:
    for path in ("/v1/articles/nope", "/v1/modelsx", "/v1/nothing"):
        response = public("GET", path, headers=READER)
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("path", "body"), [("/v1/chat/completions", CHAT), ("/v1/responses", {"input": QUESTION})])
def test_who_comes_when_it_is_busy_is_told_when_to_come_back(
    api: InProcess, monkeypatch: pytest.MonkeyPatch, path: str, body: dict[str, Any]
) -> None:
    def busy(_: Admission) -> Any:
        raise BusyError("More work is waiting than can be done in time.", retry_after=7)

    monkeypatch.setattr(Admission, "turn", busy)
    response = api("POST", path, json=body)
    assert (response.status_code, response.headers["retry-after"]) == (503, "7")
    fault = response.json()["error"]
    assert (fault["type"], fault["code"]) == ("server_error", "busy")


def test_what_fails_in_a_stream_is_told_in_it(api: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ours(*_: object) -> None:
        raise IndexUnavailableError("The index is gone.")

    async def unexpected(*_: object) -> None:
        raise RuntimeError("secret")

    for fail, message in ((ours, "The index is gone."), (unexpected, "Something went wrong here")):
        monkeypatch.setattr(Engine, "ask", fail)
        chat = [data for _, data in sse(api("POST", "/v1/chat/completions", json=CHAT | {"stream": True}).text)]
        assert chat[-1] is None
        assert chat[-2]["error"]["message"].startswith(message)
        events = sse(api("POST", "/v1/responses", json={"input": QUESTION, "stream": True}).text)
        assert [name for name, _ in events] == ["response.created", "response.in_progress", "response.failed"]
        assert events[-1][1]["response"]["error"]["message"].startswith(message)


def test_a_response_is_the_answer(api: InProcess) -> None:
    reply = api("POST", "/v1/responses", json={"input": QUESTION, "instructions": "brief", "sources": "none"}).json()
    (part,) = reply["output"][0]["content"]
    assert part["text"] == reply["trichdan"]["answer"]
    events = sse(api("POST", "/v1/responses", json={"input": QUESTION, "sources": "none", "stream": True}).text)
    assert [data["sequence_number"] for _, data in events] == list(range(len(events)))
    assert all(name == data["type"] for name, data in events)
    assert len({data["response"]["id"] for _, data in events if "response" in data}) == 1
    assert events[-1][1]["response"]["output"][0]["content"] == [part]


def test_what_is_asked_on_the_side_is_no_question(api: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Engine, "ask")
    body = {"messages": [{"role": "user", "content": TITLE}]}
    reply = api("POST", "/v1/chat/completions", json=body)
    assert json.loads(content(reply)) == {"title": "Ai ký biên bản"}
    assert (reply.json()["trichdan"]["kind"], reply.json()["trichdan"]["answered"]) == ("side_task", False)
    tags = TITLE.replace("title", "tags").replace('"…"', '["…"]')
    reply = api("POST", "/v1/chat/completions", json={"messages": [{"role": "user", "content": tags}]})
    assert json.loads(content(reply)) == {"tags": []}
    stream = sse(api("POST", "/v1/chat/completions", json=body | {"stream": True}).text)
    text = "".join(data["choices"][0]["delta"].get("content", "") for _, data in stream if data)
    assert json.loads(text) == {"title": "Ai ký biên bản"}
    assert api("POST", "/v1/responses", json={"input": TITLE}).json()["trichdan"]["kind"] == "side_task"
    assert 'reason="side_task"' in api("GET", "/metrics").text


IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "auto"}}
TOOL = {"type": "function", "function": {"name": "web_search", "parameters": {"type": "object", "properties": {}}}}
LIBRECHAT = {
    "model": "trichdan", "temperature": 1, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0, "user": "65f0",
    "stream": True, "stream_options": {"include_usage": True}, "n": 1, "tools": [TOOL], "tool_choice": "auto",
    "parallel_tool_calls": False, "response_format": {"type": "text"}, "reasoning_effort": "low",
    "messages": [
        {"role": "system", "content": "You are a helpful assistant.", "name": "instructions"},
        {"role": "user", "content": [{"type": "text", "text": "Xin chào"}]},
        {"role": "assistant", "content": "Chào bạn.", "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "web_search", "arguments": "{}"}}
        ]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Không tìm thấy."},
        {"role": "user", "name": "Lan", "content": [IMAGE, {"type": "text", "text": QUESTION}]},
    ],
}  # fmt: skip
"""As LibreChat and other clients on LangChain.js send it: all their fields at once."""


def test_fields_and_parts_of_librechat_are_understood_or_ignored(api: InProcess) -> None:
    plain = api("POST", "/v1/chat/completions", json=CHAT).json()
    *chunks, done = [data for _, data in sse(api("POST", "/v1/chat/completions", json=LIBRECHAT).text)]
    assert done is None
    *told, usage = chunks
    assert (usage["choices"], usage["usage"]["total_tokens"]) == ([], 0)
    assert "".join(one["choices"][0]["delta"].get("content", "") for one in told) == plain["trichdan"]["answer"]
    assert [one["choices"][0]["finish_reason"] for one in told] == [None] * (len(told) - 1) + ["stop"]
    assert not any("tool_calls" in one["choices"][0]["delta"] for one in told)
    whole = api("POST", "/v1/chat/completions", json=LIBRECHAT | {"stream": False, "stream_options": None}).json()
    assert whole["choices"][0]["message"]["content"] == plain["trichdan"]["answer"]


TALK = "User: Ai ký biên bản?\nAI: Ông A."
BRIEF = "Provide a concise, 5-word-or-less title for the conversation, using title case conventions."
ANALYSE = (
    "Analyze this conversation and provide:\n1. The detected language of the conversation\n"
    "2. A concise title in the detected language (5 words or less, no punctuation or quotation)"
)
SAID = [("user", "Ai ký biên bản?"), ("assistant", "Ông A.")]


@pytest.mark.parametrize(
    "said",
    [
        [("user", f"{BRIEF} Only return the title itself.\n\nConversation:\n{TALK}")],
        [("user", f"{ANALYSE}\n\n{TALK}")],
        [("system", "Create a concise title for this conversation. Reply with it only."), ("user", TALK)],
        [*SAID, ("user", "Please generate a concise, 5-word-or-less title for the conversation.")],
    ],
)
def test_the_titles_that_librechat_asks_for_are_made(
    api: InProcess, monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str]]
) -> None:
    monkeypatch.delattr(Engine, "ask")
    messages = [{"role": role, "content": [{"type": "text", "text": text}]} for role, text in said]
    reply = api("POST", "/v1/chat/completions", json=LIBRECHAT | {"stream": False, "messages": messages})
    assert content(reply) == "Ai ký biên bản"


@pytest.mark.parametrize("parts", [[], [IMAGE], [{"type": "input_audio", "input_audio": {}}]])
def test_a_message_without_words_is_refused_in_openais_form(api: InProcess, parts: list[dict[str, Any]]) -> None:
    reply = api("POST", "/v1/chat/completions", json={"messages": [{"role": "user", "content": parts}]})
    assert (reply.status_code, reply.json()["error"]["param"]) == (422, "messages")


PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-stainless-os"}


def test_pages_of_a_named_origin_may_call_the_api(public: InProcess) -> None:
    for origin in (ORIGIN, "http://localhost:3000"):
        asked = public("OPTIONS", "/v1/chat/completions", headers=PREFLIGHT | {"Origin": origin})
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, origin)
        assert "x-stainless-os" in asked.headers["access-control-allow-headers"]
        assert "POST" in asked.headers["access-control-allow-methods"]
        assert asked.headers["x-request-id"]
    for path, options, status in [
        ("/v1/chat/completions", {"json": CHAT, "headers": READER | {"Origin": ORIGIN}}, 200),
        ("/v1/chat/completions", {"json": CHAT, "headers": {"Origin": ORIGIN}}, 401),
        ("/v1/ask", {"content": b"a" * 60_000, "headers": READER | {"Origin": ORIGIN}}, 413),
    ]:
        response = public("POST", path, **options)
        assert (response.status_code, response.headers["access-control-allow-origin"]) == (status, ORIGIN)
        assert "Retry-After" in response.headers["access-control-expose-headers"]
        assert "Origin" in response.headers["vary"]
        assert "access-control-allow-credentials" not in response.headers


def test_no_other_page_may(public: InProcess, api: InProcess) -> None:
    for call, origin in ((public, "https://evil.example"), (public, "null"), (api, ORIGIN)):
        headers = PREFLIGHT | {"Origin": origin}
        assert "access-control-allow-origin" not in call("OPTIONS", "/v1/ask", headers=headers).headers
        response = call("GET", "/v1/models", headers=READER | {"Origin": origin})
        assert (response.status_code, response.headers.get("access-control-allow-origin")) == (200, None)
    for path in ("/", "/metrics"):
        assert "access-control-allow-origin" not in public("GET", path, headers={"Origin": ORIGIN}).headers


def test_every_origin_may_be_named_but_never_with_credentials(
    seeds_settings: ServiceSettings, embedder: Embedder
) -> None:
    with in_process(create_app(seeds_settings.model_copy(update={"cors_origins": ("*",)}))) as call:
        for method, more in (("OPTIONS", PREFLIGHT), ("GET", {"Cookie": "a=b"})):
            headers = call(method, "/v1/models", headers=more | {"Origin": "https://any.example"}).headers
            assert headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("value", ["chat.example", "https://chat.example/", "https://*", "https://a@b", "null"])
def test_what_is_no_origin_is_refused_at_the_start(value: str) -> None:
    with pytest.raises(ValidationError, match="cors_origins"):
        ServiceSettings(_env_file=None, cors_origins=value)
