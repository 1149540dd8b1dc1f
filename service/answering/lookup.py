"""How a question is looked up: by itself or in its conversation, in parts or side by side, with the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ingest.catalog.reading import CatalogReader, Selection
from ingest.embedding.base import Embedder
from ingest.models import Article
from service.answerability.assess import Assessment
from service.answering.comparisons import as_asked, compare, read_sides
from service.answering.currency import log_odds
from service.answering.follow_up_lookup import focus, look_up_follow_up
from service.answering.follow_ups import Asked
from service.answering.lists import gather, is_listed
from service.answering.newest import AS_GOOD, newer, newest_first, not_of_today
from service.answering.orders import without_orders
from service.answering.ordinary import POSSIBLE
from service.answering.parts import Part, outcome, split
from service.answering.summaries import summarise
from service.answering.types import Judge, Looked
from service.language.currency import asks_today, without_latest
from service.language.detection import detect_language
from service.language.intents import Intent
from service.quoting.stage import select_in_context, select_quotes
from service.quoting.types import Retrieval, merge
from service.retrieval.retriever import Retriever
from service.values import RetrievedPassage
from trichdan.wire import Kind

ASSESSED = 8
"""Passages that the confidence is read from, at least, however few are asked for."""

Assessor = Callable[[Retrieval, str], Assessment]
"""Judges what was retrieved, at a level of caution."""


@dataclass(slots=True)
class Lookup:
    """Finds what the articles hold on a question, and whether it answers.

    Attributes:
        assessor: who decides what is refused; evaluation puts another in its place.
        caution: the level at which it does.
        intents: reads what a question asks for.
        today: which day it is, for questions about today.
    """

    retriever: Retriever
    embedder: Embedder
    catalog: CatalogReader
    assessor: Assessor
    caution: str
    intents: Callable[[str], Intent]
    today: Callable[[], date]

    def __call__(self, asked: Asked, typed: str, top_k: int, selection: Selection) -> Looked:
        """What was found for a question as it stands in its conversation, and how it was understood.

        With how old the newest article is, where the question, as it was `typed`, is about today and none is of today.
        """
        looked = self._understand(asked, top_k, selection)
        return self._dated(looked, typed, selection) if asks_today(typed) else looked

    def kind(self, message: str) -> str:
        """What a message is taken for."""
        return self.intents(message).kind

    def near(self, topic: str, selection: Selection) -> tuple[RetrievedPassage, ...]:
        """The passages nearest to a topic."""
        return self.retriever.retrieve(topic, selection).passages

    def retrieve(self, question: str, top_k: int, selection: Selection) -> Retrieval:
        """The passages on a question, and what of them to quote."""
        # Before anything is judged: what is judged is what may be quoted.
        return without_orders(select_quotes(self.retriever.retrieve(question, selection), top_k, self.embedder))

    def _understand(self, asked: Asked, top_k: int, selection: Selection) -> Looked:
        """What was found for a question as it stands in its conversation."""
        judge = partial(self._judge, max(top_k, ASSESSED))
        intent = self.intents(asked.text)
        if intent.kind == Kind.SUMMARY:
            topic = intent.said("t")
            article = None if topic else self._focus(asked, selection)
            return summarise(topic, asked.text, article, selection, judge, self.near)
        if asked.leans:
            return look_up_follow_up(asked, selection, self._in_context(asked, top_k))
        looked = self._find(asked, intent, top_k, selection)
        return replace(looked, understood=asked.text if asked.changed else "")

    def _judge(self, top_k: int, question: str, selection: Selection) -> tuple[Retrieval, Assessment]:
        """What the selected articles hold on a question, and whether it answers."""
        found = self.retrieve(question, top_k, selection)
        return found, self.assessor(found, self.caution)

    def _in_context(self, asked: Asked, top_k: int) -> Judge:
        """The same, of a question in its conversation."""
        if not asked.before:
            return partial(self._judge, max(top_k, ASSESSED))

        def judge(question: str, selection: Selection) -> tuple[Retrieval, Assessment]:
            questions = [question, f"{asked.before} {question}", asked.before]
            founds = self.retriever.retrieve_together(questions, selection)
            found = select_in_context(founds, asked.leans, max(top_k, ASSESSED), self.embedder)
            found = without_orders(found)
            return found, self.assessor(found, self.caution)

        return judge

    def _focus(self, asked: Asked, selection: Selection) -> Article | None:
        """The article that is meant by "this": what was spoken of, or the only one there is."""
        if asked.said or asked.before:
            return focus(asked, selection, self.near)
        articles = {one.article.id: one.article for one in self.near(asked.text, selection)}
        return next(iter(articles.values())) if len(articles) == 1 else None

    def _find(self, asked: Asked, intent: Intent, top_k: int, selection: Selection) -> Looked:
        """What was found for a question that stands alone."""
        # Articles hardly say of their own news that it is current: the words find nothing, and speak against what was
        # found.
        odds, question = log_odds(asked.text), without_latest(asked.text)
        judge = partial(self._judge, max(top_k, ASSESSED))
        sides = read_sides(intent) if intent.kind == Kind.COMPARISON else None
        if sides and (compared := compare(sides, question, selection, judge, top_k)):
            return compared
        if intent.kind == Kind.COMPARISON and intent.odds >= POSSIBLE:
            return as_asked(question, selection, judge)
        parts = split(question, detect_language(question))
        if len(parts) > 1:
            return self._find_parts(question, parts, top_k, selection)
        if intent.kind == Kind.LIST:
            return gather(intent, *judge(intent.message, selection))
        looked = Looked(*self._in_context(asked, top_k)(question, selection))
        if looked.assessment.reason is None:
            looked = replace(looked, found=self._newest(looked.found, odds, selection))
            if intent.other and intent.other.kind == Kind.LIST and is_listed(looked.found):
                return gather(intent.other, looked.found, looked.assessment)
        return looked

    def _find_parts(self, question: str, parts: Sequence[str], top_k: int, selection: Selection) -> Looked:
        """What was found for a question that plainly asks two things: each part has to be answered by itself."""
        found: list[Retrieval] = []
        for part in parts:
            found.append(self.retrieve(part, max(top_k, ASSESSED), selection))
            if len(found) < len(parts):  # a later part doesn't quote a copy of what an earlier one quotes
                selection = replace(selection, excluded_ids=(*selection.excluded_ids, *self._copy_ids(found[-1])))
        assessed = [self.assessor(one, self.caution) for one in found]
        judged = [Part(part, one) for part, one in zip(parts, assessed, strict=True)]
        result = outcome(judged, found[0].question.language)
        if not result.answered:
            # Of two refusals the one that came nearer to an answer.
            best = max(range(len(parts)), key=lambda place: assessed[place].confidence)
            return Looked(found[best], assessed[best])
        merged = merge([found[place] for place in result.answered], question, top_k)
        # The least sure part decides: the answer is right only if all of it is.
        assessment = replace(assessed[result.answered[0]], confidence=result.confidence)
        return Looked(merged, assessment, missing=result.missing)

    def _copy_ids(self, found: Retrieval) -> list[str]:
        ids = {quote.article.id for quote in found.quotes}
        copies = self.catalog.copies(sorted(ids), found.sequence)
        return [one.id for others in copies.values() for one in others]

    def _newest(self, found: Retrieval, odds: float, selection: Selection) -> Retrieval:
        """The same with what the newest article that answers as well says first.

        `odds` are those, as their logarithm, that the question asks for it.
        """
        for key, gap in newer(found, odds):
            alone = self.retrieve(found.question.typed, ASSESSED, replace(selection, article_ids=(key,)))
            # Within `AS_GOOD` the newer article is taken as it is; further off it has to answer when it is asked alone.
            if alone.quotes and (gap <= AS_GOOD or self.assessor(alone, self.caution).reason is None):
                return newest_first(alone, found)
        return found

    def _dated(self, looked: Looked, question: str, selection: Selection) -> Looked:
        """The same with how old the newest article is."""
        listed, _ = self.catalog.list_articles(looked.found.sequence, selection, limit=1, newest=True)
        newest = listed[0].published if listed else None
        note = not_of_today(question, newest, looked.found.question.language, self.today())
        if looked.assessment.reason is None:
            return replace(looked, missing=" ".join(part for part in (looked.missing, note) if part))
        explanation = " ".join(part for part in (looked.assessment.explanation, note) if part)
        return replace(looked, assessment=replace(looked.assessment, explanation=explanation))
