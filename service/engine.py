"""The way of a question, stage by stage: retrieve → assess → compose → render → verify."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Literal

from ingest.catalog.reading import Selection
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from service.answerability import Assessment, assess
from service.answering import compose_extractive
from service.citations import render, verify_citations
from service.composing import Unanswerable, compose_llm
from service.conversation import condense
from service.corpus import Corpus
from service.errors import LLMError, LLMNotConfiguredError
from service.llm import OpenAIChatModel
from service.llm_protocol import ChatModel
from service.models import Draft, RetrievedPassage
from service.openai_wire import pieces
from service.partial import Part, conflict_sentence, conflicts, outcome, split
from service.retrieval.language import detect_language
from service.retrieval.retriever import Retriever
from service.retrieval.types import Language, Retrieval, merge
from service.schemas import (
    Answer,
    AskRequest,
    Degraded,
    Filters,
    Hit,
    Mode,
    Reason,
    SearchRequest,
    SearchResponse,
    Usage,
)
from service.settings import ServiceSettings
from service.wording import refusal

log = logging.getLogger(__name__)

DEADLINE_S = 45.0
"""Seconds for an answer where no LLM sets another limit."""

NEAREST = 3
"""Passages shown with a refusal."""

ASSESSED = 8
"""Passages that the confidence is read from, at least, however few are asked for."""

OVERRULES_LLM = 0.95
"""Confidence from which an LLM's verdict that the passages don't answer is taken for the LLM's failure."""


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


@dataclass(frozen=True, slots=True)
class _Composed:
    """A draft with how it came to be; `refused` where the LLM found that the passages don't answer."""

    draft: Draft
    mode: Literal["extractive", "llm"] = "extractive"
    degraded: Degraded | None = None
    refused: bool = False


class Engine:
    """Answers questions over one corpus. Make one per process; `close` it when done.

    Args:
        settings: the service's settings.
        corpus: the open corpus.
        embedder: the embedder that the corpus was made with.
        model: the LLM, if there is one.
        assessor: who decides what is refused; evaluation puts another in its place.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        corpus: Corpus,
        embedder: Embedder,
        model: ChatModel | None = None,
        assessor: Assessor = assess,
    ) -> None:
        corpus.check_embedder(embedder.identity)
        self.settings = settings
        self.corpus = corpus
        self.embedder = embedder
        self.model = model
        self.assessor = assessor
        self.retriever = Retriever(corpus, embedder)

    @classmethod
    def open(cls, settings: ServiceSettings, *, serving: bool = False) -> Engine:
        """Open the corpus and load the embedder; the LLM is not called.

        Raises:
            TrichdanError: one of them can't be had; the message says what to do.
        """
        embedder = load_embedder(settings.embedding, settings.models_dir)
        corpus = Corpus(settings, serving=serving)
        model = OpenAIChatModel(settings.llm) if settings.llm else None
        if model and serving:
            threading.Thread(target=model.warm, name="llm-imports", daemon=True).start()
        try:
            return cls(settings, corpus, embedder, model)
        except BaseException:
            corpus.close()
            raise

    def close(self) -> None:
        """Give the corpus back."""
        self.corpus.close()

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
        found = self.retriever.retrieve(request.query, request.top_k, to_selection(request.filters, exclude))
        hits = [to_hit(one) for one in found.passages]
        return SearchResponse(query=request.query, hits=hits, timings_ms={"total": _ms(started)})

    async def ask(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> Answer:
        """The answer to one question; `exclude` hides articles, for evaluation."""
        async for event in self.events(request, exclude):
            if isinstance(event, Answer):
                return event
        raise AssertionError("the last event is always the answer")

    async def events(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> AsyncIterator[Event]:
        """What happens while a question is answered; the last event is always the `Answer`.

        Tokens are sent only once their statement has been verified: a reader never sees what is then withdrawn.
        """
        self.check(request)
        started = time.perf_counter()
        model = None if request.mode is Mode.EXTRACTIVE else self.model
        deadline = time.monotonic() + (self.settings.llm.deadline_s if self.settings.llm else DEADLINE_S)
        question = await condense(request.question, request.history, model, deadline)
        selection = to_selection(request.filters, exclude)
        found, assessment, missing = await asyncio.to_thread(self._find, question, request.top_k, selection)
        timings = {"retrieve": _ms(started)}
        found = replace(found, passages=found.passages[: request.top_k])
        yield Retrieved([to_hit(one) for one in found.passages])
        composing = time.perf_counter()
        composed = _Composed(Draft(()))
        if assessment.reason is None:
            composed = await self._compose(question, found, model, deadline, assessment.confidence)
            composed = replace(composed, draft=_with_remarks(composed.draft, missing, found.language))
        timings["answer"] = _ms(composing)
        answer = self._finish(request, found, assessment, composed, timings, started)
        for piece in pieces(answer.answer):
            yield Token(piece)
        yield answer

    def _find(self, question: str, top_k: int, selection: Selection) -> tuple[Retrieval, Assessment, str]:
        """What was retrieved, whether it answers, and the sentence about a part that it leaves open.

        A question that plainly asks two things is looked up part by part; each part has to be answered by itself.
        """
        parts = split(question, detect_language(question))
        found = [self.retriever.retrieve(part, max(top_k, ASSESSED), selection) for part in parts]
        assessed = [self.assessor(one, self.settings.caution) for one in found]
        if len(parts) == 1:
            return found[0], assessed[0], ""
        judged = [Part(part, one) for part, one in zip(parts, assessed, strict=True)]
        result = outcome(judged, found[0].language)
        if not result.answered:
            best = max(range(len(parts)), key=lambda place: assessed[place].confidence)
            return found[best], assessed[best], ""
        merged = merge([found[place] for place in result.answered], question, top_k)
        assessment = replace(assessed[result.answered[0]], confidence=result.confidence)
        return merged, assessment, result.missing

    async def _compose(
        self, question: str, found: Retrieval, model: ChatModel | None, deadline: float, confidence: float
    ) -> _Composed:
        """The LLM's verified statements; the best quotes where there is no LLM or it gave nothing that holds."""
        if model is None:
            return _Composed(compose_extractive(found))
        try:
            written = await compose_llm(
                question, found.language.code, found.passages, model, deadline=deadline, similarity=self._similarity
            )
        except LLMError as error:
            log.info("Answering extractively: %s", error)
            return _Composed(compose_extractive(found), degraded=Degraded(error.degraded))
        if not isinstance(written, Unanswerable):
            return _Composed(written, mode="llm")
        if confidence >= OVERRULES_LLM:
            return _Composed(compose_extractive(found), degraded=Degraded.LLM_BAD_OUTPUT)
        return _Composed(Draft((), usage=written.usage), mode="llm", refused=True)

    def _similarity(self, statement: str, quote: str) -> float:
        """Cosine of a statement and a quote, which may be in two languages."""
        first, second = self.embedder.encode_passages([statement, quote])
        return float(first.vector @ second.vector)

    def _finish(
        self,
        request: AskRequest,
        found: Retrieval,
        assessment: Assessment,
        composed: _Composed,
        timings: dict[str, float],
        started: float,
    ) -> Answer:
        """Render the draft, check every citation against its article once more, and fill in the wire's fields."""
        verifying = time.perf_counter()
        draft, code = composed.draft, found.language.code
        rendered = render(draft.statements)
        articles = {quote.article.id: quote.article for one in draft.statements for quote in one.quotes}
        faults = verify_citations(rendered.text, rendered.citations, articles)
        for fault in faults:
            log.error("A citation failed the last check: %s", fault)
        reason = assessment.reason
        if reason is None and composed.refused:
            reason = Reason.INSUFFICIENT_EVIDENCE
        elif reason is None and (faults or not rendered.citations):
            reason = Reason.CITATION_FAILED
        missing = f" {draft.missing}" if draft.missing else ""
        return Answer(
            id=f"ans_{uuid.uuid4().hex}",
            question=request.question,
            answered=reason is None,
            reason=reason,
            reason_text=assessment.explanation or None,
            answer=refusal(reason, code) if reason else rendered.text + missing,
            mode=composed.mode,
            model=self.model.name if self.model and composed.mode == "llm" else None,
            language=code,
            confidence=assessment.confidence,
            degraded=composed.degraded,
            citations=[] if reason else rendered.citations,
            nearest=[to_hit(one) for one in found.passages[:NEAREST]] if reason else [],
            dropped_citations=draft.dropped_citations,
            usage=Usage(prompt_tokens=draft.usage[0], completion_tokens=draft.usage[1]) if draft.usage else None,
            index=self.corpus.fingerprint(),
            timings_ms=timings | {"verify": _ms(verifying), "total": _ms(started)},
        )


def empty_answer(request: AskRequest) -> Answer:
    """The answer where there is no corpus at all."""
    language = detect_language(request.question).code
    return Answer(
        id=f"ans_{uuid.uuid4().hex}",
        question=request.question,
        answered=False,
        reason=Reason.EMPTY_INDEX,
        answer=refusal(Reason.EMPTY_INDEX, language),
        mode="extractive",
        model=None,
        language=language,
        confidence=0.0,
        degraded=None,
        citations=[],
        index="",
        timings_ms={"total": 0.0},
    )


def _with_remarks(draft: Draft, missing: str, language: Language) -> Draft:
    """The draft with what the service itself has to say: what stays open, and where articles contradict each other."""
    quotes = [quote for statement in draft.statements for quote in statement.quotes]
    remarks = [conflict_sentence(one, language) for one in conflicts(quotes)[:1]]
    return replace(draft, missing=" ".join(part for part in (*remarks, missing, draft.missing) if part))


def to_selection(filters: Filters | None, exclude: tuple[str, ...] = ()) -> Selection:
    """The wire's filters as the catalog understands them."""
    if filters is None:
        return Selection(excluded_ids=exclude)
    ids = None if filters.article_ids is None else tuple(filters.article_ids)
    return Selection(filters.published_from, filters.published_to, ids, filters.source, exclude)


def to_hit(found: RetrievedPassage) -> Hit:
    """A retrieved passage as the wire shows it."""
    article, passage = found.article, found.passage
    return Hit(
        passage_id=passage.id,
        article_id=article.id,
        title=article.title,
        published=article.published,
        url=article.url,
        source=article.source,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=found.score,
    )


def _ms(since: float) -> float:
    """Milliseconds since a `perf_counter` reading."""
    return round((time.perf_counter() - since) * 1000, 3)
