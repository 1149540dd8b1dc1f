"""The way of a question, stage by stage: retrieve → quote → assess → compose → render → verify."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from ingest.catalog.reading import Selection
from ingest.catalog.rows import ArticleInfo
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from ingest.models import Article
from service.answerability.assess import Assessment, assess
from service.answerability.model import remarks
from service.answering.choose import Composed, compose
from service.answering.collection import collect
from service.answering.comparisons import compare
from service.answering.conflicts import conflict_sentence, conflicts
from service.answering.context import focus, look_up
from service.answering.follow_ups import Asked, in_conversation, rewrite
from service.answering.lists import gather
from service.answering.looked import Looked
from service.answering.newest import AS_GOOD, newer, newest_first, not_of_today
from service.answering.orders import without_orders
from service.answering.parts import Part, outcome, split
from service.answering.premises import premise_sentence, unmentioned
from service.answering.small_talk import NOTHING_ASKED, small_talk
from service.answering.summaries import summarise
from service.answering.timeline import by_date, of_selection, told_of
from service.language.collection_words import read_collection
from service.language.currency import asks_today, without_now
from service.language.detection import detect_language
from service.language.kinds import read_comparison, read_list, read_summary
from service.llm.factory import load_chat_model
from service.llm.protocol import ChatModel
from service.quoting.stage import select_quotes
from service.quoting.types import Retrieval, merge
from service.retrieval.corpus import Corpus
from service.retrieval.retriever import Retriever
from service.settings import ServiceSettings
from service.values import Disagreement, Draft, RetrievedPassage, Statement
from service.verifying.content import Similarity, similarity_by
from service.verifying.render import render
from service.wire.answers import Circumstances, finish, milliseconds, to_hit, to_selection
from service.wire.articles import to_moment
from service.wire.openai import pieces
from trichdan.errors import LLMError, LLMNotConfiguredError
from trichdan.wire import (
    Answer,
    AskRequest,
    Hit,
    Mode,
    Reason,
    SearchRequest,
    SearchResponse,
    Timeline,
    TimelineRequest,
)

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

Aside = Callable[..., Awaitable[Any]]
"""Where a stage that keeps the processor busy is run: beside the event loop, or not."""

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
        self.assessor = assessor
        self.reading = reading
        self.today = today
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
                # Importing takes one to three seconds, which the first question needn't wait for.
                threading.Thread(target=_warm, args=(model.warm,), name="llm-imports", daemon=True).start()
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

    def timeline(self, request: TimelineRequest) -> Timeline:
        """What the articles say of a subject, or those of a source or period, in order of time."""
        started = time.perf_counter()
        selection, catalog = to_selection(request.filters), self.corpus.catalog
        if request.query is None:
            quotes, total = of_selection(catalog, catalog.published, selection, request.limit)
        else:
            quotes = told_of(self.retriever.retrieve(request.query, selection))
            total = len(quotes)
        dated = [one for one in by_date(quotes) if one.article.published]
        undated = [one for one in quotes if not one.article.published]
        told = [*dated[-request.limit :], *undated[: max(0, request.limit - len(dated))]]
        took = {"total": milliseconds(started)}
        return Timeline(query=request.query, moments=[to_moment(one) for one in told], total=total, timings_ms=took)

    def retrieve(self, question: str, top_k: int = 8, selection: Selection | None = None) -> Retrieval:
        """What the articles that `selection` leaves hold on a question: passages, and what of them to quote."""
        # Before anything is judged: what is judged is what may be quoted.
        return without_orders(select_quotes(self.retriever.retrieve(question, selection), top_k, self.embedder))

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
        started = time.perf_counter()
        selection = to_selection(request.filters, exclude)
        at_once = await aside(self._at_once, request, selection, started)
        if at_once is not None:
            yield Retrieved([])
            for piece in pieces(at_once.answer):
                yield Token(piece)
            yield at_once
            return
        model = None if request.mode is Mode.EXTRACTIVE else self.model
        deadline = time.monotonic() + (self.settings.llm.deadline_s if self.settings.llm else DEADLINE_S)
        asked = in_conversation(request.question, request.history)
        # A question that stands alone isn't shown to a model that might reword it.
        if model is not None and (asked.before or asked.changed):
            rewritten = await rewrite(request.question, request.history, model, deadline)
            asked = Asked(rewritten, changed=True) if rewritten else asked
        looked = await aside(self._understand, asked, request.top_k, selection)
        looked = await aside(self._dated, looked, request.question, selection)
        question, assessment = looked.understood or asked.text, looked.assessment
        timings = {"retrieve": milliseconds(started)}
        # Judged on `ASSESSED` passages at least, but answered from those that were asked for.
        found = self.reading(question, replace(looked.found, passages=looked.found.passages[: request.top_k]))
        yield Retrieved([to_hit(one) for one in found.passages])
        composing = time.perf_counter()
        composed = Composed(Draft(()), kind=looked.kind)
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
                # After composing: remarks are about the articles that are quoted in the end.
                composed = replace(composed, draft=_with_remarks(composed.draft, looked, found))
            composed = replace(composed, kind=looked.kind)
        timings["answer"] = milliseconds(composing)
        name = self.model.name if self.model else None
        how = Circumstances(name, self.corpus.fingerprint(), timings, started, looked.understood or None)
        copies = await aside(self._copies, composed.draft, found.sequence, exclude)
        answer = finish(request, found, assessment, composed, how, copies)
        for piece in pieces(answer.answer.removeprefix(said)):
            yield Token(piece)
        yield answer

    def _at_once(self, request: AskRequest, selection: Selection, started: float) -> Answer | None:
        """The answer to what isn't asked of what the articles say: small talk, or their collection; else None."""
        catalog = self.corpus.catalog
        if talk := small_talk(request.question, request.history):
            composed, language = talk
            assessment = NOTHING_ASKED
        else:
            asked = read_collection(request.question)
            if asked is None:
                return None
            collected = collect(request.question, asked, catalog, selection, self._near)
            composed, assessment, language = collected.composed, collected.assessment, collected.language
        found = Retrieval(request.question, language, (), (), catalog.published, searched=0)
        how = Circumstances(None, self.corpus.fingerprint(), {"answer": milliseconds(started)}, started)
        return finish(request, found, assessment, composed, how, {})

    def _near(self, topic: str, selection: Selection) -> tuple[RetrievedPassage, ...]:
        """The passages nearest to a topic."""
        return self.retriever.retrieve(topic, selection).passages

    def _understand(self, asked: Asked, top_k: int, selection: Selection) -> Looked:
        """What was found for a question as it stands in its conversation, and how it was understood."""
        judge = partial(self._judge, max(top_k, ASSESSED))
        if (topic := read_summary(asked.text)) is not None:
            article = None if topic else self._focus(asked, selection)
            return summarise(topic, asked.text, article, selection, judge, self._near)
        if asked.before:
            return look_up(asked, selection, judge, self._near)
        looked = self._find(asked.text, top_k, selection)
        return replace(looked, understood=asked.text if asked.changed else "")

    def _dated(self, looked: Looked, question: str, selection: Selection) -> Looked:
        """The same with how old the newest article is, where a question asks about today and none is of today."""
        if not asks_today(question):
            return looked
        listed, _ = self.corpus.catalog.list_articles(looked.found.sequence, selection, limit=1, newest=True)
        newest = listed[0].published if listed else None
        note = not_of_today(question, newest, looked.found.language, self.today())
        said = " ".join(part for part in (looked.assessment.explanation, note) if part)
        refused = looked.assessment.reason is not None
        assessment = replace(looked.assessment, explanation=said) if refused else looked.assessment
        missing = looked.missing if refused else " ".join(part for part in (looked.missing, note) if part)
        return replace(looked, assessment=assessment, missing=missing)

    def _judge(self, top_k: int, question: str, selection: Selection) -> tuple[Retrieval, Assessment]:
        """What the selected articles hold on a question, and whether it answers."""
        found = self.retrieve(question, top_k, selection)
        return found, self.assessor(found, self.settings.caution)

    def _focus(self, asked: Asked, selection: Selection) -> Article | None:
        """The article that is meant by "this": what was spoken of, or the only one there is."""
        if asked.said or asked.before:
            return focus(asked, selection, self._near)
        articles = {one.article.id: one.article for one in self._near(asked.text, selection)}
        return next(iter(articles.values())) if len(articles) == 1 else None

    def _find(self, question: str, top_k: int, selection: Selection) -> Looked:
        """What was found for a question that stands alone."""
        # Articles hardly say of their own news that it is current: the words find nothing, and speak against what was
        # found.
        question, current = without_now(question)
        judge = partial(self._judge, max(top_k, ASSESSED))
        if comparison := read_comparison(question):
            return compare(comparison, question, selection, judge, top_k)
        parts = split(question, detect_language(question))
        if len(parts) > 1:
            return self._find_parts(question, parts, top_k, selection)
        if listed := read_list(question):
            return gather(listed, selection, judge, top_k)
        looked = Looked(*judge(question, selection))
        if current and looked.assessment.reason is None:
            looked = replace(looked, found=self._newest(looked.found, selection))
        return looked

    def _find_parts(self, question: str, parts: Sequence[str], top_k: int, selection: Selection) -> Looked:
        """What was found for a question that plainly asks two things: each part has to be answered by itself."""
        found: list[Retrieval] = []
        for part in parts:
            found.append(self.retrieve(part, max(top_k, ASSESSED), selection))
            if len(found) < len(parts):  # a later part doesn't quote a copy of what an earlier one quotes
                selection = replace(selection, excluded_ids=(*selection.excluded_ids, *self._copy_ids(found[-1])))
        assessed = [self.assessor(one, self.settings.caution) for one in found]
        judged = [Part(part, one) for part, one in zip(parts, assessed, strict=True)]
        result = outcome(judged, found[0].language)
        if not result.answered:
            # Of two refusals the one that came nearer to an answer.
            best = max(range(len(parts)), key=lambda place: assessed[place].confidence)
            return Looked(found[best], assessed[best])
        merged = merge([found[place] for place in result.answered], question, top_k)
        # The least sure part decides: the answer is right only if all of it is.
        assessment = replace(assessed[result.answered[0]], confidence=result.confidence)
        return Looked(merged, assessment, missing=result.missing)

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
            # Within `AS_GOOD` the newer article is taken as it is; further off it has to answer when it is asked alone.
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


async def _here(call: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - as `asyncio.to_thread`
    return call(*arguments)


def _warm(warm: Callable[[], None]) -> None:
    """Make a model ready beside the start; why it can't be is told, and answers are quotes then."""
    try:
        warm()
    except LLMError as error:
        log.error("%s", error)


def _with_remarks(draft: Draft, looked: Looked, found: Retrieval) -> Draft:
    """The draft with what the service itself has to say.

    That is where articles contradict each other, what of the question none of them mentions, and what stays open.
    """
    quotes = [quote for statement in draft.statements for quote in statement.quotes]
    disagreements = tuple(
        Disagreement((one.first, one.second), one.numbers, conflict_sentence(one, found.language))
        for one in conflicts(quotes)[:1]
    )
    articles = {quote.article.id: quote.article for quote in quotes}
    lost = [one for one in unmentioned(found, list(articles.values())) if not _is_told(one, looked.absent)]
    # What stays open names it already.
    premises = premise_sentence([one for one in lost if one not in looked.missing], found.language)
    said = (*(one.said for one in disagreements), premises, looked.missing, draft.missing)
    joined = " ".join(part for part in said if part)
    return replace(draft, missing=joined, disagreements=disagreements, unmentioned=(*looked.absent, *lost))


def _is_told(name: str, absent: Sequence[str]) -> bool:
    """Whether it's part of what is said to be absent already."""
    return any(name in one for one in absent)
