"""Stored articles as the wire shows them. Pure."""

from __future__ import annotations

from ingest.catalog.rows import ArticleInfo
from service.values import QuoteSpan
from service.verifying.render import opening, source_of
from trichdan.wire import ArticleSummary, Moment


def to_summary(info: ArticleInfo, text: str = "") -> ArticleSummary:
    """A stored article as the wire shows it; with its text it can be called by its first words."""
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
        opening=None if info.title or not text else opening(text),
    )


def to_moment(quote: QuoteSpan) -> Moment:
    """What an article says of a subject, as a timeline shows it."""
    article = quote.article
    return Moment(
        **source_of(article),
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        article_sha256=article.sha256,
    )
