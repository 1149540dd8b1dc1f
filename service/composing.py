"""An LLM's proposals made into verified statements: prompt, ask, find each quote, check each statement, repair or drop.

Nothing that a model wrote leaves this module unless its quotes stand in the articles and carry it.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.models import Article, Passage, SentenceKind
from prompts.loader import load
from service.alignment import Span, find_quote, repair_quote
from service.errors import LLMBadOutputError, LLMTimeoutError
from service.llm_protocol import (
    STATEMENT_CHARS_MAX,
    ChatModel,
    ChatTurn,
    Proposal,
    ProposedQuote,
    ProposedStatement,
    Reply,
    SchemaRefusedError,
    answer_schema,
    format_rules,
    parse_reply,
)
from service.models import Draft, QuoteSpan, RetrievedPassage, Statement
from service.support import Similarity, check, gives_orders
from service.support_lexicon import speaks

BYTES_PER_TOKEN = 2.5
"""A careful guess for Vietnamese in UTF-8, over the tokenizers of common models."""

PROMPT_MARGIN = 96
"""Tokens left free for the chat template."""

SHORT_QUOTE = 16
"""A quote of fewer code points is widened to its sentence."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FENCES = (("<<<", "‹‹‹"), (">>>", "›››"), ("||", "¦¦"), ("<|", "‹¦"), ("|>", "¦›"))
_CONTINUES = re.compile(
    r"^[“\"]?(?:đồng thời|bên cạnh đó|ngoài ra|theo đó|trong đó|cùng với đó|qua đó|từ đó|sau đó|ông|bà|họ"
    r"|anh|chị|hai bên|đây|điều này|tại đây|he|she|they|it|this|also|in addition|moreover)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """The model says, in the asked form, that the passages don't answer the question.

    `reason` is the model's own unverified text: for logs only, never for the reader. `nearest` are the quotes it gave
    as coming nearest to an answer, those that were found; none if it couldn't show what its verdict stands on.
    """

    reason: str
    nearest: tuple[QuoteSpan, ...] = ()
    usage: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """An issued key's passage."""

    key: str
    found: RetrievedPassage

    @property
    def span(self) -> Span:
        """The passage's place in its article."""
        return self.found.passage.start, self.found.passage.end


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

    A draft has at least one statement. Statements are in the order that the model gave them.

    Raises:
        LLMError: the model failed, or nothing that it said could be verified; answer extractively then.
    """
    reply, proposal, sources = await _propose(question, language, passages, model, deadline)
    if not proposal.answerable:
        shown = [one for one in proposal.nearest if len(one.text.strip()) >= SHORT_QUOTE]
        return Unanswerable(proposal.reason, tuple(_locate(shown, sources)[0]), reply.usage)
    statements: list[Statement] = []
    lost_quotes = lost_statements = 0
    for proposed in proposal.statements:
        quotes, dropped = _locate(proposed.quotes, sources)
        lost_quotes += dropped
        statement = verify(proposed, quotes, language, sources, similarity)
        if statement is None:
            lost_statements += 1
        elif all(statement.text != other.text for other in statements):
            statements.append(statement)
    if not statements:
        raise LLMBadOutputError(f"None of the LLM's {len(proposal.statements)} statements could be verified.")
    return Draft(tuple(statements), lost_quotes, lost_statements, usage=reply.usage)


async def _propose(
    question: str, language: str, passages: Sequence[RetrievedPassage], model: ChatModel, deadline: float
) -> tuple[Reply, Proposal, list[_Source]]:
    """The model's reply in the asked form: with a schema where it's taken, and once more in plain text if not."""
    failure: LLMBadOutputError | None = None
    for structured in (True, False) if model.structured else (False,):
        if failure is not None and time.monotonic() >= deadline:
            raise LLMTimeoutError("The LLM gave no usable reply in time.")
        turns, sources = prompt(question, language, passages, model, structured)
        schema = answer_schema([source.key for source in sources]) if structured else None
        try:
            reply = await model.complete(turns, schema, deadline)
            return reply, parse_reply(reply.text), sources
        except SchemaRefusedError as error:
            failure = error
        except LLMBadOutputError as error:
            failure = error
    raise failure or LLMBadOutputError("The LLM gave no usable reply.")


def prompt(
    question: str, language: str, passages: Sequence[RetrievedPassage], model: ChatModel, structured: bool
) -> tuple[list[ChatTurn], list[_Source]]:
    """The messages to send, and the passages that they hold: as many as the context window takes, best first.

    Raises:
        LLMBadOutputError: the window takes none.
    """
    template = load(f"answer.{'vi' if language == 'vi' else 'en'}")
    rules = format_rules(language, structured)
    fixed = template.render(passages="", question=question, format=rules)
    room = model.context_window - model.max_output_tokens - PROMPT_MARGIN - tokens(fixed.system + fixed.user)
    blocks: list[str] = []
    sources: list[_Source] = []
    for found in passages:
        key = f"P{len(sources) + 1}"
        block = _fit(key, found, room)
        if block is None:
            break
        blocks.append(block)
        sources.append(_Source(key, found))
        room -= tokens(block)
    if not sources:
        raise LLMBadOutputError("No passage fits into the LLM's context window.")
    filled = template.render(passages="\n\n".join(blocks), question=neutralise(question), format=rules)
    return [ChatTurn("system", filled.system), ChatTurn("user", filled.user)], sources


def whole_passages(question: str, language: str, passages: Sequence[RetrievedPassage], model: ChatModel) -> int:
    """How many of the passages stand whole in the prompt, best first; in whichever form of reply takes more room.

    Raises:
        LLMBadOutputError: the window takes none, not even in part.
    """
    least = len(passages)
    for structured in (True, False):
        turns, sources = prompt(question, language, passages, model, structured)
        whole = [
            one for one in sources if _fence(one.key, one.found.article, one.found.passage.text) in turns[1].content
        ]
        least = min(least, len(whole))
    return least


def tokens(text: str) -> int:
    """About how many tokens `text` has, rather too many than too few."""
    return math.ceil(len(text.encode("utf-8")) / BYTES_PER_TOKEN)


def neutralise(text: str) -> str:
    """`text` without what could close a fence, end a field or pose as part of a chat template."""
    text = _CONTROL.sub(" ", text)
    for mark, harmless in _FENCES:
        text = text.replace(mark, harmless)
    return text


def _fit(key: str, found: RetrievedPassage, room: int) -> str | None:
    """A passage in its fence, cut after a sentence to fit into `room` tokens; None if not even one sentence fits."""
    passage = found.passage
    ends = [sentence.end - passage.start for sentence in passage.sentences] or [len(passage.text)]
    for end in (len(passage.text), *reversed(ends)):
        block = _fence(key, found.article, passage.text[:end])
        if tokens(block) <= room:
            return block
    return None


def _fence(key: str, article: Article, text: str) -> str:
    """A passage between its key's marks, with title and date beside the key."""
    head = " | ".join(neutralise(" ".join(part.split())) for part in (article.title, article.published) if part)
    return f"<<<{key} {head}".rstrip() + f"\n{neutralise(text)}\n{key}>>>"


def _locate(proposed: Sequence[ProposedQuote], sources: Sequence[_Source]) -> tuple[list[QuoteSpan], int]:
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


def _find(proposed: ProposedQuote, sources: Sequence[_Source]) -> QuoteSpan | None:
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
        if span is not None and span[1] - span[0] >= SHORT_QUOTE:
            return _quote(span, source, sources)
    for source in cited:
        span = repair_quote(source.found.article.text, proposed.text, source.span)
        if span is not None:
            return _quote(span, source, sources)
    return None


def _quote(span: Span, source: _Source, sources: Sequence[_Source]) -> QuoteSpan | None:
    """The quote at `span`, named after an issued passage that holds it; None if it stands in planted orders."""
    article = source.found.article
    start, end = span
    if end - start < SHORT_QUOTE:
        start, end = _sentence_around(source.found.passage, span)
    if gives_orders(_paragraph(article.text, start, end)):
        return None
    holders = [
        other
        for other in (source, *sources)
        if other.found.article == article and other.span[0] <= start and end <= other.span[1]
    ]
    holder = holders[0] if holders else source
    return QuoteSpan(article, holder.found.passage.id, start, end, holder.found.score)


def _paragraph(text: str, start: int, end: int) -> str:
    """The lines that hold a span."""
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    return text[low : high if high >= 0 else len(text)]


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
    sources: Sequence[_Source],
    similarity: Similarity | None = None,
) -> Statement | None:
    """The statement with quotes that carry it, or None. Quotes are widened to their sentences before it's dropped."""
    text = proposed.text
    if not text or not quotes or len(text) > STATEMENT_CHARS_MAX or not speaks(text, language):
        return None
    passages = {source.found.passage.id: source.found.passage for source in sources}
    wider = [_widened(quote, passages.get(quote.passage_id)) for quote in quotes]
    for attempt in (list(quotes), wider):
        if _carried(text, attempt, similarity):
            return Statement(text, tuple(dict.fromkeys(attempt)))
    before = [quote for one in wider if (quote := _before(one, passages.get(one.passage_id))) is not None]
    if before and _only_names_missing(text, wider, similarity):
        attempt = [*before, *wider]
        if _carried(text, attempt, similarity):
            return Statement(text, tuple(dict.fromkeys(attempt)))
    return None


def _carried(text: str, quotes: Sequence[QuoteSpan], similarity: Similarity | None) -> bool:
    """Whether the quotes carry the statement."""
    titles, published = _header(quotes)
    return check(text, [quote.text for quote in quotes], title=titles, published=published, similarity=similarity).ok


def _only_names_missing(text: str, quotes: Sequence[QuoteSpan], similarity: Similarity | None) -> bool:
    """Whether all that the quotes lack is a name."""
    titles, published = _header(quotes)
    verdict = check(text, [quote.text for quote in quotes], title=titles, published=published, similarity=similarity)
    return verdict.only_names


def _header(quotes: Sequence[QuoteSpan]) -> tuple[str, str]:
    """Titles of the quoted articles, and their date if there's one article only."""
    articles = {quote.article.id: quote.article for quote in quotes}
    titles = "\n".join(article.title for article in articles.values() if article.title)
    dates = [article.published or "" for article in articles.values()]
    return titles, dates[0] if len(dates) == 1 else ""


def _widened(quote: QuoteSpan, passage: Passage | None) -> QuoteSpan:
    """The quote with the rest of its sentences."""
    if passage is None:
        return quote
    start, end = _sentence_around(passage, (quote.start, quote.end))
    return QuoteSpan(quote.article, quote.passage_id, start, end, quote.score)


def _before(quote: QuoteSpan, passage: Passage | None) -> QuoteSpan | None:
    """The prose sentence before a quote that continues it ("Đồng thời, …"), or None."""
    if passage is None or not _CONTINUES.match(quote.text):
        return None
    earlier = [one for one in passage.sentences if one.end <= quote.start and one.kind is SentenceKind.PROSE]
    if not earlier:
        return None
    return QuoteSpan(quote.article, quote.passage_id, earlier[-1].start, earlier[-1].end, quote.score)
