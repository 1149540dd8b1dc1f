"""A subject, a source or a period in order of time: of each article the sentence that says most of it.

Which articles are about a subject is told by whether they hold its words: nothing is filled up
with what is merely nearest.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.analysis import fold, syllables
from ingest.catalog.reading import CatalogReader, Selection
from ingest.models import SentenceKind
from service.answering.collection import first_quotes
from service.answering.topics import naming
from service.language.stopwords import QUESTION_STOPWORDS
from service.quoting.sentences import score_sentences
from service.retrieval.retriever import Found, Retriever
from service.values import QuoteSpan


def timeline(
    retriever: Retriever, catalog: CatalogReader, subject: str | None, selection: Selection, limit: int
) -> tuple[list[QuoteSpan], int]:
    """At most `limit` quotes on a subject, or of all that is selected, in order of time; and how many there are.

    Of what has a date the latest, and what has none behind.
    """
    if subject is None:
        quotes, total = of_selection(catalog, catalog.published, selection, limit)
    else:
        quotes = told_of(retriever.retrieve(subject, selection))
        total = len(quotes)
    dated = [one for one in by_date(quotes) if one.article.published]
    undated = [one for one in quotes if not one.article.published]
    return [*dated[-limit:], *undated[: max(0, limit - len(dated))]], total


def told_of(found: Found) -> list[QuoteSpan]:
    """Of each article found that is about what was searched for, the sentence that fits best."""
    kept = naming(_subject(found), found.passages, found.query.question.language)
    passages = [one for one in found.passages if one.article.id in kept]
    quotes: dict[str, QuoteSpan] = {}
    best = score_sentences(found.query.question, found.scored, passages)
    for one in sorted(
        best, key=lambda each: each.sentence.kind is not SentenceKind.PROSE
    ):  # stable: the best stay first
        quotes.setdefault(one.passage.article.id, one.quote)
    return list(quotes.values())


def of_selection(catalog: CatalogReader, sequence: int, selection: Selection, most: int) -> tuple[list[QuoteSpan], int]:
    """The beginnings of the `most` newest articles that are selected, and how many are."""
    listed, total = catalog.list_articles(sequence, selection, limit=most, newest=True)
    return first_quotes(catalog, sequence, [one.id for one in listed]), total


def by_date(quotes: Iterable[QuoteSpan]) -> list[QuoteSpan]:
    """The oldest first, a partial date before those within it, and what has no date last."""
    return sorted(quotes, key=lambda one: (one.article.published is None, one.article.published or "", one.article.id))


def _subject(found: Found) -> str:
    """What was searched for without the words that merely ask; all of it, where nothing else is left."""
    question = found.query.question
    stop = QUESTION_STOPWORDS[question.language.code]
    words = question.text.split()
    kept = [
        word
        for place, word in enumerate(words)
        if (place and word[0].isupper()) or "".join(syllables(fold(word))) not in stop
    ]
    return " ".join(kept) or question.text
