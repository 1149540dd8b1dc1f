"""The evidence that a question is held against: what was retrieved, above all what is quoted first. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from ingest.models import Article
from service.language.languages import Language
from service.language.question import Name, Question
from service.language.relative import resolve
from service.language.spellings import is_named
from service.language.text import folded_run, folded_words
from service.quoting.announced import QUESTION, REACH, announces
from service.quoting.types import Retrieval, ScoredSentence
from service.values import RetrievedPassage, below

NEAREST = 3
"""Passages in which a counted thing or a unit has to stand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was retrieved, and above all the passage that is quoted first.

    Attributes:
        retrieval: all that was retrieved.
        passage: the one that is quoted first.
        sentences: those of `passage`, best first.
        sentence: the best of them, below the title of its article where that is quoted too and isn't part of the text.
        article: the text of its article, likewise.
        texts: by its id all that each article says of which a passage was retrieved, the best first.
    """

    retrieval: Retrieval
    passage: RetrievedPassage
    sentences: tuple[ScoredSentence, ...]
    sentence: str
    article: str
    texts: Mapping[str, str]

    @property
    def question(self) -> Question:
        """The question that it's evidence for."""
        return self.retrieval.question

    @property
    def written(self) -> list[str]:
        """Titles and texts of the articles, each by itself."""
        articles = {one.article.id: one.article for one in self.retrieval.passages}.values()
        return [part for one in articles for part in (one.title, one.text) if part]

    @property
    def quoted(self) -> str:
        """What the quotes tell, each on a line."""
        return "\n".join(one.told for one in self.retrieval.quotes)


def evidence_of(retrieval: Retrieval) -> Evidence:
    """What is judged of a retrieval that found something: the passage quoted first; without quotes the best one.

    Raises:
        ValueError: nothing was found.
    """
    if not retrieval.candidates or not retrieval.sentences:
        raise ValueError("nothing was found to judge")
    # What is quoted first and not what ranks first: the reader gets the quote.
    first = retrieval.quotes[0].passage_id if retrieval.quotes else retrieval.passages[0].passage.id
    sentences = [one for one in retrieval.sentences if one.passage.passage.id == first] or [retrieval.sentences[0]]
    best = next((one for one in sentences if one.title), sentences[0])
    return Evidence(
        retrieval=retrieval,
        passage=best.passage,
        sentences=tuple(sentences),
        sentence=best.text,
        article=below(best.title, best.passage.article.text),
        texts={one.article.id: whole(one.article) for one in retrieval.passages},
    )


def whole(article: Article) -> str:
    """All that an article says: title, date and text, and the days that it tells by their distance from that date."""
    days = dict.fromkeys(one.first for one in resolve(article.text, article.published) if one.unit == "day")
    told = " ".join(f"{day.day}/{day.month}/{day.year}" for day in days)
    return f"{article.title or ''} {article.published or ''} {article.text}" + (f" {told}" if told else "")


def nearest(evidence: Evidence) -> str:
    """The nearest passages of the articles that name as much of the question as any does, and what of those is quoted.

    What another article counts is none of what is asked.
    """
    unnamed = {
        key: sum(not _holds_whole(text, name) for name in evidence.question.names)
        for key, text in evidence.texts.items()
    }
    fewest = min(unnamed.values())
    passages = [one.passage.text for one in evidence.retrieval.passages if unnamed[one.article.id] == fewest]
    quotes = [one.told for one in evidence.retrieval.quotes if unnamed.get(one.article.id) == fewest]
    return " ".join((*passages[:NEAREST], *quotes))


def _holds_whole(text: str, name: Name) -> bool:
    """Whether a text holds a whole name: its words side by side, or written together."""
    beside = [f" {one.folded} {two.folded} " for one, two in pairwise(name.words)]
    side_by_side = bool(beside) and all(one in folded_run(text) for one in beside)
    return side_by_side or is_named(name.joined, folded_words(text))


def is_only_asked(evidence: Evidence) -> bool:
    """Whether the quoted article asks what is asked, and none of the sentences behind holds such a thing.

    "Bao giờ cầu xây lại? Người dân vẫn chờ." It asks so where nothing else in it is nearer to the question; one in
    English is near to too much, unless what is quoted stands behind.
    """
    wanted, quotes = evidence.question.expected, evidence.retrieval.quotes
    quoted = quotes[0].start if quotes else evidence.sentences[0].sentence.start
    own = [one for one in evidence.retrieval.sentences if one.passage.article.id == evidence.passage.article.id]
    own.sort(key=lambda one: one.sentence.start)
    asking = [at for at, one in enumerate(own) if announces(one.text) == QUESTION]
    if not asking:
        return False
    near = [one.maxsim or 0.0 for one in own]
    at = max(asking, key=near.__getitem__)
    behind = own[at + 1 : at + 1 + REACH]
    others = (*near[:at], *near[at + 1 + REACH :])
    sure = evidence.question.language is not Language.ENGLISH or quoted in [one.sentence.start for one in behind]
    told = " ".join(one.text for one in behind)
    return sure and near[at] >= max(others, default=0.0) and wanted.is_untold_by(told)
