"""Grounding what a model proposed: the fewest words of the articles that carry a statement, or why none do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.models import Article, Passage, SentenceKind
from service.answering.locate import sentence_around
from service.language.continuations import CONTINUES
from service.language.lexicon import speaks
from service.language.order_words import gives_orders
from service.llm.prompt import Source
from service.llm.protocol import STATEMENT_CHARS_MAX, ProposedStatement
from service.values import QuoteSpan, Statement
from service.verifying.check import Verdict, check
from service.verifying.similarity import Similarity
from trichdan.wire import FaultKind


@dataclass(frozen=True, slots=True)
class Ground:
    """What a model's statements stand on: the passages that it read, and how they are held against those.

    Attributes:
        language: the code of the language to answer in.
        sources: as the prompt held them.
        similarity: of texts in two languages.
    """

    language: str
    sources: Sequence[Source]
    similarity: Similarity | None = None

    def passage_of(self, quote: QuoteSpan) -> Passage | None:
        """The passage that a quote is of, if it was read."""
        read = (source.found.passage for source in self.sources)
        return next((passage for passage in read if passage.id == quote.passage_id), None)


def grounded(proposed: ProposedStatement, quotes: Sequence[QuoteSpan], ground: Ground) -> Statement | FaultKind:
    """The statement with quotes that carry it, or why it isn't shown.

    Where the reply broke off in it, that is why: whatever else it lacks may have been about to come.
    """
    fault = _unfit(proposed, quotes, ground.language)
    verified = fault or _carried(proposed.text, quotes, ground)
    return FaultKind.CUT_OFF if proposed.cut and isinstance(verified, FaultKind) else verified


def _unfit(proposed: ProposedStatement, quotes: Sequence[QuoteSpan], language: str) -> FaultKind | None:
    """Why a statement needn't be held against its quotes, or None."""
    if not proposed.text:
        return FaultKind.MALFORMED
    if len(proposed.text) > STATEMENT_CHARS_MAX:
        return FaultKind.TOO_LONG
    if not speaks(proposed.text, language):
        return FaultKind.LANGUAGE
    return None if quotes else FaultKind.UNQUOTED


def _carried(text: str, quotes: Sequence[QuoteSpan], ground: Ground) -> Statement | FaultKind:
    """The statement with the fewest words of the articles that carry it, or what the most of them still lack."""
    wider = [_widened(quote, ground.passage_of(quote)) for quote in quotes]
    # The narrow quote first: the reader should check as few words as carry the statement.
    for attempt in (quotes, wider):
        verdict = _checked(text, attempt, ground)
        if verdict.ok:
            return Statement(text, tuple(dict.fromkeys(attempt)))
    before = [quote for one in wider if (quote := _before(one, ground.passage_of(one))) is not None]
    # A sentence before lends a name; anything else that it would lend may be of another thing.
    if before and verdict.only_names:
        attempt = [*before, *wider]
        verdict = _checked(text, attempt, ground)
        if verdict.ok:
            return Statement(text, tuple(dict.fromkeys(attempt)))
    return verdict.kinds[0]


def _checked(text: str, quotes: Sequence[QuoteSpan], ground: Ground) -> Verdict:
    titles, published = header(quotes)
    told = [quote.told for quote in quotes]
    before = [told_before(quote.article, quote.start) for quote in quotes]
    return check(text, told, title=titles, published=published, before=before, similarity=ground.similarity)


def header(quotes: Sequence[QuoteSpan]) -> tuple[str, list[str]]:
    """Titles of the quoted articles but those that give orders, and the date of each quote's article."""
    articles = {quote.article.id: quote.article for quote in quotes}
    titles = "\n".join(one.title for one in articles.values() if one.title and not gives_orders(one.title))
    return titles, [quote.article.published or "" for quote in quotes]


def told_before(article: Article, start: int) -> str:
    """What an article tells before a place in it, its title first, but for lines that give orders."""
    lines = (article.title or "", *article.text[:start].splitlines())
    return "\n".join(line for line in lines if line and not gives_orders(line))


def _widened(quote: QuoteSpan, passage: Passage | None) -> QuoteSpan:
    """The quote with the rest of its sentences."""
    if passage is None:
        return quote
    start, end = sentence_around(passage, (quote.start, quote.end))
    return replace(quote, start=start, end=end)


def _before(quote: QuoteSpan, passage: Passage | None) -> QuoteSpan | None:
    """The prose sentence before a quote that continues it ("Đồng thời, …"), or None."""
    if passage is None or not CONTINUES.match(quote.text):
        return None
    earlier = [one for one in passage.sentences if one.end <= quote.start and one.kind is SentenceKind.PROSE]
    if not earlier:
        return None
    return QuoteSpan(quote.article, quote.passage_id, earlier[-1].start, earlier[-1].end, quote.score)
