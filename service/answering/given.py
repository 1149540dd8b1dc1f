"""What a sentence gives for what a question asks: a number of that, a date, a person. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise

from ingest.analysis import fold, syllables
from ingest.models import Article
from service.answering.orders import planted
from service.language.answer_types import AnswerType
from service.language.asked_values import PERSON, asks_clock, clock_of, figure_of, name_of, of_same_rank
from service.language.date_reading import Day, may_be_one
from service.language.detection import detect_language
from service.language.facet_words import ASKED_PART, ELSEWHERE, members, members_of, parts_around
from service.language.figure_reading import Figure, figures_and_days
from service.language.glossary import share_held
from service.language.languages import Language
from service.language.name_reading import read
from service.language.ordinals import NUMBERED
from service.language.part_words import clause_around
from service.language.question import Question, WordKind
from service.language.relative import resolve
from service.language.spans import Candidate, candidates
from service.language.text import folded_words
from service.quoting.types import Rank, ScoredSentence

COUNTED, SHARED = 0.2, 0.3
"""What it adds to a value's rank that it surely counts what is asked, and that its clause has the question's words."""

SURE = 0.2
"""Probability of being the answer that a value has to have, whatever else speaks for it."""

LEAD = 0.05
"""How far the best value of an article has to be ahead of its other ones: else none of them surely is the answer."""

OF_PERSON, OF_TIME = 0.3, 0.15
"""Shares of a question's words that a sentence has to have to give the person, or the time, that is asked for."""


@dataclass(frozen=True)
class Given:
    """A value that a sentence gives for what is asked, with how probably it's meant.

    Attributes:
        sure: how probably it's the answer, among all that the sentence holds of the kind asked for.
        rank: what the values of one article are ordered by.
        lead: by how much it's ahead of another value of its article.
    """

    sentence: ScoredSentence
    span: Candidate
    asked: frozenset[str]
    asked_names: tuple[str, ...]
    figure: Figure | None = None
    days: tuple[Day, ...] = ()
    name: tuple[str, ...] = ()
    sure: float = 0.0
    rank: float = 0.0
    lead: float = 1.0

    @cached_property
    def named(self) -> float:
        """The share of the question's names that its sentence has."""
        return _share(self.asked_names, folded_words(self.text)) if self.asked_names else 0.5

    @cached_property
    def text(self) -> str:
        """Its sentence."""
        return self.sentence.sentence.within(self.article.text)

    @property
    def article(self) -> Article:
        """Its article."""
        return self.sentence.passage.article

    @property
    def published(self) -> str:
        """The ISO date of its article; empty if it has none."""
        return self.article.published or ""

    @cached_property
    def clause(self) -> str:
        """Its clause."""
        return clause_around(self.text, self.span.start, self.span.end)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The words beside it that make it one of a part."""
        return parts_around(self.text, self.clause, self.asked)

    @cached_property
    def beside(self) -> str:
        """Its sentence without itself."""
        return f"{self.text[: self.span.start]} {self.text[self.span.end :]}"

    @cached_property
    def when(self) -> tuple[Day, ...]:
        """The days that its sentence names besides it; one without a year is of its article's."""
        text = self.beside if self.days else self.text
        year = int(self.published[:4]) if self.published else None
        named = (replace(one, year=one.year or year) for one in figures_and_days(text)[1])
        told = (one.first for one in resolve(text, self.published) if one.unit == "day")
        return (*named, *(Day(one.year, one.month, one.day) for one in told))

    @cached_property
    def numbered(self) -> dict[str, str]:
        """The number of each numbered thing that its sentence names ("quý 2", "km 47")."""
        spelt = [fold(word) for word in syllables(self.beside)]
        return {one: two for one, two in pairwise(spelt) if one in NUMBERED | ELSEWHERE and two[0].isdigit()}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in its clause that the question doesn't have."""
        found = read(self.clause, detect_language(self.text).written)
        names = [found.folded[one:end] for one, end in found.names if one or end > 1]
        return frozenset(" ".join(words) for words in names if not self.asked >= set(words))

    def differs_from(self, other: Given) -> bool:
        """Whether both can't be the same value."""
        if self.name:
            return not set(self.name) <= set(other.name) and not set(other.name) <= set(self.name)
        if self.figure and other.figure:
            return (self.figure.value, self.figure.unit) != (other.figure.value, other.figure.unit)
        return not any(may_be_one(ours, theirs) for ours in self.days for theirs in other.days)


def given(
    question: Question, want: AnswerType, sentences: Sequence[ScoredSentence], like: Given | None = None
) -> list[Given]:
    """What the best sentences of an article may give for what is asked, not ranked yet.

    Of those that are counted in the same as another value; none if each may be that one.
    """
    values = [value for one in sentences for value in _values(question, want, one)]
    if like is not None:
        if like.figure is not None:
            values = [one for one in values if one.figure and one.figure.unit == like.figure.unit]
        if not any(one.differs_from(like) for one in values):
            return []
    return [one for one in values if _may_answer(question, one) and not planted(one.sentence.quote)]


def clearly_meant(question: Question, want: AnswerType, values: Sequence[Given], rank: Rank) -> Given | None:
    """The best value, if no other one may be meant as well."""
    ordered = sorted(_ranked(question, want, values, rank), key=lambda one: -one.rank)
    if not ordered or ordered[0].sure < SURE:
        return None
    lead = min((ordered[0].rank - one.rank for one in ordered[1:] if ordered[0].differs_from(one)), default=1.0)
    return replace(ordered[0], lead=lead) if lead >= LEAD else None


def _ranked(question: Question, want: AnswerType, values: Sequence[Given], rank: Rank) -> Iterator[Given]:
    """The values of an article by how probably each is the answer."""
    words = [word.folded for word in question.of(WordKind.WORD)]
    for sentence, each in groupby(values, key=lambda one: one.sentence):
        sures = rank(sentence, want)
        for one in each:
            if sure := sures.get(one.span):
                beside = SHARED * _share(words, folded_words(one.clause))
                yield replace(one, sure=sure, rank=one.rank + sure + sentence.score + beside)


def _values(question: Question, want: AnswerType, sentence: ScoredSentence) -> Iterator[Given]:
    """The values of a kind in a sentence."""
    asked = frozenset(word.folded for word in question.content)
    names = tuple(word.folded for word in question.of(WordKind.NAME))
    for span in candidates(sentence.quote.text, want):
        value = _read(question, want, Given(sentence, span, asked, names))
        if value is not None:
            yield value


def _read(question: Question, want: AnswerType, value: Given) -> Given | None:
    """A value with what it says; None if that isn't of the kind asked for."""
    span, text = value.span, value.text
    if want in (AnswerType.NUMBER, AnswerType.MONEY):
        counted = figure_of(question, want, span, text)
        return replace(value, figure=counted[0], rank=COUNTED * counted[1]) if counted else None
    if want is AnswerType.PERSON:
        name = name_of(span, text)
        return replace(value, name=name) if name else None
    if want is not AnswerType.DATE:
        return None
    days, clock = figures_and_days(text[span.start : span.end])[1], clock_of(span, text)
    if asks_clock(question):
        return replace(value, figure=clock, days=days) if clock else None
    return replace(value, days=days) if days else None


def _may_answer(question: Question, value: Given) -> bool:
    """Whether nothing says that a value is of something else."""
    if not {fold(one) for one in ASKED_PART.findall(question.text)} <= folded_words(value.clause):
        return False
    share = _share([word.folded for word in question.of(WordKind.WORD)], folded_words(value.text))
    if question.language is Language.ENGLISH:
        held = share_held(question.typed, value.text)
        share = 1.0 if held is None else held
    if value.name and not (of_same_rank(question.text, value.text) and share >= OF_PERSON):
        return False
    if (value.days or asks_clock(question)) and share < OF_TIME:
        return False
    days = question.days
    if days and value.when and not any(may_be_one(one, other) for one in days for other in value.when):
        return False
    return _is_of_same(question, value)


def _is_of_same(question: Question, value: Given) -> bool:
    """Whether no word beside a value is for what excludes that which is asked, as "injured" does "killed"."""
    asked = members(question.text)
    near = {family: members_of(family, value.clause) for family, want in enumerate(asked) if want}
    if any(told and not told & asked[family] for family, told in near.items()):
        return False
    persons = value.figure is not None and value.figure.unit in ("", PERSON)
    return not (persons and asked[0] and not near[0] and not members_of(0, value.text) & asked[0])


def _share(words: Sequence[str], told: frozenset[str]) -> float:
    return sum(word in told for word in words) / len(words) if words else 0.0
