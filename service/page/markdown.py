"""An article in Markdown as HTML whose text content is the article's text, to the last character. Pure.

markdown-it-py reads it, with raw HTML off. Its marks (`#`, `**`, `](…)`, the rule below a table's head) stay in the
page, out of sight: so offsets count over the whole element as they do in the text, and quotes are highlighted exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from html import unescape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from markupsafe import Markup, escape

from service.wire.links import safe_url

LONGEST = 500_000
"""Code points; reading more would keep a reader waiting."""

_PIECES = re.compile(r'<span class="mark-up">(?P<hidden>[^<]*)</span>|<[^>]*>|(?P<shown>[^<]+)')
"""Of the HTML that is written here: what is out of sight, tags, and what is seen; text has no "<" but escaped."""

_ROW_END, _BAR = re.compile(r"\n"), re.compile(r"\s*\|\s*")
_HEADING = re.compile(r"(?m)^#{1,6} +\S")
_LINE_END = re.compile(r"(?: +|\\)?\n[ \t]*")
_OWN_END = ("p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
"""Elements that may hold what is out of sight after their words; lists and tables may not."""


class UnfollowedError(Exception):
    """What was read can't be told from the text character by character."""


def is_markdown(text: str, origin: str | None) -> bool:
    """Whether an article is in Markdown: by the name of its file, or, where it came from none, by its headings."""
    return origin.casefold().endswith(".md") if origin else _HEADING.search(text) is not None


def markdown_html(text: str) -> Markup:
    """The text with its structure.

    Raises:
        UnfollowedError: it can't be followed to the character, or is too long, and has to be shown as it was written.
    """
    if len(text) > LONGEST:
        raise UnfollowedError(len(text))
    blocks = _Blocks(text)
    try:
        return blocks.whole(_READER.parse(text))
    except IndexError as error:  # beyond the end of a line
        raise UnfollowedError from error


def marks_in(text: str) -> list[tuple[int, int]]:
    """The stretches of a text in Markdown that aren't read, half open, in code points: marks, and what is struck out.

    Raises:
        UnfollowedError: it can't be followed to the character, or is too long.
    """
    shown, at, struck, found = markdown_html(text), 0, 0, list[tuple[int, int]]()
    for match in _PIECES.finditer(shown):
        struck += {"<s>": 1, "</s>": -1}.get(match[0], 0)
        length = len(unescape(match["hidden"] or match["shown"] or ""))
        if match["hidden"]:
            found += _out_of_sight(text, at, at + length)
        elif struck and length:
            found.append((at, at + length))
        at += length
    return found


def _out_of_sight(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A mark without what keeps apart what is read on both sides of it: a bar between cells, the end of a row."""
    between = text[start - 1 : start].strip() and text[end : end + 1].strip()
    kept = _ROW_END.search(text, start, end) or (_BAR.search(text, start, end) if between else None)
    for first, last in ((start, kept.start()), (kept.end(), end)) if kept else ((start, end),):
        if first < last:
            yield first, last


def marks_within(text: str, origin: str | None, places: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The marks in each of these places of an article, counted from its start; none where it isn't in Markdown."""
    marks: list[tuple[int, int]] = []
    if is_markdown(text, origin):
        with suppress(UnfollowedError):
            marks = marks_in(text)
    return [
        [(max(at, start) - start, min(to, end) - start) for at, to in marks if at < end and start < to]
        for start, end in places
    ]


Rule = Callable[[StateInline, bool], bool]


def _with_end(rule: Rule) -> Rule:
    """The rule, which notes on its last token where in the words it ended."""

    def noting(state: StateInline, silent: bool) -> bool:
        found = rule(state, silent)
        if found and not silent:
            state.tokens[-1].meta["end"] = state.pos
        return found

    return noting


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Indented lines are paragraphs of news, not code; what is decoded or joined could not be followed any more.
    reader.disable(["code", "reference", "autolink", "entity", "text_join", "fragments_join"])
    reader.inline.ruler.at("link", _with_end(link))
    reader.inline.ruler.at("image", _with_end(image))
    return reader


_READER = _reader()


class _Writer:
    """HTML in which every character of a text appears once, in its order: in sight, or out of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.parts: list[Markup] = []

    def tag(self, tag: str) -> None:
        self.parts.append(Markup(tag))  # noqa: S704 - never of the article's words

    def hide(self, end: int) -> None:
        """All that comes before `end` and isn't written yet; white space may as well be seen."""
        left = self.text[self.at : end]
        if left:
            self.parts.append(Markup('<span class="mark-up">{}</span>').format(left) if left.strip() else escape(left))
            self.at = min(end, len(self.text))

    def show(self, end: int) -> None:
        """All that comes before `end` and isn't written yet."""
        self.parts.append(escape(self.text[self.at : end]))
        self.at = end


class _Blocks:
    """The blocks of an article, one after the other."""

    def __init__(self, text: str) -> None:
        self.writer = _Writer(text)
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.ends: list[int] = []  # of the blocks that are open
        self.below_row = 0
        self.levels: list[str] = []

    def whole(self, tokens: Sequence[Token]) -> Markup:
        """All of them, and what comes after the last."""
        self.levels = sorted({one.tag for one in tokens if one.type == "heading_open"})
        for one, following in pairwise([*tokens, Token("end", "", 0)]):
            if one.type == "inline":
                in_table = following.type in ("th_close", "td_close")
                _Words(self.writer, one, self._places(one, in_table=in_table)).write()
            elif one.nesting > 0:
                self._open(one)
            elif one.nesting < 0:
                self._close(one, last_cell=following.type == "tr_close")
            else:
                self._leaf(one)
        self.writer.hide(len(self.writer.text))
        return Markup("").join(self.writer.parts)

    def _open(self, one: Token) -> None:
        first, last = one.map or (0, 0)
        self.writer.hide(self.starts[first])
        self.ends.append(self.starts[last])
        if one.type == "tr_open":
            self.below_row = last
        if not one.hidden:
            start = one.attrs.get("start")
            numbered = f' start="{int(start)}"' if start is not None else ""
            self.writer.tag(f"<{self._tag(one)}{numbered}>")

    def _close(self, one: Token, *, last_cell: bool) -> None:
        end = self.ends.pop()
        if last_cell:  # the row's last bar, and the rule below a table's head, are in the cell
            self.writer.hide(self.starts[self.below_row + (one.tag == "th")])
        elif one.tag in _OWN_END:
            self.writer.hide(end)
        if not one.hidden:
            self.writer.tag(f"</{self._tag(one)}>")

    def _leaf(self, one: Token) -> None:
        """A rule, or code between fences."""
        first, last = one.map or (0, 0)
        self.writer.hide(self.starts[first])
        if one.type == "hr":
            self.writer.tag("<hr>")
        else:
            inside = self.starts[first + 1]
            if not self.writer.text.startswith(one.content, inside):
                raise UnfollowedError(one.content)
            self.writer.hide(inside)
            self.writer.tag("<pre><code>")
            self.writer.show(inside + len(one.content))
            self.writer.tag("</code></pre>")
        self.writer.hide(self.starts[last])

    def _tag(self, one: Token) -> str:
        """Headings stand below the page's own, without a level left out."""
        return f"h{min(6, self.levels.index(one.tag) + 2)}" if one.type.startswith("heading") else one.tag

    def _places(self, one: Token, *, in_table: bool) -> list[int]:
        """Where in the text each character of some words stands: lines lose what marks the blocks around them."""
        found: list[int] = []
        for number, line in enumerate(one.content.split("\n"), start=(one.map or (0,))[0]):
            start, end = self.starts[number : number + 2]
            written = self.writer.text[start:end].rstrip()
            if written.endswith(line.rstrip()) and not in_table:
                place = start + len(written) - len(line.rstrip())
            else:
                place = self.writer.text.find(line, max(start, self.writer.at), end)
            if place < 0:
                raise UnfollowedError(line)
            found += range(place, place + len(line) + 1)  # with its end
        return found


class _Words:
    """The words of one block, with what is emphasised or linked in them."""

    def __init__(self, writer: _Writer, inline: Token, places: Sequence[int]) -> None:
        self.writer = writer
        self.tokens = inline.children or []
        self.content = inline.content
        self.flat = inline.content.replace("\n", " ")  # as code is told
        self.places = places
        self.at = 0  # in `content`
        self.links: list[bool] = []

    def write(self) -> None:
        """All of them."""
        for one in self.tokens:
            if one.type in ("text", "text_special"):
                self._skip(one.markup.removesuffix(one.content))  # the backslash of what is escaped
                self._show(one.content)
            elif one.type in ("softbreak", "hardbreak"):
                self._break(hard=one.type == "hardbreak")
            elif one.type == "code_inline":
                self._code(one)
            elif one.type in ("link_open", "link_close"):
                self._link(one)
            elif one.type == "image":
                self._skip("![")
                self._show(one.content)
                self.at = one.meta["end"]
            else:
                self._emphasis(one)

    def _skip(self, mark: str) -> None:
        if not self.content.startswith(mark, self.at):
            raise UnfollowedError(mark)
        self.at += len(mark)

    def _show(self, text: str) -> None:
        if not self.flat.startswith(text, self.at):
            raise UnfollowedError(text)
        for line in self.content[self.at : self.at + len(text)].splitlines(keepends=True):
            self.writer.hide(self.places[self.at])
            self.at += len(line)
            self.writer.show(self.places[self.at - 1] + 1)

    def _break(self, *, hard: bool) -> None:
        found = _LINE_END.match(self.content, self.at)
        if found is None:
            raise UnfollowedError("\n")
        newline = self.places[self.content.index("\n", self.at)]
        self.writer.hide(newline)
        self.writer.tag("<br>" if hard else "")
        self.writer.show(newline + 1)
        self.at = found.end()

    def _code(self, one: Token) -> None:
        self._skip(one.markup)
        padded = int(self.flat.startswith(f" {one.content} {one.markup}", self.at))
        self.at += padded
        self.writer.hide(self.places[self.at])
        self.writer.tag("<code>")
        self._show(one.content)
        self.writer.tag("</code>")
        self.at += padded
        self._skip(one.markup)

    def _emphasis(self, one: Token) -> None:
        if one.nesting > 0:
            self._skip(one.markup)
            self.writer.hide(self.places[self.at])
            self.writer.tag(f"<{one.tag}>")
        else:
            self.writer.tag(f"</{one.tag}>")
            self._skip(one.markup)

    def _link(self, one: Token) -> None:
        if one.nesting > 0:
            self._skip("[")
            href = safe_url(str(one.attrs["href"]))
            self.links.append(href is not None)
            self.writer.hide(self.places[self.at])
            if href is not None:
                self.writer.tag(Markup('<a href="{}" rel="noopener noreferrer nofollow">').format(href))
        else:
            self.at = one.meta["end"]
            if self.links.pop():
                self.writer.tag("</a>")
