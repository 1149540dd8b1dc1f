"""`trichdan articles` and `trichdan status`: what is stored, without loading a model or opening an index."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from ingest.catalog.reading import CatalogReader
from service.retrieval.corpus import fingerprint
from service.settings import ServiceSettings
from service.wire.articles import to_summary
from trichdan.wire import ArticlePage

PAGE = 1_000


def list_articles(settings: ServiceSettings) -> ArticlePage:
    """All articles, ordered by id."""
    if not CatalogReader.exists(settings.catalog_url):
        return ArticlePage(articles=[], next_cursor=None, total=0)
    catalog = CatalogReader(settings.catalog_url)
    sequence, after, found = catalog.published, "", []
    while True:
        page, total = catalog.list_articles(sequence, after=after, limit=PAGE)
        found += [to_summary(info) for info in page]
        if len(page) < PAGE:
            return ArticlePage(articles=found, next_cursor=None, total=total)
        after = page[-1].id


def show_articles(page: ArticlePage) -> None:
    """A table of articles."""
    table = Table(Column("id", overflow="fold"), "published", "title", "characters", "passages")
    for one in page.articles:
        numbers = (str(one.characters), str(one.passages))
        table.add_row(Text(one.id), one.published or "", Text(one.title or ""), *numbers)
    Console(highlight=False).print(table)


def read_status(settings: ServiceSettings) -> dict[str, Any]:
    """What is stored and with which models."""
    base = {"version": version("trichdan"), "data": str(settings.data), "articles": 0, "passages": 0, "index": None}
    if not CatalogReader.exists(settings.catalog_url):
        return base | {"embedder": None, "chunker": None, "pending": 0}
    catalog = CatalogReader(settings.catalog_url)
    facts = catalog.facts()
    articles, passages = catalog.count(catalog.published)
    return base | {
        "articles": articles,
        "passages": passages,
        "index": fingerprint(facts),
        "embedder": json.loads(facts["embedder"]) if "embedder" in facts else None,
        "chunker": json.loads(facts["chunker"]) if "chunker" in facts else None,
        "pending": int(facts["sequence"]) - int(facts["published"]),
    }


def show_status(found: dict[str, Any]) -> None:
    """A line for each fact."""
    table = Table(show_header=False)
    for name, value in found.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name, Text(shown))
    Console(highlight=False).print(table)
