"""The evidence that is judged, and what it holds of a question: words, names, numbers, the kind expected. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.analysis import fold, folded, syllables
from ingest.kept import kept
from ingest.models import Article
from service.language.asking import Asking, Word, WordKind, read_question
from service.language.figure_reading import BARE_SCALE, figures_and_days, number
from service.language.glossary import share_held
from service.language.languages import Language
from service.language.number_words import numerals
from service.language.ordinals import IN_ORDER, ORDINAL_ENDING
from service.language.relative import resolve
from service.language.spellings import is_named
from service.quoting.types import Retrieval, ScoredSentence
from service.values import RetrievedPassage, below

LEAST_DIGITS = 2
"""Of a number that may be said to be missing: shorter ones are as often written in words, or count what is listed."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w+")
_TYPED = re.compile(r"[^\s,;:?!“”\"()]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question beside what was retrieved for it, and above all the passage that is quoted first.

    Attributes:
        retrieval: all that was retrieved.
        asking: the question, taken apart.
        found: the passage that is quoted first.
        sentences: those of `found`, in their order.
        sentence: the best of them.
        title: of its article, where that is quoted too and isn't part of the text; else empty.
        texts: all that the article of each retrieved passage says, best first.
        missing_numbers: those of the question that stand in none of `texts`.
    """

    retrieval: Retrieval
    asking: Asking
    found: RetrievedPassage
    sentences: tuple[ScoredSentence, ...]
    sentence: str
    title: str
    texts: tuple[str, ...]
    missing_numbers: tuple[str, ...]

    @property
    def question(self) -> str:
        """As it was embedded: with its diacritics restored."""
        return self.retrieval.understood or self.retrieval.question

    @property
    def language(self) -> Language:
        """How the question was typed."""
        return self.retrieval.language

    @property
    def article(self) -> str:
        """The text of its article."""
        return below(self.title, self.found.article.text)


def evidence_of(retrieval: Retrieval) -> Evidence:
    """What is judged of a retrieval that found something: the passage quoted first; without quotes the best one.

    Raises:
        ValueError: nothing was found.
    """
    if not retrieval.candidates or not retrieval.sentences:
        raise ValueError("nothing was found to judge")
    # What is quoted first and not what ranks first: the reader gets the quote.
    wanted = [one.passage_id for one in retrieval.quotes[:1]] or [retrieval.passages[0].passage.id]
    own = [one for one in retrieval.sentences if one.passage.passage.id in wanted] or [retrieval.sentences[0]]
    found = own[0].passage
    title = next((one.title for one in own if one.title), "")
    asking = read_question(retrieval.understood or retrieval.question, retrieval.language)
    texts = tuple(whole(one.article) for one in retrieval.passages)
    return Evidence(
        retrieval=retrieval,
        asking=asking,
        found=found,
        sentences=tuple(sorted(own, key=lambda one: one.sentence.start)),
        sentence=next((one.text for one in own if one.title), own[0].text),
        title=title,
        texts=texts,
        missing_numbers=tuple(missing_numbers(asking, " ".join(texts))),
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
    # "9th" is "lần thứ 9" in the articles.
    asked = [ORDINAL_ENDING.sub("", word.text) for word in asking.of(WordKind.NUMBER)]
    known = {_bare(word) for word in folded_words(text)} if asked else set()
    return [one for one in asked if not known.issuperset(_bare(fold(part)) for part in syllables(one))]


def _bare(word: str) -> str:
    """A word without the zeros that days, months and hours are written with: "01/12" is "1/12", "07h30" is "7h30"."""
    return word.lstrip("0") or word


def values_missing(numbers: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Of numbers that don't stand in the texts as they are typed, those whose value surely doesn't either.

    Letters typed at a number are another's way of writing it: "OM18" is "OM 18" there, "1kg" is "đồng/kg".
    """
    lost = [one for one in numbers if sum(map(str.isdecimal, one)) >= LEAST_DIGITS]
    if not lost:  # reading all figures of whole articles takes its time
        return []
    known, values = words_of_all(texts), _values_in(texts)
    return [one for one in lost if not all(part in known or number(part) in values for part in _FIGURE.findall(one))]


def _values_in(texts: Sequence[str]) -> set[Decimal]:
    values = {figure.value for text in texts for figure in figures_and_days(text)[0]}
    # In words, whatever they count or order: "ba mươi năm" is 360 months there, and "thứ mười" no amount.
    return values | {value for text in texts for *_, value, _ in numerals(IN_ORDER.sub("", text.lower()), loose=True)}


def exact_values_missing(question: str, numbers: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The same without those that stand there as "300.000" where "300 nghìn" is asked for, or that may: "hơn 2,3 triệu"
    is said to be about right, and may stand as 2,34."""
    lost = values_missing(numbers, texts)
    asked = figures_and_days(question)[0] if lost else []
    values = _values_in(texts) if asked else set()
    held = [(one.start, one.end) for one in asked if one.bound or one.value in values]
    places = {one: question.find(one) for one in lost}
    return [
        one
        for one, at in places.items()
        if not BARE_SCALE.match(question, at + len(one)) and not any(start <= at < end for start, end in held)
    ]


def as_typed(lost: str, question: str) -> str:
    """What was lost as it stands in the question: without diacritics that were restored, with all of "25/2"."""
    words, wanted = list(_WORD.finditer(question)), [fold(word) for word in _WORD.findall(lost)]
    folded_ones = [fold(word.group()) for word in words]
    for at in range(len(words) - len(wanted) + 1):
        if folded_ones[at : at + len(wanted)] == wanted:
            start, end = words[at].start(), words[at + len(wanted) - 1].end()
            around = next(one for one in _TYPED.finditer(question) if one.start() <= start < one.end())
            return question[start:end] if " " in lost else around.group().rstrip(".")
    return lost
