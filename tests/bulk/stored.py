"""All that an ingest has stored, to be compared with what another one has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine, text

from ingest.settings import IngestSettings

COLUMNS = {
    "articles": "id, content_key, title, published, published_first, url, source, origin, text, passage_count, added",
    "passages": "id, ordinal, start, \"end\", context, sentences, vector, tokens, added",
}  # fmt: skip


def rows(settings: IngestSettings) -> dict[str, list[tuple[Any, ...]]]:
    """The catalog's rows, in the order in which they were stored."""
    engine = create_engine(settings.catalog_url)
    with engine.connect() as connection:
        found = {
            table: [_plain(row) for row in connection.execute(text(f"SELECT {names} FROM {table} ORDER BY added, id"))]
            for table, names in COLUMNS.items()
        }
    engine.dispose()
    return found


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def vectors(chroma_url: str) -> dict[str, dict[str, Any]]:
    """What a Chroma server holds: of each collection's passages the vector and the metadata."""
    import chromadb

    host, _, port = chroma_url.removeprefix("http://").partition(":")
    client = chromadb.HttpClient(host=host, port=int(port))
    found = {}
    for collection in client.list_collections():
        got = client.get_collection(collection.name).get(include=["embeddings", "metadatas"])
        pairs = zip(got["embeddings"], got["metadatas"], strict=True)
        held = [(tuple(map(float, vector)), dict(metadata)) for vector, metadata in pairs]
        found[collection.name] = dict(zip(got["ids"], held, strict=True))
    return found
