"""What the service itself says beside the quotes: contradictions, what no article mentions, what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answering.choose import quotes_of
from service.answering.conflicts import Conflict, conflict_sentence, conflicts
from service.answering.currency import log_odds
from service.answering.disputed import disputed
from service.answering.premises import premise_sentence, unmentioned
from service.answering.types import Looked
from service.language.asked_values import is_settled
from service.quoting.extractive import shown
from service.values import Disagreement, Draft, QuoteSpan, Statement
from trichdan.wire import Kind

NEWEST = 1.0
"""Log-odds that a question asks for what holds now from which the newest article is told, and no older one besides."""


def with_remarks(draft: Draft, looked: Looked, asked: str = "") -> Draft:
    """The draft with the service's own remarks on the articles that it quotes.

    `asked` is the question with all its words: those that ask for what holds now aren't searched with.
    """
    found, quotes = looked.found, quotes_of(draft)
    differing = _differing(looked, quotes, asked or looked.found.question.typed)
    draft = _quoting(draft, [quote for one in differing for quote in (one.first, one.second)])
    quotes = quotes_of(draft)
    disagreements = tuple(
        Disagreement((one.first, one.second), one.numbers, conflict_sentence(one, found.question.language))
        for one in differing
    )
    articles = {quote.article.id: quote.article for quote in quotes}
    # Part of what is said to be absent is told already.
    lost = [
        name
        for name in unmentioned(found, list(articles.values()))
        if not any(name in absent for absent in looked.absent)
    ]
    # What stays open names it already.
    premises = premise_sentence([one for one in lost if one not in looked.missing], found.question.language)
    said = (*(one.said for one in disagreements), premises, looked.missing, draft.missing)
    joined = " ".join(part for part in said if part)
    return replace(draft, missing=joined, disagreements=disagreements, unmentioned=(*looked.absent, *lost))


def _differing(looked: Looked, quotes: Sequence[QuoteSpan], asked: str) -> list[Conflict]:
    """Where articles contradict each other, at most once: in what is asked, or else in what is quoted."""
    # What is compared differs: that is no contradiction.
    if looked.kind is Kind.COMPARISON:
        return []
    # A list has a value of each article, a summary is of one, and what holds now is in the newest.
    one_value = looked.kind is Kind.QUESTION and not is_settled(asked) and log_odds(asked) < NEWEST
    found = disputed(looked.found, quotes) if one_value else None
    return [_as_quoted(found, quotes)] if found else conflicts(quotes)[:1]


def _as_quoted(found: Conflict, quotes: Sequence[QuoteSpan]) -> Conflict:
    """The same by the quotes that hold its own, where some do."""

    def holder(own: QuoteSpan) -> QuoteSpan:
        holding = (one for one in quotes if one.article.id == own.article.id)
        return next((one for one in holding if one.start <= own.start and own.end <= one.end), own)

    return replace(found, first=holder(found.first), second=holder(found.second))


def _quoting(draft: Draft, quotes: Sequence[QuoteSpan]) -> Draft:
    """The draft with those of some quotes that it lacks, behind its own: what a reader has already is as it was."""
    held = quotes_of(draft)
    added = tuple(Statement(shown(one), (one,)) for one in quotes if one not in held)
    return replace(draft, statements=(*draft.statements, *added))
