"""A model that writes no tool calls is led through haiku.rag's order."""

from typing import Any

from evals.peers.steering import called, steer

CALLED = {"id": "1", "type": "function", "function": {"name": "search", "arguments": "{}"}}
QUESTION = {"role": "user", "content": "Ai?"}


def tool(name: str, **properties: object) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)[:1]}
    return {"type": "function", "function": {"name": name, "parameters": schema}}


TOOLS = [
    tool("search", query={"type": "string"}, limit={"type": "integer"}),
    tool("execute_code"),
    tool("cite", ids={}),
]


def test_first_it_searches_with_what_is_required_alone() -> None:
    body: dict[str, Any] = {"messages": [QUESTION], "tools": TOOLS, "tool_choice": "auto"}
    assert steer(body) == "search"
    assert set(body) == {"messages", "response_format"}
    assert body["response_format"]["json_schema"]["schema"]["properties"] == {"query": {"type": "string"}}


def test_then_it_cites_then_it_answers() -> None:
    searched = {"role": "assistant", "content": None, "tool_calls": [CALLED]}
    body: dict[str, Any] = {"messages": [QUESTION, searched], "tools": TOOLS}
    assert steer(body) == "cite"
    cited = {"role": "assistant", "tool_calls": [CALLED | {"function": {"name": "cite", "arguments": "{}"}}]}
    body = {"messages": [QUESTION, searched, cited], "tools": TOOLS}
    assert steer(body) is None
    assert "response_format" not in body


def test_a_reply_becomes_the_call_that_it_stands_for() -> None:
    reply = called({"choices": [{"message": {"content": '{"query": "vé"}'}, "finish_reason": "stop"}]}, "search")
    choice = reply["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["tool_calls"][0]["function"] == {"name": "search", "arguments": '{"query": "vé"}'}


def test_a_reply_that_was_cut_stays_as_it_is() -> None:
    cut = {"choices": [{"message": {"content": '{"query": "v'}, "finish_reason": "length"}]}
    assert called(cut, "search") == cut
    assert called({"error": {}}, "search") == {"error": {}}
