"""An answer as chat programs show it, in Markdown: its markers as links to what they cite, and a list of its sources.

What articles say is escaped where Markdown would make a link, an image or HTML of it. `unlinked` gives the answer back.
Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from service.wire.links import safe_url, span_href
from trichdan.wire import Answer, Citation, Kind

Sources = Literal["links", "none"]
"""How a reply's text shows its sources: as links and a list, or by the bare numbers of the answer."""

TITLE_MAX = 200
"""Code points of a title in the list of sources."""

_HEADINGS = {"vi": "Nguồn:", "en": "Sources:"}
_LIST = re.compile(rf"\n\n(?:{'|'.join(_HEADINGS.values())})\n- \[{{1,2}}\d+\][^\n]*(?:\n- \[{{1,2}}\d+\][^\n]*)*\Z")
_ACTIVE = r"(?P<active>[\\\[\]<`])"
_TOKEN = re.compile(rf"\[(?P<marker>\d+)\]|{_ACTIVE}")
_LINK = re.compile(rf"\[\[(?P<marker>\d+)\]\]\([^()\s]*\)|\\{_ACTIVE}")
_BREAKS_A_LINK = re.compile(r"[\s()<>\[\]\"\\`]")


@dataclass(frozen=True, slots=True)
class Note:
    """A span of the text (half open, code points), and the address and title of what supports it."""

    start: int
    end: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply's text, and what supports it where."""

    text: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where readers find what is cited. Both without a slash at the end.

    Attributes:
        own: this service as far as it knows itself, for annotations.
        public: where readers reach it, as configured; empty where nobody said.
    """

    own: str
    public: str

    def note(self, citation: Citation) -> str:
        """What an annotation names: the article's own address, else this service's page."""
        page = self.own + span_href(citation.article_id, citation.start, citation.end)
        return safe_url(citation.url) or page

    def link(self, citation: Citation) -> str:
        """Where a number leads: this service's page for the quote, else the article's own address, else nowhere."""
        page = self.public and self.public + span_href(citation.article_id, citation.start, citation.end)
        return _BREAKS_A_LINK.sub(lambda match: quote(match[0]), page or safe_url(citation.url) or "")


def show(answer: Answer, addresses: Addresses, sources: Sources) -> Shown:
    """The answer's text with its sources, and annotations whose spans are those of the text that is shown."""
    text, places = answer.answer, list(range(len(answer.answer) + 1))
    if sources == "links" and answer.kind is not Kind.SIDE_TASK:  # a program reads that, and often as JSON
        text, places = _linked(answer, {one.marker: addresses.link(one) for one in answer.citations})
        # Behind the text, so that no span moves.
        text += _source_list(answer, addresses)
    notes = [
        Note(places[start], places[end], addresses.note(one), _name(one))
        for one in answer.citations
        for start, end in one.answer_spans
    ]
    return Shown(text, tuple(sorted(notes, key=lambda note: (note.start, note.end))))


def unlinked(text: str) -> str:
    """A text that was shown with links and sources, as the answer was."""
    bare = _LIST.sub("", text)
    return _LINK.sub(lambda match: f"[{match['marker']}]" if match["marker"] else match["active"], bare)


def _linked(answer: Answer, links: dict[int, str]) -> tuple[str, list[int]]:
    """The answer in Markdown, and for each of its code points, and its end, where that stands there."""
    parts: list[str] = []
    places: list[int] = []
    length = last = 0
    for token in _TOKEN.finditer(answer.answer):
        between = token.start() - last
        places += range(length, length + between)
        length += between
        marker = int(token["marker"]) if token["marker"] else 0
        shown = _escaped(token[0]) if marker not in links else _numbered(marker, links[marker])
        # Annotations are given as spans of the answer, and have to be told as spans of what is shown.
        places += [length] * (token.end() - token.start())
        parts += [answer.answer[last : token.start()], shown]
        length, last = length + len(shown), token.end()
    places += range(length, length + len(answer.answer) - last + 1)
    return "".join(parts) + answer.answer[last:], places


def _numbered(marker: int, link: str) -> str:
    """The number in brackets, as a link if it leads somewhere; Open WebUI would take `[1]` out of `[1](…)`."""
    return f"[[{marker}]]({link})" if link else f"[{marker}]"


def _escaped(text: str) -> str:
    return re.sub(_ACTIVE, r"\\\g<0>", text)


def _source_list(answer: Answer, addresses: Addresses) -> str:
    """A line for each article that is cited, with its numbers; nothing where none is."""
    names = {one.article_id: _named(one) for one in answer.citations}
    lines: dict[str, list[str]] = {}
    for one in answer.citations:
        lines.setdefault(one.article_id, []).append(_numbered(one.marker, addresses.link(one)))
    if not lines:
        return ""
    heading = _HEADINGS["vi" if answer.language == "vi" else "en"]
    return "\n\n" + "\n".join([heading, *(f"- {' '.join(numbers)} {names[key]}" for key, numbers in lines.items())])


def _name(citation: Citation) -> str:
    """What an article is called: by its title, else its first words; an id tells readers nothing."""
    return citation.title or citation.opening or citation.article_id


def _named(citation: Citation) -> str:
    """An article in words: its name, source, date."""
    title = " ".join(_name(citation).split())
    short = title if len(title) <= TITLE_MAX else title[:TITLE_MAX].rstrip() + "…"
    return _escaped(", ".join(part for part in (short, citation.source, citation.published) if part))
