"""Addresses as articles and their pages give them, which may be anything."""

from __future__ import annotations

from urllib.parse import urlsplit


def hostname(url: str) -> str:
    """The host of an address, in small letters; empty where it has none, or is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a broken IPv6 host
        return ""
