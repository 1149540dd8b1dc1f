"""The way of a question: route → look up (retrieve → quote → assess) → answer (compose → render → verify)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ingest.catalog.reading import Selection
from ingest.catalog.rows import ArticleInfo
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from service.answerability.assess import assess
from service.answerability.model import notes
from service.answering.choose import Composed, composing
from service.answering.follow_ups import Asked, in_conversation, rewrite
from service.answering.intents import Intents
from service.answering.lookup import Assessor, Lookup
from service.answering.remarks import with_remarks
from service.answering.routing import route
from service.answering.timeline import timeline
from service.answering.types import Looked, Reply
from service.answering.writer import Writer
from service.language.question import read_question
from service.llm.factory import load_chat_model, warm_beside
from service.quoting.types import Retrieval
from service.retrieval.corpus import Corpus
from service.retrieval.retriever import Retriever
from service.settings import ServiceSettings
from service.values import Draft
from service.verifying.render import render
from service.wire.answers import Circumstances, finish, milliseconds, to_hit, to_selection
from service.wire.events import Event, Retrieved, Token, telling, tokens
from trichdan.errors import LLMNotConfiguredError
from trichdan.wire import Answer, AskRequest, Mode, Reason, SearchRequest, SearchResponse

if TYPE_CHECKING:
    from service.llm.protocol import ChatModel
    from service.verifying.similarity import Similarity
    from trichdan.wire import Timeline, TimelineRequest

DEADLINE_S = 45.0
"""Seconds for an answer where no LLM sets another limit."""

log = logging.getLogger(__name__)


Aside = Callable[..., Awaitable[Any]]
"""Where a stage that keeps the processor busy is run: beside the event loop, or not."""

Reading = Callable[[str, Retrieval], Retrieval]
"""What of the retrieval the answerers get to read, given the question."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """A request on its way: which articles may answer it, where the work is done, and since when (`perf_counter`)."""

    request: AskRequest
    selection: Selection
    aside: Aside
    started: float


@dataclass(frozen=True, slots=True)
class _Ready:
    """A question as it was understood, what the answerers read for it, which LLM may write, and when that was known."""

    question: str
    looked: Looked
    writer: Writer | None
    at: float


class Engine:
    """Answers questions over one corpus. Make one per process; `aclose` it when done, or `close` it without a loop.

    Args:
        settings: the service's settings.
        corpus: the open corpus.
        embedder: the embedder that the corpus was made with.
        model: the LLM, if there is one.
        assessor: who decides what is refused; evaluation puts another in its place.
        reading: what the answerers read of what was found; all of it, but in evaluation.
        today: which day it is, for questions about today.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        corpus: Corpus,
        embedder: Embedder,
        model: ChatModel | None = None,
        assessor: Assessor = assess,
        reading: Reading = lambda _, found: found,
        today: Callable[[], date] = date.today,
    ) -> None:
        # Vectors of two embedders can be compared without an error, and mean nothing.
        corpus.check_embedder(embedder.identity)
        self.settings = settings
        self.corpus = corpus
        self.embedder = embedder
        self.model = model
        self.reading = reading
        self.retriever = Retriever(corpus, embedder)
        self.intents = Intents(embedder)
        self.lookup = Lookup(self.retriever, embedder, corpus.catalog, assessor, settings.caution, self.intents, today)
        self.notes = notes(embedder.identity)
        for note in self.notes:
            log.warning(note)

    @cached_property
    def similarity(self) -> Similarity | None:
        """How alike texts in two languages are; an LLM's statements are held against it."""
        from service.verifying.similarity import similarity_by

        return similarity_by(self.embedder)

    @classmethod
    def open(cls, settings: ServiceSettings, *, serving: bool = False) -> Engine:
        """Open the corpus and load the embedder; the LLM is not called.

        Raises:
            TrichdanError: one of them can't be had; the message says what to do.
        """
        embedder = load_embedder(settings.embedding, settings.models_dir)
        corpus = Corpus(settings, serving=serving)
        try:
            model = load_chat_model(settings.llm, settings.models_dir) if settings.llm else None
            if model and serving:
                warm_beside(model)
            return cls(settings, corpus, embedder, model)
        # Whatever goes wrong here, the lock on the indexes has to be given back.
        except BaseException:
            corpus.close()
            raise

    def close(self) -> None:
        """Give the corpus back. Connections to the LLM belong to an event loop: `disconnect` there."""
        self.corpus.close()

    async def disconnect(self) -> None:
        """Close this event loop's connections to the LLM; the next question opens new ones."""
        if self.model is not None:
            await self.model.aclose()

    async def aclose(self) -> None:
        """Close this event loop's connections to the LLM, and give the corpus back."""
        try:
            await self.disconnect()
        finally:
            await asyncio.to_thread(self.close)

    def not_ready(self) -> list[str]:
        """Why questions can't be answered now, in sentences; empty if they can.

        Raises:
            CatalogError: the catalog can't be read, or is no longer where it was.
        """
        self.corpus.catalog.check_file()
        _, passages = self.corpus.catalog.count(self.corpus.catalog.published)
        return [] if passages else ["The index is empty: ingest some articles."]

    def check(self, request: AskRequest) -> None:
        """Refuse what can't be served, before a stream begins.

        Raises:
            LLMNotConfiguredError: an LLM's answer was asked for, and none is configured.
        """
        if request.mode is Mode.LLM and self.model is None:
            raise LLMNotConfiguredError(
                "No LLM is configured.", help="Set TRICHDAN_LLM_BASE_URL and TRICHDAN_LLM_MODEL."
            )

    def search(self, request: SearchRequest, exclude: tuple[str, ...] = ()) -> SearchResponse:
        """The best passages, without an answer; `exclude` hides articles, for evaluation."""
        started = time.perf_counter()
        found = self.retriever.retrieve(request.query, to_selection(request.filters, exclude))
        hits = [to_hit(one) for one in found.passages[: request.top_k]]
        return SearchResponse(query=request.query, hits=hits, timings_ms={"total": milliseconds(started)})

    def timeline(self, request: TimelineRequest) -> Timeline:
        """What the articles say of a subject, or those of a source or period, in order of time."""
        from service.wire.articles import to_moment
        from trichdan.wire import Timeline

        started = time.perf_counter()
        selection = to_selection(request.filters)
        quotes, total = timeline(self.retriever, self.corpus.catalog, request.query, selection, request.limit)
        took = {"total": milliseconds(started)}
        return Timeline(query=request.query, moments=[to_moment(one) for one in quotes], total=total, timings_ms=took)

    def retrieve(self, question: str, top_k: int = 8, selection: Selection | None = None) -> Retrieval:
        """What the articles that `selection` leaves hold on a question: passages, and what of them to quote."""
        return self.lookup.retrieve(question, top_k, selection or Selection())

    async def ask(self, request: AskRequest, exclude: tuple[str, ...] = (), aside: Aside = asyncio.to_thread) -> Answer:
        """The answer to one question; `exclude` hides articles, for evaluation."""
        async for event in self.events(request, exclude, aside):
            if isinstance(event, Answer):
                return event
        raise AssertionError("the last event is always the answer")

    def ask_blocking(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> Answer:
        """As `ask`, from a thread without an event loop: in one of its own, which leaves no connection behind.

        All in this thread, since nobody else waits for that loop: handing over to others takes longer than some stages.
        """

        answers: list[Answer] = []  # not returned: asyncio writes a task out with its result, each time it ends

        async def once() -> None:
            try:
                answers.append(await self.ask(request, exclude, _here))
            finally:
                await self.disconnect()

        asyncio.run(once())
        return answers[0]

    async def events(
        self, request: AskRequest, exclude: tuple[str, ...] = (), aside: Aside = asyncio.to_thread
    ) -> AsyncIterator[Event]:
        """What happens while a question is answered; the last event is always the `Answer`. `aside` does the work.

        Tokens are sent only once their statement has been verified: a reader never sees what is then withdrawn.
        """
        # Before the first event: a refusal is a status, and a stream has sent its own already.
        self.check(request)
        asking = _Asking(request, to_selection(request.filters, exclude), aside, time.perf_counter())
        routed = await self._route(asking)
        if isinstance(routed, Reply):
            yield Retrieved([])
            for event in telling(self._reply(asking, routed)):
                yield event
            return
        ready = await self._look_up(asking, routed)
        yield Retrieved([to_hit(one) for one in ready.looked.found.passages])
        async for event in self._answer(asking, ready):
            yield event

    async def _route(self, asking: _Asking) -> Reply | Looked | None:
        """What needs no passages, or what was looked up to tell that it does."""
        asked, opens = asking.request, not asking.request.history
        call = asking.aside(route, asked.question, asked.top_k, asking.selection, self.lookup, opens=opens)
        return cast("Reply | Looked | None", await call)

    async def _look_up(self, asking: _Asking, routed: Looked | None) -> _Ready:
        """Understand the question in its conversation; retrieve, quote and assess, unless that was done to route it."""
        request, writer = asking.request, self._writer(asking.request.mode)
        asked = await asking.aside(in_conversation, request.question, request.history, self.lookup.kind)
        # A question that stands alone isn't shown to a model that might reword it.
        if writer is not None and (asked.leans or asked.changed):
            rewritten = await rewrite(request.question, request.history, writer.model, writer.deadline)
            asked = Asked(rewritten, changed=True) if rewritten else asked
        looked = routed or await asking.aside(self.lookup, asked, request.question, request.top_k, asking.selection)
        question = looked.understood or asked.text
        # Judged on `ASSESSED` passages at least, but answered from those that were asked for.
        read = self.reading(question, replace(looked.found, passages=looked.found.passages[: request.top_k]))
        # What is on the topic, but not surely an answer, an LLM may still make one of.
        may = looked.assessment.reason in (None, Reason.LOW_CONFIDENCE)
        return _Ready(question, replace(looked, found=read), writer if may else None, time.perf_counter())

    async def _answer(self, asking: _Asking, ready: _Ready) -> AsyncIterator[Token | Answer]:
        """Compose, and tell each verified statement as it comes; at last the whole."""
        said = ""
        async for told in composing(ready.question, ready.looked.found, ready.looked.assessment, ready.writer):
            if isinstance(told, Composed):
                composed = told
                continue
            text = render(told).text
            for token in tokens(text, said):
                yield token
            said = text
        for event in telling(await self._finish(asking, ready, composed), said):
            yield event

    async def _finish(self, asking: _Asking, ready: _Ready, composed: Composed) -> Answer:
        """The answer, with remarks on what it quotes in the end, each citation held against its article once more."""
        looked, assessment = ready.looked, ready.looked.assessment
        if not composed.refused:
            assessment = replace(assessment, reason=None, explanation="") if assessment.reason else assessment
            composed = replace(composed, draft=with_remarks(composed.draft, looked, ready.question))
        timings = {"retrieve": milliseconds(asking.started, ready.at), "answer": milliseconds(ready.at)}
        name = self.model.name if self.model else None
        how = Circumstances(name, self.corpus.fingerprint(), timings, asking.started, looked.understood or None)
        copies = await asking.aside(self._copies, composed.draft, looked.found.sequence, asking.selection.excluded_ids)
        return finish(asking.request, looked.found, assessment, replace(composed, kind=looked.kind), how, copies)

    def _writer(self, mode: Mode) -> Writer | None:
        """The LLM that may write the answer, from now on, if there is one and it was asked for."""
        if self.model is None or mode is Mode.EXTRACTIVE:
            return None
        seconds = self.settings.llm.deadline_s if self.settings.llm else DEADLINE_S
        return Writer(self.model, time.monotonic() + seconds, self.similarity)

    def _reply(self, asking: _Asking, told: Reply) -> Answer:
        """The answer where no passages were looked for, or none of them matter."""
        question = read_question(asking.request.question, told.language)
        found = Retrieval(question, (), (), self.corpus.catalog.published, searched=0)
        how = Circumstances(None, self.corpus.fingerprint(), {"answer": milliseconds(asking.started)}, asking.started)
        return finish(asking.request, found, told.assessment, told.composed, how, {})

    def _copies(self, draft: Draft, sequence: int, exclude: tuple[str, ...]) -> dict[str, list[ArticleInfo]]:
        """Of the quoted articles that have copies: the others, by id, filtered or not."""
        ids = {quote.article.id for one in draft.statements for quote in one.quotes}
        found = self.corpus.catalog.copies(sorted(ids), sequence)
        return {key: [one for one in others if one.id not in exclude] for key, others in found.items()}


async def _here(call: Callable[..., Any], *arguments: object, **named: object) -> Any:  # noqa: ANN401 - as `to_thread`
    return call(*arguments, **named)
