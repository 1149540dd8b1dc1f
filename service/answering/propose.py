"""An LLM's proposals made into verified statements: prompt, ask, find each quote, check each statement, repair or drop.

Nothing that a model wrote leaves this module unless its quotes stand in the articles and carry it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.models import Passage, SentenceKind
from service.language.continuations import CONTINUES
from service.language.lexicon import speaks
from service.language.order_words import among_orders, gives_orders
from service.llm.prompt import Source, prompt
from service.llm.protocol import (
    STATEMENT_CHARS_MAX,
    ChatModel,
    Proposal,
    ProposedQuote,
    ProposedStatement,
    Reply,
    SchemaRefusedError,
    UnusableReplyError,
    answer_schema,
    parse_reply,
)
from service.values import Draft, Dropped, QuoteSpan, RetrievedPassage, Span, Statement
from service.verifying.check import Verdict, check
from service.verifying.content import Similarity
from service.verifying.find import find_quote, repair_quote
from trichdan.errors import LLMBadOutputError, LLMTimeoutError
from trichdan.wire import FaultKind

log = logging.getLogger(__name__)

SHORT_QUOTE = 16
"""A quote of fewer code points is widened to its sentence."""


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """The model says, in the asked form, that the passages don't answer the question.

    `reason` is the model's own unverified text: for logs only, never for the reader. `nearest` are the quotes it gave
    as coming nearest to an answer, those that were found; none if it couldn't show what its verdict stands on.
    `dropped` is what it stated all the same, in a form that can't be read.
    """

    reason: str
    nearest: tuple[QuoteSpan, ...] = ()
    usage: tuple[int, int] | None = None
    dropped: tuple[Dropped, ...] = ()


async def compose_llm(
    question: str,
    language: str,
    passages: Sequence[RetrievedPassage],
    model: ChatModel,
    *,
    deadline: float,
    similarity: Similarity | None = None,
) -> Draft | Unanswerable:
    """Ask `model`, and keep what can be verified. `passages` best first; `deadline` is a `time.monotonic()` value.

    A draft has at least one statement. Statements are in the order that the model gave them; what of the reply isn't
    among them is in `dropped`, each with its reason.

    Raises:
        UnusableReplyError: nothing that the model said could be verified; answer extractively then.
        LLMError: the model failed; likewise.
    """
    reply, proposal, sources = await _propose(question, language, passages, model, deadline)
    if not proposal.answerable:
        # A few letters are found anywhere, and would show nothing.
        shown = [one for one in proposal.nearest if len(one.text.strip()) >= SHORT_QUOTE]
        return Unanswerable(proposal.reason, tuple(_locate(shown, sources)[0]), reply.usage, proposal.lost)
    statements: list[Statement] = []
    lost = list(proposal.lost)
    lost_quotes = 0
    for proposed in proposal.statements:
        quotes, dropped = _locate(proposed.quotes, sources)
        lost_quotes += dropped
        verified = verify(proposed, quotes, language, sources, similarity)
        if isinstance(verified, FaultKind):
            lost.append(Dropped(proposed.text[:STATEMENT_CHARS_MAX], verified))
        elif any(verified.text == other.text for other in statements):
            lost.append(Dropped(verified.text, FaultKind.DUPLICATE))
        else:
            statements.append(verified)
    for one in lost:
        log.info("A statement of the LLM was dropped: %s", one.reason.value)
    if not statements:
        raise UnusableReplyError(f"None of the LLM's {len(lost)} statements could be verified.", tuple(lost))
    return Draft(tuple(statements), lost_quotes, tuple(lost), usage=reply.usage)


async def _propose(
    question: str, language: str, passages: Sequence[RetrievedPassage], model: ChatModel, deadline: float
) -> tuple[Reply, Proposal, list[Source]]:
    """The model's reply in the asked form: with a schema where it's taken, and once more in plain text if not.

    What stood in a first reply that can't be used isn't counted where there is a second one: it's asked to say it anew.
    """
    failure: LLMBadOutputError | None = None
    # Plain text is tried once more: small models and old endpoints break JSON, and a line is easily read.
    for structured in (True, False) if model.structured else (False,):
        if failure is not None and time.monotonic() >= deadline:
            raise LLMTimeoutError("The LLM gave no usable reply in time.")
        turns, sources = prompt(question, language, passages, model, structured)
        schema = answer_schema([source.key for source in sources]) if structured else None
        try:
            reply = await model.complete(turns, schema, deadline)
            return reply, parse_reply(reply.text, cut=reply.cut), sources
        except SchemaRefusedError as error:
            failure = error
        except LLMBadOutputError as error:
            failure = error
    raise failure or LLMBadOutputError("The LLM gave no usable reply.")


def _locate(proposed: Sequence[ProposedQuote], sources: Sequence[Source]) -> tuple[list[QuoteSpan], int]:
    """The places of the quotes that can be found, or repaired beyond doubt, and how many can't."""
    quotes: list[QuoteSpan] = []
    dropped = 0
    for one in proposed:
        quote = _find(one, sources)
        if quote is None:
            dropped += 1
        elif quote not in quotes:
            quotes.append(quote)
    return quotes, dropped


def _find(proposed: ProposedQuote, sources: Sequence[Source]) -> QuoteSpan | None:
    """A quote's place: in the passage with its key, in the article around it, or in another issued passage.

    A wrong key is repaired only by a verbatim quote; a wrong quote only in the passage with the right key.
    """
    cited = [source for source in sources if source.key == proposed.key]
    for source in cited:
        span = find_quote(source.found.article.text, proposed.text, source.span)
        if span is not None:
            return _quote(span, source, sources)
    for source in sources:
        span = find_quote(source.found.article.text, proposed.text, source.span)
        # Under a wrong key a short quote is no evidence of which passage was meant.
        if span is not None and span[1] - span[0] >= SHORT_QUOTE:
            return _quote(span, source, sources)
    for source in cited:
        # Before repairing: a title often differs from the text's first sentence by a few words, and would be mended
        # into it.
        if (titled := _of_title(proposed.text, source)) is not None:
            return titled
    for source in cited:
        span = repair_quote(source.found.article.text, proposed.text, source.span)
        if span is not None:
            return _quote(span, source, sources)
    return None


def _of_title(text: str, source: Source) -> QuoteSpan | None:
    """What quotes a title that isn't part of the text: the passage's first sentence, with the title."""
    article, passage = source.found.article, source.found.passage
    title = article.title or ""
    if len(text.strip()) < SHORT_QUOTE or find_quote(title, text) is None or gives_orders(title):
        return None
    first = next((one for one in passage.sentences if one.kind is SentenceKind.PROSE), passage.sentences[0])
    return QuoteSpan(article, passage.id, first.start, first.end, source.found.score, titled=True)


def _quote(span: Span, source: Source, sources: Sequence[Source]) -> QuoteSpan | None:
    """The quote at `span`, named after an issued passage that holds it; None if it stands in planted orders."""
    article = source.found.article
    start, end = span
    if end - start < SHORT_QUOTE:
        start, end = _sentence_around(source.found.passage, span)
    # After widening: an order may stand in the rest of the sentence.
    if among_orders(article.text, start, end):
        return None
    holders = [
        other
        for other in (source, *sources)
        if other.found.article == article and other.span[0] <= start and end <= other.span[1]
    ]
    holder = holders[0] if holders else source
    return QuoteSpan(article, holder.found.passage.id, start, end, holder.found.score)


def _sentence_around(passage: Passage, span: Span) -> Span:
    """The whole sentences of the passage that a span touches, or the span itself outside the passage."""
    touched = [one for one in passage.sentences if one.start < span[1] and span[0] < one.end]
    if not touched:
        return span
    return min(touched[0].start, span[0]), max(touched[-1].end, span[1])


def verify(
    proposed: ProposedStatement,
    quotes: Sequence[QuoteSpan],
    language: str,
    sources: Sequence[Source],
    similarity: Similarity | None = None,
) -> Statement | FaultKind:
    """The statement with quotes that carry it, or why it isn't shown.

    Where the reply broke off in it, that is why: whatever else it lacks may have been about to come.
    """
    fault = _unfit(proposed, quotes, language)
    verified = fault or _carried(proposed.text, quotes, sources, similarity)
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


def _carried(
    text: str, quotes: Sequence[QuoteSpan], sources: Sequence[Source], similarity: Similarity | None
) -> Statement | FaultKind:
    """The statement with the fewest words of the articles that carry it, or what the most of them still lack."""
    passages = {source.found.passage.id: source.found.passage for source in sources}
    wider = [_widened(quote, passages.get(quote.passage_id)) for quote in quotes]
    # The narrow quote first: the reader should check as few words as carry the statement.
    for attempt in (quotes, wider):
        verdict = _checked(text, attempt, similarity)
        if verdict.ok:
            return Statement(text, tuple(dict.fromkeys(attempt)))
    before = [quote for one in wider if (quote := _before(one, passages.get(one.passage_id))) is not None]
    # A sentence before lends a name; anything else that it would lend may be of another thing.
    if before and verdict.only_names:
        attempt = [*before, *wider]
        verdict = _checked(text, attempt, similarity)
        if verdict.ok:
            return Statement(text, tuple(dict.fromkeys(attempt)))
    return verdict.kinds[0]


def _checked(text: str, quotes: Sequence[QuoteSpan], similarity: Similarity | None) -> Verdict:
    titles, published = _header(quotes)
    return check(text, [quote.told for quote in quotes], title=titles, published=published, similarity=similarity)


def _header(quotes: Sequence[QuoteSpan]) -> tuple[str, str]:
    """Titles of the quoted articles but those that give orders, and their date if there's one article only."""
    articles = {quote.article.id: quote.article for quote in quotes}
    titles = "\n".join(one.title for one in articles.values() if one.title and not gives_orders(one.title))
    dates = [article.published or "" for article in articles.values()]
    return titles, dates[0] if len(dates) == 1 else ""


def _widened(quote: QuoteSpan, passage: Passage | None) -> QuoteSpan:
    """The quote with the rest of its sentences."""
    if passage is None:
        return quote
    start, end = _sentence_around(passage, (quote.start, quote.end))
    return replace(quote, start=start, end=end)


def _before(quote: QuoteSpan, passage: Passage | None) -> QuoteSpan | None:
    """The prose sentence before a quote that continues it ("Đồng thời, …"), or None."""
    if passage is None or not CONTINUES.match(quote.text):
        return None
    earlier = [one for one in passage.sentences if one.end <= quote.start and one.kind is SentenceKind.PROSE]
    if not earlier:
        return None
    return QuoteSpan(quote.article, quote.passage_id, earlier[-1].start, earlier[-1].end, quote.score)
