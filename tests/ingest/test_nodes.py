"""LlamaIndex's view of articles and passages."""

from __future__ import annotations

import pytest
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import Document, MetadataMode

from ingest.chunk_settings import ChunkSettings
from ingest.chunking import chunk
from ingest.models import Article
from ingest.nodes import ArticleSplitter, published_bounds, to_article, to_document, to_node

TEXT = "Hội nghị\n\n" + " ".join(["Công an hai tỉnh đã ký kết biên bản ghi nhớ."] * 30)
ARTICLE = Article("b/a", TEXT, title="Hội nghị", published="2024-06", source="Biên Phòng")


@pytest.mark.parametrize(
    ("published", "bounds"),
    [
        (None, None),
        ("2024-06-27", (20240627, 20240627)),
        ("2024-02", (20240201, 20240229)),
        ("2023", (20230101, 20231231)),
    ],
)
def test_partial_dates_become_the_days_they_may_mean(published: str | None, bounds: tuple[int, int] | None) -> None:
    assert published_bounds(published) == bounds


def test_a_node_holds_the_passage_and_flat_metadata() -> None:
    passage = chunk(ARTICLE)[1]
    node = to_node(passage, ARTICLE, [0.5, 0.25])
    assert (node.node_id, node.text, node.embedding) == (passage.id, passage.text, [0.5, 0.25])
    assert (node.start_char_idx, node.end_char_idx) == (passage.start, passage.end)
    assert node.ref_doc_id == "b/a"
    assert node.metadata == {
        "article_id": "b/a",
        "start": passage.start,
        "end": passage.end,
        "ordinal": 1,
        "published_from": 20240601,
        "published_to": 20240630,
        "source": "Biên Phòng",
        "context": "Hội nghị (2024-06)",
    }


def test_what_llama_index_embeds_is_what_we_embed() -> None:
    for passage in chunk(ARTICLE):
        node = to_node(passage, ARTICLE)
        assert node.get_content(metadata_mode=MetadataMode.EMBED) == passage.embedded_text
        assert node.get_content(metadata_mode=MetadataMode.LLM).strip() == passage.text


def test_passages_without_context_embed_their_text_alone() -> None:
    bare = Article("a", TEXT)
    passage = chunk(bare)[0]
    assert to_node(passage, bare).get_content(metadata_mode=MetadataMode.EMBED).strip() == passage.text


def test_documents_and_articles_are_the_same_both_ways() -> None:
    assert to_article(to_document(ARTICLE)) == ARTICLE


def test_a_foreign_document_is_normalised() -> None:
    document = Document(id_="x", text="Do\u0323c\r\nlap", metadata={"file_name": "x.txt", "title": "T"})
    assert to_article(document) == Article("x", "Dọc\nlap", title="T")


def test_the_splitter_gives_our_passages_in_a_pipeline() -> None:
    splitter = ArticleSplitter(chunking=ChunkSettings(target_words=40, max_words=80))
    nodes = IngestionPipeline(transformations=[splitter]).run(documents=[to_document(ARTICLE)])
    assert [node.node_id for node in nodes] == [one.id for one in chunk(ARTICLE, splitter.chunking)]
    assert [node.ref_doc_id for node in nodes] == ["b/a"] * len(nodes)
