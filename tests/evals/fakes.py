"""A small honest asker over articles, and ways of breaking it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from evals.running.askers import Asker
from evals.scorers.records import HitPlace, Record
from evals.scorers.text import words
from evals.suites.cases import Case, Evidence, Kind, Typing, UnanswerableKind
from evals.suites.own import read_articles
from evals.suites.places import resolve
from ingest.models import text_sha256
from trichdan.wire import Answer, Citation, Hit, Reason, SearchResponse


def hit_at(text: str, article_id: str, start: int, end: int, score: float = 0.0) -> Hit:
    return Hit(
        passage_id=f"{article_id}:{start}",
        article_id=article_id,
        title=None,
        published=None,
        url=None,
        text=text[start:end],
        start=start,
        end=end,
        score=score,
    )


def citation_of(text: str, article_id: str, start: int, end: int, marker: int = 1, /, **changes: Any) -> Citation:
    values: dict[str, Any] = {
        "marker": marker,
        "article_id": article_id,
        "title": None,
        "published": None,
        "url": None,
        "quote": text[start:end],
        "start": start,
        "end": end,
        "article_sha256": text_sha256(text),
        "passage_id": f"{article_id}:{start}",
        "score": 0.5,
        "answer_spans": [(0, 4)],
    }
    return Citation(**(values | changes))


def answer_of(citations: Sequence[Citation] = (), **changes: Any) -> Answer:
    """A valid answer that quotes `citations`, or a valid refusal if there are none."""
    given = bool(citations)
    values: dict[str, Any] = {
        "id": "ans_1",
        "question": "?",
        "answered": given,
        "reason": None if given else Reason.LOW_CONFIDENCE,
        "answer": " ".join(f"{c.quote} [{c.marker}]" for c in citations) or "Not in these articles.",
        "mode": "extractive",
        "model": None,
        "language": "vi",
        "confidence": 0.9 if given else 0.1,
        "degraded": None,
        "citations": list(citations),
        "index": "fake-index",
        "timings_ms": {"total": 1.0},
    }
    return Answer(**(values | changes))


ARTICLE = "Ông An làm giám đốc. Bà Bình làm phó. Họp ngày 5-6 tại Huế."
ARTICLES = {"a": ARTICLE}


def texts(article_id: str) -> tuple[str, str]:
    return ARTICLES[article_id], text_sha256(ARTICLES[article_id])


def case_of(*quotes: str, **changes: Any) -> Case:
    """A case over `ARTICLE`, resolved; unanswerable if no quote is given."""
    values: dict[str, Any] = {
        "id": "c.vi",
        "base": "c",
        "group": "a",
        "question": "?",
        "language": Typing.VI,
        "kind": Kind.OTHER,
        "gold": tuple(Evidence(article_id="a", quote=quote) for quote in quotes),
        "expected": tuple((quote,) for quote in quotes),
        "unanswerable_kind": None if quotes or changes.get("needs") else UnanswerableKind.FOREIGN,
    }
    return resolve([Case(**(values | changes))], ARTICLES.__getitem__)[0]


def place(start: int, end: int, article_id: str = "a") -> HitPlace:
    return HitPlace(passage_id=f"{article_id}:{start}", article_id=article_id, start=start, end=end, score=0.0)


def record_of(case: Case, answer: Answer | None = None, hits: Sequence[HitPlace] = (), **changes: Any) -> Record:
    values: dict[str, Any] = {"suite": "s", "dataset": "d", "case": case, "answer": answer, "hits": tuple(hits)}
    return Record(**(values | changes))


@dataclass
class FakeAsker:
    """Ranks paragraphs by shared folded words, quotes the best three, refuses where too few are shared.

    Attributes:
        shuffled: the retriever made worse on purpose: the best paragraphs come last.
        shift: quotes are taken this many code points beside the offsets that are given.
        crash_on: questions that raise.
    """

    articles: Mapping[str, str]
    shuffled: bool = False
    shift: int = 0
    crash_on: frozenset[str] = frozenset()
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    fingerprint: str = "fake-index"

    def describe(self) -> Mapping[str, str]:
        return {"model": "fake"}

    def article_text(self, article_id: str) -> tuple[str, str]:
        text = self.articles[article_id]
        return text, text_sha256(text)

    def search(self, query: str, *, top_k: int = 10, exclude_articles: Sequence[str] = ()) -> SearchResponse:
        wanted = set(words(query, folded=True))
        hits = [
            hit.model_copy(update={"score": float(len(wanted & known))})
            for hit, known in self._paragraphs
            if hit.article_id not in exclude_articles
        ]
        ranked = sorted(hits, key=lambda hit: hit.score if self.shuffled else -hit.score)
        return SearchResponse(query=query, hits=ranked[:top_k], timings_ms={})

    def ask(self, question: str, *, exclude_articles: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(exclude_articles)))
        if question in self.crash_on:
            raise RuntimeError("out of order")
        hits = self.search(question, top_k=3, exclude_articles=exclude_articles).hits
        confidence = min(1.0, max((hit.score for hit in hits), default=0.0) / 10)
        if confidence < 0.2 and not self.shuffled:
            return answer_of(question=question, nearest=hits, confidence=confidence)
        citations = [self._citation(marker, hit) for marker, hit in enumerate(hits, start=1)]
        return answer_of(citations, question=question, confidence=confidence)

    @cached_property
    def _paragraphs(self) -> list[tuple[Hit, set[str]]]:
        found = []
        for article_id, text in self.articles.items():
            start = 0
            for line in text.split("\n"):
                if line.strip():
                    hit = hit_at(text, article_id, start, start + len(line))
                    found.append((hit, set(words(line, folded=True))))
                start += len(line) + 1
        return found

    def _citation(self, marker: int, hit: Hit) -> Citation:
        text = self.articles[hit.article_id]
        start, end = hit.start + self.shift, hit.end + self.shift
        return citation_of(text, hit.article_id, hit.start, hit.end, marker, quote=text[start:end])


def articles_of(paths: Sequence[Path]) -> dict[str, str]:
    return {article.id: article.text for article in read_articles(paths)}


@contextmanager
def open_fake(paths: Sequence[Path]) -> Iterator[Asker]:
    """An `AskerFactory` of fakes."""
    yield FakeAsker(articles_of(paths))
