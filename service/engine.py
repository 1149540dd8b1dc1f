"""The way of a question, stage by stage: retrieve → assess → compose → render → verify."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

from ingest.catalog.reading import Selection
from ingest.embedding.base import Embedder
from ingest.embedding.factory import load_embedder
from service.answerability import Assessment, assess
from service.answering import compose_extractive
from service.citations import render, verify_citations
from service.corpus import Corpus
from service.errors import LLMNotConfiguredError
from service.models import Draft, RetrievedPassage
from service.retrieval.language import detect_language
from service.retrieval.retriever import Retriever
from service.retrieval.types import Retrieval
from service.schemas import Answer, AskRequest, Filters, Hit, Mode, Reason, SearchRequest, SearchResponse
from service.settings import ServiceSettings
from service.wording import refusal

NEAREST = 3
"""Passages shown with a refusal."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Event: the passages that the answer will be written from."""

    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Token:
    """Event: a piece of the answer as it is being written; only the answer at the end is verified."""

    text: str


Event = Retrieved | Token | Answer


class Engine:
    """Answers questions over one corpus. Make one per process; `close` it when done."""

    def __init__(self, settings: ServiceSettings, corpus: Corpus, embedder: Embedder) -> None:
        corpus.check_embedder(embedder.identity)
        self.settings = settings
        self.corpus = corpus
        self.embedder = embedder
        self.retriever = Retriever(corpus, embedder)

    @classmethod
    def open(cls, settings: ServiceSettings, *, serving: bool = False) -> Engine:
        """Open the corpus and load the embedder.

        Raises:
            TrichdanError: one of them can't be had; the message says what to do.
        """
        embedder = load_embedder(settings.embedding, settings.models_dir)
        corpus = Corpus(settings, serving=serving)
        try:
            return cls(settings, corpus, embedder)
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
        if request.mode is Mode.LLM:
            raise LLMNotConfiguredError(
                "No LLM is configured.", help="Set TRICHDAN_LLM_BASE_URL and TRICHDAN_LLM_MODEL."
            )

    def search(self, request: SearchRequest) -> SearchResponse:
        """The best passages, without an answer."""
        started = time.perf_counter()
        found = self.retriever.retrieve(request.query, request.top_k, to_selection(request.filters))
        hits = [to_hit(one) for one in found.passages]
        return SearchResponse(query=request.query, hits=hits, timings_ms={"total": _ms(started)})

    async def ask(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> Answer:
        """The answer to one question; `exclude` hides articles, for evaluation."""
        async for event in self.events(request, exclude):
            if isinstance(event, Answer):
                return event
        raise AssertionError("the last event is always the answer")

    async def events(self, request: AskRequest, exclude: tuple[str, ...] = ()) -> AsyncIterator[Event]:
        """What happens while a question is answered; the last event is always the `Answer`."""
        self.check(request)
        started = time.perf_counter()
        selection = to_selection(request.filters, exclude)
        found = await asyncio.to_thread(self.retriever.retrieve, request.question, request.top_k, selection)
        retrieve_ms = _ms(started)
        yield Retrieved([to_hit(one) for one in found.passages])
        composing = time.perf_counter()
        assessment = assess(found, self.settings.caution)
        draft = compose_extractive(found) if assessment.reason is None else Draft(())
        timings = {"retrieve": retrieve_ms, "answer": _ms(composing)}
        yield self._finish(request, found, assessment, draft, timings, started)

    def _finish(
        self,
        request: AskRequest,
        found: Retrieval,
        assessment: Assessment,
        draft: Draft,
        timings: dict[str, float],
        started: float,
    ) -> Answer:
        """Render the draft, check every citation against its article once more, and fill in the wire's fields."""
        verifying = time.perf_counter()
        rendered = render(draft.statements)
        articles = {quote.article.id: quote.article for one in draft.statements for quote in one.quotes}
        faults = verify_citations(rendered.text, rendered.citations, articles)
        reason = assessment.reason or (Reason.CITATION_FAILED if faults or not rendered.citations else None)
        code = found.language.code
        timings = timings | {"verify": _ms(verifying), "total": _ms(started)}
        return Answer(
            id=f"ans_{uuid.uuid4().hex}",
            question=request.question,
            answered=reason is None,
            reason=reason,
            reason_text=assessment.explanation or None,
            answer=refusal(reason, code) if reason else rendered.text,
            mode="extractive",
            model=None,
            language=code,
            confidence=assessment.confidence,
            degraded=None,
            citations=[] if reason else rendered.citations,
            nearest=[to_hit(one) for one in found.passages[:NEAREST]] if reason else [],
            dropped_citations=draft.dropped_citations,
            index=self.corpus.fingerprint(),
            timings_ms=timings,
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
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=found.score,
    )


def _ms(since: float) -> float:
    """Milliseconds since a `perf_counter` reading."""
    return round((time.perf_counter() - since) * 1000, 3)
