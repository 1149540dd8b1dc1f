"""Addresses as answers give them: of this service's own pages, and of articles elsewhere. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from trichdan.addresses import hostname

_SAFE_SCHEMES = ("http", "https")


def article_href(article_id: str) -> str:
    """The address of an article's page."""
    # Clients remove such segments on the way, so their slashes are escaped too.
    cleaned = any(segment in ("", ".", "..") for segment in article_id.split("/"))
    return "/articles/" + quote(article_id, safe="" if cleaned else "/")


def span_href(article_id: str, start: int, end: int) -> str:
    """The address of a span of an article, which its page scrolls to and highlights."""
    return f"{article_href(article_id)}#span={start}-{end}"


def safe_url(url: str | None) -> str | None:
    """The URL if following it can't run anything: http or https, with a host."""
    return url if url and hostname(url) and urlsplit(url).scheme in _SAFE_SCHEMES else None
