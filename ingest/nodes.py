"""LlamaIndex's face of articles and passages: documents, nodes, and our splitter as a node parser.

The only module here that knows LlamaIndex's types. Metadata is flat (Chroma wants it so), and dates are numbers
(YYYYMMDD) so that they can be compared: a partial date is the first and the last day that it may stand for.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import (
    BaseNode,
    Document,
    MetadataMode,
    NodeRelationship,
    RelatedNodeInfo,
    TextNode,
)
from pydantic import Field

from ingest.chunk_settings import ChunkSettings
from ingest.chunking import chunk
from ingest.models import Article, Passage, normalise

Metadata = dict[str, str | int]
_ARTICLE_KEYS = ("title", "published", "url", "source", "language")


def published_bounds(published: str | None) -> tuple[int, int] | None:
    """First and last day, as YYYYMMDD, that a partial ISO date may mean: `2024-06` is 20240601 to 20240630."""
    if published is None:
        return None
    parts = [int(part) for part in published.split("-")]
    year, first, last = parts[0], parts[1] if len(parts) > 1 else 1, parts[1] if len(parts) > 1 else 12
    if len(parts) == 3:
        day = year * 10000 + first * 100 + parts[2]
        return day, day
    return year * 10000 + first * 100 + 1, year * 10000 + last * 100 + calendar.monthrange(year, last)[1]


def to_document(article: Article) -> Document:
    """The article as a document whose id is the article's; no metadata is mixed into its text."""
    metadata: dict[str, Any] = {key: getattr(article, key) for key in _ARTICLE_KEYS if getattr(article, key)}
    keys = list(metadata)
    return Document(
        id_=article.id,
        text=article.text,
        metadata=metadata,
        excluded_embed_metadata_keys=keys,
        excluded_llm_metadata_keys=keys,
    )


def to_article(document: BaseNode) -> Article:
    """The way back, for documents of any LlamaIndex reader: the text is normalised, unknown metadata left out."""
    known = {key: str(document.metadata[key]) for key in _ARTICLE_KEYS if document.metadata.get(key)}
    text = normalise(document.get_content(metadata_mode=MetadataMode.NONE))
    return Article(id=document.node_id, text=text, **known)


def to_node(passage: Passage, article: Article, vector: Sequence[float] | None = None) -> TextNode:
    """The passage as a node. `vector` is its embedding, one number a dimension."""
    metadata = passage_metadata(passage, article)
    return TextNode(
        id_=passage.id,
        text=passage.text,
        embedding=None if vector is None else [float(number) for number in vector],
        metadata=metadata,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        excluded_embed_metadata_keys=[key for key in metadata if key != "context"],
        excluded_llm_metadata_keys=list(metadata),
        metadata_template="{value}",
        text_template="{metadata_str}\n{content}",
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article.id)},
    )


def passage_metadata(passage: Passage, article: Article) -> Metadata:
    """Flat metadata of a passage; what isn't known has no key."""
    metadata: Metadata = {
        "article_id": article.id,
        "start": passage.start,
        "end": passage.end,
        "ordinal": passage.ordinal,
    }
    bounds = published_bounds(article.published)
    if bounds:
        metadata |= {"published_from": bounds[0], "published_to": bounds[1]}
    if article.source:
        metadata["source"] = article.source
    if passage.context:
        metadata["context"] = passage.context
    return metadata


class ArticleSplitter(NodeParser):
    """Our passages for LlamaIndex pipelines: `IngestionPipeline(transformations=[ArticleSplitter(), ...])`."""

    chunking: ChunkSettings = Field(default_factory=ChunkSettings)

    @classmethod
    def class_name(cls) -> str:
        """Name under which LlamaIndex serialises the component."""
        return "ArticleSplitter"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:
        articles = [to_article(node) for node in nodes]
        return [to_node(passage, article) for article in articles for passage in chunk(article, self.chunking)]

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]) -> list[BaseNode]:
        # LlamaIndex would search for each text in its document and take the first that is equal: ours are exact.
        return nodes
