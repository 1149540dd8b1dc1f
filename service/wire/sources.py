"""An answer as chat programs show it, in Markdown: the direct line first, if there is one, then what it says, quotes as
paragraphs (`paragraphs`), its markers as links to what they cite, and a list of its sources.

What articles say is escaped where Markdown would make a link, an image or HTML of it. `unlinked` gives the answer back.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from service.wire.links import safe_url, span_href
from service.wire.paragraphs import BOLD, ITEM, QUOTE, Setting, holding, setting
from trichdan.wire import Answer, Citation, Kind

Sources = Literal["links", "none"]
"""How a reply's text shows its sources: as links and a list, or by the plain numbers of the answer."""

TITLE_MAX = 200
"""Code points of a title in the list of sources."""

_HEADINGS = {"vi": "Nguồn:", "en": "Sources:"}
_LIST = re.compile(rf"\n\n(?:{'|'.join(_HEADINGS.values())})(?:\n- \d+(?:, \d+)*: [^\n]*)+\Z")
_ACTIVE = r"[\\\[\]<`]|_(?=_)"
_TOKEN = re.compile(rf"\[(?P<marker>\d+)\]|(?P<active>{_ACTIVE})|.", re.DOTALL)
_NUMBERED = r"\[\[(?P<marker>\d+)\]\]\([^()\s]*\)"
_DIRECT = re.compile(rf"\A{BOLD}[^\n]+{BOLD} (?:{_NUMBERED}|\[\d+\])\n\n(?={QUOTE})")
_FORM = rf"(?:{QUOTE}|{ITEM})"
_SET = re.compile(rf"{_NUMBERED}|\\(?P<active>[\\\[\]<`_#>+*~.)-])|{BOLD}|(?P<break> *\n+){_FORM}?|\A{_FORM}")
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
        links = {one.marker: addresses.link(one) for one in answer.citations}
        first = _direct(answer, links)
        text, places = _linked(answer.answer, links, setting(answer), first)
        # Behind the text, so that no span moves.
        text += _source_list(answer, links)
    notes = [
        Note(places[start], places[end], addresses.note(one), _name(one))
        for one in answer.citations
        for start, end in one.answer_spans
    ]
    return Shown(text, tuple(sorted(notes, key=lambda note: (note.start, note.end))))


def unlinked(text: str) -> str:
    """A text that was shown with links and sources, as the answer was."""
    plain = _DIRECT.sub("", _LIST.sub("", text))
    return _SET.sub(_as_told, plain)


def _as_told(match: re.Match[str]) -> str:
    if match["marker"]:
        return f"[{match['marker']}]"
    return match["active"] or (" " if match["break"] else "")


def _direct(answer: Answer, links: Mapping[int, str]) -> str:
    """The short answer as a line of its own, with its number."""
    cited = holding(answer.short_answer_span, answer.citations)
    if not answer.short_answer or cited is None:
        return ""
    words = " ".join(answer.short_answer.split())
    return f"{BOLD}{_escaped(words)}{BOLD} {_numbered(cited.marker, links[cited.marker])}\n\n"


def _linked(text: str, links: Mapping[int, str], to: Setting, first: str) -> tuple[str, list[int]]:
    """`first` and the text in Markdown; for each code point of the text, and its end, where that stands there."""
    parts, places, length = [first], list[int](), len(first)
    for token in _TOKEN.finditer(text):
        at = token.start()
        before = to.before.get(at, "")
        marker = int(token["marker"]) if token["marker"] else 0
        shown = "\\" * bool(token["active"]) + token[0]
        if token["marker"]:
            shown = _numbered(marker, links[marker]) if marker in links else _escaped(token[0])
        # Annotations are given as spans of the answer, and have to be told as spans of what is shown.
        places += [length + len(before)] * len(token[0])
        parts += [before, "" if at in to.without else shown]
        length += len(parts[-2]) + len(parts[-1])
    end = to.before.get(len(text), "")
    return "".join(parts) + end, [*places, length + len(end)]


def _numbered(marker: int, link: str) -> str:
    """The number in brackets, as a link if it leads somewhere; Open WebUI would take `[1]` out of `[1](…)`."""
    return f"[[{marker}]]({link})" if link else f"[{marker}]"


def _escaped(text: str) -> str:
    return re.sub(_ACTIVE, r"\\\g<0>", text)


def _source_list(answer: Answer, links: Mapping[int, str]) -> str:
    """A line for each article that is cited, with its numbers; nothing where none is."""
    cited: dict[str, list[Citation]] = {}
    for one in answer.citations:
        cited.setdefault(one.article_id, []).append(one)
    if not cited:
        return ""
    heading = _HEADINGS["vi" if answer.language == "vi" else "en"]
    return "\n\n" + "\n".join([heading, *(_source(of_one, links[of_one[0].marker]) for of_one in cited.values())])


def _source(cited: Sequence[Citation], link: str) -> str:
    """An article with its numbers; these plain, as Open WebUI would put its name for each."""
    name = _named(cited[0])
    return f"{ITEM}{', '.join(str(one.marker) for one in cited)}: {f'[{name}]({link})' if link else name}"


def _name(citation: Citation) -> str:
    """What an article is called: by its title, else its first words; an id tells readers nothing."""
    return citation.title or citation.opening or citation.article_id


def _named(citation: Citation) -> str:
    """An article in words: its name, source, date."""
    title = " ".join(_name(citation).split())
    short = title if len(title) <= TITLE_MAX else title[:TITLE_MAX].rstrip() + "…"
    return _escaped(", ".join(part for part in (short, citation.source, citation.published) if part))
