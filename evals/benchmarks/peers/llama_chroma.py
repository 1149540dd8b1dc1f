"""Plain LlamaIndex on Chroma: `VectorStoreIndex` over a Chroma collection, everything else as it comes."""

from __future__ import annotations

from collections.abc import Sequence

import chromadb
from chromadb.config import Settings
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from evals.benchmarks.peers.units import Unit
from evals.scorers.records import HitPlace


class LlamaChroma:
    """Dense retrieval with the same embedding model as ours; `vectors` are the units', where they are known."""

    name = "plain LlamaIndex + Chroma"

    def __init__(
        self, units: Sequence[Unit], embedding: BaseEmbedding, vectors: Sequence[list[float]] | None = None
    ) -> None:
        self._units = {unit.id: unit for unit in units}
        client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        # Ephemeral clients of one process share their collections.
        collection = client.get_or_create_collection(f"peer-{id(self)}", embedding_function=None)
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        known: Sequence[list[float] | None] = vectors or [None] * len(units)
        nodes = [
            TextNode(id_=unit.id, text=unit.text, embedding=vector) for unit, vector in zip(units, known, strict=True)
        ]
        self._index = VectorStoreIndex(nodes, storage_context=storage, embed_model=embedding)

    def search(self, question: str, top_k: int) -> list[HitPlace]:
        """The nearest units by the index's own retriever."""
        found = self._index.as_retriever(similarity_top_k=top_k).retrieve(question)
        return [self._units[one.node.node_id].place(one.score or 0.0) for one in found]
