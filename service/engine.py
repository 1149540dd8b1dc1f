"""The way of a question, stage by stage: retrieve → quote → assess → compose → render → verify."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from ingest.catalog.reading import Selection
from ingest.catalog.rows import ArticleInfo
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from service.answerability.assess import Assessment, assess
from service.answerability.model import remarks
from service.answering.choose import Composed, compose
from service.answering.collections import collect
from service.answering.conflicts import conflict_sentence, conflicts
from service.answering.context import look_up
from service.answering.follow_ups import Asked, in_conversation, rewrite
from service.answering.newest import AS_GOOD, newer, newest_first
from service.answering.orders import without_orders
from service.answering.parts import Part, outcome, split
from service.answering.premises import premise_sentence, unmentioned
from service.answering.small_talk import NOTHING_ASKED, small_talk
from service.language.currency import without_now
from service.language.detection import detect_language
from service.llm.factory import load_chat_model
from service.llm.protocol import ChatModel
from service.quoting.quote import quote
from service.quoting.types import Retrieval, merge
from service.retrieval.corpus import Corpus
from service.retrieval.retriever import Retriever
from service.settings import ServiceSettings
from service.values import Disagreement, Draft, RetrievedPassage, Statement
from service.verifying.content import Similarity, similarity_by
from service.verifying.render import render
from service.wire.answers import Circumstances, finish, milliseconds, to_hit, to_selection
from service.wire.openai import pieces
from trichdan.errors import LLMError, LLMNotConfiguredError
from trichdan.wire import Answer, AskRequest, Hit, Mode, Reason, SearchRequest, SearchResponse

DEADLINE_S = 45.0
"""Seconds for an answer where no LLM sets another limit."""

ASSESSED = 8
"""Passages that the confidence is read from, at least, however few are asked for."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Event: the passages that the answer will be written from."""

    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Token:
    """Event: a piece of the answer as it is being written; only the answer at the end is verified."""

    text: str


Event = Retrieved | Token | Answer

Assessor = Callable[[Retrieval, str], Assessment]
"""Judges what was retrieved, at a level of caution."""

Reading = Callable[[str, Retrieval], Retrieval]
"""What of the retrieval the answerers get to read, given the question."""


class Engine:
    """Answers questions over one corpus. Make one per process; `aclose` it when done, or `close` it without a loop.

    Args:
        settings: the service's settings.
        corpus: the open corpus.
        embedder: the embedder that the corpus was made with.
        model: the LLM, if there is one.
        assessor: who decides what is refused; evaluation puts another in its place.
        reading: what the answerers read of what was found; all of it, but in evaluation.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        corpus: Corpus,
        embedder: Embedder,
        model: ChatModel | None = None,
        assessor: Assessor = assess,
        reading: Reading = lambda _, found: found,
    ) -> None:
        corpus.check_embedder(embedder.identity)
        self.settings = settings
        self.corpus = corpus
        self.embedder = embedder
        self.model = model
        self.assessor = assessor
        self.reading = reading
        self.retriever = Retriever(corpus, embedder)
        self.similarity = similarity_by(embedder)
        self.remarks = remarks(embedder.identity)
        for remark in self.remarks:
            log.warning(remark)

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
                threading.Thread(target=_warm, args=(model.warm,), name="llm-imports", daemon=True).start()
            return cls(settings, corpus, embedder, model)
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
        """Why questions can't be answered now, in sentences; empty if they can."""
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

    def retrieve(self, question: str, top_k: int = 8, selection: Selection | None = None) -> Retrieval:
        """What the articles that `selection` leaves hold on a question: passages, and what of them to quote."""
        return without_orders(quote(self.retriever.retrieve(question, selection), top_k, self.embedder))

    async def ask(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> Answer:
        """The answer to one question; `exclude` hides articles, for evaluation."""
        async for event in self.events(request, exclude):
            if isinstance(event, Answer):
                return event
        raise AssertionError("the last event is always the answer")

    def ask_blocking(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> Answer:
        """As `ask`, from a thread without an event loop: in one of its own, which leaves no connection behind."""

        async def once() -> Answer:
            try:
                return await self.ask(request, exclude)
            finally:
                await self.disconnect()

        return asyncio.run(once())

    async def events(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> AsyncIterator[Event]:
        """What happens while a question is answered; the last event is always the `Answer`.

        Tokens are sent only once their statement has been verified: a reader never sees what is then withdrawn.
        """
        self.check(request)
        started = time.perf_counter()
        selection = to_selection(request.filters, exclude)
        at_once = await asyncio.to_thread(self._at_once, request, selection, started)
        if at_once is not None:
            yield Retrieved([])
            for piece in pieces(at_once.answer):
                yield Token(piece)
            yield at_once
            return
        model = None if request.mode is Mode.EXTRACTIVE else self.model
        deadline = time.monotonic() + (self.settings.llm.deadline_s if self.settings.llm else DEADLINE_S)
        asked = in_conversation(request.question, request.history)
        if model is not None and (asked.before or asked.changed):
            rewritten = await rewrite(request.question, request.history, model, deadline)
            asked = Asked(rewritten, changed=True) if rewritten else asked
        understood, found, assessment, missing = await asyncio.to_thread(
            self._understand, asked, request.top_k, selection
        )
        question = understood or asked.text
        timings = {"retrieve": milliseconds(started)}
        found = self.reading(question, replace(found, passages=found.passages[: request.top_k]))
        yield Retrieved([to_hit(one) for one in found.passages])
        composing = time.perf_counter()
        composed = Composed(Draft(()))
        doubtful = model is not None and assessment.reason is Reason.LOW_CONFIDENCE
        said = ""
        if assessment.reason is None or doubtful:
            async for told in _composing(
                question, found, model, deadline, assessment.confidence, self.similarity, doubtful
            ):
                if isinstance(told, Composed):
                    composed = told
                    continue
                text = render(told).text
                for piece in pieces(text.removeprefix(said)):
                    yield Token(piece)
                said = text
            if not composed.refused:
                assessment = replace(assessment, reason=None, explanation="") if doubtful else assessment
                composed = replace(composed, draft=_with_remarks(composed.draft, missing, found))
        timings["answer"] = milliseconds(composing)
        name = self.model.name if self.model else None
        how = Circumstances(name, self.corpus.fingerprint(), timings, started, understood)
        copies = await asyncio.to_thread(self._copies, composed.draft, found.sequence, exclude)
        answer = finish(request, found, assessment, composed, how, copies)
        for piece in pieces(answer.answer.removeprefix(said)):
            yield Token(piece)
        yield answer

    def _at_once(self, request: AskRequest, selection: Selection, started: float) -> Answer | None:
        """The answer to what isn't asked of what the articles say: small talk, or their collection; else None."""
        sequence = self.corpus.catalog.published
        if talk := small_talk(request.question, request.history):
            composed, language = talk
            assessment = NOTHING_ASKED
        else:
            collected = collect(request.question, self.corpus.catalog, sequence, selection, self._near)
            if collected is None:
                return None
            composed, assessment, language = collected.composed, collected.assessment, collected.language
        found = Retrieval(request.question, language, (), (), sequence, searched=0)
        how = Circumstances(None, self.corpus.fingerprint(), {"answer": milliseconds(started)}, started)
        return finish(request, found, assessment, composed, how, {})

    def _near(self, topic: str, selection: Selection) -> tuple[RetrievedPassage, ...]:
        """The passages nearest to a topic."""
        return self.retriever.retrieve(topic, selection).passages

    def _understand(
        self, asked: Asked, top_k: int, selection: Selection
    ) -> tuple[str | None, Retrieval, Assessment, str]:
        """How a question was understood, if that isn't as it was asked, and what was found for it."""
        if not asked.before:
            return asked.text if asked.changed else None, *self._find(asked.text, top_k, selection)

        def judge(text: str, where: Selection) -> tuple[Retrieval, Assessment]:
            found = self.retrieve(text, max(top_k, ASSESSED), where)
            return found, self.assessor(found, self.settings.caution)

        result = look_up(asked, selection, judge, self._near)
        return result.understood or None, result.found, result.assessment, ""

    def _find(self, question: str, top_k: int, selection: Selection) -> tuple[Retrieval, Assessment, str]:
        """What was retrieved, whether it answers, and the sentence about a part that it leaves open.

        A question that plainly asks two things is looked up part by part; each part has to be answered by itself.
        """
        question, current = without_now(question)
        parts = split(question, detect_language(question))
        found: list[Retrieval] = []
        for part in parts:
            found.append(self.retrieve(part, max(top_k, ASSESSED), selection))
            if len(found) < len(parts):  # a later part doesn't quote a copy of what an earlier one quotes
                selection = replace(selection, excluded_ids=(*selection.excluded_ids, *self._copy_ids(found[-1])))
        assessed = [self.assessor(one, self.settings.caution) for one in found]
        if len(parts) == 1:
            answers = current and assessed[0].reason is None
            return self._newest(found[0], selection) if answers else found[0], assessed[0], ""
        judged = [Part(part, one) for part, one in zip(parts, assessed, strict=True)]
        result = outcome(judged, found[0].language)
        if not result.answered:
            best = max(range(len(parts)), key=lambda place: assessed[place].confidence)
            return found[best], assessed[best], ""
        merged = merge([found[place] for place in result.answered], question, top_k)
        assessment = replace(assessed[result.answered[0]], confidence=result.confidence)
        return merged, assessment, result.missing

    def _copies(self, draft: Draft, sequence: int, exclude: tuple[str, ...]) -> dict[str, list[ArticleInfo]]:
        """Of the quoted articles that have copies: the others, by id, filtered or not."""
        ids = {quote.article.id for one in draft.statements for quote in one.quotes}
        found = self.corpus.catalog.copies(sorted(ids), sequence)
        return {key: [one for one in others if one.id not in exclude] for key, others in found.items()}

    def _copy_ids(self, found: Retrieval) -> list[str]:
        ids = {quote.article.id for quote in found.quotes}
        copies = self.corpus.catalog.copies(sorted(ids), found.sequence)
        return [one.id for others in copies.values() for one in others]

    def _newest(self, found: Retrieval, selection: Selection) -> Retrieval:
        """The same with what the newest article that answers as well says first."""
        for key, gap in newer(found):
            alone = self.retrieve(found.question, ASSESSED, replace(selection, article_ids=(key,)))
            if gap <= AS_GOOD or self.assessor(alone, self.settings.caution).reason is None:
                return newest_first(alone, found)
        return found


async def _composing(
    question: str,
    found: Retrieval,
    model: ChatModel | None,
    deadline: float,
    confidence: float,
    similarity: Similarity | None,
    doubtful: bool,
) -> AsyncIterator[list[Statement] | Composed]:
    """The statements with which the answer begins, as they come, and at last what was composed."""
    told: asyncio.Queue[Statement | None] = asyncio.Queue()
    composing = asyncio.create_task(
        compose(
            question,
            found,
            model,
            deadline=deadline,
            confidence=confidence,
            similarity=similarity,
            doubtful=doubtful,
            tell=told.put_nowait,
        )
    )
    composing.add_done_callback(lambda _: told.put_nowait(None))
    begun: list[Statement] = []
    try:
        while (statement := await told.get()) is not None:
            begun.append(statement)
            yield begun
        yield composing.result()
    finally:
        composing.cancel()  # nobody may be left who asks


def _warm(warm: Callable[[], None]) -> None:
    """Make a model ready beside the start; why it can't be is told, and answers are quotes then."""
    try:
        warm()
    except LLMError as error:
        log.error("%s", error)


def _with_remarks(draft: Draft, missing: str, found: Retrieval) -> Draft:
    """The draft with what the service itself has to say.

    That is where articles contradict each other, what of the question none of them mentions, and what stays open.
    """
    quotes = [quote for statement in draft.statements for quote in statement.quotes]
    disagreements = tuple(
        Disagreement((one.first, one.second), one.numbers, conflict_sentence(one, found.language))
        for one in conflicts(quotes)[:1]
    )
    articles = {quote.article.id: quote.article for quote in quotes}
    lost = unmentioned(found, list(articles.values()))
    said = (*(one.said for one in disagreements), premise_sentence(lost, found.language), missing, draft.missing)
    joined = " ".join(part for part in said if part)
    return replace(draft, missing=joined, disagreements=disagreements, unmentioned=lost)
