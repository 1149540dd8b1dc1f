"""Others' ways of retrieving as a program for an interpreter that has them: `worker.py WAY PASSAGES MODEL FOLDER`.

Each as its own documentation builds it, over passages as ours are cut and sentence-transformers with our weights.
It imports nothing of this package but `serving`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.peers.serving import TOP_K, Way, serve

QUERY, PASSAGE = "query: ", "passage: "


def passages(file: Path) -> list[dict[str, str]]:
    """`id` and `text` of each."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


class Txtai:
    """txtai's hybrid index: vectors in Faiss, BM25 in its own terms index, scores summed; texts in SQLite."""

    def __init__(self, file: Path, model: Path, folder: Path) -> None:
        from txtai import Embeddings  # type: ignore[import-not-found,unused-ignore]

        self._file, self._folder = file, folder
        instructions = {"query": QUERY, "data": PASSAGE}
        self._index: Any = Embeddings(
            path=str(model), method="sentence-transformers", instructions=instructions, hybrid=True, content=True
        )
        self.embed("")

    def ingest(self) -> None:
        """Index and save."""
        self._index.index((one["id"], one["text"], None) for one in passages(self._file))
        self._index.save(str(self._folder / "index"))

    def ask(self, question: str) -> object:
        """The best passages."""
        return self._index.search(question, TOP_K)

    def embed(self, question: str) -> Sequence[float]:
        """The question's vector."""
        found: Sequence[float] = self._index.transform(question)
        return found

    def close(self) -> None:
        """Close the index."""
        self._index.close()


class Haystack:
    """Haystack's hybrid retrieval: documents in memory, vectors and BM25 joined by reciprocal ranks."""

    def __init__(self, file: Path, model: Path, folder: Path) -> None:
        from haystack import Pipeline  # type: ignore[import-not-found,unused-ignore]
        from haystack.components.joiners import DocumentJoiner  # type: ignore[import-not-found,unused-ignore]
        from haystack.components.retrievers.in_memory import (  # type: ignore[import-not-found,unused-ignore]
            InMemoryBM25Retriever,
            InMemoryEmbeddingRetriever,
        )
        from haystack.document_stores.in_memory import (  # type: ignore[import-not-found,unused-ignore]
            InMemoryDocumentStore,
        )

        from_text, from_documents = _haystack_embedders()
        self._file = file
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._documents = from_documents(model=str(model), prefix=PASSAGE, progress_bar=False)
        self._text = from_text(model=str(model), prefix=QUERY, progress_bar=False)
        self._asked = Pipeline()
        self._asked.add_component("text_embedder", self._text)
        self._asked.add_component("dense", InMemoryEmbeddingRetriever(self._store, top_k=TOP_K))
        self._asked.add_component("lexical", InMemoryBM25Retriever(self._store, top_k=TOP_K))
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=TOP_K)
        self._asked.add_component("joiner", joiner)
        self._asked.connect("text_embedder", "dense.query_embedding")
        self._asked.connect("dense", "joiner")
        self._asked.connect("lexical", "joiner")
        for one in (self._documents, self._text):
            one.warm_up()
        self._folder = folder

    def ingest(self) -> None:
        """Embed the documents and write them into the store."""
        from haystack import Document

        found = [Document(id=one["id"], content=one["text"]) for one in passages(self._file)]
        self._store.write_documents(self._documents.run(documents=found)["documents"])

    def ask(self, question: str) -> object:
        """The best passages."""
        return self._asked.run({"text_embedder": {"text": question}, "lexical": {"query": question}})

    def embed(self, question: str) -> Sequence[float]:
        """The question's vector."""
        found: Sequence[float] = self._text.run(text=question)["embedding"]
        return found

    def close(self) -> None:
        """Nothing is kept."""


def _haystack_embedders() -> tuple[Callable[..., Any], Callable[..., Any]]:
    from haystack.components.embedders import (  # type: ignore[import-not-found,unused-ignore]
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    return SentenceTransformersTextEmbedder, SentenceTransformersDocumentEmbedder


class LlamaTransformer:
    """LlamaIndex's `VectorStoreIndex` on Chroma with its own Hugging Face embedding, which is sentence-transformers."""

    def __init__(self, file: Path, model: Path, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.embeddings.huggingface import (  # type: ignore[import-not-found,unused-ignore]
            HuggingFaceEmbedding,
        )
        from llama_index.vector_stores.chroma import ChromaVectorStore

        self._file, self._node, self._make = file, TextNode, VectorStoreIndex
        client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
        collection = client.create_collection("passages", embedding_function=None)
        self._storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        self._model: Any = HuggingFaceEmbedding(
            model_name=str(model), query_instruction=QUERY, text_instruction=PASSAGE
        )
        self._retriever: Any = None
        self.embed("")

    def ingest(self) -> None:
        """Embed and store the passages."""
        nodes = [self._node(id_=one["id"], text=one["text"]) for one in passages(self._file)]
        index = self._make(nodes, storage_context=self._storage, embed_model=self._model)
        self._retriever = index.as_retriever(similarity_top_k=TOP_K)

    def ask(self, question: str) -> object:
        """The best passages."""
        return self._retriever.retrieve(question)

    def embed(self, question: str) -> Sequence[float]:
        """The question's vector."""
        found: Sequence[float] = self._model.get_query_embedding(question)
        return found

    def close(self) -> None:
        """Chroma keeps itself."""


WAYS: dict[str, Callable[[Path, Path, Path], Way]] = {
    "llama-transformers": LlamaTransformer,
    "txtai": Txtai,
    "haystack": Haystack,
}


def main() -> None:
    """Serve one."""
    name, *places = sys.argv[1:]
    file, model, folder = map(Path, places)
    serve(name, lambda: WAYS[name](file, model, folder), folder)


if __name__ == "__main__":
    main()
