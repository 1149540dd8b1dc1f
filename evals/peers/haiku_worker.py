"""haiku.rag as a program of its own, for an interpreter that has it: JSON lines in, JSON lines out.

`{"corpus": …, "units": […]}` fills a database with passages as they are cut for all, `{"corpus": …, "question": …}`
asks it. It imports nothing of this package.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from contextlib import AsyncExitStack
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

DIMENSION = 384


def config(llm: str, embeddings: str, passages: int) -> Any:  # noqa: ANN401 - the class is imported late
    """Its configuration: our model and embedder, as many passages as the others read, everything else as it comes."""
    from haiku.rag.config.models import AppConfig

    return AppConfig.model_validate(
        {
            "qa": {
                "model": {
                    "provider": "openai",
                    "name": "local",
                    "base_url": llm,
                    "api_key": "none",
                    "temperature": 0.0,
                    "vision": False,
                }
            },
            "embeddings": {
                "model": {
                    "provider": "openai",
                    "name": "multilingual-e5-small",
                    "vector_dim": DIMENSION,
                    "base_url": embeddings,
                    "api_key": "none",
                    "query_prefix": "query: ",
                    "document_prefix": "passage: ",
                }
            },
            "search": {"limit": passages},
            "storage": {"auto_vacuum": False},
        }
    )


async def fill(client: Any, units: list[dict[str, str]]) -> None:  # noqa: ANN401
    """A document for each article, with the chunks that are given."""
    from docling_core.types.doc.document import DoclingDocument
    from docling_core.types.doc.labels import DocItemLabel
    from haiku.rag.store.models.chunk import Chunk

    for article, found in groupby(units, key=lambda unit: unit["article_id"]):
        members = list(found)
        document = DoclingDocument(name=article)
        for unit in members:
            document.add_text(label=DocItemLabel.TEXT, text=unit["text"])
        chunks = [Chunk(content=unit["text"], order=number) for number, unit in enumerate(members)]
        title = members[0]["title"] or None
        await client.import_document(document, chunks, uri=f"article:{article}", title=title)


async def answer(client: Any, question: str) -> dict[str, Any]:  # noqa: ANN401
    """What `ask` gives: text, and the passages cited; an error as its words."""
    try:
        text, citations = await client.ask(question)
    except Exception as error:  # whatever it raises is what its user sees
        return {"text": "", "citations": [], "error": f"{type(error).__name__}: {error}"[:300]}
    cited = [{"article_id": one.document_uri.removeprefix("article:"), "text": one.content} for one in citations]
    return {"text": str(text), "citations": cited, "error": None}


async def serve(folder: Path, chosen: Any) -> None:  # noqa: ANN401
    """Answer line by line until there are no more."""
    from haiku.rag.client import HaikuRAG

    clients: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        say({"version": version("haiku.rag-slim")})
        while line := await asyncio.to_thread(sys.stdin.readline):
            message = json.loads(line)
            corpus = message["corpus"]
            if corpus not in clients:
                path = folder / f"{corpus}.lancedb"
                clients[corpus] = await stack.enter_async_context(HaikuRAG(path, config=chosen, create=True))
            if "units" in message:
                await fill(clients[corpus], message["units"])
                say({"filled": corpus})
            else:
                say(await answer(clients[corpus], message["question"]))


def say(value: object) -> None:
    """A line for the parent."""
    print(json.dumps(value), flush=True)


def main() -> None:
    """Read the addresses, then lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--llm", required=True)
    parser.add_argument("--embeddings", required=True)
    parser.add_argument("--passages", type=int, required=True)
    given = parser.parse_args()
    asyncio.run(serve(given.folder, config(given.llm, given.embeddings, given.passages)))


if __name__ == "__main__":
    main()
