"""The LLM's answer beside what retrieval found: which of them is shown, and in which order.

An LLM may be strong or weak, and nothing says which. What it wrote has passed verification here, so it's true; whether
it answers is another matter. So each of its verdicts has to be shown: an answer by quotes that retrieval, too, finds
near the question, a refusal by the quote that comes nearest. What isn't shown is supplemented or overruled with the
best quotes, and the answer is no worse than without an LLM. Pure, but for the call. Why so: decisions/0005.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from service.answerability.assess import Assessment
from service.answering.writer import Writer
from service.quoting.extractive import compose_extractive
from service.quoting.types import Retrieval
from service.values import Draft, Dropped, QuoteSpan, RetrievedPassage, Statement
from trichdan.errors import LLMError
from trichdan.wire import Degraded, Kind

if TYPE_CHECKING:
    from service.answering.propose import Tell, Unanswerable

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
    question: str, found: Retrieval, assessment: Assessment, writer: Writer | None, tell: Tell | None = None
) -> Composed:
    """The LLM's verified statements; the best quotes where there is no LLM or it gave nothing that holds.

    Args:
        question: the question, standing alone.
        found: what was retrieved for it.
        assessment: whether the passages answer, without the LLM. Where it refuses, they are on the topic, but by
            themselves not enough: then only an LLM's clean answer from the best of them is one.
        writer: the LLM, if there is one.
        tell: gets the statements with which the answer surely begins, as they are verified.
    """
    doubtful = assessment.reason is not None
    without = Composed(Draft(()), refused=True) if doubtful else Composed(compose_extractive(found))
    if writer is None:
        return without
    # Who has no LLM needn't load what checks its statements: a twentieth of `trichdan ask`.
    from service.answering.propose import Unanswerable, compose_llm
    from service.llm.protocol import UnusableReplyError

    # In doubt the answer is judged as a whole: nothing surely begins it.
    opening = _Opening(found, tell) if tell is not None and not doubtful else None
    passages, code = to_read(found, writer.model.passages), found.question.language.code
    try:
        written = await compose_llm(question, code, passages, writer, opening)
    except LLMError as error:
        log.info("Answering without the LLM: %s", error)
        dropped = error.dropped if isinstance(error, UnusableReplyError) else ()
        return _instead(without, dropped, degraded=Degraded(error.degraded))
    if isinstance(written, Unanswerable):
        # Plain sentences show nothing of what they stand on; but who writes them read nothing else.
        seen = writer.model.prose or shows(written, found)
        if doubtful or (seen and assessment.confidence < OVERRULES_LLM):
            return Composed(Draft((), dropped=written.dropped, usage=written.usage), mode="llm", refused=True)
        log.info("Answering extractively: the LLM refused without showing why, or against the evidence.")
        return _instead(without, written.dropped, written.usage, Degraded.LLM_BAD_OUTPUT)
    if doubtful:
        return _in_doubt(written, found, without)
    # Verified is not relevant: a weak model quotes truly and beside the point, so the best quotes are added where its
    # own fall short.
    return Composed(supplemented(written, found), mode="llm")


async def composing(
    question: str, found: Retrieval, assessment: Assessment, writer: Writer | None
) -> AsyncIterator[list[Statement] | Composed]:
    """The statements with which the answer begins, as they come, and at last what was composed."""
    told: asyncio.Queue[Statement | None] = asyncio.Queue()
    task = asyncio.create_task(compose(question, found, assessment, writer, told.put_nowait))
    task.add_done_callback(lambda _: told.put_nowait(None))
    begun: list[Statement] = []
    try:
        while (statement := await told.get()) is not None:
            begun.append(statement)
            yield begun
        composed = task.result()
        for one in composed.draft.dropped:  # why, and never what they say
            log.info("A statement of the LLM was dropped: %s", one.reason.value)
        yield composed
    finally:
        task.cancel()  # nobody may be left who asks


def _in_doubt(written: Draft, found: Retrieval, without: Composed) -> Composed:
    """What the LLM wrote where the passages alone aren't enough: as it is, or not at all."""
    # Quotes that would supplement it are the ones in doubt.
    if _clean(written) and shortfall(quotes_of(written), found) <= NEAR:
        return Composed(written, mode="llm")
    log.info("Refusing: in doubt, and what the LLM wrote isn't clean, or not from the best of the evidence.")
    return _instead(without, written.dropped, written.usage)


def _instead(
    without: Composed,
    dropped: tuple[Dropped, ...],
    usage: tuple[int, int] | None = None,
    degraded: Degraded | None = None,
) -> Composed:
    """What is answered `without` the LLM, with what became of its reply."""
    return replace(without, draft=replace(without.draft, dropped=dropped, usage=usage), degraded=degraded)


class _Opening:
    """Passes on the statements with which an answer surely begins: nothing is put before one near the evidence."""

    def __init__(self, found: Retrieval, tell: Tell) -> None:
        self._found = found
        self._tell = tell
        self._held_back: list[Statement] = []
        self._near = False

    def __call__(self, statement: Statement) -> None:
        self._held_back.append(statement)
        self._near = self._near or shortfall(list(statement.quotes), self._found) <= NEAR
        if self._near:
            for one in self._held_back:
                self._tell(one)
            self._held_back.clear()


def to_read(found: Retrieval, most: int) -> Sequence[RetrievedPassage]:
    """What a model reads: with `most`, only the passages that hold a sentence about as good as the best one; 0: all."""
    if not most:
        return found.passages
    best = max((one.score for one in found.sentences), default=0.0)
    near = {one.passage.passage.id for one in found.sentences if one.score >= best - NEAR}
    near |= {quote.passage_id for quote in found.quotes[:1]}
    return tuple(one for one in found.passages if one.passage.id in near)[:most] or found.passages[:most]


def shows(verdict: Unanswerable, found: Retrieval) -> bool:
    """Whether a refusal quotes from a passage that holds one of the best quotes: it has seen what it judged."""
    best = {quote.passage_id for quote in found.quotes}
    return any(quote.passage_id in best for quote in verdict.nearest)


def supplemented(draft: Draft, found: Retrieval) -> Draft:
    """The LLM's draft with the best quotes that it left out, where its own don't reach the evidence.

    It stands alone if it cites a sentence about as good as the best, whatever of the reply had to be dropped. If the
    best cited sentence isn't near, the best quotes follow; if it's far off, they come first.
    """
    if not found.quotes:
        return draft
    cited = quotes_of(draft)
    gap, clean = shortfall(cited, found), _clean(draft)
    if gap <= NEAR:
        return draft
    left_out = [
        statement
        for statement in compose_extractive(found).statements
        if not any(one.overlaps(quote) for one in statement.quotes for quote in cited)
    ]
    # One at least: what had to be dropped, or lies far off, has to be made up for.
    best = tuple(left_out[: max(1, QUOTES - len(set(cited)))])
    if gap > (FAR if clean else NEAR):
        return replace(draft, statements=(*best, *draft.statements))
    return replace(draft, statements=(*draft.statements, *best))


def quotes_of(draft: Draft) -> list[QuoteSpan]:
    """What a draft quotes, in order."""
    return [quote for statement in draft.statements for quote in statement.quotes]


def _clean(draft: Draft) -> bool:
    """Whether nothing of the reply failed a check."""
    return not draft.dropped_citations and not any(one.failed for one in draft.dropped)


def shortfall(quotes: list[QuoteSpan], found: Retrieval) -> float:
    """How far the best of the quoted sentences scores below the best sentence found; infinite if none was scored."""
    if any(quote.overlaps(found.quotes[0]) for quote in quotes):
        return 0.0
    cited = [one.score for one in found.sentences if any(one.quote.overlaps(quote) for quote in quotes)]
    return found.quotes[0].score - max(cited, default=float("-inf"))


def fitting(found: Retrieval, passages: int) -> Retrieval:
    """The retrieval as though only its `passages` best passages had been found: for answers from equal ground."""
    kept = found.passages[: max(1, passages)]
    ids = {one.passage.id for one in kept}
    sentences = tuple(one for one in found.sentences if one.passage.passage.id in ids)
    quotes = tuple(one for one in found.quotes if one.passage_id in ids)
    return replace(
        found, passages=kept, sentences=sentences, quotes=quotes or tuple(one.quote for one in sentences[:QUOTES])
    )
