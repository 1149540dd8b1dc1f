"""A question that leans on the conversation: looked up in it, and how it was understood."""

from __future__ import annotations

from ingest.analysis import fold
from ingest.catalog.reading import Selection
from ingest.models import Article
from service.answering.follow_ups import Asked
from service.answering.types import Judge, Looked, Near
from service.language.currency import without_latest
from service.quoting.subjects import named_in


def look_up_follow_up(asked: Asked, selection: Selection, judge: Judge) -> Looked:
    """What answers a question that leans on one before it; `judge` knows the conversation."""
    text = without_latest(asked.text)
    found, assessment = judge(text, selection)
    article = found.quotes[0].article if found.quotes else None
    return Looked(found, assessment, _understood(text, asked.before, article))


def focus(asked: Asked, selection: Selection, near: Near) -> Article | None:
    """The article that the conversation is about: where what was said last stands, or else what was asked."""
    found = near(asked.said or asked.before, selection)
    return found[0].article if found else None


def _understood(text: str, before: str, article: Article | None) -> str:
    """The question with the one that it leans on, as that was asked.

    Empty where it takes nothing from that: it says itself what the article speaks of, or names something else there.
    """
    named = named_in(before, article) if article else ""
    if article and (fold(named) in fold(text) if named else named_in(text, article)):
        return ""
    return f"{text.rstrip('?')}? ({before.rstrip('?')})"
