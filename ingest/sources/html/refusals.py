"""Pages that stand in an article's place: errors, forms to sign in, questions about cookies, mere ways on. Pure.

Such a page is short, and doesn't describe itself as an article. A few words on a page that says nothing of the kind are
an article as good as any.
"""

from __future__ import annotations

import re
from functools import reduce
from http import HTTPStatus

from ingest.sources.html.article import Region
from ingest.sources.html.blocks import Block
from ingest.sources.html.facts import Facts
from ingest.sources.html.headline import without_site
from ingest.sources.html.labels import Label, says_missing, speaks_of_cookies
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import Element, common_ancestor, holds
from trichdan.errors import SourceError

_SHORT = 100  # words: what an error page, a form or a notice has at most
_LINE = 15  # words: a longer one is a sentence about errors
_ROOM = 8  # blocks beside its text that a box with a form to sign in may hold: more are a page with its menus
_FAILURES = [status.phrase for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST]
_PHRASES = "|".join(re.escape(phrase) for phrase in _FAILURES)
_TWO_WORDS = "|".join(re.escape(phrase) for phrase in _FAILURES if " " in phrase)
# "404", "Lỗi 404", "404 Not Found", "404 - Không tìm thấy trang", "Bad Gateway"; no "500 hộ dân", no "Conflict".
_STATUS = re.compile(
    rf"\W*(?:(?:http|server|lỗi|error)\s*){{0,2}}[45]\d\d(?:\W*|\s*[-–—:|.!]+\s*[^\W\d].*|\s+(?:{_PHRASES}|error)\W*)"
    rf"|(?:{_TWO_WORDS})\W*",
    re.IGNORECASE,
)


def refuse_other_pages(outline: Outline, facts: Facts, region: Region, forms: list[Element]) -> None:
    """Raise SourceError where the page plainly is none that anyone would cite.

    Args:
        outline: the page.
        facts: what it says of itself.
        region: what would be read as its article.
        forms: the elements that ask for a password.
    """
    texts = [block for block in region.kept if block is not region.headline]
    described = facts.articles or facts.first("og:type") == "article"
    if not texts or described or sum(block.words for block in region.kept) > _SHORT:
        return
    if seen := _reports_error(outline, facts, region):
        raise SourceError(f"It is a page of an error ({seen!r}), not an article.", help="Save the article's own page.")
    if any(_is_beside(outline, region.kept, form) for form in forms):
        raise SourceError("It asks to sign in, and holds no article.", help="Sign in, then save the page.")
    if _is_notice(outline, texts):
        raise SourceError("It asks about cookies or who reads it, and holds no article.", help="Go on, then save it.")
    if facts.leads_on:
        raise SourceError("It only leads on to another page.", help="Save that one.")


def _reports_error(outline: Outline, facts: Facts, region: Region) -> str | None:
    """The line that says so, of the page's titles and the first of its text."""
    lines = [*(without_site(title, facts) for title in facts.titles), *(block.text for block in region.kept[:2])]
    short = (line for line in lines if len(line.split()) <= _LINE)
    said = next((line for line in short if _STATUS.fullmatch(line) or says_missing(line)), None)
    if said is None and _all_called(outline, region.kept, Label.ERROR):
        said = region.kept[0].text
    return said


def _is_notice(outline: Outline, texts: list[Block]) -> bool:
    return _all_called(outline, texts, Label.CHECK) or 2 * sum(speaks_of_cookies(one.text) for one in texts) > len(
        texts
    )


def _all_called(outline: Outline, blocks: list[Block], label: Label) -> bool:
    """Whether all that would be read stands in parts with such a name."""
    return all(any(label in outline.labels(element) for element in outline.above(block)) for block in blocks)


def _is_beside(outline: Outline, blocks: list[Block], form: Element) -> bool:
    """Whether a form shares a box with all blocks, and with hardly anything else."""
    box = reduce(common_ancestor, (block.element for block in blocks))
    return holds(box, form) and outline.holds_at_most(box, len(blocks) + _ROOM)
