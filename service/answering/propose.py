"""An LLM's proposals made into verified statements: prompt, ask, find each quote, check each statement, repair or drop.

Nothing that a model wrote leaves this module unless its quotes stand in the articles and carry it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.answering.attribute import standing_on
from service.answering.grounding import Ground, grounded
from service.answering.locate import SHORT_QUOTE, locate
from service.answering.writer import Writer
from service.llm.prompt import prompt, tokens
from service.llm.protocol import (
    STATEMENT_CHARS_MAX,
    ChatTurn,
    ListenedModel,
    Proposal,
    ProposedStatement,
    Reply,
    SchemaRefusedError,
    UnusableReplyError,
    answer_schema,
)
from service.llm.replies import parse_reply, said_so_far
from service.llm.sent_back import sent_back
from service.values import Draft, Dropped, QuoteSpan, RetrievedPassage, Statement
from trichdan.errors import LLMBadOutputError, LLMError, LLMTimeoutError
from trichdan.wire import FaultKind

log = logging.getLogger(__name__)

Tell = Callable[[Statement], None]
"""Called with each statement as soon as it's verified."""


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
    question: str, language: str, passages: Sequence[RetrievedPassage], writer: Writer, tell: Tell | None = None
) -> Draft | Unanswerable:
    """Ask the model, and keep what can be verified. `passages` best first; `language` is the code of the answer's.

    What isn't carried is sent back once with the reason. A draft has at least one statement, in the order that the
    model gave them, behind them those that it put right; what else it stated is in `dropped`, each with its reason.
    `tell` gets each statement as soon as it's verified.

    Raises:
        UnusableReplyError: nothing that the model said could be verified; answer extractively then.
        LLMError: the model failed; likewise.
    """
    started = time.monotonic()
    kept = _Kept(Ground(language, (), writer.similarity), tell)
    asked, reply, proposal = await _propose(question, passages, writer, kept)
    if not proposal.answerable and not kept.statements:
        # A few letters are found anywhere, and would show nothing.
        shown = [one for one in proposal.nearest if len(one.text.strip()) >= SHORT_QUOTE]
        return Unanswerable(proposal.reason, tuple(locate(shown, kept.ground.sources)[0]), reply.usage, proposal.lost)
    kept.take(proposal.statements)
    usage = reply.usage
    if any(one.failed for one in kept.lost) and 2 * time.monotonic() - started < writer.deadline:
        more = await _send_back(kept, asked, reply, writer)
        usage = (usage[0] + more[0], usage[1] + more[1]) if usage and more else usage
    lost = (*proposal.lost, *kept.lost)
    if not kept.statements:
        raise UnusableReplyError(f"None of the LLM's {len(lost)} statements could be verified.", lost)
    return Draft(tuple(kept.statements), kept.lost_quotes, lost, usage=usage)


class _Kept:
    """What of a model's statements is verified so far, and what isn't. Each proposed statement is looked at once."""

    def __init__(self, ground: Ground, tell: Tell | None) -> None:
        self.statements: list[Statement] = []
        self.lost: list[Dropped] = []
        self.lost_quotes = 0
        self.ground = ground
        self._tell = tell
        self._taken: list[ProposedStatement] = []
        self._earlier: set[ProposedStatement] = set()

    def begin(self, ground: Ground) -> None:
        """Another reply begins, which stands on `ground`: what it says again was looked at in an earlier one."""
        self.ground = ground
        self._earlier.update(self._taken)
        self._taken.clear()

    def take(self, proposed: Sequence[ProposedStatement]) -> None:
        """Verify what hasn't been yet of a reply, which may still grow; `lost` gets the rest."""
        for one in proposed[len(self._taken) :]:
            self._taken.append(one)
            if one not in self._earlier:
                self._take(one)

    def _take(self, proposed: ProposedStatement) -> None:
        quotes, unfound = locate(proposed.quotes, self.ground.sources)
        verified = grounded(proposed, quotes, self.ground)
        statement = verified if isinstance(verified, Statement) else self._attributed(proposed, quotes)
        if statement is None:
            self.lost_quotes += unfound
            reason = verified if isinstance(verified, FaultKind) else FaultKind.NOT_STATED
            self.lost.append(Dropped(proposed.text[:STATEMENT_CHARS_MAX], reason))
        elif any(statement.text == other.text for other in self.statements):
            self.lost.append(Dropped(statement.text, FaultKind.DUPLICATE))
        else:
            self.statements.append(statement)
            if self._tell is not None:
                self._tell(statement)

    def _attributed(self, proposed: ProposedStatement, quoted: Sequence[QuoteSpan]) -> Statement | None:
        """The statement with what of the passages carries it, where what its model `quoted` isn't that.

        A quote that is one of the nearest has spoken against it: were others tried then, 4 % more of strangers' false
        claims would stand, and 1 % more of their true ones (docs/decisions/0005-llm-answers.md).
        """
        nearest = list(standing_on(proposed.text, self.ground))
        if any(one.overlaps(other) for quotes in nearest for one in quotes for other in quoted):
            return None
        for quotes in nearest:
            found = grounded(proposed, quotes, self.ground)
            if isinstance(found, Statement):
                return found
        return None


async def _send_back(kept: _Kept, asked: Sequence[ChatTurn], reply: Reply, writer: Writer) -> tuple[int, int] | None:
    """Ask once more for what isn't carried, and take what of it is now; the usage of that. A failure changes nothing.

    What was put right is lost no longer: the lost statement that shares most words with it.
    """
    model = writer.model
    lost, failed = list(kept.lost), [one for one in kept.lost if one.failed]
    turns = [*asked, *sent_back(reply, failed, kept.ground.language)]
    if sum(tokens(turn.content) for turn in turns) + model.max_output_tokens > model.context_window:
        return None
    try:
        again = await model.complete(turns, None, writer.deadline)
        proposal = parse_reply(again.text, model.prose, cut=again.cut)
    except LLMError as error:
        log.info("What the LLM had to put right stays dropped: %s", error)
        return None
    before = len(kept.statements)
    kept.begin(kept.ground)
    kept.take(proposal.statements)
    for right in kept.statements[before:]:
        words = set(right.text.split())
        if failed:
            mended = max(failed, key=lambda one: len(words & set(one.text.split())))
            failed.remove(mended)
            lost.remove(mended)
    kept.lost = lost
    return again.usage


async def _propose(
    question: str, passages: Sequence[RetrievedPassage], writer: Writer, kept: _Kept
) -> tuple[list[ChatTurn], Reply, Proposal]:
    """What was asked, and the reply in the asked form: with a schema where it's taken, and in plain text if not.

    `kept` gets the sources, and what a model that can be listened to states while it writes. What stood in a first
    reply that can't be used isn't counted where there is a second one: it's asked to say it anew.
    """
    model, deadline = writer.model, writer.deadline
    failure: LLMBadOutputError | None = None
    # Plain text is tried once more: small models and old endpoints break JSON, and a line is easily read.
    for structured in (True, False) if model.structured else (False,):
        if failure is not None and time.monotonic() >= deadline:
            raise LLMTimeoutError("The LLM gave no usable reply in time.")
        turns, sources = prompt(question, kept.ground.language, passages, model, structured)
        schema = answer_schema([source.key for source in sources]) if structured else None
        kept.begin(replace(kept.ground, sources=sources))
        try:
            if isinstance(model, ListenedModel):
                reply = await model.listen(
                    turns, schema, deadline, lambda text: kept.take(said_so_far(text, model.prose))
                )
            else:
                reply = await model.complete(turns, schema, deadline)
            return turns, reply, parse_reply(reply.text, model.prose, cut=reply.cut)
        except SchemaRefusedError as error:
            failure = error
        except LLMBadOutputError as error:
            failure = error
    raise failure or LLMBadOutputError("The LLM gave no usable reply.")
