"""What articles in Markdown say, for people to read on a terminal: without its marks."""

from __future__ import annotations

from typing import Protocol

from service.engine import Engine
from trichdan.wire import Answer

_MARKS = frozenset("*_#|[`~>\\")
"""Where none of these is, nothing is looked up, and what reads Markdown isn't loaded."""


class Placed(Protocol):
    """Something with its place in an article, half open, in code points."""

    article_id: str
    start: int
    end: int


def without_marks(answer: Answer, engine: Engine) -> Answer:
    """The answer to be shown: its quotes are as they are read, and stand no more at their offsets."""
    for one in answer.citations:
        shown = unmarked(one.quote, one, engine)
        # Statements have their quote on one line.
        answer.answer = answer.answer.replace(" ".join(one.quote.split()), " ".join(shown.split()))
        one.quote = shown
    if answer.short_answer and answer.short_answer_span:
        answer.short_answer = unmarked(answer.short_answer, answer.short_answer_span, engine)
    for hit in answer.nearest:
        hit.text = unmarked(hit.text, hit, engine)
    return answer


def unmarked(text: str, place: Placed, engine: Engine) -> str:
    """The text at a place of an article, without what of it is a mark of Markdown."""
    if _MARKS.isdisjoint(text):
        return text
    from service.page.markdown import marks_within

    stored = engine.corpus.catalog.article(place.article_id, engine.corpus.catalog.published)
    if stored is None:
        return text
    (marks,) = marks_within(stored[0].text, stored[1].origin, [(place.start, place.end)])
    for start, end in reversed(marks):
        text = text[:start] + text[end:]
    return text
