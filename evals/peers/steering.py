"""Makes a model that writes no tool calls follow haiku.rag's own order: search, cite, answer.

Qwen2.5-Coder-1.5B, asked with tools, writes their description back instead of calling one, so haiku.rag as it comes
searches nothing. Here each step is a JSON reply held to the one tool's own schema, and is handed back as the call that
it stands for; with both behind it, the model answers in words. What to search for, what to cite and what to say stay
the model's. Imports nothing, since the server's interpreter has nothing.
"""

from __future__ import annotations

import json
from typing import Any

STEPS = ("search", "cite")

Body = dict[str, Any]


def steer(body: Body) -> str | None:
    """Turn a request with tools, in place, into one for the next step; the tool's name, or None when it's to answer."""
    tools = {one["function"]["name"]: one["function"] for one in body.pop("tools", None) or ()}
    body.pop("tool_choice", None)
    called = {call["function"]["name"] for message in body["messages"] for call in message.get("tool_calls") or ()}
    name = next((step for step in STEPS if step in tools and step not in called), None)
    if name is not None:
        schema = required_only(tools[name]["parameters"])
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": name, "schema": schema}}
    return name


def required_only(schema: Body) -> Body:
    """The schema without what may be left out: a limit of its own would give the system more to read than others."""
    wanted = schema.get("required", [])
    properties = {name: value for name, value in schema["properties"].items() if name in wanted}
    return {"type": "object", "properties": properties, "required": wanted, "additionalProperties": False}


def called(reply: Body, name: str) -> Body:
    """The reply with its JSON as a call of the tool `name`; as it came where it's no whole JSON."""
    choices = reply.get("choices") or ()
    if not choices:
        return reply
    choice = choices[0]
    text = choice["message"].get("content") or ""
    try:
        json.loads(text)  # as it is: escaped letters would be read by the model as such
    except ValueError:
        return reply
    call = {"id": f"call-{name}", "type": "function", "function": {"name": name, "arguments": text}}
    choice["message"] = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice["finish_reason"] = "tool_calls"
    return reply
