"""Addresses of this service's own pages, as answers give them. Pure."""

from __future__ import annotations

from urllib.parse import quote


def article_href(article_id: str) -> str:
    """The address of an article's page."""
    cleaned = any(segment in ("", ".", "..") for segment in article_id.split("/"))
    return "/articles/" + quote(article_id, safe="" if cleaned else "/")
