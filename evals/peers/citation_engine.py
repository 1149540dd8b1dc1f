"""LlamaIndex's CitationQueryEngine with its own prompt, over a vector index of the passages that all systems get."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import LLM
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import TextNode

from evals.peers.replies import Cited, Reply
from evals.peers.sample import Corpus

NUMBERS = re.compile(r"\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]")
NAMED = re.compile(r"\bSource (\d{1,2})\b")
LARGEST = 4_096
"""Tokens of a source, so that a passage is one source and isn't cut anew."""


class CitationEngine:
    """One engine for each corpus."""

    name = "LlamaIndex CitationQueryEngine"
    version = version("llama-index-core")

    def __init__(self, corpora: Sequence[Corpus], embedding: BaseEmbedding, llm: LLM, passages: int) -> None:
        self._engines = {one.name: _engine(one, embedding, llm, passages) for one in corpora}

    def ask(self, corpus: str, question: str) -> Reply:
        """The response's text, and the sources that its numbers point to."""
        try:
            response = self._engines[corpus].query(question)
        except Exception as error:  # whatever it raises is what its user sees
            return Reply(text="", error=f"{type(error).__name__}: {error}"[:300])
        sources = [
            Cited(article_id=one.node.metadata["article_id"], text=unlabelled(one.node.get_content()))
            for one in response.source_nodes
        ]
        text = str(response)
        return Reply(text=text, cited=pointed_to(text, sources))


def _engine(corpus: Corpus, embedding: BaseEmbedding, llm: LLM, passages: int) -> Any:  # noqa: ANN401
    titles = corpus.titles()
    nodes = [
        TextNode(
            id_=unit.id,
            text=unit.text,
            metadata={"article_id": unit.article_id, "title": titles[unit.article_id]},
            excluded_embed_metadata_keys=["article_id"],
        )
        for unit in corpus.units
    ]
    index = VectorStoreIndex(nodes, embed_model=embedding)
    return CitationQueryEngine.from_args(index, llm=llm, similarity_top_k=passages, citation_chunk_size=LARGEST)


def unlabelled(content: str) -> str:
    """A source's text without the heading that the engine puts before it."""
    return re.sub(r"^Source \d+:\n", "", content).strip()


def pointed_to(text: str, sources: Sequence[Cited]) -> tuple[Cited, ...]:
    """The sources whose numbers stand in the text, in order of first use: `[1]`, `[1, 2]`, or "Source 1"."""
    found = [(match.start(), number) for match in NUMBERS.finditer(text) for number in match[1].split(",")]
    found += [(match.start(), match[1]) for match in NAMED.finditer(text)]
    numbers = dict.fromkeys(int(number) for _, number in sorted(found, key=lambda one: one[0]))
    return tuple(sources[number - 1] for number in numbers if 1 <= number <= len(sources))
