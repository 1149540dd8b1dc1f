"""The LLM's answer beside what retrieval found: which of them is shown, and in which order.

An LLM may be strong or weak, and nothing says which. What it wrote has passed verification here, so it's true; whether
it answers is another matter. So each of its verdicts has to be shown: an answer by quotes that retrieval, too, finds
near the question, a refusal by the quote that comes nearest. What isn't shown is supplemented or overruled with the
best quotes, and the answer is no worse than without an LLM. Pure, but for the call. Why so: decisions/0005.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Literal

from service.answering.propose import Unanswerable, compose_llm
from service.llm.protocol import ChatModel, UnusableReplyError
from service.quoting.extractive import compose_extractive
from service.quoting.types import Retrieval
from service.values import Draft, QuoteSpan
from service.verifying.content import Similarity
from trichdan.errors import LLMError
from trichdan.wire import Degraded, Kind

log = logging.getLogger(__name__)

OVERRULES_LLM = 0.95
"""Confidence from which an LLM's verdict that the passages don't answer is taken for the LLM's failure."""

NEAR = 0.05
"""How far a cited sentence may score below the best one and still pass for the evidence. Of 370 development questions
the sentence that answers is within this for 83 to 90 %, another of the same passages for 0 to 13 %."""

FAR = 0.3
"""Beyond this, the best quotes come first: of sentences that answer 2 to 5 % are so far off, of others 50 to 77 %."""

QUOTES = 3
"""Quotes with which a supplemented answer ends, at least, if retrieval has as many."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft with how it came to be; `refused` where the LLM found that the passages don't answer.

    `said` is what the service itself replies, instead of a refusal, where there is nothing to quote.
    """

    draft: Draft
    mode: Literal["extractive", "llm"] = "extractive"
    degraded: Degraded | None = None
    refused: bool = False
    kind: Kind = Kind.QUESTION
    said: str = ""


async def compose(
    question: str,
    found: Retrieval,
    model: ChatModel | None,
    *,
    deadline: float,
    confidence: float,
    similarity: Similarity | None = None,
) -> Composed:
    """The LLM's verified statements; the best quotes where there is no LLM or it gave nothing that holds.

    `deadline` is a `time.monotonic()` value; `confidence` the probability that the passages answer, without the LLM.
    """
    if model is None:
        return Composed(compose_extractive(found))
    try:
        written = await compose_llm(
            question, found.language.code, found.passages, model, deadline=deadline, similarity=similarity
        )
    except LLMError as error:
        log.info("Answering extractively: %s", error)
        dropped = error.dropped if isinstance(error, UnusableReplyError) else ()
        return Composed(replace(compose_extractive(found), dropped=dropped), degraded=Degraded(error.degraded))
    if not isinstance(written, Unanswerable):
        # Verified is not relevant: a weak model quotes truly and beside the point, so the best quotes are added where
        # its own fall short.
        return Composed(supplemented(written, found), mode="llm")
    if confidence >= OVERRULES_LLM or not shows(written, found):
        log.info("Answering extractively: the LLM refused without showing why, or against the evidence.")
        quotes = replace(compose_extractive(found), dropped=written.dropped, usage=written.usage)
        return Composed(quotes, degraded=Degraded.LLM_BAD_OUTPUT)
    return Composed(Draft((), dropped=written.dropped, usage=written.usage), mode="llm", refused=True)


def shows(verdict: Unanswerable, found: Retrieval) -> bool:
    """Whether a refusal quotes from a passage that holds one of the best quotes: it has seen what it judged."""
    best = {quote.passage_id for quote in found.quotes}
    return any(quote.passage_id in best for quote in verdict.nearest)


def supplemented(draft: Draft, found: Retrieval) -> Draft:
    """The LLM's draft with the best quotes that it left out, where its own don't reach the evidence.

    It stands alone if it cites a sentence about as good as the best and nothing of the reply had to be dropped. If
    it had to, or the best cited sentence isn't near, the best quotes follow; if it's far off, they come first.
    """
    if not found.quotes:
        return draft
    cited = [quote for statement in draft.statements for quote in statement.quotes]
    gap = shortfall(cited, found)
    clean = not draft.dropped_citations and not any(one.failed for one in draft.dropped)
    if gap <= NEAR and clean:
        return draft
    left_out = [
        statement
        for statement in compose_extractive(found).statements
        if not any(_overlap(one, quote) for one in statement.quotes for quote in cited)
    ]
    # One at least: what had to be dropped, or lies far off, has to be made up for.
    best = tuple(left_out[: max(1, QUOTES - len(set(cited)))])
    if gap > (FAR if clean else NEAR):
        return replace(draft, statements=(*best, *draft.statements))
    return replace(draft, statements=(*draft.statements, *best))


def shortfall(quotes: list[QuoteSpan], found: Retrieval) -> float:
    """How far the best of the quoted sentences scores below the best sentence found; infinite if none was scored."""
    if any(_overlap(quote, found.quotes[0]) for quote in quotes):
        return 0.0
    cited = [one.score for one in found.sentences if any(_overlap(one.quote, quote) for quote in quotes)]
    return found.quotes[0].score - max(cited, default=float("-inf"))


def _overlap(first: QuoteSpan, second: QuoteSpan) -> bool:
    return first.article.id == second.article.id and first.start < second.end and second.start < first.end


def fitting(found: Retrieval, passages: int) -> Retrieval:
    """The retrieval as though only its `passages` best passages had been found: for answers from equal ground."""
    kept = found.passages[: max(1, passages)]
    ids = {one.passage.id for one in kept}
    sentences = tuple(one for one in found.sentences if one.passage.passage.id in ids)
    quotes = tuple(one for one in found.quotes if one.passage_id in ids)
    return replace(
        found, passages=kept, sentences=sentences, quotes=quotes or tuple(one.quote for one in sentences[:QUOTES])
    )
