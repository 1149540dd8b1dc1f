"""The MCP server through the official SDK's own client."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from service.engine import Engine
from service.settings import ServiceSettings
from tests.conftest import ROOT

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
QUESTION = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"


def with_client(target: Any, use: Callable[[Any], Awaitable[None]]) -> None:
    async def run() -> None:
        async with mcp.Client(target) as client:
            await use(client)

    asyncio.run(run())


def test_the_tools_answer_search_and_read(seeds_engine: Engine) -> None:
    from service.adapters.mcp import create_server

    async def use(client: Any) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search", "read_article"}
        assert all(tool.description for tool in tools.values())
        assert all(tool.annotations.read_only_hint for tool in tools.values())
        assert all(tool.input_schema["additionalProperties"] is False for tool in tools.values())
        asked = await client.call_tool("ask", {"question": QUESTION})
        answer = asked.structured_content
        assert json.loads(asked.content[0].text)["answer"] == answer["answer"]
        citation = answer["citations"][0]
        span = {name: citation[name] for name in ("article_id", "start", "end")}
        assert (await client.call_tool("read_article", span)).structured_content["text"] == citation["quote"]
        found = (await client.call_tool("search", {"query": "Mondulkiri", "top_k": 2})).structured_content
        assert len(found["hits"]) == 2
        none = await client.call_tool("search", {"query": "Mondulkiri", "published_to": "1999"})
        assert none.structured_content["hits"] == []
        other = await client.call_tool("search", {"query": "Mondulkiri", "source": "Báo khác"})
        assert other.structured_content["hits"] == []
        refused = await client.call_tool("ask", {"question": QUESTION, "source": "Báo khác"})
        assert refused.structured_content["citations"] == []

    with_client(create_server(seeds_engine), use)


@pytest.mark.parametrize("name", ["null", "[2025]", '["Báo Lâm Đồng"]', "{}", "2025", '"null"'])
def test_a_source_is_what_was_sent_whatever_it_looks_like(seeds_engine: Engine, name: str) -> None:
    from service.adapters.mcp import create_server

    async def use(client: Any) -> None:
        found = await client.call_tool("search", {"query": "Mondulkiri", "source": name})
        assert not found.is_error
        assert found.structured_content["hits"] == []
        asked = await client.call_tool("ask", {"question": QUESTION, "source": name})
        assert asked.structured_content["citations"] == []
        everywhere = await client.call_tool("search", {"query": "Mondulkiri", "source": None})
        assert everywhere.structured_content["hits"]

    with_client(create_server(seeds_engine), use)


@pytest.mark.parametrize(
    ("tool", "arguments", "fault"),
    [
        ("ask", {"question": "  "}, "at least 1 character"),
        ("ask", {"question": "a", "top_k": 51}, "less than or equal to 50"),
        ("search", {"query": "a", "published_from": "hôm qua"}, "published_from"),
        ("ask", {"question": "a" * 2_001}, "at most 2000 characters"),
        ("ask", {"question": "a", "published_form": "2025"}, "published_form"),
        ("search", {"query": "a", "source": "a" * 2_001}, "at most 2000 characters"),
        ("search", {"query": "a", "mode": "llm"}, "mode"),
        ("read_article", {"article_id": "none"}, "There is no article"),
        ("read_article", {"article_id": "a" * 513}, "at most 512 characters"),
        ("read_article", {"article_id": "none", "start": 10**9}, "start"),
        ("read_article", {"article_id": "none", "limit": 5}, "limit"),
    ],
)
def test_faults_are_told_in_words(seeds_engine: Engine, tool: str, arguments: dict[str, Any], fault: str) -> None:
    from service.adapters.mcp import create_server

    async def use(client: Any) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert fault in result.content[0].text

    with_client(create_server(seeds_engine), use)


def test_over_standard_input_and_output(seeds_settings: ServiceSettings) -> None:
    places = {"TRICHDAN_DATA": str(seeds_settings.data), "TRICHDAN_MODELS": str(seeds_settings.models or "")}
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-c", "from service.adapters.mcp import run; run()"],
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
    )

    async def use(client: Any) -> None:
        answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert answer["citations"]

    with_client(command, use)
