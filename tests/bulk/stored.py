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


def vectors(chroma_url: str) -> dict[str, tuple[tuple[float, ...], dict[str, Any]]]:
    """What the Chroma server of one catalog holds: of each passage the vector and the metadata."""
    import chromadb

    host, _, port = chroma_url.removeprefix("http://").partition(":")
    client = chromadb.HttpClient(host=host, port=int(port))
    (collection,) = client.list_collections()  # its name tells the catalog, which is another one each time
    got = client.get_collection(collection.name).get(include=["embeddings", "metadatas"])
    pairs = zip(got["embeddings"], got["metadatas"], strict=True)
    held = [(tuple(map(float, vector)), dict(metadata)) for vector, metadata in pairs]
    return dict(zip(got["ids"], held, strict=True))
