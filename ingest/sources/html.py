"""`.html`: the main text of a page by trafilatura, with title, date and address. No network."""

from __future__ import annotations

from ingest.models import Article
from ingest.sources.checks import article_text, one_line
from ingest.sources.dates import partial_date
from trichdan.errors import SourceError

# Only dates that the page states about itself: no guess from its address or its footer.
_DATES = {"extensive_search": False, "original_date": True}


def parse_html(data: bytes, article_id: str) -> Article:
    """The article in a page. Raises SourceError where no main text can be told from the rest."""
    import trafilatura

    try:
        page = trafilatura.bare_extraction(
            _markup(data), with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )
    except Exception as error:  # an extractor over hostile markup: whatever it raises is this file's failure
        raise SourceError(f"The page can't be read: {type(error).__name__}: {error}") from error
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise SourceError("No main text was found in the page.", help="Save the article's text as .txt instead.")
    return Article(
        id=article_id,
        text=article_text(page.text or ""),
        title=one_line(page.title),
        published=_published(page.date),
        url=one_line(page.url),
        source=one_line(page.sitename),
        language=one_line(page.language),
    )


def _markup(data: bytes) -> str | bytes:
    """UTF-8 as text; other bytes as they are, since the page may declare its encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data


def _published(value: str | None) -> str | None:
    try:
        return partial_date(value) if value else None
    except ValueError:
        return None
