"""The evidence that is judged, and what texts hold of a question's words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest.analysis import folded, syllables
from ingest.kept import kept
from ingest.models import Article
from service.language.glossary import share_held
from service.language.languages import Language
from service.language.question import Question
from service.language.relative import resolve
from service.quoting.types import Retrieval, ScoredSentence
from service.values import RetrievedPassage, below


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


@kept(12_000_000, per_byte=4)
def folded_words(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(folded_run(text).split())


def words_of_all(texts: Iterable[str]) -> frozenset[str]:
    """The folded words of several texts."""
    return frozenset[str]().union(*map(folded_words, texts))


@kept(12_000_000)
def folded_run(text: str) -> str:
    """The folded words of a text in order, each between spaces: what neighbours are looked for in."""
    return f" {folded(' '.join(syllables(text)))} "


def share_told(typed: str, question: Question, text: str) -> float | None:
    """Share of a `typed` question's words that a text holds, in Vietnamese; None where the dictionary knows none."""
    if question.language is Language.ENGLISH:
        return share_held(typed, text)
    known = folded_words(text)
    held = [word.folded in known for word in question.content]
    return sum(held) / len(held) if held else 1.0
