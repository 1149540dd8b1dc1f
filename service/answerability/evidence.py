"""The evidence that is judged, and what it holds of a question: words, names, numbers, the kind expected. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ingest.analysis import fold, syllables
from ingest.kept import kept
from ingest.models import Article
from service.language.asking import Asking, Word, WordKind, read_question
from service.language.glossary import share_held
from service.language.ordinals import ORDINAL_ENDING
from service.language.spellings import is_named
from service.language.typing import Language
from service.quoting.types import Retrieval, ScoredSentence
from service.values import RetrievedPassage, below


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question beside the passage that is quoted first.

    Attributes:
        found: that passage.
        others: the passages of other articles that were found, best first.
        sentences: those of `found`, in their order.
        sentence: the best of them.
        title: of its article, where that is quoted too and isn't part of the text; else empty.
    """

    asking: Asking
    found: RetrievedPassage
    others: tuple[RetrievedPassage, ...]
    sentences: tuple[ScoredSentence, ...]
    sentence: str
    title: str = ""

    @property
    def passage(self) -> str:
        """The passage's text."""
        return below(self.title, self.found.passage.text)

    @property
    def article(self) -> str:
        """The text of its article."""
        return below(self.title, self.found.article.text)


def evidence_of(retrieval: Retrieval) -> Evidence:
    """What is judged of a retrieval that found something: the passage quoted first; without quotes the best one."""
    wanted = [one.passage_id for one in retrieval.quotes[:1]] or [retrieval.passages[0].passage.id]
    own = [one for one in retrieval.sentences if one.passage.passage.id in wanted] or [retrieval.sentences[0]]
    found = own[0].passage
    title = next((one.title for one in own if one.title), "")
    return Evidence(
        asking=read_question(retrieval.understood or retrieval.question, retrieval.language),
        found=found,
        others=tuple(one for one in retrieval.passages if one.article.id != found.article.id),
        sentences=tuple(sorted(own, key=lambda one: one.sentence.start)),
        sentence=next((one.text for one in own if one.title), own[0].text),
        title=title,
    )


def whole(article: Article) -> str:
    """All that an article says: title, date and text."""
    return f"{article.title or ''} {article.published or ''} {article.text}"


@kept(32_000_000, per_byte=4)
def folded_words(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(folded_run(text).split())


def words_of_all(texts: Iterable[str]) -> frozenset[str]:
    """The folded words of several texts."""
    return frozenset[str]().union(*map(folded_words, texts))


@kept(32_000_000)
def folded_run(text: str) -> str:
    """The folded words of a text in order, each between spaces: what neighbours are looked for in."""
    return f" {' '.join(fold(word) for word in syllables(text))} "


def share(words: Iterable[Word], known: Collection[str]) -> float:
    """The share of `words` among the `known` ones; 1 if there are none."""
    found = [word.folded in known for word in words]
    return sum(found) / len(found) if found else 1.0


def share_told(question: str, asking: Asking, language: Language, text: str) -> float | None:
    """The share of a question's words that a text holds, in Vietnamese; None where the dictionary knows none."""
    return share_held(question, text) if language is Language.ENGLISH else share(asking.content, folded_words(text))


def missing_names(asking: Asking, known: Collection[str]) -> list[tuple[Word, ...]]:
    """The names of the question of which no word is known, nor all written together, but for one wrong letter."""
    return [run for run in asking.names() if not any(is_named(one, known) for one in _spellings(run))]


def _spellings(run: tuple[Word, ...]) -> list[str]:
    return [*(word.folded for word in run), "".join(word.folded for word in run)]


def missing_numbers(asking: Asking, text: str) -> list[str]:
    """The numbers of the question that don't stand in `text`, in whichever way of writing."""
    asked = [ORDINAL_ENDING.sub("", word.text) for word in asking.of(WordKind.NUMBER)]
    known = folded_words(text) if asked else frozenset()
    return [one for one in asked if not known.issuperset(fold(part) for part in syllables(one))]
