"""What the service itself says beside the quotes: contradictions, what no article mentions, what stays open."""

from __future__ import annotations

from dataclasses import replace

from service.answering.conflicts import conflict_sentence, conflicts
from service.answering.premises import premise_sentence, unmentioned
from service.answering.types import Looked
from service.values import Disagreement, Draft
from trichdan.wire import Kind


def with_remarks(draft: Draft, looked: Looked) -> Draft:
    """The draft with the service's own remarks on the articles that it quotes."""
    found, quotes = looked.found, [quote for statement in draft.statements for quote in statement.quotes]
    # What is compared differs: that is no contradiction.
    differing = [] if looked.kind is Kind.COMPARISON else conflicts(quotes)[:1]
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
