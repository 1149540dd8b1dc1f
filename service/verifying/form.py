"""What no statement may have, whatever carries it: markup, links of its own, orders, words to the reader. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.language.order_words import gives_orders
from service.language.shade_words import PERSONS
from service.verifying.claim import Claim

_LINK = re.compile(r"(?:https?://|www\.|[\w.+-]+@[\w-]+\.\w)\S*", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-z/!][^>]*>|!?\[[^\]]*\]\([^)]*\)|```", re.IGNORECASE)


def form_faults(claim: Claim) -> Iterator[str]:
    """Markup, links that no quote has, quotes that give orders, and a statement that speaks to the reader."""
    yield from (f"form: {match.group()}" for match in _MARKUP.finditer(claim.said))
    links = _LINK.findall(claim.said)
    yield from (f"link: {link}" for link in links if not any(link in quote for quote in claim.quotes))
    yield from (f"order: {quote[:40]}" for quote in claim.quotes if gives_orders(quote))
    # Where a quote speaks of itself or to somebody, so may the statement.
    if not any(word in text.forms for text in claim.evidence for word in PERSONS[text.language]):
        yield from (f"person: {word}" for word in PERSONS[claim.stated.language] if word in claim.stated.forms)
