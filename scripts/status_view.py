"""`trichdan articles` and `trichdan status`: what is stored, without loading a model or opening an index."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from ingest.catalog.reading import CatalogReader
from ingest.opening import has_catalog
from ingest.repair import RepairReport
from service.retrieval.corpus import fingerprint
from service.settings import ServiceSettings
from service.wire.articles import to_summary
from trichdan.terminal import report_console
from trichdan.wire import ArticlePage

PAGE = 1_000


def list_articles(settings: ServiceSettings) -> ArticlePage:
    """All articles, ordered by id."""
    if not has_catalog(settings):
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
    report_console().print(table)


def read_status(settings: ServiceSettings) -> dict[str, Any]:
    """What is stored and with which models."""
    base = {"version": version("trichdan"), "data": str(settings.data), "articles": 0, "passages": 0, "index": None}
    if not has_catalog(settings):
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
    report_console().print(table)


def show_repair(report: RepairReport) -> None:
    """What was checked, mended, and couldn't be, in sentences."""
    out = report_console()
    if report.restarted:
        out.print("The indexes of the lost catalog are gone. Ingest your articles anew: trichdan ingest PATH")
        return
    sound = report.articles - len(report.damaged)
    out.print(
        f"{sound} of {report.articles} articles are as they were stored; the indexes hold {report.passages} passages."
    )
    if report.rechunked:
        out.print(f"split anew: {report.rechunked} articles")
    for article_id in report.mended:
        out.print(Text(f"mended {article_id}"))
    for article_id in report.damaged:
        hint = "Ingest its file again with --replace, restore a backup, or delete it."
        out.print(Text(f"damaged {article_id}: nothing of it is quoted. {hint}"))
