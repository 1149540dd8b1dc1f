"""The headline: the heading that the page's own titles confirm, without the site's name. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

from ingest.sources.dates import is_date_line
from ingest.sources.html.blocks import Block, BlockKind
from ingest.sources.html.facts import Facts, host_of
from ingest.sources.html.labels import Label
from ingest.sources.html.outline import Outline
from ingest.sources.html.tree import Element

_SEPARATOR = re.compile(r"\s+[-–—|•·:»/]+\s+|\s*\|\s*|\s+::\s+")
_FRONT_PAGE = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+)?")
_LONGEST, _FEWEST = 60, 4  # words
_ABOVE = 4  # blocks above the text among which a headline without a heading is looked for
_LARGE = frozenset({"b", "strong", "big", "u"})
_NO_HEADLINE = frozenset({BlockKind.CAPTION, BlockKind.ROW})
_ALIKE, _MORE_ALIKE = 0.75, 0.8
_SHORTEST = 8  # letters: less may be found in any title


def plain(text: str) -> str:
    """Letters and digits only, lower case, without diacritics: for comparing what is written in several places."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(character for character in bare if character.isalnum())


def find_headline(outline: Outline, facts: Facts, surroundings: set[int]) -> Block | None:
    """The block that is the article's headline, if the page shows one.

    A heading that agrees with a title of the page, or any line that does; else the main heading, unless that is the
    site's own; else a line set off above the text.
    """
    lines = [
        block
        for block in outline.blocks
        if block.words <= _LONGEST and block.kind not in _NO_HEADLINE and not _is_logo(outline, block, facts)
    ]
    headings = [block for block in lines if _is_heading(outline, block)]
    apart = [block for block in lines if outline.place[id(block)] not in surroundings]
    set_off = _set_off(outline, lines, surroundings)
    main = next((block for block in headings if block in apart and _is_main(outline, block)), None)
    # Beside a main heading a mere part of the title, in a line that is no heading, names the site more likely.
    for candidates, least in ((headings, _ALIKE), (apart, _ALIKE if main is None else _MORE_ALIKE)):
        for title in facts.titles:
            alike = [block for block in candidates if _likeness(block.text, title) >= least]
            if alike:
                # Of equals the main heading, then the one outside boxes of links, then the first.
                best = max(alike, key=lambda one: (_likeness(one.text, title), _is_main(outline, one), one in apart))
                is_banner = candidates is apart and _is_menu_between(outline, best, set_off, surroundings)
                return set_off if is_banner else best
    if main is not None and not _is_part_of_title(main, facts):
        return main
    return set_off if set_off is not None and _is_taken_up(outline, set_off, facts) else main


def _is_part_of_title(heading: Block, facts: Facts) -> bool:
    """Whether a heading that isn't what the page's title says is a part of it: the name of the site, most often."""
    return any(plain(heading.text) in plain(title) for title in facts.titles)


def _is_taken_up(outline: Outline, line: Block, facts: Facts) -> bool:
    """Whether the text has as many words of a line as of the title that the page states: else it heads a part."""
    if facts.first("og:title") or facts.articles:
        return False
    told = {word for block in outline.blocks if block.is_prose for word in block.text.lower().split()}
    stated = without_site(facts.titles[0], facts) if facts.titles else ""
    return len(told & set(line.text.lower().split())) >= len(told & set(stated.lower().split()))


def _set_off(outline: Outline, lines: list[Block], surroundings: set[int]) -> Block | None:
    """The line right above the text that is printed or called as a headline, as pages without headings have it."""
    blocks = outline.blocks
    prose = next((index for index, one in enumerate(blocks) if one.is_prose and index not in surroundings), 0)
    above = [one for index, one in enumerate(blocks[:prose]) if index not in surroundings][-_ABOVE:]
    fitting = [one for one in above if one.words >= _FEWEST and not one.is_prose and not is_date_line(one.text)]
    return next((one for one in reversed(fitting) if one in lines and _is_printed_large(outline, one)), None)


def _is_printed_large(outline: Outline, block: Block) -> bool:
    return _is_heading(outline, block) or any(
        element.tag in _LARGE or (element.tag == "font" and element.get("size")) for element in _own(outline, block)
    )


def _is_menu_between(outline: Outline, above: Block, below: Block | None, surroundings: set[int]) -> bool:
    """Whether what no article holds stands between two lines: the upper one is the site's."""
    if below is None:
        return False
    first, last = outline.place[id(above)], outline.place[id(below)]
    return any(index in surroundings for index in range(first + 1, last))


def title_of(headline: Block | None, facts: Facts) -> str | None:
    """The title as published: the headline, or what the page claims without the site's name."""
    if headline is not None:
        return headline.text
    return without_site(facts.titles[0], facts) if facts.titles else None


def without_site(title: str, facts: Facts) -> str:
    """A claimed title without the site's name in front or at the end."""
    names = _names(facts)
    while parts := list(_SEPARATOR.finditer(title)):
        if _names_site(title[parts[-1].end() :], names):
            title = title[: parts[-1].start()]
        elif _names_site(title[: parts[0].start()], names):
            title = title[parts[0].end() :]
        else:
            break
    return title


def _names(facts: Facts) -> set[str]:
    return {plain(name) for name in [*facts.sites, host_of(facts.url)]} - {""}


def _names_site(part: str, names: set[str]) -> bool:
    """Whether a part of a title is the site's name, or that with a word more ("Báo … điện tử", "… Online")."""
    bare = plain(part)
    return any(bare == name or (len(name) >= 4 and name in bare and len(bare) <= len(name) + 12) for name in names)


def _own(outline: Outline, block: Block) -> list[Element]:
    """The elements that hold the block and nothing else."""
    return list(takewhile(lambda element: outline.holds_at_most(element, 1), outline.above(block)))


def _is_heading(outline: Outline, block: Block) -> bool:
    named = any(Label.TITLE in outline.labels(element) for element in _own(outline, block))
    return named or block.kind is BlockKind.HEADING or _is_main(outline, block)


def _is_main(outline: Outline, block: Block) -> bool:
    return any(
        element.tag == "h1" or "headline" in (element.get("itemprop") or "").split() for element in outline.above(block)
    )


def _is_logo(outline: Outline, block: Block, facts: Facts) -> bool:
    """Whether a line names the site: its name, or a link to its front page."""
    if _names_site(block.text, _names(facts)):
        return True
    own = _own(outline, block)
    if any(Label.LOGO in outline.labels(element) for element in own):
        return True
    return any(element.tag == "a" and _FRONT_PAGE.fullmatch((element.get("href") or "x").strip()) for element in own)


def _likeness(heading: str, title: str) -> float:
    """How far a heading is what a title says: 1 for equal, also where the title goes on with the site's name."""
    ours, theirs = plain(heading), plain(title).removesuffix("…")
    if not ours or not theirs:
        return 0.0
    if ours == theirs:
        return 1.0
    shorter, longer = sorted((ours, theirs), key=len)
    if len(shorter) >= max(_SHORTEST, 0.4 * len(longer)) and (longer.startswith(shorter) or longer.endswith(shorter)):
        return max(_ALIKE, len(shorter) / len(longer))
    one, other = set(heading.lower().split()), set(title.lower().split())
    return len(one & other) / max(len(one), len(other))
