#!/usr/bin/env bash
# mcp: an optional string argument of a tool is parsed as JSON, a required one isn't
#
# Guess (written before it was run): a tool's argument whose schema is a string, or a string or null, arrives as the string that was sent.
# Seen: declared `str` it does. Declared `str | None` the text is parsed first, and what comes of it is taken if it is a list, an
# object or null: a title "[Ảnh]" arrives, "[2025]" is refused as "Input should be a valid string", and "null" arrives as None, as if
# nothing had been sent. The schema that clients are shown allows the string in both.
# Version: mcp 2.3.0, Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet mcp==2.3.0
cat > "$tmp/see.py" <<'PY'
import asyncio
import importlib.metadata
import logging
import sys

from mcp import Client
from mcp.server.mcpserver import MCPServer

TITLES = ["Giá vàng tăng", "[Ảnh] Mùa lúa chín", "[2025]", "null"]
server = MCPServer("news")
logging.disable(logging.CRITICAL)


@server.tool()
def required(title: str) -> str:
    return repr(title)


@server.tool()
def optional(title: str | None = None) -> str:
    return repr(title)


async def sent(tool):
    seen = []
    async with Client(server) as client:
        for title in TITLES:
            result = await client.call_tool(tool, {"title": title})
            seen.append("refused" if result.is_error else result.content[0].text)
    return seen


async def main():
    print("mcp", importlib.metadata.version("mcp"))
    first, second = await sent("required"), await sent("optional")
    for row in zip(TITLES, first, second, strict=True):
        print("sent %-20s str: %-24s str | None: %s" % row)
    assert first == [repr(one) for one in TITLES]
    if second != [repr(one) for one in TITLES[:2]] + ["refused", "None"]:
        sys.exit("It changed: optional strings are no longer parsed as JSON.")


asyncio.run(main())
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
