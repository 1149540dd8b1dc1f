"""`.html`: the article of a page, with title, date, address, source and language. No network."""

from __future__ import annotations

import logging

from ingest.models import Article
from ingest.sources.checks import article_text, one_line
from ingest.sources.html.article import Region, find_article
from ingest.sources.html.facts import facts_of
from ingest.sources.html.furniture import furniture
from ingest.sources.html.headline import title_of
from ingest.sources.html.outline import Outline
from ingest.sources.html.published import published
from ingest.sources.html.refusals import refuse_other_pages
from ingest.sources.html.tables import without_tables
from ingest.sources.html.tree import Element, drop_unseen, forms_to_sign_in, load, load_fragment
from trichdan.errors import SourceError

# What it can't read is told as a failure of ours; its own lines name neither file nor reason.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_MANY_BLOCKS = 2_000
"""Beyond, the extractors that trafilatura asks beside its own take too long: justext's time grows as the square."""


def parse_html(data: bytes, article_id: str) -> Article:
    """The article in a page. Raises SourceError where no main text can be told from the rest."""
    try:
        return _article(data, article_id)
    except SourceError:
        raise
    except Exception as error:  # an extractor over hostile markup: whatever it raises is this file's failure
        raise SourceError(f"The page can't be read: {type(error).__name__}: {error}") from error


def fragment_text(html: str) -> str:
    """The text of an article's body that is kept as markup, without the links and advertisements set in it.

    Raises:
        SourceError: where the markup can't be read.
    """
    try:
        tree = load_fragment(html)
        drop_unseen(tree)
        outline = Outline(tree)
        left_out = furniture(outline)
    except Exception as error:  # as in `parse_html`
        raise SourceError(f"The markup can't be read: {type(error).__name__}: {error}") from error
    return "\n".join(block.text for index, block in enumerate(outline.blocks) if index not in left_out)


def _article(data: bytes, article_id: str) -> Article:
    tree = load(data)
    facts, forms = facts_of(tree, data), forms_to_sign_in(tree)
    drop_unseen(tree)
    outline = Outline(tree)
    region = find_article(outline, facts, _main_text(tree, fast=len(outline.blocks) > _MANY_BLOCKS))
    refuse_other_pages(outline, facts, region, forms)
    return Article(
        id=article_id,
        text=article_text(_text(region)),
        title=one_line(title_of(region.headline, facts)),
        published=published(facts, outline, region),
        url=one_line(facts.url),
        source=one_line(facts.sites[0] if facts.sites else None),
        language=facts.language,
    )


def _main_text(tree: Element, *, fast: bool) -> str:
    """What trafilatura takes for the main text, if `fast` without a second opinion; empty where it finds none."""
    import trafilatura

    page = trafilatura.bare_extraction(without_tables(tree), include_comments=False, fast=fast)
    return "" if page is None or isinstance(page, dict) else page.text or ""


def _text(region: Region) -> str:
    if not any(block is not region.headline for block in region.kept):
        raise SourceError("No main text was found in the page.", help="Save the article's text as .txt instead.")
    return "\n".join(block.text for block in region.kept)
