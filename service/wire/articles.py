"""Stored articles as the wire shows them. Pure."""

from __future__ import annotations

from ingest.catalog.rows import ArticleInfo
from trichdan.wire import ArticleSummary


def to_summary(info: ArticleInfo) -> ArticleSummary:
    """A stored article as the wire shows it."""
    return ArticleSummary(
        id=info.id,
        title=info.title,
        published=info.published,
        url=info.url,
        source=info.source,
        language=info.language,
        article_sha256=info.sha256,
        characters=info.characters,
        passages=info.passages,
    )
