"""How an answer of quotes is set in Markdown: the sentence that decides in bold, each quote a paragraph. Pure.

Places are code points of the answer's text, which has each statement on one line, but for rows of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.sentence_tables import fold_lines
from trichdan.wire import Answer, ArticleSpan, Citation, Kind

BOLD = "__"
"""Stars are left to what articles say: a text in Markdown has them, and hardly ever two underscores."""

QUOTE, ITEM = "> ", "- "
_FORMS = {
    Kind.QUESTION: ("", QUOTE),
    Kind.COMPARISON: (QUOTE, QUOTE),
    Kind.LIST: (ITEM, ITEM),
    Kind.COLLECTION: ("", ITEM),
}
"""Before the first statement and before each further one; a summary is one text."""

_OPENS_A_BLOCK = re.compile(r"(?=[#>+*~-])|(?<=\d)(?=[.)](?:\s|\Z))")
_LINE_END = re.compile("\n")
_DIGITS = re.compile(r"\d{0,9}")
_MARKERS = re.compile(r"\s*(?:\[\d+\])+")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is written before the code points at some places of the answer, and which of it are left out."""

    before: dict[int, str] = field(default_factory=dict)
    without: frozenset[int] = frozenset()


def setting(answer: Answer) -> Setting:
    """The setting of an answer; what an LLM wrote is one text, as is what quotes nothing."""
    form = (QUOTE, QUOTE) if answer.short_answer else _FORMS.get(answer.kind)
    if answer.mode != "extractive" or form is None or not answer.citations:
        return Setting(dict(_kept_plain(answer.answer, _line_starts(answer.answer))))
    starts = sorted({start for one in answer.citations for start, _ in one.answer_spans})
    first, further = form
    before = {starts[0]: first}
    for number, start in enumerate(starts[1:]):
        last = further if number else first
        # Items of a list stand below each other, paragraphs apart.
        before[start] = ("\n" if further == last == ITEM else "\n\n") + further
    rest = _end(answer)
    if rest < len(answer.answer):
        before[rest] = "\n\n"
    before |= dict(_broken(answer.answer, starts, form))
    lines = sorted({*starts, *_line_starts(answer.answer)})
    for at, mark in (*_bold(answer), *_kept_plain(answer.answer, lines)):
        before[at] = before.get(at, "") + mark
    return Setting(before, frozenset(at - 1 for at in (*starts[1:], rest) if at < len(answer.answer)))


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def _broken(text: str, starts: Sequence[int], form: tuple[str, str]) -> Iterator[tuple[int, str]]:
    """Hard breaks between the rows of a table, which stay in their quotation or item."""
    for found in _LINE_END.finditer(text, starts[0]):
        if found.end() not in starts:
            within = form[any(start < found.start() for start in starts[1:])]
            yield found.start(), "  "
            yield found.end(), "  " if within == ITEM else within


def _end(answer: Answer) -> int:
    """Where what the answer says besides its quotes begins."""
    last = max(end for one in answer.citations for _, end in one.answer_spans)
    markers = _MARKERS.match(answer.answer, last)
    return min((markers.end() if markers else last) + 1, len(answer.answer))


def _kept_plain(text: str, starts: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Backslashes, where a statement would be read as a heading, an item or a quotation."""
    for start in starts:
        digits = _DIGITS.match(text, start)
        if found := _OPENS_A_BLOCK.match(text, digits.end() if digits else start):
            yield found.start(), "\\"


def _bold(answer: Answer) -> Iterator[tuple[int, str]]:
    """The marks around the sentence that decides, where no line above the quotes does and it can be told apart."""
    span = answer.deciding_span
    cited = holding(span, answer.citations)
    if span is None or cited is None or answer.short_answer or "_" in cited.quote:
        return
    start, end = cited.answer_spans[0]
    # A statement has its quote on one line, behind its title or what shows that it was cut.
    words = fold_lines(cited.quote[span.start - cited.start : span.end - cited.start])
    ahead = len(fold_lines(cited.quote[: span.start - cited.start]))
    at = answer.answer.find(words, start + ahead, end)
    if words and "\n" not in words and at >= 0:  # rows in bold would be no table anymore
        yield from ((at, BOLD), (at + len(words), BOLD))


def holding(span: ArticleSpan | None, citations: Sequence[Citation]) -> Citation | None:
    """The citation whose quote has a stretch of an article in it."""
    return next((one for one in citations if span and _holds(one, span)), None)


def _holds(citation: Citation, span: ArticleSpan) -> bool:
    return citation.article_id == span.article_id and citation.start <= span.start and span.end <= citation.end
