"""`.html`: the article of a page, with title, date, address, source and language. No network."""

from __future__ import annotations

from ingest.errors import SourceError
from ingest.models import Article
from ingest.sources.checks import article_text, one_line
from ingest.sources.html.article import Region, find_article
from ingest.sources.html.blocks import BlockKind
from ingest.sources.html.facts import Facts, facts_of
from ingest.sources.html.furniture import furniture
from ingest.sources.html.headline import title_of
from ingest.sources.html.outline import Outline
from ingest.sources.html.published import published
from ingest.sources.html.tree import drop_unseen, load, load_fragment, markup

_QUICK = {"extensive_search": False}  # its date isn't used: it may be guessed


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
    facts = facts_of(tree, data)
    main_text, url, site = _extracted(data)
    drop_unseen(tree)
    outline = Outline(tree)
    region = find_article(outline, facts, main_text)
    return Article(
        id=article_id,
        text=article_text(_text(region)),
        title=one_line(title_of(region.headline, facts)),
        published=published(facts, outline, region),
        url=one_line(facts.url or url),
        source=one_line(facts.sites[0] if facts.sites else site),
        language=facts.language,
    )


def _extracted(data: bytes) -> tuple[str, str | None, str | None]:
    """What trafilatura takes for the main text, the address and the site's name."""
    import trafilatura

    page = trafilatura.bare_extraction(
        markup(data), with_metadata=True, include_comments=False, date_extraction_params=_QUICK
    )
    if page is None or isinstance(page, dict):
        return "", None, None
    return page.text or "", page.url, page.sitename


def _text(region: Region) -> str:
    prose = [block for block in region.kept if block is not region.headline and block.kind is not BlockKind.CAPTION]
    if not prose:
        raise SourceError("No main text was found in the page.", help="Save the article's text as .txt instead.")
    return "\n".join(block.text for block in region.kept)
