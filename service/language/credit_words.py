"""Words that ask who took a picture, who wrote an article, where it comes from. Pure."""

from __future__ import annotations

import re

from ingest.models import SentenceKind
from ingest.regex import regex

_ARTICLE_VI = r"(?:bai(?= bao| viet| nay| ve| tren)|ban tin|mau tin|tin bai)"
_WHOSE_VI = r"(?:cua ai|do ai|boi ai|ai|(?:phong vien|nha bao|tac gia|nguoi) nao)"
_PICTURE_EN = r"(?:photo|photograph|picture|image)s?"
_ARTICLE_EN = r"(?:article|story|report|news item|news piece)s?"
_OUTLET_EN = r"(?:newspaper|paper|outlet|publication|website|news agency|news site|magazine)"
ASKED = {
    "vi": (
        (
            regex(
                rf"\b(?:{_WHOSE_VI}|tac gia|nguoi)\b(?: \w+){{0,3}} chup\b|\bchup (?:boi|do) ai\b"
                rf"|\b(?:buc|tam|tac gia|nguon) (?:cua )?(?:\w+ )?(?:anh|hinh)\b.*\b(?:{_WHOSE_VI}|nao|gi|dau)\b"
                r"|\b(?:anh|hinh) (?:chup|minh hoa)\b.*\b(?:cua|do|boi) ai\b"
            ),
            SentenceKind.CAPTION,
        ),
        (
            regex(
                rf"\b(?:tac gia|{_WHOSE_VI} (?:da )?viet)(?: \w+){{0,2}} {_ARTICLE_VI}\b"
                rf"|\b{_ARTICLE_VI}\b.*\b(?:tac gia|{_WHOSE_VI} (?:da )?(?:viet|thuc hien|dua tin)|viet boi ai)\b"
                rf"|\b{_ARTICLE_VI} (?:viet |bao )?(?:nay |tren )?(?:la )?{_WHOSE_VI}\b"
                rf"|\b{_WHOSE_VI} (?:da )?(?:dung|ky) ten\b.*\b{_ARTICLE_VI}\b"
            ),
            SentenceKind.BYLINE,
        ),
        (
            regex(
                rf"\b{_ARTICLE_VI}\b.*\b(?:nguon|dang|dan|lay|trich)\b.*\b(?:nao|dau|gi)\b"
                rf"|\bnguon\b.*\b{_ARTICLE_VI}\b.*\b(?:nao|dau|gi)\b"
                r"|\b(?:dan|lay|trich|theo|dang|tu|tren) (?:lai )?(?:nguon |tu |tren )?(?:to |trang )bao nao\b"
            ),
            SentenceKind.SOURCE,
        ),
    ),
    "en": (
        (
            regex(
                rf"\bwho (?:took|shot|made|captured|photographed)\b.*\b{_PICTURE_EN}\b|\bphotographer\b"
                rf"|\b{_PICTURE_EN} credit\b|\b{_PICTURE_EN}\b.*\b(?:taken by|credited to|by whom)\b"
                rf"|\bwhose {_PICTURE_EN}\b|\bcredited\b.*\b{_PICTURE_EN}\b"
            ),
            SentenceKind.CAPTION,
        ),
        (
            regex(
                rf"\bwho (?:wrote|authored|reported|(?:is|are|was|were) the (?:author|writer|reporter|journalist)s?)\b"
                rf".*\b{_ARTICLE_EN}\b|\b{_ARTICLE_EN}\b.*\bwritten by\b|\bbyline\b"
                rf"|\b(?:author|writer|reporter|journalist)s?\b.*\b(?:of|wrote) (?:the|this|that)\b.*\b{_ARTICLE_EN}\b"
            ),
            SentenceKind.BYLINE,
        ),
        (
            regex(
                rf"\bsource of (?:the|this|that)\b.*\b{_ARTICLE_EN}\b|\b{_ARTICLE_EN}\b.*\bsource\b"
                rf"|\b(?:which|what) {_OUTLET_EN}\b.*\b(?:{_ARTICLE_EN}|published|ran|carried)\b"
                rf"|\bwhere (?:was|is|were|does|did)\b.*\b{_ARTICLE_EN}\b.*\b(?:published|taken from|come from|from)\b"
            ),
            SentenceKind.SOURCE,
        ),
    ),
}
NAMES_SOMEBODY = regex(r"[:：]|\bby\b", re.IGNORECASE)
