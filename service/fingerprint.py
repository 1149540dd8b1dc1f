"""What answers depend on besides the program, as a hash; and stored articles as the wire shows them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ingest.catalog.rows import ArticleInfo
from service.schemas import ArticleSummary

_DEPENDS_ON = ("catalog", "published", "embedder", "chunker")


def fingerprint(facts: Mapping[str, str]) -> str:
    """Hash of the corpus, its state, and how it was indexed: 16 hex digits."""
    joined = "\n".join(facts.get(name, "") for name in _DEPENDS_ON)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


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
